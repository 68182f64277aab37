"""What every act on a paper begins with: the paper in its place, its gates, not changed once it is final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.gate import closed_gates, gate_applies
from dutyroom.domain.names import listed, named, role_names, term
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.procedure import open_case
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.gates.gates import level_of, passed_gates
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency, Paper, Workstream

if TYPE_CHECKING:
    from dutyroom.domain.plan.handling import Gate


def check_gates(work: Work, event: Emergency | None, paper: Paper) -> None:
    """Raises Refusal ``gate_closed`` that lists every gate still closed for this edition, and whose they are."""
    level = level_of(work.session, paper)
    found = closed_gates(work.plan, work.act.name, passed_gates(work.session, paper))
    closed = [gate for gate in found if gate_applies(gate, level)]
    if not closed:
        return
    hints = [_("请先办：{gates}。").format(gates=listed(named(gate) for gate in closed))]
    for gate in closed:
        missing = _standby(work, event, gate) if event is not None else ""
        if missing:
            hints.append(_("{group}没有进入应急状态，请先办「增设工作组」。").format(group=missing))
    raise Refusal(
        "gate_closed",
        _("第 {n} 版还没有通过：{gates}。").format(
            n=paper.edition,
            gates=listed(
                _("{gate}（{roles}）").format(gate=named(gate), roles=role_names(work.plan, gate.roles)) for gate in closed
            ),
        ),
        "".join(hints),
        tuple(Fault(gate.code, _("未通过。")) for gate in closed),
    )


def paper_in_place(work: Work) -> tuple[Paper, Emergency | None]:
    """The paper of the act and its emergency, None for a complaint's paper outside one.

    Raises Refusal while the act has no place: in the event's stage, or in a complaint that is closed or frozen.
    """
    paper: Paper = work.row
    if paper.complaint:
        case = work.get(Complaint, paper.complaint, _("投诉"))
        open_case(work, case, afterwards=work.act.name in ("paper.review", "paper.read"))
    if not paper.emergency:
        return paper, None
    event = event_of(work, paper.emergency)
    in_place(work, event)
    return paper, event


def not_final(work: Work, paper: Paper) -> None:
    if paper.state in ("published", "carried_out"):
        done = _("已发布") if paper.state == "published" else _("已实施")
        raise Refusal("wrong_stage", _("「{title}」{done}，不再更改。").format(title=paper.title, done=done), _("请另起一份。"))


def _standby(work: Work, event: Emergency, gate: Gate) -> str:
    """Names of the workstreams whose heads decide the gate and that are not set up."""
    names = []
    for code in gate.roles:
        role = work.plan.role(code)
        stream = role.workstream if role else ""
        row = work.session.get(Workstream, (event.number, stream)) if stream else None
        if not stream or (row is not None and row.state == "active"):
            continue
        names.append(term(work.plan.workstreams, stream))
    return listed(names)
