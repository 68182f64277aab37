"""What a person must never read: codes, moments of machines, and Chinese where English was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal, get_args, get_origin, get_type_hints

from dutyroom.domain import plan as plans
from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import TRANSITIONS
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.records import KINDS
from dutyroom.lang import language
from dutyroom.settings.plans import pack_names
from dutyroom.settings.scenarios import scenario_names
from dutyroom.store.tables import metadata
from tests.services.conftest import Played

_TOKEN = re.compile(r"(?<![A-Za-z0-9_./-])[a-z][a-z0-9_]*(?:\.[a-z_]+)?(?![A-Za-z0-9_/])")
_MACHINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d|\d\d:\d\d:\d\d(?:\.\d+)?[+-]00:?00|\+00:00")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_TYPED = re.compile("|".join([r"dutyroom(?: [a-z-]+)+", r"`[^`]*`", *pack_names(), *scenario_names()]))
"""What people type as it stands: commands, names of plans and scenarios."""


@cache
def codes_of_program() -> frozenset[str]:
    """Names of acts, fields, tables and columns; stages, states, kinds and whatever else is one of several words of its own."""
    found = {*ACTS, *(stage for stage, _act in TRANSITIONS), *TRANSITIONS.values()}
    for act in ACTS.values():
        for field in (*act.fields, *act.came):
            found |= {field.name, *(field.choices[1:].split("|") if field.choices.startswith("=") else (field.choices,))}
    for kind in KINDS.values():
        found |= {kind.code, kind.begin, *kind.moves.values()}
    for table in metadata.sorted_tables:
        found |= {table.name, *(column.name for column in table.columns)}
    for module in iter_modules(plans.__path__):
        for thing in vars(import_module(f"{plans.__name__}.{module.name}")).values():
            if isinstance(thing, type) and is_dataclass(thing):
                found |= set(_words_of(thing))
    return frozenset(each for each in found if re.fullmatch(r"[a-z][a-z_.]+", each))


def _words_of(kind: type) -> Iterator[str]:
    for hint in get_type_hints(kind).values():
        for each in (hint, *get_args(hint)):
            if get_origin(each) is Literal:
                yield from (word for word in get_args(each) if isinstance(word, str))


def codes_of_plan(plan: Plan) -> frozenset[str]:
    """What the plan calls its own things among machines."""
    found = set()
    for each in fields(plan):
        value: Any = getattr(plan, each.name)
        if isinstance(value, tuple):
            found |= {str(one.code) for one in value if hasattr(one, "code")}
    return frozenset(each for each in found if re.fullmatch(r"[a-z][a-z_]+", each))


def unreadable(text: str, plan: Plan) -> list[str]:
    """What stands in the text that no person should read, in the language in force.

    A code of one English word can't be told from that word in English; every place is read in Chinese too.
    """
    found = [each[0] for each in _MACHINE.finditer(text)]
    plain = _TYPED.sub(" ", text)
    codes = codes_of_program() | codes_of_plan(plan)
    found += [each for each in _TOKEN.findall(plain) if each in codes and (language() == "zh" or set(each) & set("_."))]
    return found + (_CHINESE.findall(plain) if language() == "en" else [])


def story(room: Played, say: Callable[[str, str], str]) -> dict[str, str]:
    """A day and an event with whatever a page can show; ``say`` gives the words that people type.

    The numbers by what they are.
    """
    chief, lead = "zhaoguoqiang", "liwei"
    case = room.act(
        "complaint.register", "wangmin", content=say("多收费", "Charged twice"), name=say("张三", "Ann Lee"), phone="13900001111",
        channel="phone", level="normal", unit="chengguan", demand=say("退费", "A refund"), people=3,
    ).subject  # fmt: skip
    quiet = say("排队", "Long queue")
    other = room.act("complaint.register", "wangmin", content=quiet, channel="on_site", level="normal").subject
    room.act("complaint.classify", lead, case, category=room.plan.categories[0].code)
    room.act("complaint.level", lead, case, level="important", reason=say("人多", "Many people"))
    room.act("complaint.report_up", lead, case, person=chief, result="no_answer")
    room.act("complaint.contact", lead, case, result="agreed", again_at="18:30")
    room.act("complaint.assign", lead, case, owner="wangmin")
    room.act("complaint.step", "sunli", case, step="investigate", text=say("已查", "Looked into"))
    room.act("customer.mood", "sunli", case, mood="angry")
    room.act("promise.make", "sunli", case, text=say("当面道歉", "An apology"), due="10-09 10:00")
    asked = say("问时间", "Asks the hours")
    call = room.act("call.take", "wangmin", phone="13900002222", content=asked, caller="regulator").subject
    room.act("call.park", "wangmin", call)
    room.act("log.write", lead, text=say("大厅增派一人", "One more at the door"))
    room.act("log.instruct", lead, giver=say("赵总", "The chief"), text=quiet, taker="sunli", due="10-20 09:00")
    room.act("duty.add", "wangmin", kind="opinion", title=say("整改", "Mend it"), owner="sunli", due="10-20 09:00")
    room.act("supply.add", lead, name=say("水", "Water"), number=4, measure=say("箱", "boxes"), place=quiet, keeper=lead)
    room.act("watch.add", "wangmin", phone="13900003333", reason=say("留意", "Look out"), until="10-09 10:00")
    door = say("东门", "East door")
    event = room.act("emergency.report", lead, title=say("聚集", "A crowd"), place=door, complaint=case).subject
    room.act("emergency.propose", lead, event, scope=say("约二十人", "Some twenty"))
    streams = "complaints,publicity,legal,customers,security"
    room.act("emergency.activate", chief, event, workstreams=streams, response="Ⅱ", reason=say("人多", "Many"))
    room.act("emergency.fact", lead, event, people=40, injured=1)
    room.act("emergency.inform", lead, event, report="first", way="phone", place=door, people=40)
    room.act("opinion.add", "wuting", event, place=say("微博", "A forum"), reach=300, tone="negative", text=say("帖子", "A post"))
    room.act("statement.draft", "wuting", event, title=say("说明", "A statement"), text=say("正在核实。", "We look into it."))
    statement = room.emergency(event).papers[-1].number
    room.act("statement.check", "zhoulei", statement, outcome="pass")
    room.act("solution.submit", "sunli", event, title=say("方案", "A way out"), text=quiet, measures="refund,apology")
    solution = room.emergency(event).papers[-1].number
    room.act("emergency.ask", "sunli", event, question=say("是否停业", "Shall we close?"), minutes=10)
    room.act("emergency.confer", lead, event, title=say("研判", "How it stands"), invited=f"{chief},sunli")
    conference = room.emergency(event).conferences[0].number
    room.act("conference.minutes", lead, conference, attended=f"{chief},sunli", minutes=say("一致", "All agreed"))
    room.act("sitrep.draft", lead, event, sitrep="room", situation=say("平稳", "Calm"), actions=quiet, needs="-")
    task = room.emergency(event).workstreams[0].tasks[0].number
    room.act("task.assign", chief, task, owner="sunli")
    room.act("fact.add", "sunli", event, text=say("已核", "Checked"), source=say("柜员", "Teller"), standing="unclear")
    room.act("scene.open", "zhenggang", event, place=door)
    room.act("roster.state", "qianming", person="qianming", state="away")
    room.act("calendar.exception", chief, date="2026-10-10", open=True, reason=say("补班", "Made up"))
    handover = room.act("handover.propose", lead, incoming="wuting", arriving="fengjun", takers="* wuting").subject
    return {
        "case": case, "other": other, "call": call, "event": event, "statement": statement, "solution": solution,
        "conference": conference, "handover": handover, "task": task, "decision": room.emergency(event).decisions[0].number,
        "sitrep": room.emergency(event).sitreps[0].number, "notice": room.emergency(event).notices[0].number,
    }  # fmt: skip


