"""Privacy on the glass: whoever is named, however it is typed, into whichever form: nothing shows it unasked.

Its control: ``test_what_is_not_masked_is_heard``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing as closed
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from dutyroom.cli import complaint_json, emergency_json
from dutyroom.domain.act import Command
from dutyroom.domain.acts import ACTS
from dutyroom.domain.emergency import WITHIN
from dutyroom.domain.errors import Refusal
from dutyroom.services.act import work as works
from dutyroom.services.documents.case import case_lines
from dutyroom.services.documents.event import event_paper
from dutyroom.services.documents.journal import journal_lines
from dutyroom.services.exercise.from_emergency import scenario_from
from dutyroom.services.perform.perform import prepare
from dutyroom.services.room.vocabulary import form_fields
from dutyroom.settings.plans import pack_text
from dutyroom.store.rows.places import WorkRecord
from dutyroom.store.tables import metadata
from tests.copies import copy_file, give_keys
from tests.services.canaries import NUMBERS, PEOPLE, SONGS, Typing, free_texts, sung
from tests.services.conftest import BANK, SIGNED, HandClock, Played, founding
from tests.services.test_emergency_walk import WAYS, subject


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Typing]:
    url = copy_file(BANK, tmp_path / "room.sqlite3", founding(pack_text(BANK)))
    with closed(Typing(url, give_keys(tmp_path / "keys"), HandClock("2026-09-30T16:50:00+08:00"))) as room:
        yield room


def told(room: Played) -> list[str]:
    """The complainants come in, each with a number; their cases."""
    numbers = [*NUMBERS]
    cases = []
    for at, name in enumerate(PEOPLE):
        values = {"phone": numbers[at % 2], "id_number": numbers[2 + at % 2], "persons": "柜员"}
        values |= {"name": name, "content": "排队", "level": "normal", "channel": "phone", "unit": "chengguan"}
        # By somebody who types nothing else: a name is known once it was told.
        cases.append(Played.perform(room, Command("complaint.register", "wangmin", "", f"told-{at}", "", values)).subject)
    return cases


def test_there_are_a_hundred_canaries_and_each_is_heard() -> None:
    assert len(SONGS) >= 100
    assert [song for song in SONGS if not sung(song)] == []


@pytest.mark.whole
def test_no_act_is_handed_a_clear_text(room: Typing) -> None:
    """Every act of the catalogue, every free text of it: what is not sealed is masked before the act's own function runs."""
    told(room)
    heard, at = [], 0
    with room.database.read() as session:
        for act in ACTS.values():
            given = {each.name: "" for each in free_texts(act, form_fields(act, room.plan))}
            for name in given:
                at += 8
                given[name] = "，".join((SONGS * 2)[at % len(SONGS) :][:8])
            lax = replace(act, subject="", fields=tuple(replace(each, required=False) for each in act.fields))
            work = prepare(room, session, lax, Command(act.name, "wangmin", "", "x", "", given))
            for field in free_texts(act, form_fields(act, room.plan)):
                shown = [work.masked(field.name), "" if field.personal else work.values[field.name]]
                heard += [f"{act.name} {field.name}: {each}" for each in shown if sung(each)]
    assert not heard, "\n".join(heard)
    assert at > 8 * 200


@pytest.mark.whole
def test_what_is_not_masked_is_heard(room: Typing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of all the others: without the masking of names, and without that of numbers, they would fail."""
    cases = told(room)
    with monkeypatch.context() as without:
        without.setattr(works, "hide_names", lambda text, _names: text)
        room.act("complaint.danger", "wangmin", cases[0], danger="self_harm", police="reached", text="陳小明")
    assert any("陈小明" in each for each in heard(room, cases))
    with monkeypatch.context() as without:
        without.setattr(works, "mask_text", lambda text: text)
        room.act("complaint.safe", "liwei", cases[0], reason="１３８ 1234-5678")
    assert any("13812345678" in each for each in heard(room, cases))


@pytest.mark.whole
def test_nothing_is_shown_unasked(room: Typing) -> None:
    cases = told(room)
    desk(room, cases)
    event = walk(room, cases[0])
    assert heard(room, cases, event) == []
    every = {act.name: free_texts(act, form_fields(act, room.plan)) for act in ACTS.values()}
    left = {name for name, texts in every.items() if texts} - room.done
    # What this organisation's plan has no place for; their texts are not personal, so no act of them sees one unmasked.
    assert not [name for name in left if any(each.personal for each in every[name]) and name != "complaint.reconsider"]
    assert len(left) < 40, sorted(left)
    assert len(room.typed) > 150


def test_everybody_is_found_however_they_are_typed(room: Typing) -> None:
    cases = told(room)
    for case, (name, spelt) in zip(cases, PEOPLE.items(), strict=True):
        for song in spelt:
            assert case in room.search(song), (name, song)
    for at, (digits, typed) in enumerate(NUMBERS.items()):
        mine = [case for place, case in enumerate(cases) if at in (place % 2, 2 + place % 2)]
        for song in typed if at < 4 else ():
            assert set(mine) <= set(room.search(song)), (digits, song)
    before = cases[0]
    for song in NUMBERS["13812345678"]:
        call = Played.perform(room, Command("call.take", "liwei", "", song, "", {"phone": song}))
        assert before in call.data["repeats"], song
        before = call.subject
        assert before in [each.number for each in room.earlier(song)], song


def test_each_of_several_is_masked_and_found(room: Typing) -> None:
    values = {"content": "排队", "level": "normal", "channel": "phone"}
    told_as = {"name": "欧阳锋、郭靖和黄蓉", "phone": "13911112222、0571-87654321 13733334444"}
    case = Played.perform(room, Command("complaint.register", "wangmin", "", "several", "", {**values, **told_as})).subject
    shown = dict(room.complaint(case).facts)
    assert shown["name"] == "欧*、郭*、黄*"
    assert shown["phone"] == "139****2222、057******4321、137****4444"
    for each in ("欧阳锋", "郭 靖", "黃蓉", "139-1111-2222", "(0571) 8765 4321", "+8613733334444", "4444"):
        assert case in room.search(each), each
    Played.perform(room, Command("log.write", "wangmin", "", "line", "", {"text": "郭靖 13733334444、黃蓉、歐陽鋒到场"}))
    assert room.log(limit=1)[0].text == "郭* 137****4444、黃*、歐*到场"
    room.act("watch.add", "wangmin", name="黄蓉", phone="137 3333 4444", until=room.now() + timedelta(days=3), reason="留意")
    for noted in (room.watched(name="黃·蓉"), room.watched(phone=told_as["phone"])):
        assert [each.code for each in noted] == ["W1"]


def desk(room: Typing, cases: list[str]) -> None:
    """One way through every act of the desk, the log, the shift and casework."""
    first, second = cases[:2]
    later = room.now() + timedelta(days=3)
    call = room.act("call.take", "wangmin", phone="138 1234 5678", name="陳小明", caller="customer").subject
    room.act("call.note", "wangmin", call)
    room.act("call.park", "wangmin", call)
    room.act("call.resume", "wangmin", call)
    room.act("call.contact", "wangmin", call, result="no_answer")
    room.act("call.finish", "wangmin", call, outcome="已答复")
    room.act("call.reveal", "wangmin", call)
    room.act("watch.add", "wangmin", phone="13812345678", name="陈小明", until=later)
    room.act("watch.drop", "liwei", "W1")
    room.act("complaint.correct", "liwei", first)
    room.act("complaint.level", "liwei", first, level="important")
    room.act("complaint.transfer", "liwei", first, unit="chengguan")
    room.act("complaint.assign", "liwei", first, owner="wangmin")
    room.act("complaint.contact", "liwei", first, result="no_answer")
    room.act("complaint.report_up", "liwei", first, person="zhaoguoqiang", number="13900000001", result="reached")
    room.act("complaint.danger", "wangmin", second, danger="self_harm", police="reached")
    room.act("complaint.safe", "liwei", second)
    room.act("complaint.reveal", "wangmin", first)
    room.act("customer.plan", "sunli", first, due=later, person="wangmin", way="visit")
    room.act("customer.mood", "sunli", first, mood="angry")
    room.act("customer.support", "sunli", first, support="accepted")
    for end in ("keep", "fail"):
        room.act("promise.make", "sunli", first, due=later)
        room.act(f"promise.{end}", "sunli", promise_of(room, first))
    room.act("log.write", "wangmin")
    room.act("log.write", "wangmin", about=first)
    line = room.log(limit=1)[0].seq
    room.act("log.correct", "liwei", line=line)
    room.act("log.instruct", "liwei", giver="赵国强", taker="wangmin", due=later)
    room.act("log.done", "wangmin", instruction=1)
    room.act("shift.check", "liwei", present=("liwei",))
    number = room.act("duty.add", "wangmin", kind="opinion", due=later, owner="wangmin").subject
    room.act("duty.chase", "wangmin", number)
    room.act("duty.assign", "liwei", number, owner="sunli")
    room.act("duty.move", "liwei", number, due=later + timedelta(days=1))
    room.act("duty.done", "sunli", number)
    number = room.act("duty.add", "wangmin", kind="opinion", due=later, owner="wangmin").subject
    room.act("duty.drop", "liwei", number)
    number = room.act("supply.add", "wangmin", number=4, keeper="liwei").subject
    room.act("supply.count", "liwei", number, number=5)
    room.act("supply.use", "liwei", number, number=2)
    room.act("supply.drop", "liwei", number)
    room.act("calendar.exception", "zhaoguoqiang", date="2026-10-09")
    room.act("log.sign", "liwei", upto=room.log(limit=1)[0].seq)
    another = room.act("complaint.register", "wangmin", level="normal", channel="phone", name="张三丰").subject
    closing(room, another, cases[3:6])


def closing(room: Typing, case: str, others: list[str]) -> None:
    """A complaint to its end and beyond, and some closed at once."""
    room.act("plan.limits", "zhaoguoqiang", limits="cn-bank-insurance")
    room.act("complaint.extend", "liwei", case)
    for number in (case, *others):
        room.act("complaint.contact", "liwei", number, result="reached", text="已接通说明")
    for number in (case, *others):
        room.act("complaint.report_up", "liwei", number, person="zhaoguoqiang", result="reached")
        for step in ("investigate", "measures"):
            room.act("complaint.step", "sunli", number, step=step)
        room.act("complaint.reply", "sunli", number)
        room.act("complaint.satisfied", "sunli", number, answer="satisfied")
    room.act("complaint.check_ask", "liwei", case)
    room.act("complaint.check_decide", "liwei", case)
    room.act("complaint.close", "liwei", case)
    room.act("complaint.close_many", "liwei", complaints=" ".join(others))
    gone = room.act("complaint.register", "wangmin", level="normal", channel="phone").subject
    room.act("complaint.withdraw", "sunli", gone, way="phone", **SIGNED)
    room.act("plan.limits_off", "zhaoguoqiang")


def promise_of(room: Played, case: str) -> str:
    with room.database.read() as session:
        rows = session.exec(select(WorkRecord).where(WorkRecord.complaint == case, WorkRecord.kind == "promise")).all()
        return max(rows, key=lambda each: each.id).number


def walk(room: Typing, case: str) -> str:
    """An emergency from its report to its very end, with every act that a stage has once in it."""
    event = room.act("emergency.report", "liwei", title="聚集", place="东门", complaint=case).subject
    for stage, forward in STAGES:
        assert room.emergency(event).stage == stage
        # Twice: what is begun in the first round is led on in the second.
        for way in [*WAYS, *WAYS]:
            act = way.partition(":")[0]
            if stage in WITHIN.get(act, ()) and act not in room.done:
                attempt(room, event, way)
        # An event ends when nothing new has come for half a day.
        room.clock.on(hours=13)
        for way in forward:
            attempt(room, event, way)
    assert room.emergency(event).stage == "reviewed"
    return event


STAGES = (
    ("reported", ("emergency.propose",)), ("assessed", ("emergency.activate",)),
    ("responding", ("emergency.leave", "evidence.add", "emergency.request_end")),
    ("end_requested", ("emergency.decide_end:refuse", "emergency.request_end", "emergency.decide_end:approve")),
    ("ended", ("review.write",))
)  # fmt: skip


def attempt(room: Typing, event: str, way: str) -> None:
    act = way.partition(":")[0]
    who, values = WAYS[way]
    view = room.emergency(event)
    if act in ("notice.receipt", "notice.chase") and view.notices:
        values = {**values, "unit": view.notices[0].receipts[0][0]}
    about = subject(view, act, Random(0))
    by_hand = ("stated",) if view.complaints else ("stated", "complaints_closed", "all_satisfied")
    stated = [each.code for each in room.plan.conditions if each.kind in by_hand]
    for condition in stated if act == "evidence.add" else [""]:
        given = {**values, "condition": condition} if condition else values
        try:
            room.act(act, who, about, **given)
        except Refusal as no:
            # What is filled in wrongly would be left out of the walk for good, and nobody would know.
            if no.code == "bad_input":
                raise


def heard(room: Played, cases: list[str], event: str = "") -> list[str]:
    """Where somebody can be read: in a row as it is stored, unsealed; in what screens, papers and scripts are given."""
    found = []
    with room.database.read() as session:
        for table in metadata.sorted_tables:
            for row in session.connection().execute(select(table)).mappings():
                texts = "\n".join(str(value) for column, value in row.items() if isinstance(value, str) and column not in KEYED)
                found += [f"{table.name} {who}: {texts[:300]}" for who in sung(texts)]
    found += [f"{place} {who}" for place, text in shown(room, cases, event) for who in sung(text)]
    return found


KEYED = ("mac", "prev", "digest", "token", "wrapped", "id", "command_id")
"""Columns of keyed digests and of the numbers of commands."""


def shown(room: Played, cases: list[str], event: str) -> Iterator[tuple[str, str]]:
    yield "wall and queue", str(list(room.board()))
    yield "status", str(room.summary())
    yield "log", str(room.log(limit=1000))
    for ask in (
        room.calls, room.emergencies, room.shift, room.to_hand_over, room.charges, room.groups, room.archive, room.call_backs,
        room.watches, room.wordings, room.duties, room.supplies, room.directory, room.plans,
    ):  # fmt: skip
        yield ask.__name__, str(ask())
    yield "journal", "\n".join(journal_lines(room))
    for case in cases:
        view = room.complaint(case)
        yield f"case {case}", str(view)
        yield f"JSON {case}", json.dumps(complaint_json.as_document(view, room.plan.hours.zone), ensure_ascii=False)
        yield f"print {case}", "\n".join(case_lines(room, case))
    if not event:
        return
    whole = room.emergency(event)
    yield "emergency", str(whole)
    yield "emergency JSON", json.dumps(emergency_json.as_document(whole, room.plan), ensure_ascii=False)
    yield "scenario", scenario_from(room, event).text
    papers = [("event", event), ("review", event), ("inform", f"{event}/1")]
    papers += [(paper.kind, f"P{paper.id}") for paper in whole.papers] + [("sitrep", f"P{each.id}") for each in whole.sitreps]
    papers += [("conference", f"M{each.id}") for each in whole.conferences]
    papers += [("decision", f"J{each.id}") for each in whole.decisions]
    for kind, number in papers:
        yield f"print {kind} {number}", "\n".join(event_paper(room, kind, number).lines)
