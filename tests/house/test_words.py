"""Every word for people in the code has its English entry, and the catalogues agree with themselves."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import choice_name
from dutyroom.lang import gettext, language, set_language
from dutyroom.lang.catalogue import catalogue, catalogue_files

PACKAGE = Path(__file__).resolve().parents[2] / "dutyroom"
CALL = re.compile(r"\bN?_\s*\(")


@cache
def lookups(source: str) -> tuple[ast.Call, ...]:
    """Every call of `_` or `N_` with an argument."""
    # Reading a file as Python is dear: only what has such a call.
    if not CALL.search(source):
        return ()
    return tuple(
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_") and node.args
    )


def words_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every literal given to `_` or `N_`."""
    for call in lookups(source):
        for part in choices(call.args[0]):
            yield call.lineno, part


def choices(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.IfExp):
        yield from choices(given.body)
        yield from choices(given.orelse)
    elif isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value


def all_words() -> dict[str, str]:
    """Every literal with the place where it stands."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for line, text in words_in(file.read_text(encoding="utf-8")):
            found.setdefault(text, f"{file.relative_to(PACKAGE)}:{line}")
    return found


def placeholders(text: str) -> set[str | None]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_literals_are_found() -> None:
    assert list(words_in("z = N_('丁')")) == [(1, "丁")]
    assert list(words_in("x = _('甲')\ny = _('乙' if a else '丙').format()\nz = _(name)")) == [
        (1, "甲"),
        (2, "乙"),
        (2, "丙"),
    ]


def test_every_word_has_english() -> None:
    english = catalogue("en")
    missing = [f"{place}: {text}" for text, place in all_words().items() if text not in english]
    assert not missing, "\n".join(missing)


def test_no_f_string_is_translated() -> None:
    """A text that is filled in before it is looked up is never found."""
    for file in PACKAGE.rglob("*.py"):
        for call in lookups(file.read_text(encoding="utf-8")):
            assert not isinstance(call.args[0], ast.JoinedStr), f"{file}:{call.lineno}"


def test_no_entry_is_said_two_ways() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for file in catalogue_files("en"):
        for text, translation in tomllib.loads(file.read_text(encoding="utf-8")).items():
            assert isinstance(translation, str), f"{file.name}: {text}: quote the key"
            first = seen.setdefault(text, (translation, file.name))
            assert first[0] == translation, f"{text}: {first} and {(translation, file.name)}"


def test_translations_fill_in_the_same_places() -> None:
    differing = [t for t, e in catalogue("en").items() if placeholders(t) != placeholders(e)]
    assert not differing


def test_english_has_no_chinese_left() -> None:
    mixed = [e for e in catalogue("en").values() if any("\u4e00" <= c <= "\u9fff" for c in e)]
    assert not mixed


def test_the_language_is_chosen_and_falls_back_to_chinese_text() -> None:
    set_language("en_GB.UTF-8")
    assert language() == "en"
    assert gettext("界面语言") == "language"
    assert gettext("没有这一条") == "没有这一条"
    set_language("zh_CN")
    assert gettext("界面语言") == "界面语言"
    with pytest.raises(ValueError, match="tlh"):
        set_language("tlh")


def test_every_code_that_a_form_offers_has_a_name() -> None:
    codes = {
        code
        for act in ACTS.values()
        for field in act.fields
        if field.choices.startswith("=")
        for code in field.choices[1:].split("|")
    }
    assert len(codes) > 50
    assert sorted(code for code in codes if code.isascii() and choice_name(code) == code) == []
