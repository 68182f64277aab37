"""What became of an act is told in the same words wherever it is shown: log, record, timeline, papers, JSON."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from dutyroom.cli import complaint_json, emergency_json, journal
from dutyroom.console.present.cases import complaint as complaint_page
from dutyroom.console.present.emergency import timeline
from dutyroom.console.present.emergency.event import Scene
from dutyroom.console.present.shift import log
from dutyroom.console.present.words import Words, names
from dutyroom.domain.act import Act, Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import choice_name
from dutyroom.lang import language, set_language
from dutyroom.services.documents.case import case_lines
from dutyroom.services.documents.event import event_paper
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.settings.limits import limits_names
from dutyroom.store.record import append
from tests.services.conftest import Played, new_room
from tests.whole import few

DUE = datetime(2026, 10, 8, 4, 30, tzinfo=UTC)
"""Half past twelve in the room: 04:30 is nobody's time there."""

WORDS = "七号窗口已处理"
LOGGED = [act for act in ACTS.values() if act.logged]
Shown = dict[str, dict[int, str]]


@pytest.fixture(params=few(["zh", "en"], "zh"))
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Played]:
    before = language()
    set_language(request.param)
    with closing(new_room(tmp_path)) as room:
        yield room
    set_language(before)


@pytest.mark.whole
def test_every_place_tells_the_same_result(room: Played) -> None:
    facts = {"level": "important", "channel": "phone", "unit": "office"}
    case = room.act("complaint.register", "wangmin", content="多收费", **facts).subject
    event = room.act("emergency.report", "liwei", title="聚集", place="营业部").subject
    codes, plan = Codes(room), room.plan
    expected: dict[int, tuple[Act, list[str]]] = {}
    with room.database.write() as session:
        for subject in (case, event):
            for act in LOGGED:
                fields = form_fields(act, plan)
                every = {each.name: each for each in (*fields, *act.came)}
                values = {name: value for name, each in every.items() if (value := _given(codes, act, each)) is not None}
                seq = _append(room, session, act, subject, values)
                expected[seq] = (act, [_name(codes, each, values) for each in every.values()])
    shown = {**_of_case(room, case), **_of_event(room, event), **_everywhere(room, (case, event))}
    faults = []
    for place, lines in shown.items():
        assert lines, place
        for seq, (act, told) in expected.items():
            line = lines.get(seq)
            if line is None:
                continue
            faults += [f"{place} {act.name}: no {each!r} in {line!r}" for each in told if each and each not in line]
            if re.search(r"T\d\d:\d\d|\+00:00|True|False", line):
                faults.append(f"{place} {act.name}: {line!r}")
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:40]])


def test_places_agree_to_the_letter(room: Played) -> None:
    """Not the expected words alone: the whole of what each place says of an entry is one and the same."""
    event = room.act("emergency.report", "liwei", title="聚集", place="营业部").subject
    values = {"outcome": "refuse", "reason": "不同意见都已记下", "conference": "M1", "choice": WORDS}
    with room.database.write() as session:
        seq = _append(room, session, ACTS["request.answer"], event, values)
    (entry,) = [each for each in room.log(subject=event) if each.seq == seq]
    assert choice_name("refuse") in entry.result
    for place, lines in {**_of_event(room, event), **_everywhere(room, (event,))}.items():
        assert entry.result in lines[seq], place


# What an entry of each act holds, and what is to be read of it


class Codes:
    """What each vocabulary offers, by code, in words."""

    def __init__(self, room: Played) -> None:
        self.plan = room.plan
        units, people = names(room.units()), names(room.people())
        self.known = {"units": units, "persons": people, "receivers": units, "limits": dict.fromkeys(limits_names(), "")}

    def of(self, vocabulary: str) -> dict[str, str]:
        if vocabulary.startswith("="):
            return {code: choice_name(code) for code in vocabulary[1:].split("|")}
        return self.known.get(vocabulary) or names(getattr(self.plan, vocabulary, ()))


def _given(codes: Codes, act: Act, each: Field) -> Any:
    unsaid = each.personal or each.secret or each.in_rows or each.name == "happened"
    if unsaid or (act.name, each.name) == ("log.correct", "line"):
        return None
    offered = list(codes.of(each.choices)) if each.choices else []
    if each.kind == "choice":
        return offered[-1] if offered else None
    if each.kind == "choices":
        return offered[:2] or None
    made: dict[str, Any] = {
        "flag": True, "moment": DUE.isoformat(), "number": 4711, "money": "1234.50", "line": f"行{each.name}",
        "text": f"长文{each.name}",
    }  # fmt: skip
    return made.get(each.kind)


def _name(codes: Codes, each: Field, values: Mapping[str, Any]) -> str:
    """What must be read of the value; "" where nothing is asked of it."""
    value = values.get(each.name)
    if value is None or each.kind == "flag":
        return ""
    if each.about and each.about != "emergency":
        return str(value)
    if each.choices:
        return codes.of(each.choices)[str(value[-1] if isinstance(value, list) else value)]
    return {"moment": "10-08 12:30", "money": "1,234.50", "number": "4711"}.get(each.kind, str(value))


def _append(room: Played, session: Session, act: Act, subject: str, values: Mapping[str, Any]) -> int:
    came = {each.name: values[each.name] for each in act.came if each.name in values}
    form = {name: value for name, value in values.items() if name not in came}
    return append(
        session, room.keys, at=room.now(), actor="liwei", role="shift_lead", kind=act.name, subject=subject,
        command_id=f"{act.name}/{subject}", values={**form, "_came": came, "_text": WORDS},
    )  # fmt: skip


# The places, each as what it says by the entry's number


def _of_case(room: Played, case: str) -> Shown:
    view, plan = room.complaint(case), room.plan
    words = _words(room)
    naming = complaint_page.Naming(plan, words.units, words.people, room.calendar, room.calendar.tz)
    document = complaint_json.as_document(view, plan.hours.zone)["record"]
    return {
        "record": {each.seq: _line(complaint_page.record((each,), naming, 5000)) for each in view.record},
        "complaint JSON": {each["seq"]: each["result"] for each in document},
        "case on paper": _numbered(case_lines(room, case)),
    }


def _of_event(room: Played, event: str) -> Shown:
    view = room.emergency(event)
    scene = Scene(view, room.plan, room.now(), _words(room), room.calendar.tz)
    document = emergency_json.as_document(view, room.plan)["timeline"]
    return {
        "timeline": {each.seq: timeline.said(each, scene) for each in view.timeline},
        "emergency JSON": {each["seq"]: each["result"] for each in document},
        "event on paper": _numbered(list(event_paper(room, "event", event).lines)),
    }


def _everywhere(room: Played, subjects: tuple[str, ...]) -> Shown:
    entries = [each for subject in subjects for each in room.log(limit=1000, subject=subject)]
    paper = room.print_log(entries, "全部").read_text("utf-8").splitlines()
    documents = []
    for each in entries:
        with redirect_stdout(io.StringIO()) as out:
            journal._print(each, room.plan.hours.zone, True)
        documents.append(json.loads(out.getvalue()))
    return {
        "log": {each.seq: log.said(each, room.plan) for each in entries},
        "log, unfiltered": {each.seq: log.parts([each], room.calendar.tz, room.plan)[1] for each in room.log(limit=1000)},
        "log on paper": _numbered(paper),
        "journal JSON": {each["seq"]: each["result"] for each in documents},
    }


def _numbered(lines: list[str]) -> dict[int, str]:
    return {int(found[1]): line for line in lines if (found := re.search(r"  #(\d+)  ", line))}


def _line(lines: Any) -> str:
    return " ".join("".join(text for text, _look in line) for line in lines)


def _words(room: Played) -> Words:
    return Words(units=names(room.units()), people=names(room.people()))
