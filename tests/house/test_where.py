"""Who looks where the pages of the house send them finds it: files, and the names said to stand in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASES = (ROOT / "dutyroom", ROOT)
CHANGES = (
    "add a clock unit",
    "a field of the call form",
    "when a handover is refused",
    "a new kind of report",
    "a colour theme",
    "a second telephone of complainants",
    "a notice also by e-mail",
    "a wallboard page",
    "another numbering of events",
    "a new workstream kind",
    "a shorter idle lock",
    "the order of the dialling list",
    "one more column in the queue",
    "import of .ods",
    "back-off of wrong secrets",
)
"""The stranger test: changes that somebody new should find the file of at once."""


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of every row of the tables under a heading, down to the next one of its level."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert f"{heading}\n" in text, heading
    part = re.split(rf"\n#{{1,{heading.count('#')}}} ", text.partition(f"{heading}\n")[2])[0]
    lines = [line for line in part.splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def found(said: list[str], folder: str = "") -> tuple[list[Path], list[str], list[str]]:
    """What the code words of a row lead to: the files there are, paths of which there are none, and the other words.

    A file without its folder lies beside the one named before it, the first at the top.
    """
    files: list[Path] = []
    missing: list[str] = []
    names: list[str] = []
    for word in said:
        if "/" not in word and not word.endswith((".py", ".toml", ".md")):
            names.append(word)
            continue
        path = word if "/" in word or not folder else f"{folder}/{word}"
        there = [file for base in BASES for file in base.glob(path.rstrip("/"))]
        files += there
        missing += [] if there else [word]
        folder = path.rpartition("/")[0]
    return files, missing, names


def code(cell: str) -> list[str]:
    """What a cell writes as code, and the pages it links to."""
    return [*re.findall(r"`([^`]+)`", cell), *(f"docs/{page}" for page in re.findall(r"\]\(([^)]+)\)", cell))]


PAGES = (
    ("where.md", "# Change → file", ""),
    ("architecture.md", "## Where to look", ""),
    ("architecture.md", "### services: folders by subject, top first", "services/"),
    ("architecture.md", "### One fact, one home", ""),
)


@pytest.mark.parametrize(("page", "heading", "below"), PAGES)
def test_every_file_that_a_page_names_is_there(page: str, heading: str, below: str) -> None:
    table = rows(page, heading)
    assert table
    for row in table:
        # The folders of services stand in the first column.
        said = [below + word for word in code(row[0])] if below else [word for cell in row[1:] for word in code(cell)]
        _files, missing, _names = found(said)
        assert missing == [], row[0]


def test_the_table_of_services_has_every_folder() -> None:
    told = [word.rstrip("/") for row in rows("architecture.md", PAGES[2][1]) for word in code(row[0])]
    assert sorted(told) == sorted(each.parent.name for each in (ROOT / "dutyroom/services").glob("*/__init__.py"))


def test_every_change_of_the_stranger_test_has_its_file() -> None:
    table = {row[0]: row[1:] for row in rows("where.md", "# Change → file")}
    assert [change for change in CHANGES if change not in table] == []
    assert [change for change, cells in table.items() if not found(code(cells[0]))[0]] == []


def test_names_said_to_stand_in_a_file_do() -> None:
    for change, *cells in rows("where.md", "# Change → file"):
        files, _missing, names = found([word for cell in cells for word in code(cell)])
        text = "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
        for name in names:
            word = name.strip("[]").rpartition(".")[2]
            assert re.search(rf"\b{re.escape(word)}\b", text), (change, name)


def test_a_wrong_name_is_seen() -> None:
    assert found(["services/emergency/instructions.py", "handovers.py", "themes/*.toml"])[1] == ["handovers.py"]
    assert found(["themes/*.ini", "services/nowhere/"])[1] == ["themes/*.ini", "services/nowhere/"]
