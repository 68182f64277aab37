"""Laws that a plan cites and that are no longer in force, or that nobody can find."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dutyroom.domain.plan.fault import Problem
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.statutes import CHECKED, CITED, STATUTES, basis_status, plain_title
from dutyroom.lang import gettext as _
from dutyroom.lang import language

Document = Mapping[str, Any]
Found = Iterator[Problem]


def basis_problems(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    """What is cited, looked up in the program's own list: a label in the plan changes nothing of it."""
    chinese = language() == "zh"
    for each, (at, row) in zip(plan.basis, enumerate(document.get("basis", ())), strict=True):
        title = each.name if chinese else each.en
        note = each.note if chinese else each.note_en
        if each.status == "repealed":
            yield Problem(("basis", at, "name"), _("所引《{title}》已废止。").format(title=title), note, warning=True)
        elif each.status == "unknown":
            mend = note or _("请核对名称和现状（目录核对至 {year} 年末）。").format(year=CHECKED)
            yield Problem(("basis", at, "name"), _("法规目录中查不到《{title}》。").format(title=title), mend, warning=True)
        elif row["status"] != each.status:
            said = _("《{title}》标为{label}，法规目录中为{status}。")
            label, status = basis_status(row["status"]), basis_status(each.status)
            mend = note or _("把 status 改写为 {status}。").format(status=each.status)
            yield Problem(("basis", at, "status"), said.format(title=title, label=label, status=status), mend, warning=True)
    listed_ones = {plain_title(each.name) for each in plan.basis}
    for clause, text in document.get("text", {}).items():
        for title in dict.fromkeys(map(plain_title, CITED.findall(text))):
            status, note, note_en = STATUTES.get(title, ("", "", ""))
            if status == "repealed" and title not in listed_ones:
                mend = note if chinese else note_en
                yield Problem(("text", clause), _("所引《{title}》已废止。").format(title=title), mend, warning=True)
