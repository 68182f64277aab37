"""The parts of the leader's panel by name, each with its key and its heading."""

from __future__ import annotations

from dutyroom.console.present.cells import titled
from dutyroom.console.present.layout import clip
from dutyroom.console.present.layout import over as laid_over
from dutyroom.console.present.line import Line

PAPERS, ENDING, RECORD, CASES, FACTS, LEADING = "papers", "ending", "record", "cases", "facts", "leading"


KEYS: dict[str, str] = {FACTS: "F", PAPERS: "7", ENDING: "8", RECORD: "9", CASES: "0", LEADING: "C"}
"""The key of each part; the workstreams have 1 to 6."""


def chosen_line(line: Line, chosen: bool, width: int) -> Line:
    """The line, laid over with the cursor where it is chosen."""
    return laid_over(clip(line, width), "cursor") if chosen else line


def panel_title(key: str, text: str, chosen: bool, width: int, more: str = "", look: str = "quiet") -> Line:
    """The heading of a part of the panel, with its key."""
    line: Line = [(f"{'>' if chosen else ' '}{KEYS[key]} {titled(text)} ", "strong"), (more, look)]
    return chosen_line(line, chosen, width)
