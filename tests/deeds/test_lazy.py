"""The lazy clerk: what it got away with stands in ``got_away.toml``, read by a person, a word to each line why it may be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.deeds.lazy import EMPTY, KNOWN, WAYS, Found, Lazy
from tests.deeds.test_honest import PLANS
from tests.whole import few

HEAVIEST = [(name, plan.levels[0].code) for name, plan in PLANS.items()]


def told(found: Found | None) -> dict[str, Any]:
    """As the file tells it."""
    if found is None:
        return {"acts": "", "people": 0, "status": "open", "undone": [], "unmet": []}
    return {
        "acts": " · ".join(map(str, found.acts)), "people": found.people, "status": found.status,
        "undone": list(found.undone), "unmet": list(found.unmet),
    }  # fmt: skip


def test_every_level_of_every_plan_was_looked_at_and_every_line_has_its_word() -> None:
    wanted = {
        (name, level.code, way)
        for name, plan in PLANS.items()
        for level in plan.levels
        for way in WAYS
        if (way != "second round" or plan.second_round)
        and (way != "alike" or plan.alike)
        and (way != "lowered" or any(each.rank > level.rank for each in plan.levels))
    }
    assert set(KNOWN) == wanted
    assert [line for line in KNOWN.values() if not line["why"]] == []


@pytest.mark.parametrize(("plan", "level", "way"), few(KNOWN, ("call-centre", "plain", "withdrawn")))
def test_the_shortest_way_off_the_desk_is_one_that_was_read(tmp_path: Path, plan: str, level: str, way: str) -> None:
    kept = {name: value for name, value in KNOWN[plan, level, way].items() if name not in ("plan", "level", "way", "why")}
    assert told(Lazy(tmp_path, plan, level, way).search()) == kept


@pytest.mark.whole
@pytest.mark.parametrize(("plan", "level"), HEAVIEST)
def test_the_same_words_in_every_field_end_nothing_sooner_and_are_seen(tmp_path: Path, plan: str, level: str) -> None:
    found = Lazy(tmp_path, plan, level, "deeds", EMPTY).search()
    kept = KNOWN[plan, level, "deeds"]
    if kept["acts"]:
        assert found is not None
        assert len(found.acts) >= kept["acts"].count(" · ") + 1
        assert "同文" in found.seen
