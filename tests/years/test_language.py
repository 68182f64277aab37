"""The number of a format rises with its language: what each number's language is stands here as a digest.

When this test fails, plan files, scenario files or files of limits can say something else than before, or acts are others.
Then FORMAT rises, ``formats.py`` gets the step that carries the older texts over, ``later.py`` says who does acts that are
new, and the new number's digest is added to ``language.toml``. A released number's digest is never changed.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dutyroom.domain import records, shapes
from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.domain.clock import units
from dutyroom.domain.plan import form, limits, rules
from dutyroom.domain.plan import formats as plan_formats
from dutyroom.domain.plan import shapes as plan_shapes
from dutyroom.domain.plan.later import AS_BEFORE
from dutyroom.domain.scenario import form as scenario_form
from dutyroom.domain.scenario import formats as scenario_formats
from dutyroom.domain.scenario import rules as scenario_rules
from dutyroom.settings.resources import resource
from tests.years.kept import HERE


def plan_language() -> Any:
    """All that decides what a plan file may say."""
    tables = {name: value for name, value in vars(plan_shapes).items() if name.isupper() and isinstance(value, (dict, tuple))}
    return [
        tables, form.MUST, records.PARTS, sorted(records.RHYTHM_STOPS), rules.STARTS, rules._DECIDES, shapes._CODE.pattern,
        units.LIMIT.pattern, sorted(set(ACTS) - set(OF_EXERCISES)),
    ]  # fmt: skip


def scenario_language() -> Any:
    """All that decides what a scenario file may say: its moves fill in the forms of acts."""
    acts = {
        name: [[field.name, field.kind, field.choices] for field in act.fields] + [act.subject] for name, act in ACTS.items()
    }
    tables = [scenario_form.SCENARIO, scenario_form.LISTS, scenario_form._TOP]
    return [*tables, scenario_rules._MEANT.pattern, scenario_rules._INVENTED.pattern, acts]


def limits_language() -> Any:
    """All that decides what a file of regulatory limits may say."""
    tables = [{key: kind.__name__ for key, kind in each.items()} for each in (limits._HEAD, limits._CLOCK, limits._EXTENSION)]
    return [tables, sorted(limits._MAY_LACK), limits._KINDS, limits._STARTS, limits._CODE.pattern, units.LIMIT.pattern]


LANGUAGES = {
    "plan": (plan_language, plan_formats.FORMAT),
    "scenario": (scenario_language, scenario_formats.FORMAT),
    "limits": (limits_language, limits.FORMAT),
}


def digest(language: Any) -> str:
    return hashlib.sha256(json.dumps(language, sort_keys=True, default=list).encode()).hexdigest()[:32]


KNOWN: dict[str, dict[str, str]] = tomllib.loads((HERE / "language.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", LANGUAGES)
def test_the_number_rises_with_the_language(kind: str) -> None:
    language, number = LANGUAGES[kind]
    known = KNOWN[kind]
    assert max(map(int, known)) == number
    assert known[str(number)] == digest(language()), f"The language of {kind} files changed; read the head of {__name__}."
    assert len(set(known.values())) == len(known)


@pytest.mark.parametrize("kind", LANGUAGES)
def test_a_change_of_the_language_is_noticed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    language, _number = LANGUAGES[kind]
    before = digest(language())
    monkeypatch.setitem(plan_shapes.LISTS["unit"], "planted", "?text")
    monkeypatch.setitem(scenario_form.SCENARIO, "planted", "?text")
    monkeypatch.setitem(limits._HEAD, "planted", str)
    assert digest(language()) != before


@pytest.mark.parametrize("kind", ["plan", "scenario"])
def test_a_new_act_is_a_change_of_the_language(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    language, _number = LANGUAGES[kind]
    before = digest(language())
    monkeypatch.setitem(ACTS, "planted.act", ACTS["log.write"])
    assert digest(language()) != before


def test_every_act_that_came_later_is_known_and_follows_from_one_that_was_there() -> None:
    for number, given in AS_BEFORE.items():
        assert 1 < number <= plan_formats.FORMAT
        later = [act for acts in given.values() for act in acts]
        assert len(later) == len(set(later))
        assert set(later) <= set(ACTS)
        assert set(given) - {""} <= set(ACTS) - set(later)


def test_a_released_migration_is_never_changed_again() -> None:
    """A room bears the name of the migration, not its content: one changed in place left rooms that nobody could upgrade."""
    now = {file.stem: _text(file) for file in sorted((resource("db") / "versions").glob("*.py"))}
    released = KNOWN["migrations"]
    assert {name: now.get(name) for name in released} == released


def _text(file: Path) -> str:
    return hashlib.sha256(file.read_text(encoding="utf-8").encode()).hexdigest()[:32]
