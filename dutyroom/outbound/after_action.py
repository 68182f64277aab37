"""The after-action report of an exercise (.docx): what was to happen, what happened, strengths, gaps, improvements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.exercise.words import expected_text, local, minutes, verdict_name
from dutyroom.settings.files import new_file, unwritten

if TYPE_CHECKING:
    from dutyroom.services.exercise.views import ExerciseView

_UNSAFE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LONGEST = 400
"""Lines of the timeline in the report; a longer one says how many it leaves out."""


def write_report(view: ExerciseView, path: Path) -> None:
    """Writes the report to a new file. Raises Refusal ``exists``, ``cannot_write``; nothing half-written is left."""
    if path.exists():
        raise unwritten(path, FileExistsError())
    document = _document(view)
    with new_file(path, 0o600, mode="wb") as out:
        document.save(out)


def _document(view: ExerciseView) -> Any:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    document = Document()
    style = document.styles["Normal"]
    style.font.name = "Calibri" if language() == "en" else "SimSun"
    style.font.size = Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    for level in range(3):
        heading = document.styles["Title" if level == 0 else f"Heading {level}"]
        heading.element.rPr.rFonts.set(qn("w:eastAsia"), "SimHei")
        heading.font.color.rgb = RGBColor(0x22, 0x22, 0x22)
    # On every page: nobody who finds a sheet of it takes it for something that happened.
    for part in (document.sections[0].header, document.sections[0].footer):
        mark = part.paragraphs[0]
        mark.text = f"{_('演练')}    {_('演练')}    {_('演练')}"
        mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in mark.runs:
            run.font.bold = True
            run.font.color.rgb = RGBColor(0x6A, 0x3F, 0xB5)
    document.add_heading(f"{_('桌面推演评估报告')}", 0)
    _facts(document, view)
    _planned(document, view)
    _happened(document, view)
    _judged(document, view)
    _observed(document, view)
    return document


def _facts(document: Any, view: ExerciseView) -> None:
    percent = "-" if view.percent is None else f"{view.percent}%"
    _table(
        document,
        (),
        [
            (_("方案"), named(view.scenario)),
            (_("演练编号"), view.number),
            (_("演练时间"), f"{local(view, view.began)} – {local(view, view.ended)}"),
            (_("总评"), percent),
        ],
        (1, 3),
    )


def _planned(document: Any, view: ExerciseView) -> None:
    document.add_heading(_("一、原定内容"), 1)
    document.add_paragraph(_clean(view.scenario.summary_en if language() == "en" else view.scenario.summary))
    for objective in view.scenario.objectives:
        document.add_paragraph(_clean(named(objective)), style="List Bullet")


def _happened(document: Any, view: ExerciseView) -> None:
    document.add_heading(_("二、实际经过"), 1)
    injects = [(str(i.no), local(view, i.sent_at), i.sender, i.text) for i in view.injects if i.state == "sent"]
    _table(document, (_("编号"), _("发出"), _("来自"), _("情景信息")), injects, (2, 5, 5, 13))
    document.add_heading(_("时间线"), 2)
    rows = [(local(view, act.at), entry.actor_name, entry.line) for act, entry in view.timeline]
    _table(document, (_("时间"), _("人员"), _("办理")), rows[:_LONGEST], (1, 1, 2))
    if len(rows) > _LONGEST:
        document.add_paragraph(_("另有 {n} 条，见操作留痕。").format(n=len(rows) - _LONGEST))


def _judged(document: Any, view: ExerciseView) -> None:
    document.add_heading(_("三、逐项评估"), 1)
    scores = [
        (named(objective), "-" if s.percent is None else f"{s.percent}%", str(s.met), str(s.late), str(s.missed))
        for objective, s in zip(view.scenario.objectives, view.scores, strict=True)
    ]
    _table(document, (_("目标"), _("得分"), _("按时"), _("迟"), _("未办")), scores, (4, 1, 1, 1, 1))
    document.add_paragraph()
    rows = [
        (f"#{j.inject}", expected_text(j), str(j.expected.within), minutes(j.taken), verdict_name(j.verdict)) for j in view.judged
    ]
    _table(document, (_("情景"), _("应办事项"), _("限时（分）"), _("用时"), _("结论")), rows, (2, 8, 3, 3, 2))


def _observed(document: Any, view: ExerciseView) -> None:
    document.add_heading(_("四、优点、不足与改进"), 1)
    strengths = [each.text for each in view.observations if each.kind == "strength"]
    strengths += [
        _("目标「{name}」全部按时完成。").format(name=named(objective))
        for objective, score in zip(view.scenario.objectives, view.scores, strict=True)
        if score.percent == 100
    ]
    gaps = [each.text for each in view.observations if each.kind == "gap"]
    gaps += [
        f"{verdict_name(each.verdict)}：{expected_text(each)}（#{each.inject}）"
        for each in view.judged
        if each.verdict in ("late", "missed")
    ]
    _list(document, _("优点"), strengths)
    _list(document, _("不足"), gaps)
    document.add_heading(_("改进措施"), 2)
    rows = [(each.text, each.owner, each.due) for each in view.observations if each.kind == "improvement"]
    if rows:
        _table(document, (_("措施"), _("责任人"), _("完成日期")), rows, (4, 1, 1))
    else:
        document.add_paragraph(_("没有记录改进措施。"))
    _list(document, _("其他记录"), [each.text for each in view.observations if each.kind == "note"])


def _list(document: Any, title: str, items: Iterable[str]) -> None:
    document.add_heading(title, 2)
    said = list(items)
    for item in said:
        document.add_paragraph(_clean(item), style="List Bullet")
    if not said:
        document.add_paragraph(_("无"))


def _table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int]) -> None:
    """A table as wide as the text, its columns by ``shares``; its head stands again on every page that it goes on to."""
    from docx.oxml import OxmlElement

    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    widths = [room * share // sum(shares) for share in shares]
    table = document.add_table(rows=0, cols=len(shares), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in ([head] if head else []) + list(rows):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.text = _clean(text)
            cell.width = width
    if head:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell in table.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.font.bold = True


def _clean(text: str) -> str:
    """What a .docx can hold and nobody is deceived by: control, format and surrogate characters become a mark."""
    return "".join("\ufffd" if category(sign) in _UNSAFE and sign != "\n" else sign for sign in text)
