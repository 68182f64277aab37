"""复议: the second round of a complaint, a case of its own linked to the first, whose record is frozen (5.04)."""

from __future__ import annotations

import json

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.names import choice_name, joined, named, role_names
from dutyroom.lang import gettext as _
from dutyroom.services.act.frozen import check_frozen
from dutyroom.services.act.work import Work
from dutyroom.services.cases.closing import CLOSE, ends_first, lacking
from dutyroom.services.cases.procedure import unfinished
from dutyroom.services.clocks import clocks
from dutyroom.services.desk import search
from dutyroom.store.rows.cases import Complaint


def reconsider(work: Work) -> None:
    """提出复议. Raises Refusal ``no_second_round``, ``frozen``, ``step_missing``, or NotAllowed."""
    first: Complaint = work.row
    rule = work.plan.second_round
    if rule is None:
        raise Refusal("no_second_round", _("预案没有规定复议。"), _("不满意的，请继续办理或上报。"))
    name = named(rule)
    check_frozen(first)
    if first.round > 1:
        said = _("「{name}」只有一次（预案未规定，本单位补充）。").format(name=name)
        raise Refusal("no_second_round", said, _("不满意的，可向上级反映。"))
    if not set(rule.roles) & set(work.held):
        raise NotAllowed(_("「{name}」由{roles}受理。").format(name=name, roles=role_names(work.plan, rule.roles)))
    if first.satisfied in ("satisfied", "forgiven"):
        said = _("投诉人已表示{answer}，不再提出「{name}」。").format(answer=choice_name(first.satisfied), name=name)
        raise Refusal("satisfied", said, _("投诉人又不满意的，先记「满意度」。"))
    missing = [why for code in rule.after if (why := unfinished(work.session, work.plan, first, code))]
    # What the second round has no step for could never be made good: the first would be archived without it.
    only_here = [each.code for each in work.plan.steps if each.round == "first" and CLOSE in each.blocks]
    missing += [why for code in only_here if (why := unfinished(work.session, work.plan, first, code))]
    missing += _limits_left(work, first)
    if missing:
        said = _("还不能提出「{name}」：{what}。").format(name=name, what=joined(dict.fromkeys(missing)))
        raise Refusal("step_missing", said, _("完成后再办。"))
    lacked = lacking(work.session, work.plan, work.calendar, first) if first.closed_at is None else []
    received = work.values.get("received") or work.now
    if received > work.now:
        raise Refusal("bad_input", _("时间晚于现在。"), _("请改为现在或更早的时间。"))
    work.late = (work.now - received).total_seconds() >= 60
    plain = work.room.vault.plain(work.session, first.number)
    reason = work.masked("text")
    second = Complaint(
        number=f"{first.number}-2", plan_version=first.plan_version, level=first.level, category=first.category,
        channel=first.channel, unit=first.unit, handling=first.handling,
        summary=first.summary, happened=first.happened, received=received,
        typed=work.now, late=work.late, emergency=first.emergency,
        facts=json.dumps({**json.loads(first.facts), "again": reason}, ensure_ascii=False), round=2,
        round_of=first.number, off_hours=not work.calendar.is_open(received),
    )  # fmt: skip
    work.add(second)
    if plain:
        work.room.vault.put(work.session, second.number, plain)
    search.index(work.session, second.number, second.summary, json.loads(first.facts).get("content", ""))
    clocks.end_all(work, first.number)
    first.followed_by = second.number
    if first.closed_at is None:
        # Not archived by that: the file is whole when the second round is.
        first.status, first.closed_at = "second_round", work.now
    work.text = joined(filter(None, [reason, _("第一轮尚缺：{what}").format(what=joined(lacked)) if lacked else ""]))
    work.clause = rule.clause or work.clause
    work.session.flush()
    clocks.follow(work, second, fresh=True)
    work.session.flush()
    due = min((clock.due for clock in clocks.running(work.session, second.number)), default=None)
    work.touched |= {first.number, second.number}
    work.data["second"] = work.came["second"] = second.number
    work.came["due"] = due
    said = _("已受理{name}：{number}。第一轮的记录已固定。")
    work.message = said.format(name=name, number=second.number)
    if due is not None:
        work.message += _("最近期限 {at}。").format(at=work.shown(due))


def _limits_left(work: Work, first: Complaint) -> list[str]:
    """The first round's limits that still stand before its end: the second is no way out of them. Being asked whether they are
    content is none, who asks for a second round has said so."""
    specs = (clocks.spec_of(work.plan, each.code, first.level) for each in clocks.running(work.session, first.number))
    return [
        _("尚未{name}").format(name=named(spec)) for spec in specs
        if spec is not None and not spec.until and ends_first(work.plan, first, spec)
        and not all(stop.startswith(clocks.SATISFIED) for stop in spec.stop)
    ]  # fmt: skip
