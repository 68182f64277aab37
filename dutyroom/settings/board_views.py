"""How this terminal looks at the board: the view last used, those saved, the palette. One small TOML file a room.

It holds codes and names of views, never anything of a complaint. Nothing here is worth stopping a console for: what can't
be read is told and left as it is, beside a new file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, cast

from dutyroom.domain.board_view import FACETS, GROUPS, SORTS, BoardView, GroupName, SortName
from dutyroom.domain.errors import Refusal
from dutyroom.domain.strict import from_toml
from dutyroom.lang import gettext as _
from dutyroom.settings.files import text

MOST = 9
"""Views that can be saved: one for each digit."""
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """What a terminal keeps between two starts; ``fault`` is why the file could not be read, "" if it could. ``silent``: it
    does not sound for a new warning."""

    view: BoardView = field(default_factory=BoardView)
    saved: tuple[BoardView, ...] = ()
    theme: str = ""
    fault: str = ""
    silent: bool = False


class Shelf:
    """The file of one room on this terminal; None keeps nothing. Safe to call from threads."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self._lock = Lock()
        self._wanted = Kept()

    def read(self) -> Kept:
        """What is kept. Never raises: a file that can't be read is set aside by the next ``write``."""
        if self.file is None or not self.file.exists():
            return Kept()
        try:
            data = from_toml(text(self.file))
            saved = tuple(_view(each) for each in data.get("view", ()))[:MOST]
            silent = data.get("silent") is True
            return Kept(_view(data.get("now", {})), saved, str(data.get("theme", "")), silent=silent)
        except (ValueError, TypeError, AttributeError, Refusal) as bad:
            return Kept(fault=_("视图文件读不出，按默认显示：{file}（{why}）").format(file=self.file.name, why=bad))

    def write(self, kept: Kept) -> None:
        """Keeps this; of several that come at once the last. Raises OSError."""
        self._wanted = kept
        if self.file is None:
            return
        with self._lock:
            wanted = self._wanted
            self.file.parent.mkdir(parents=True, exist_ok=True)
            if wanted.fault and self.file.exists():
                os.replace(self.file, self.file.with_suffix(".unread"))
            fresh = self.file.with_suffix(".new")
            fresh.write_text(as_toml(wanted), encoding="utf-8")
            os.replace(fresh, self.file)


def as_toml(kept: Kept) -> str:
    """The file's text."""
    silent = ["silent = true"] if kept.silent else []
    lines = [f"theme = {_quoted(kept.theme)}", *silent, "", "[now]", *_lines(kept.view)]
    for view in kept.saved:
        lines += ["", "[[view]]", *_lines(view)]
    return "\n".join(lines) + "\n"


def named(name: str) -> str:
    """A view's name as it is kept: one line, not too long."""
    return " ".join(name.split())[:_LONGEST]


def _lines(view: BoardView) -> list[str]:
    only = ", ".join(f"{facet} = {_list(codes)}" for facet, codes in view.only.items())
    return [
        f"name = {_quoted(view.name)}",
        f"group = {_quoted(view.group)}",
        f"sort = {_quoted(view.sort)}",
        f"columns = {_list(view.columns)}",
        f"only = {{ {only} }}" if only else "only = {}",
    ]


def _list(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_quoted, words)) + "]"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for the one sign that JSON leaves bare.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _view(data: Mapping[str, Any]) -> BoardView:
    """Raises ValueError for what no view has."""
    group, sort, only = data.get("group", ""), data.get("sort", "urgency"), data.get("only", {})
    if group not in GROUPS or sort not in SORTS or not set(only) <= set(FACETS):
        raise ValueError(_("有不认识的项"))
    columns = tuple(map(str, data.get("columns", ())))
    facets = {facet: tuple(map(str, codes)) for facet, codes in only.items() if codes}
    return BoardView(named(str(data.get("name", ""))), facets, cast(GroupName, group), cast(SortName, sort), columns)
