"""What the language of scenario files was: a text of an older format is carried over, and what changed is said.

The number rises with every change of the language: shapes, acts, and the fields of their forms, which moves fill in.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from dutyroom.domain.plan.fault import Problem
from dutyroom.domain.plan.formats import refuse_newer
from dutyroom.domain.shapes import shown
from dutyroom.lang import gettext as _

FORMAT = 3
"""The format of scenario files that this program writes; older ones it carries over."""


def carried(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The document as today's language says it, and what changed, as warnings at the places of the text.

    Raises Refusal ``newer_format``.
    """
    refuse_newer(document, FORMAT)
    now = deepcopy(dict(document))
    said = document.get("format")
    if said not in range(1, FORMAT):
        return now, []
    now["format"] = FORMAT
    return now, _senders(now) if said == 1 else []


def _senders(document: dict[str, Any]) -> list[Problem]:
    """``from`` and ``from_en`` were texts once; now ``from`` is somebody of the ``[[cast]]``."""
    told: list[Problem] = []
    cast, rows = document.setdefault("cast", []), document.get("inject")
    if not isinstance(cast, list) or not isinstance(rows, list):
        return told
    taken = [row.get("code") for row in cast if isinstance(row, dict)]
    known: dict[tuple[str, str], str] = {}
    for at, row in enumerate(rows):
        if not isinstance(row, dict) or "from_en" not in row or not isinstance(row.get("from"), str):
            continue
        who = (row["from"], str(row.pop("from_en")))
        if who not in known:
            known[who] = code = next(f"sender-{n}" for n in range(1, 10_000) if f"sender-{n}" not in taken)
            taken.append(code)
            cast.append({"code": code, "name": who[0], "en": who[1]})
        row["from"] = known[who]
        mend = _("加一段 [[cast]]，from 写它的代码。")
        said = _("from 读作出场的「{name}」。").format(name=shown(who[0]))
        told.append(Problem(("inject", at, "from"), said, mend, warning=True))
    return told
