"""The telephone desk below the screen: directory, dialling list, call-backs, 关注, 统一口径; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dutyroom.domain.act import Command
from dutyroom.domain.dialling import Try, chain, next_to_call
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.domain.plan.organisation import StandIn
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.organisation.views import CardView
from dutyroom.settings.plans import pack_names, pack_text
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.verify import verify
from tests.services.conftest import SECRET, Played

T0 = datetime.fromisoformat("2026-09-30T16:50:00+08:00")
RULE = StandIn(2, 5)


def register(room: Played, level: str = "urgent", **more: object) -> str:
    given = {"content": "聚集", "level": level, "channel": "phone", **more}
    return room.act("complaint.register", "liwei", **given).subject


def card(room: Played, code: str) -> CardView:
    return next(each for each in room.directory() if each.code == code)


def failed(minute: float, person: str = "a", result: str = "no_answer") -> Try:
    return Try(person, T0 + timedelta(minutes=minute), result)


# Directory


def test_a_person_has_several_numbers_each_with_its_own_date(room: Played) -> None:
    room.act("person.number", "wangmin", "zhaoguoqiang", number="0571-8800 1234", kind="office")
    with pytest.raises(Refusal) as no:
        room.act("person.number", "wangmin", "zhaoguoqiang", number="057188001234")
    assert no.value.code == "no_change"
    room.clock.on(days=31)
    room.act("person.verify", "wangmin", "zhaoguoqiang", number="0571 8800-1234", result="reached")
    room.act("person.verify", "wangmin", "zhaoguoqiang", result="no_answer")
    registered, office = card(room, "zhaoguoqiang").numbers
    assert (registered.kind, registered.verified) == ("registered", T0)
    assert (office.kind, office.verified) == ("office", room.now())
    room.act("person.verify", "wangmin", "zhaoguoqiang", result="wrong")
    assert card(room, "zhaoguoqiang").numbers[0].verified is None
    room.act("person.number", "wangmin", "zhaoguoqiang", number="057188001234", remove=True)
    assert len(card(room, "zhaoguoqiang").numbers) == 1


def test_the_registered_number_is_not_changed_at_the_desk(room: Played) -> None:
    for remove in (False, True):
        with pytest.raises(Refusal, match="登记号码"):
            room.act("person.number", "wangmin", "zhaoguoqiang", number="139 0000 0001", remove=remove)
    with pytest.raises(Refusal, match="没有这个号码"):
        room.act("person.verify", "wangmin", "zhaoguoqiang", number="13811112222", result="reached")


def test_a_deputy_is_shown_and_is_never_oneself(room: Played) -> None:
    with pytest.raises(NotAllowed):
        room.act("person.deputy", "wangmin", "zhaoguoqiang", deputy="sunli")
    with pytest.raises(Refusal):
        room.act("person.deputy", "liwei", "zhaoguoqiang", deputy="zhaoguoqiang")
    room.act("person.deputy", "liwei", "zhaoguoqiang", deputy="sunli")
    assert card(room, "zhaoguoqiang").deputy_name == "孙丽"
    room.act("person.deputy", "liwei", "zhaoguoqiang")
    assert card(room, "zhaoguoqiang").deputy == ""


# 逐级通知


@pytest.mark.whole
@pytest.mark.parametrize("pack", pack_names())
def test_every_plan_has_somebody_to_be_told(pack: str) -> None:
    plan = read_plan(pack_text(pack), pack)
    for level in plan.levels:
        order = chain(plan, level.lead)
        assert order[0] == level.lead
        assert len(order) > 1
        assert all(plan.role(code) for code in order)


def test_who_is_called_next() -> None:
    people = ("a", "b", "c")
    here: dict[str, bool] = {}
    assert next_to_call(people, [], RULE, here) == 0
    assert next_to_call(people, [], RULE, {"a": True}) == 1
    assert next_to_call(people, [failed(0)], RULE, here) == 0
    assert next_to_call(people, [failed(0), failed(6)], RULE, here) == 0
    assert next_to_call(people, [failed(0), failed(5, result="busy")], RULE, here) == 1
    assert next_to_call(people, [failed(0)], None, here) == 1
    # Called back and answered "later": the failed calls before it count no more.
    assert next_to_call(people, [failed(0), failed(1), failed(2, result="agreed")], RULE, here) == 0
    assert next_to_call(people, [failed(0), failed(1, "b", "reached")], RULE, here) == -1
    every = [failed(at, person) for person, at in (("a", 0), ("a", 1), ("b", 2), ("b", 3), ("c", 4), ("c", 5))]
    assert next_to_call(people, every, RULE, here) == 0
    assert next_to_call((), [], RULE, here) == -1


@pytest.mark.requirement("1.02", "X.02")
def test_the_list_goes_down_the_chain_and_tells_only_by_who_answered(room: Played) -> None:
    room.act("person.deputy", "liwei", "qianming", deputy="sunli")
    number = register(room)
    dial = room.dial(number, "liwei")
    assert [each.person for each in dial.targets] == ["zhaoguoqiang", "qianming", "sunli"]
    assert (dial.act, dial.next, dial.failed_calls, dial.minutes) == ("complaint.report_up", 0, 2, 5)
    assert "B角" in dial.targets[2].role_name
    room.clock.on(days=40)
    for result in ("no_answer", "busy"):
        room.clock.on(minutes=1)
        room.act("complaint.report_up", "liwei", number, person="zhaoguoqiang", number="13900000001", result=result)
    dial = room.dial(number, "liwei")
    assert (dial.next, dial.targets[0].passed, dial.reached) == (1, True, "")
    assert [each.result for each in dial.targets[0].tries] == ["no_answer", "busy"]
    room.act("complaint.report_up", "liwei", number, person="qianming", number="13900000002", result="reached")
    dial = room.dial(number, "liwei")
    assert (dial.next, dial.reached) == (-1, "钱明")
    # Who answered has a number that was verified just now.
    assert card(room, "qianming").numbers[0].verified == room.now()
    assert card(room, "zhaoguoqiang").numbers[0].verified == T0
    assert "qianming" not in [each.person for each in room.dial(number, "qianming").targets]


def test_a_lesser_case_begins_with_who_leads_its_handling(room: Played) -> None:
    number = register(room, "normal")
    assert room.dial(number, "liwei").targets[0].person == "fengjun"


def test_an_event_is_told_up_the_chain_too_and_lets_the_deputy_act(room: Played) -> None:
    number = room.act("emergency.report", "liwei", title="聚集", place="城关").subject
    room.act("emergency.propose", "liwei", number, scope="约20人")
    dial = room.dial(number, "liwei")
    assert (dial.act, dial.title, dial.targets[dial.next].person) == ("emergency.report_up", "聚集", "zhaoguoqiang")
    with pytest.raises(NotAllowed):
        room.act("emergency.activate", "qianming", number, workstreams=("complaints",), reason="人多")
    for _time in range(2):
        room.clock.on(minutes=1)
        room.act(
            "emergency.report_up", "liwei", number, person="zhaoguoqiang", number="13900000001", result="no_answer"
        )
    assert room.dial(number, "liwei").next == 1
    room.act("emergency.report_up", "liwei", number, person="qianming", number="13900000002", result="reached")
    assert room.dial(number, "liwei").reached == "钱明"
    with pytest.raises(Refusal) as no:
        room.act("emergency.report_up", "liwei", number, person="liwei", result="reached")
    assert no.value.code == "same_person"
    room.act("emergency.activate", "qianming", number, workstreams=("complaints",), reason="人多")


# 待回拨


@pytest.mark.requirement("X.07")
def test_a_call_promises_a_call_back_and_it_stays_until_kept(room: Played) -> None:
    call = room.act("call.take", "wangmin", phone="13812345678", name="张三丰", content="问利率").subject
    at = room.now() + timedelta(minutes=30)
    room.act("call.note", "wangmin", call, again_at=at)
    room.act("call.finish", "wangmin", call, again_at=at, outcome="已答应回拨")
    (one,) = room.call_backs()
    assert (one.subject, one.at, one.who, one.number, one.owner_name) == (call, at, "张*", "138****5678", "王敏")
    summary = room.summary()
    assert (summary.call_backs, summary.call_back_first) == (1, at)
    room.clock.on(minutes=40)
    room.act("call.contact", "liwei", call, result="no_answer")
    assert [(each.at, each.tries) for each in room.call_backs()] == [(at, 1)]
    again = room.now() + timedelta(hours=1)
    room.act("call.contact", "liwei", call, result="agreed", again_at=again)
    assert [(each.at, each.tries) for each in room.call_backs()] == [(again, 0)]
    room.act("call.contact", "liwei", call, result="reached", text="已答复")
    assert room.call_backs() == ()
    assert room.summary().call_back_first is None


def test_a_promise_is_for_later(room: Played) -> None:
    call = room.act("call.take", "wangmin", content="问利率").subject
    for act, values in (("call.note", {}), ("call.contact", {"result": "agreed"})):
        with pytest.raises(Refusal) as no:
            room.act(act, "wangmin", call, again_at=room.now(), **values)
        assert no.value.faults[0].field == "again_at"
    with pytest.raises(Refusal):
        room.act("call.contact", "wangmin", call, result="agreed")


@pytest.mark.parametrize("way", ["register", "join"])
def test_what_a_call_promised_its_complaint_owes(room: Played, way: str) -> None:
    there = register(room)
    call = room.act("call.take", "wangmin", content="再次来电").subject
    at = room.now() + timedelta(minutes=30)
    room.act("call.note", "wangmin", call, again_at=at)
    if way == "join":
        room.act("call.join", "wangmin", call, complaint=there)
        owed = there
    else:
        owed = room.act("complaint.register", "wangmin", content="收费", level="normal", channel="phone", call=call).subject
    assert [(each.subject, each.at) for each in room.call_backs()] == [(owed, at)]
    with pytest.raises(Refusal, match="已转为投诉"):
        room.act("call.contact", "wangmin", call, result="reached")
    room.act("complaint.contact", "wangmin", owed, result="reached", text="已接通说明")
    assert room.call_backs() == ()


# 关注


def test_a_watch_is_found_by_the_whole_number_or_name_until_it_ends(room: Played) -> None:
    until = room.now() + timedelta(days=3)
    done = room.act(
        "watch.add", "wangmin", phone="138 1234 5678", name="张三丰", reason="张三丰多次深夜来电，请耐心", until=until
    )
    assert done.subject == "W1"
    (one,) = room.watched("+86 13812345678")
    assert (one.code, one.number, one.name, one.until) == ("W1", "138******5678", "张*", until)
    assert one.reason == "张*多次深夜来电，请耐心"
    assert room.watched(name="张三丰") == room.watches() == (one,)
    assert room.watched("13812345679") == room.watched(name="张三") == room.watched("5678") == ()
    # It is neither a case nor a caller, and refuses nobody.
    call = room.act("call.take", "wangmin", phone="13812345678")
    assert call.data["repeats"] == []
    room.clock.at = until
    assert room.watched("13812345678") == room.watches() == ()


def test_a_watch_is_lifted_with_a_reason(room: Played) -> None:
    until = room.now() + timedelta(days=3)
    room.act("watch.add", "wangmin", phone="13812345678", reason="重复来电", until=until)
    room.act("watch.drop", "liwei", "W1", reason="已了结")
    assert room.watched("13812345678") == ()
    with pytest.raises(Refusal) as no:
        room.act("watch.drop", "liwei", "W1", reason="已了结")
    assert no.value.code == "no_change"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "phone"),
        ({"phone": "5678"}, "phone"),
        ({"phone": "13812345678", "until": T0}, "until"),
        ({"phone": "13812345678", "until": T0 + timedelta(days=400)}, "until"),
    ],
)
def test_a_watch_says_whom_and_until_when(room: Played, values: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as no:
        room.act("watch.add", "wangmin", **{"reason": "留意", "until": T0 + timedelta(days=1), **values})
    assert field in [fault.field for fault in no.value.faults]


def test_nothing_of_a_watch_stands_in_plain(room: Played) -> None:
    until = T0 + timedelta(days=1)
    room.act("watch.add", "wangmin", phone="13812345678", name="张三丰", reason="张三丰 13812345678", until=until)
    with room.database.read() as session:
        for table, rows in snapshot(session).items():
            assert "13812345678" not in repr(rows), table
            assert "张三丰" not in repr(rows), table
        connection = session.connection()
        for table in ("journal", "blindtoken", "personal"):
            said = repr(connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall())
            assert "13812345678" not in said
            assert "张三丰" not in said


# 统一口径


def activated(room: Played) -> str:
    number = room.act("emergency.report", "liwei", title="聚集", place="城关").subject
    room.act("emergency.propose", "liwei", number, scope="约20人")
    room.act("emergency.activate", "zhaoguoqiang", number, workstreams=("complaints", "publicity"), reason="人多")
    return number


def test_the_commander_sets_the_wording_and_sets_it_anew(room: Played) -> None:
    number = activated(room)
    assert room.wordings() == ()
    with pytest.raises(NotAllowed):
        room.act("wording.set", "liwei", number, text="自己的说法")
    with pytest.raises(NotAllowed, match="赵国强"):
        room.act("wording.set", "wuting", number, text="自己的说法")
    room.act("wording.set", "zhaoguoqiang", number, text="我行正在核实，热线 0571-88001234")
    room.act("wording.set", "zhaoguoqiang", number, text="第二版")
    (one,) = room.wordings()
    assert (one.edition, one.text, one.by_name, one.paper) == (2, "第二版", "赵国强", "")


def test_a_wording_is_taken_from_an_approved_statement_only(room: Played) -> None:
    number = activated(room)
    paper = room.act("statement.draft", "wuting", number, title="说明", text="各位客户：我行正在核实。").subject
    with pytest.raises(Refusal) as no:
        room.act("wording.set", "wuting", number, statement=paper)
    assert no.value.code == "gate_closed"
    room.act("statement.check", "heyan", paper, outcome="pass")
    room.act("statement.approve", "zhaoguoqiang", paper, outcome="approve")
    with pytest.raises(Refusal, match="不能另改"):
        room.act("wording.set", "wuting", number, statement=paper, text="改一改")
    room.act("wording.set", "wuting", number, statement=paper)
    (one,) = room.wordings()
    assert (one.text, one.paper, one.edition) == ("各位客户：我行正在核实。", paper, 1)


def test_what_the_desk_did_replays(room: Played) -> None:
    number = activated(room)
    room.act("wording.set", "zhaoguoqiang", number, text="我行正在核实")
    room.act("watch.add", "wangmin", phone="13812345678", reason="留意", until=T0 + timedelta(days=1))
    room.act("person.number", "wangmin", "zhaoguoqiang", number="057188001234", kind="office")
    call = room.act("call.take", "wangmin", content="问利率").subject
    room.act("call.park", "wangmin", call, again_at=T0 + timedelta(hours=1))
    assert verify(room.database, room.keys).sound
    with room.database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == []


def test_what_somebody_wrote_of_a_call_stays_theirs(room: Played) -> None:
    """The second operator's words overwrote the first one's, and the log named the first."""
    call = room.act("call.take", "wangmin", phone="13900000123", content="问营业时间").subject
    room.act("call.park", "wangmin", call, content="问营业时间，要回电")
    taken = room.call(call, room.sign_in("liwei", SECRET))
    assert dict(taken.raw) == {}
    room.act("call.resume", "liwei", call)
    room.act("call.note", "liwei", call, content="改说要投")
    room.act("call.note", "liwei", call, content="改说要投诉")
    assert room.call(call).summary == "王敏：问营业时间，要回电 李伟：改说要投诉"
    assert dict(room.call(call, room.sign_in("liwei", SECRET)).raw) == {"content": "改说要投诉"}
    assert dict(room.call(call, room.sign_in("wangmin", SECRET)).raw)["content"] == "问营业时间，要回电"
    room.act("call.note", "wangmin", call, content="问营业时间，已回电")
    assert room.call(call).summary == "王敏：问营业时间，已回电 李伟：改说要投诉"
    (line,) = [each for each in room.log(limit=9) if each.kind == "call.take"]
    assert "李伟：改说要投诉" in line.result
    plain = room.reveal(Command("call.reveal", "liwei", "", "look", call, {"reason": "核对"}))
    assert plain["content"] == "王敏：问营业时间，已回电\n李伟：改说要投诉"
    assert not any("[[" in each for each in plain.values())
