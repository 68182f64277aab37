"""统一口径: the one wording in force about an emergency, for everyone who answers a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from dutyroom.domain.emergency import OVER
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.emergency.event import in_place
from dutyroom.services.emergency.panel.views import WordingView
from dutyroom.services.room.people import name_of, people_of
from dutyroom.services.room.subjects import load_subject
from dutyroom.store.rows.emergencies import Emergency, Paper, Wording

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room

_APPROVED = ("approved", "published")


def set_wording(work: Work) -> None:
    """定口径: taken from a statement that has passed the plan's gates, or set by who commands. A new edition each time."""
    event: Emergency = work.row
    in_place(work, event)
    number = str(work.values.get("statement") or "")
    text = str(work.values.get("text") or "").strip()
    paper: Paper | None = load_subject(work.session, "statement", number) if number else None
    if paper is not None:
        if paper.emergency != event.number or paper.state not in _APPROVED:
            why = _("{number} 不是本事件已审批的声明。").format(number=number)
            raise Refusal("gate_closed", why, _("声明审批通过后再作口径。"), (Fault("statement", _("须已审批。")),))
        if text and text != paper.text.strip():
            why = _("取自声明的口径不能另改文字。")
            raise Refusal("bad_input", why, _("请留空，或由指挥人员另定。"), (Fault("text", why),))
        text = paper.text
    elif event.commander != work.actor:
        who = name_of(work.session, event.commander) if event.commander else _("指挥人员")
        raise NotAllowed(_("口径取自已审批的声明，或由{name}制定。").format(name=who), _("请填写声明编号，如 P5。"))
    if not text:
        raise Refusal("bad_input", _("没有口径内容。"), _("填写口径，或填已审批的声明编号。"), (Fault("text", _("必填。")),))
    last = current(work.session, event.number)
    edition = last.edition + 1 if last else 1
    work.add(
        Wording(
            emergency=event.number, edition=edition, text=text, paper=paper.id if paper else 0, by=work.actor, at=work.now
        )
    )  # fmt: skip
    work.data["edition"] = edition
    work.text = text
    work.message = _("统一口径第 {n} 版已生效，接电话的都能看到。").format(n=edition)


def current(session: Session, emergency: str) -> Wording | None:
    """The last edition about that emergency."""
    return session.exec(
        select(Wording).where(Wording.emergency == emergency).order_by(col(Wording.edition).desc())
    ).first()


def wordings(room: Room) -> tuple[WordingView, ...]:
    """What is in force about each emergency that is not over, the newest emergency first."""
    with room.database.read() as session:
        events = session.exec(
            select(Emergency).where(col(Emergency.stage).not_in(OVER)).order_by(col(Emergency.reported).desc())
        ).all()
        people = people_of(session)
        found = []
        for event in events:
            row = current(session, event.number)
            if row is not None:
                paper = number_of("paper", row.paper) if row.paper else ""
                by = people.get(row.by, row.by)
                found.append(WordingView(event.number, event.title, row.edition, row.text, by, row.at, paper))
        return tuple(found)
