"""Rooms in which people do everything once: each act is told to whoever listens, with the moment at which it was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from dutyroom.domain.act import Command, Done, Field
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.plan.founding import Member
from dutyroom.services.telling.keeper import Keeper
from dutyroom.services.telling.queries import open_warnings
from dutyroom.settings.plans import pack_text
from tests.copies import copy_file, give_keys
from tests.services.canaries import Typing
from tests.services.conftest import BANK, SECRET, SIGNED, HandClock, founding
from tests.services.test_canaries import desk, walk
from tests.services.test_emergency_plans import unnamed

Listens = Callable[["Noted", Command], None]
YEAR = '{"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'


class Noted(Typing):
    """A room whose people write a plain word wherever something must be written."""

    listens: Listens = staticmethod(lambda _room, _command: None)  # type: ignore[assignment]

    def perform(self, command: Command) -> Done:
        done = super().perform(command)
        self.listens(self, command)
        return done

    def _with(self, field: Field, values: Mapping[str, Any]) -> str:
        return str(values.get(field.name) or "说明")


def bank(folder: Path, listens: Listens) -> Noted:
    """The desk, the shift, the staff, casework and an emergency from its report to its end, at the rural bank."""
    room = founded(folder, listens)
    facts = {"content": "排队", "level": "normal", "channel": "phone", "unit": "chengguan"}
    cases = [room.act("complaint.register", "wangmin", **facts, name=f"客{n}", phone=f"1381234567{n}").subject for n in range(6)]
    _staff(room)
    desk(room, cases)
    _casework(room, cases[0])
    walk(room, cases[0])
    _later(room)
    _warned(room)
    return room


def _warned(room: Noted) -> None:
    """What fell due is raised; one is acknowledged, one put off."""
    for _n in range(2):
        room.act("duty.add", "liwei", kind="opinion", due=room.now() + timedelta(minutes=1), owner="wangmin")
    room.clock.on(minutes=2)
    Keeper(room).beat()
    first, second = [view.number for view in open_warnings(room) if view.what][-2:]
    room.act("warning.acknowledge", "liwei", first)
    room.act("warning.shelve", "liwei", second, until=room.now() + timedelta(hours=1))


def founded(folder: Path, listens: Listens = Noted.listens) -> Noted:
    """The bank's room before anybody did anything."""
    return _room(folder, BANK, founding(pack_text(BANK)), listens)


def offices(folder: Path, listens: Listens) -> list[Noted]:
    """What other organisations' plans have and the bank's has not: rounds, papers on file, charges, groups, drafts."""
    rooms = []
    plays = {"disposal-office": _rounds, "on-site": _charges, "bank-branches": _groups, "property-management": _drafts}
    for name, play in plays.items():
        text = pack_text(name)
        people = [
            Member(role.code.replace("_", "-"), role.name, role.en, f"1390000{place:04}", roles=(role.code,))
            for place, role in enumerate(role for role in read_plan(text, "plan").roles if not role.by_shift)
        ]
        people += [Member("first", "甲", shift="lead"), Member("second", "乙", shift="on")]
        room = _room(folder / name, f"everything-{name}", founding(text, people, "本单位"), listens)
        play(room)
        rooms.append(room)
    return rooms


def _room(folder: Path, name: str, make: Any, listens: Listens) -> Noted:
    url = copy_file(name, folder / "room.sqlite3", make)
    room = Noted(url, give_keys(folder / "keys"), HandClock("2026-09-30T16:50:00+08:00"))
    room.listens = listens  # type: ignore[method-assign]
    return room


def _staff(room: Noted) -> None:
    room.act("person.add", "liwei", code="chenjing", name="陈静", unit="chengguan")
    room.act("person.reset", "qianming", "chenjing", new=SECRET, second="zhaoguoqiang", second_secret=SECRET)
    room.act("person.number", "liwei", "chenjing", number="13811110001", kind="mobile")
    room.act("person.phone", "zhaoguoqiang", "chenjing", number="13811110001", **SIGNED)
    room.act("person.deputy", "liwei", "chenjing", deputy="wangmin")
    room.act("person.verify", "liwei", "chenjing", number="13811110001", result="reached")
    room.act("person.unit", "qianming", "chenjing", unit="dongmen", second="zhaoguoqiang", second_secret=SECRET)
    room.act("unit.set", "zhaoguoqiang", code="ximen", name="西门支行", kind="branch", **SIGNED)
    room.act("unit.plan", "zhaoguoqiang", unit="chengguan", text=pack_text(BANK), **SIGNED)
    room.act("roster.appoint", "qianming", role="legal", person="chenjing", second="zhaoguoqiang", second_secret=SECRET)
    room.act("person.secret", "chenjing", "chenjing", new="another long secret")
    for state in ("away", "in_room"):
        room.act("roster.state", "liwei", person="sunli", state=state)
    room.act("roster.relieve", "qianming", role="legal", person="chenjing", second="zhaoguoqiang", second_secret=SECRET)
    room.act("roster.appoint", "qianming", role="legal", person="zhoulei", second="zhaoguoqiang", second_secret=SECRET)
    room.act("shift.begin", "liwei", person="chenjing")
    room.act("shift.end", "liwei", person="chenjing")
    room.act("shift.plan", "liwei", text="chenjing\t2026-10-01T08:00:00+08:00\t2026-10-01T20:00:00+08:00\t0")
    room.act("person.end", "qianming", "chenjing", second="zhaoguoqiang", second_secret=SECRET)
    room.act("calendar.import", "zhaoguoqiang", text=YEAR)
    with suppress(Refusal):
        room.act("duty.list", "liwei")


def _casework(room: Noted, case: str) -> None:
    facts = {"content": "多收费", "level": "urgent", "channel": "phone", "unit": "chengguan"}
    other = room.act("complaint.register", "wangmin", **facts).subject
    room.act("complaint.acknowledge", "liwei", other)
    room.act("complaint.classify", "liwei", other, category="fees")
    with suppress(Refusal):
        room.act("complaint.pause", "liwei", other)
        room.act("complaint.resume", "liwei", other)
    call = room.act("call.take", "wangmin", caller="customer").subject
    room.act("call.join", "wangmin", call, complaint=other)
    room.act("complaint.report_up", "liwei", other, person="zhaoguoqiang", number="13900000001", result="reached")
    for step in ("investigate", "measures"):
        room.act("complaint.step", "sunli", other, step=step)
    told = {"title": "退费", "text": "退还", "measures": ("refund", "apology"), "sum": 100}
    paper = str(room.act("complaint.solve", "sunli", other, **told).data["paper"])
    room.act("measure.assign", "sunli", paper, measure="apology", owner="fengjun")
    room.act("solution.decide", "qianming", paper, outcome="approve")
    room.act("measure.carry_out", "sunli", paper, measure="refund", proof="已退", amount="100")
    for number in room.groups():
        room.act("group.refuse", "liwei", number.number)
    room.act("handover.propose", "liwei", incoming="wangmin", takers="* wangmin")
    room.act("handover.accept", "wangmin", "H1", takers="* wangmin")
    room.act("shift.begin", "qianming", person="liwei", lead=True)


def _later(room: Noted) -> None:
    """Another event that is cancelled, one that is not activated, personal data erased, the plan another one."""
    for last in ("emergency.cancel", "emergency.decline"):
        event = room.act("emergency.report", "liwei", title="聚集", place="西门").subject
        room.act("emergency.propose", "liwei", event, scope="不明")
        if last == "emergency.decline":
            room.act(last, "zhaoguoqiang", event, reason="影响有限")
            continue
        room.act("emergency.activate", "zhaoguoqiang", event, workstreams="complaints", reason="依据")
        task = room.emergency(event).workstreams[0].tasks[0].number
        room.act("task.offer", "sunli", task, person="wuting")
        room.act("task.decline", "wuting", task, reason="不便")
        room.act("task.offer", "sunli", task, person="wuting")
        room.act("task.accept", "wuting", task)
        room.act("emergency.cancel", "zhaoguoqiang", event, reason="误启动", **SIGNED)
    text = pack_text(BANK)
    for old, new in (('version = "1"', 'version = "2"'), ('name = "紧急', 'name = "特急')):
        text = text.replace(old, new, 1)
    room.act("plan.interpret", "zhaoguoqiang", clause="四.1", question="何为", answer="如下")
    with suppress(Refusal):
        room.act("plan.adopt", "zhaoguoqiang", text=text, **SIGNED)


def _case(room: Noted, level: str, content: str = "事由", **values: Any) -> str:
    told = {**unnamed(room.plan), "content": content, "level": level, "channel": room.plan.channels[0].code, **values}
    return room.act("complaint.register", "second", **told).subject


def _by(room: Noted, act: str, number: str, **values: Any) -> None:
    """By whoever may: everybody of this organisation has one role."""
    for role in room.plan.roles_for(act):
        known = room.plan.role(role)
        who = ("first" if known.shift_lead else "second") if known and known.by_shift else role.replace("_", "-")
        with suppress(Refusal):
            room.act(act, who, number, **values)
            return


def _step(room: Noted, number: str, code: str, **values: Any) -> None:
    step, made = room.plan.step(code), {"choice": "", "flag": True, "moment": room.now(), "number": 1}
    given = {field.name: made.get(field.kind, "说明") for field in (step.fields if step else ())}
    _by(room, "complaint.step", number, step=code, text="经过", **{**given, **values})


def _rounds(room: Noted) -> None:
    number = _case(room, "plain", name="张三", phone="13812345678")
    _by(room, "complaint.classify", number, category="product")
    _by(room, "complaint.transfer", number, unit="product")
    _step(room, number, "investigation")
    _step(room, number, "proposal")
    room.act("paper.review", "office", room.complaint(number).work.papers[-1].number, outcome="pass")
    _by(room, "complaint.reply", number, text="处理结果")
    room.clock.to("10-08 09:00")
    room.act("complaint.reconsider", "office", number, text="不服")


def _charges(room: Noted) -> None:
    number = _case(room, "major")
    _step(room, number, "meeting_called", invited=("leader",), invited_units=("sales", "service"))
    for unit in ("sales", "service"):
        room.act("complaint.charge", "secretary", number, charge="duty", unit=unit, text="职责")
    room.act("charge.record", "leader", charge="breach", unit="sales", text="违规")
    first, _second = room.complaint(number).work.charges
    room.act("person.unit", "leader", "unit-head", unit="sales", second="secretary", second_secret=SECRET)
    room.act("charge.report", "unit-head", first.number, text="已退货")
    room.act("charge.check", "leader", first.number, outcome="pass")


def _groups(room: Noted) -> None:
    same, category = "信用卡年费被重复扣收，短信没有提醒，要求退还年费", room.plan.categories[0].code
    three = [_case(room, "plain", same, category=category) for _n in range(3)]
    room.act("group.confirm", "centre", "G1", reason="系统批量扣费")
    room.act("group.leave", "centre", "G1", complaint=three[0], reason="另一原因")
    room.act("group.add", "centre", "G1", complaint=three[0], reason="同一原因")
    others = [_case(room, "plain", f"柜员态度差{n}", category=room.plan.categories[1].code) for n in range(2)]
    room.act("group.form", "first", complaints=", ".join(others), reason="同一人")
    room.act("group.refuse", "leader", "G2", reason="不同")


def _drafts(room: Noted) -> None:
    text = pack_text("property-management")
    for number, since in (("2", ""), ("3", "2026-10-09")):
        new = text.replace('version = "1"', f'version = "{number}"', 1).replace('"24 hours"', f'"{10 + int(number)} hours"', 1)
        given = {"text": new, "what": "缩短", **({"since": since} if since else {})}
        draft = room.act("plan.draft", "responsible", **given).subject
        room.act("plan.review", "manager", draft, outcome="return", reason="写明")
        room.act("plan.edit", "responsible", draft, **given)
        room.act("plan.review", "manager", draft, outcome="pass")
        if since:
            room.act("plan.withdraw", "responsible", draft, reason="另起")
        else:
            room.act("plan.approve", "general-manager", draft, outcome="approve")

