"""The duty log and a handover on paper: plain text in a new file of the user's data folder, never over an older one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from sqlmodel import Session, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.handover import KINDS, Item
from dutyroom.domain.names import in_words, listed, shown_subject
from dutyroom.lang import gettext as _
from dutyroom.services.log.views import LogEntry
from dutyroom.services.room.people import people_of
from dutyroom.services.room.settings import read_setting
from dutyroom.services.shift.clock_words import clock_words
from dutyroom.services.shift.handover_words import item_text, kind_name
from dutyroom.services.shift.this_shift import HandoverView, handover
from dutyroom.settings.files import new_file, unwritten
from dutyroom.settings.paths import paper_folder
from dutyroom.store.rows.record import JournalHead

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_UNSAFE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_RULE = "─" * 60


def print_log(room: Room, entries: Sequence[LogEntry], title: str) -> Path:
    """The lines as they were read; ``title`` says which they are. Raises Refusal ``cannot_write``."""
    with room.database.read() as session:
        calendar = room.calendar_of(session)
        lines = [*top(room, session, f"{_('值班日志')}  {title}"), ""]
        day = None
        for entry in entries:
            at = calendar.local(entry.at)
            if at.date() != day:
                day = at.date()
                lines += [f"{day}"]
            marks = "".join(filter(None, [_("【补记】") if entry.late else "", _("【更正】") if entry.corrects else ""]))
            about = f"#{entry.corrects}" if entry.corrects else shown_subject(room.plan, entry.kind, entry.subject)
            said = " ".join(filter(None, [marks, entry.label, about, entry.result]))
            happened = ""
            if entry.late and entry.happened:
                happened = _("（{at} 发生）").format(at=f"{calendar.local(entry.happened):%m-%d %H:%M}")
            lines.append(f"  {at:%H:%M}  #{entry.seq}  {entry.actor_name}  {said}{happened}")
        lines += ["", _("共 {n} 条").format(n=len(entries)), *bottom(session)]
    return write("log", calendar.local(room.now()), lines)


def print_handover(room: Room, number: str) -> Path:
    """The handover as both sides signed it, in a new file. Raises Refusal ``not_found``, ``cannot_write``."""
    with room.database.read() as session:
        local = room.calendar_of(session).local(room.now())
    return write("handover", local, handover_lines(room, number))


def handover_lines(room: Room, number: str) -> list[str]:
    """The handover as both sides signed it. Raises Refusal ``not_found``."""
    view = handover(room, number)
    with room.database.read() as session:
        calendar, names = room.calendar_of(session), people_of(session)
        clocks = clock_words(room, session, [(subject, code) for subject, code, _due in view.clocks])
        lines = [*top(room, session, f"{_('交接班记录')}  {view.number}"), "", *_handover(view, names, calendar.local, clocks)]
        return [*lines, *bottom(session)]


def _handover(
    view: HandoverView, names: dict[str, str], local: Callable[[datetime], datetime], clocks: dict[tuple[str, str], str]
) -> list[str]:
    def at(moment: datetime | None) -> str:
        return f"{local(moment):%Y-%m-%d %H:%M}" if moment else "—"

    def people(codes: Sequence[str]) -> str:
        return listed(names.get(each, each) for each in codes) or _("无")

    lines = [
        _("交班 {name}").format(name=view.outgoing_name),
        _("接班 {name}").format(name=view.incoming_name),
        _("同来值班 {names}").format(names=people(view.arriving)),
        _("留任值班 {names}").format(names=people(view.staying)),
    ]
    if view.note:
        lines.append(_("交代事项 {text}").format(text=view.note))
    for kind in KINDS:
        mine = [item for item in view.items if item.kind == kind]
        lines += ["", _("{what} {n} 项").format(what=kind_name(kind), n=len(mine))]
        lines += ["  " + _item(item, names, at) for item in mine]
    lines += ["", _("未了时限 {n} 个，其中超时 {late} 个").format(n=view.clocks_open, late=view.clocks_overdue)]
    lines += [f"  {at(due)}  {subject}  {clocks[subject, code]}" for subject, code, due in view.clocks]
    if len(view.clocks) < view.clocks_open:
        lines.append("  " + _("另有 {n} 个到期更晚").format(n=view.clocks_open - len(view.clocks)))
    accepted = _("尚未接班")
    if view.accepted:
        accepted = _("接班签字 {name} {at}").format(name=view.incoming_name, at=at(view.accepted))
    return [*lines, "", _("交班签字 {name} {at}").format(name=view.signed_name, at=at(view.proposed)), accepted]


def _item(item: Item, names: dict[str, str], at: Callable[[datetime | None], str]) -> str:
    due = at(item.due) if item.due else ""
    number = "" if item.kind == "draft" else item.number
    taker = _("接手 {name}").format(name=names.get(item.taker, item.taker))
    return "  ".join(filter(None, [due, number, item_text(item), taker]))


def safe(text: str) -> str:
    """One line for a file that somebody will show in a terminal: controls and the like become a mark."""
    return "".join("\ufffd" if category(sign) in _UNSAFE else sign for sign in " ".join(text.splitlines()))


def top(room: Room, session: Session, title: str) -> list[str]:
    """The head of a paper: whose it is, what it is, when it was printed."""
    organisation = read_setting(session, "organisation", {})
    name = in_words(organisation.get("name", ""), organisation.get("en", ""))
    at = room.calendar_of(session).local(room.now())
    return [*_exercise(session), f"{name}  {title}".strip(), _("打印 {at}").format(at=f"{at:%Y-%m-%d %H:%M:%S}"), _RULE]


def bottom(session: Session) -> list[str]:
    """The foot: up to which entry the journal stands on this paper."""
    # What is on paper proves the journal up to here: it can't be rewritten afterwards without this showing it.
    head = session.exec(select(JournalHead)).one()
    return [_RULE, _("操作留痕第 {n} 条，校验码 {mac}").format(n=head.seq, mac=head.mac), *_exercise(session)]


def _exercise(session: Session) -> list[str]:
    """The mark of an exercise: nobody who finds the paper takes it for something that happened."""
    return [f"【{_('演练').upper()}】"] if read_setting(session, "exercise") else []


def write(kind: str, local: datetime, lines: Sequence[str]) -> Path:
    """A new file in the folder of papers, never over an older one. Raises Refusal ``cannot_write``."""
    folder = paper_folder()
    text = "".join(safe(line) + "\n" for line in lines)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for copy in range(1, 1000):
            path = folder / (f"{kind}-{local:%Y%m%d-%H%M%S}" + (f"-{copy}" if copy > 1 else "") + ".txt")
            try:
                with new_file(path, 0o600, encoding="utf-8") as file:
                    file.write(text)
            except Refusal as no:
                if no.code != "exists":
                    raise
            else:
                return path
    except OSError as fault:
        raise unwritten(folder, fault) from fault
    why = _("写不了文件：{file}（{why}）").format(file=folder, why=_("同名文件太多"))
    raise Refusal("cannot_write", why, _("请整理 {folder}。").format(folder=folder))
