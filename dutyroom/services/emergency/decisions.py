"""请示、批复 and decisions: the question, its options, who decided in which role, on what facts, under which clause."""

from __future__ import annotations

from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.errors import Fault, NotAllowed, Refusal
from dutyroom.domain.gate import gate_of
from dutyroom.domain.names import role_name
from dutyroom.domain.subjects import is_kind, row_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock
from dutyroom.services.emergency import line_of_command
from dutyroom.services.emergency.command import facts_now
from dutyroom.services.emergency.event import event_of, in_place
from dutyroom.services.gates import authority
from dutyroom.services.gates.gates import decisions_on
from dutyroom.services.room.people import name_of
from dutyroom.services.room.subjects import event_number, load_subject
from dutyroom.store.rows.command import Conference, Request
from dutyroom.store.rows.emergencies import Decision, Emergency, Paper

DECIDED = "decision"
"""``Decision.gate`` of a decision that is none of the plan's gates."""

ANSWER = "answer"
"""Code of the clock of a 请示."""


def ask(work: Work) -> None:
    """请示: a question for whoever leads, with the options seen and the facts; answered within the limit named."""
    event: Emergency = work.row
    in_place(work, event)
    role = str(work.values.get("role") or line_of_command.commander_role(work.session, work.plan, event) or _first(work))
    request = Request(
        id=work.next("request"), emergency=event.number, question=work.masked("question"), options=work.masked("options"),
        facts=work.masked("facts") or facts_now(work, event), role=role, by=work.actor, at=work.now,
    )  # fmt: skip
    work.add(request)
    minutes = work.values.get("minutes")
    if minutes == 0:
        raise Refusal("bad_input", _("限时至少 1 分钟。"), "", (Fault("minutes", _("至少 1 分钟。")),))
    if minutes:
        spec = ClockSpec(ANSWER, "request_answer", _("批复"), "answer", "minutes", minutes, source="unit")
        clocks.start_clock(work, request.number, spec, work.now)
    work.text = request.question
    work.data["request"] = work.came["request"] = request.number
    work.came["role"] = role
    work.message = _("已请示{role}，编号 Q{n}。").format(role=role_name(work.plan, role), n=request.id)


def answer(work: Work) -> None:
    """批复: by whoever leads, never by the one who asked. What is decided stands as a decision of the event."""
    request: Request = work.row
    event = event_of(work, request.emergency)
    in_place(work, event)
    if request.state != "open":
        raise Refusal("no_change", _("Q{n} 已批复（决定 J{d}）。").format(n=request.id, d=request.decision), _("不需要再办。"))
    authority.check_four_eyes(work, None, work.actor, {request.by})
    decision = _decide(work, event, work.values["outcome"], request.question, request.options, request.facts)
    decision.request = request.id
    request.state, request.decision = "answered", decision.id
    end_clock(work, request.number, ANSWER)
    work.message = _("已批复 Q{n}，决定编号 J{d}。").format(n=request.id, d=decision.id)


def decide(work: Work) -> None:
    """作出决定: a question of the event that is none of the plan's gates, decided by whoever leads it."""
    event: Emergency = work.row
    in_place(work, event)
    facts = work.masked("facts") or facts_now(work, event)
    decision = _decide(work, event, "decided", work.masked("question"), work.masked("options"), facts)
    work.message = _("决定 J{n} 已记录。").format(n=decision.id)


def withdraw(work: Work) -> None:
    """撤回决定 by a new one: the old one stays readable, and each names the other.

    An approved text that has not gone out yet goes back with it. What the plan has a way of its own for (activation,
    command, response level, termination) is refused with that way.
    """
    old: Decision = work.row
    event = event_of(work, event_number(work.session, old))
    in_place(work, event)
    later = next((each for each in _decisions(work, old.subject) if each.replaces == old.id), None)
    if later is not None:
        raise Refusal("no_change", _("J{n} 已由 J{m} 撤回。").format(n=old.id, m=later.id), _("不需要再办。"))
    paper = work.get(Paper, row_of("paper", old.subject), _("文稿")) if is_kind("paper", old.subject) else None
    if paper is not None:
        _take_back(work, old, paper)
    elif old.gate != DECIDED:
        raise Refusal(
            "wrong_stage",
            _("这项决定不能撤回。"),
            _("启动以「终止」或「撤销启动」结束，指挥以移交、响应级别以调整更改。"),
        )
    line_of_command.check_line(work, event, (), authority.Decider(work.actor, work.role))
    decision = _recorded(work, old.subject, old.gate, "withdrawn", old.edition)
    decision.question, decision.options = old.question, old.options
    decision.choice, decision.facts = work.masked("choice"), facts_now(work, event)
    decision.replaces = old.id
    work.text = decision.choice
    work.message = _("J{n} 已由新决定 J{m} 撤回，原决定保留在案。").format(n=old.id, m=decision.id)


def _take_back(work: Work, old: Decision, paper: Paper) -> None:
    gate = gate_of(work.plan, f"{paper.kind}.{'decide' if paper.kind == 'solution' else 'approve'}")
    if paper.state in ("published", "carried_out", "sent"):
        hint = _("请另起一份更正，或另作决定。")
        raise Refusal("wrong_stage", _("「{title}」已对外生效，不能撤回。").format(title=paper.title), hint)
    if old.edition != paper.edition or old.outcome not in ("approve", "pass") or (gate and old.gate != gate.code):
        raise Refusal("wrong_stage", _("这项决定已不起作用，不需要撤回。"), _("请核对决定编号。"))
    paper.state = "refused"
    paper.version += 1


def _decide(work: Work, event: Emergency, outcome: str, question: str, options: str, facts: str) -> Decision:
    line_of_command.check_line(work, event, (), authority.Decider(work.actor, work.role))
    decision = _recorded(work, event.number, DECIDED, outcome, 0)
    decision.question, decision.options, decision.facts = question, options, facts
    decision.choice = work.masked("choice")
    number = str(work.values.get("conference") or "")
    if number:
        conference: Conference = load_subject(work.session, "conference", number)
        if conference.emergency != event.number:
            raise Refusal("not_found", _("这个事件没有会商 {key}。").format(key=number), _("请核对编号。"))
        decision.conference = conference.id
    work.data["decision"] = work.came["decision"] = decision.number
    work.text = decision.choice
    return decision


def _recorded(work: Work, subject: str, gate: str, outcome: str, edition: int) -> Decision:
    return authority.record(work, subject, gate, outcome, authority.Decider(work.actor, work.role), edition)


def _decisions(work: Work, subject: str) -> list[Decision]:
    return list(decisions_on(work.session, subject))


def _first(work: Work) -> str:
    allow = work.plan.allowed("request.answer")
    if allow is None:
        raise NotAllowed(_("预案没有写明由谁批复。"), name_of(work.session, work.actor))
    return allow.roles[0]
