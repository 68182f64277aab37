"""A session ends with the secret on which it stands, or with the account; roles are looked up when they are used."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import dutyroom.console
from dutyroom.domain.errors import NotAllowed, Refusal, SignedOut
from dutyroom.services.intake.complaints import take_in
from dutyroom.services.intake.mapping import Mapped
from dutyroom.services.intake.tabular import Sheet
from dutyroom.services.organisation.views import SignedIn
from tests.services.conftest import SECRET, SIGNED, Played

TOLD = {"content": "收费争议", "level": "normal", "channel": "phone", "name": "张三丰", "phone": "13812345678"}


def reveal(room: Played, session: SignedIn, number: str) -> dict[str, str]:
    return room.reveal(session.command("complaint.reveal", number, {"reason": "回访"}))


@pytest.fixture
def number(room: Played) -> str:
    return room.act("complaint.register", "liwei", **TOLD).subject


@pytest.fixture
def wangmin(room: Played) -> SignedIn:
    return room.sign_in("wangmin", SECRET)


def ended_ways() -> Iterator[tuple[str, str]]:
    yield "secret", "口令已更改"
    yield "account", "账号已结束"


@pytest.mark.parametrize(("what", "said"), ended_ways())
def test_no_session_outlives_its_secret_or_its_account(
    room: Played, number: str, wangmin: SignedIn, what: str, said: str
) -> None:
    taken = room.perform(wangmin.command("call.take", "", {"name": "来电人"})).subject
    assert dict(room.call(taken, wangmin).raw)["name"] == "来电人"
    assert reveal(room, wangmin, number)["name"] == "张三丰"
    if what == "secret":
        room.act("person.secret", "wangmin", "wangmin", new="quite another secret")
    else:
        room.act("person.end", "qianming", "wangmin", reason="调离")
    head = room.head()
    with pytest.raises(SignedOut, match=said):
        reveal(room, wangmin, number)
    with pytest.raises(SignedOut, match=said):
        room.perform(wangmin.command("log.write", "", {"text": "还在"}))
    with pytest.raises(SignedOut, match=said):
        room.still(wangmin)
    assert said in room.may(wangmin, "log.write")
    assert room.call(taken, wangmin).raw == ()
    with pytest.raises(SignedOut):
        take_in(room, Sheet("", tuple(TOLD), ((2, TOLD),)), Mapped(), wangmin)
    assert room.head() == head


def test_who_was_relieved_reveals_nothing(room: Played, number: str, wangmin: SignedIn) -> None:
    taken = room.perform(wangmin.command("call.take", "", {"name": "来电人"})).subject
    room.act("shift.end", "liwei", person="wangmin")
    with pytest.raises(NotAllowed):
        reveal(room, wangmin, number)
    assert room.still(wangmin).roles == ()
    assert room.call(taken, wangmin).raw == (), "what was typed of a call is for who may go on with it"


@pytest.mark.parametrize(
    ("ends", "no"),
    [
        (lambda room: room.act("shift.end", "liwei", person="wangmin"), NotAllowed),
        (lambda room: room.act("person.secret", "wangmin", "wangmin", new="quite another secret"), SignedOut),
        (lambda room: room.act("person.end", "qianming", "wangmin", reason="调离"), SignedOut),
        (lambda room: room.clock.on(minutes=2, seconds=1), Refusal),
    ],
    ids=["role", "secret", "account", "two minutes"],
)
@pytest.mark.parametrize("act", ["complaint.reveal", "call.reveal"])
def test_the_same_command_again_reveals_no_more_than_it_did(
    room: Played, number: str, wangmin: SignedIn, act: str, ends: Callable[[Played], object], no: type[Refusal]
) -> None:
    """A repeated command gets the first answer and leaves no new trace: it must not be a key for good."""
    taken = room.perform(wangmin.command("call.take", "", {"name": "张三丰"})).subject
    command = wangmin.command(act, taken if act == "call.reveal" else number, {"reason": "回访"})
    plain = room.reveal(command)
    assert plain["name"] == "张三丰"
    assert room.reveal(command) == plain, "an answer lost on its way is given again"
    ends(room)
    with pytest.raises(no):
        room.reveal(command)


def test_a_session_whose_person_was_given_a_role_has_it_at_once(room: Played, wangmin: SignedIn) -> None:
    room.act("roster.appoint", "zhaoguoqiang", role="legal", person="wangmin", **SIGNED)
    assert "legal" in room.still(wangmin).roles


def test_the_end_of_an_account(room: Played, number: str) -> None:
    room.act("person.deputy", "liwei", "zhaoguoqiang", deputy="sunli")
    room.act("complaint.assign", "liwei", number, owner="sunli")
    room.act("log.write", "sunli", text="已联系客户")
    room.save_draft("d", "sunli", "log.write", "", {"text": "没写完"})
    since, until = "2026-10-03T08:00:00+08:00", "2026-10-03T20:00:00+08:00"
    room.act("shift.plan", "liwei", text=f"sunli\t{since}\t{until}\t0")
    done = room.act("person.end", "qianming", "sunli", reason="离职")
    assert done.message == "孙丽（sunli）的账号已结束。名下还有投诉 1 件，请另行交办。"
    line = room.log()[-1]
    assert (line.label, line.actor_name) == ("结束账号", "钱明")
    said = ("孙丽", "投诉处理组组长", "客户关系组组长", "离职")
    assert all(each in f"{line.result} {line.text}" for each in said), line.result
    with pytest.raises(Refusal) as refused:
        room.sign_in("sunli", SECRET)
    assert refused.value.code == "secret"
    assert all(each.person != "sunli" for each in room.roster())
    room.clock.to("10-03 09:00")
    assert all(each.person != "sunli" for each in room.roster()), "a shift to come is none"
    assert "sunli" not in {each.code for each in room.people()}
    assert {each.code: each.name for each in room.people(gone=True)}["sunli"] == "孙丽"
    assert [each.actor_name for each in room.log() if each.text == "已联系客户"] == ["孙丽"]
    assert room.complaint(number).owner_name == "孙丽"
    assert [each.id for each in room.drafts("sunli")] == ["d"]
    assert next(each for each in room.directory() if each.code == "zhaoguoqiang").deputy == ""
    for act, given in (
        ("person.end", {"reason": "再来"}), ("person.secret", {"new": "back again 1"}), ("person.deputy", {"deputy": "wangmin"}),
        ("person.number", {"number": "13900000099"}), ("person.verify", {"result": "reached"}),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="孙丽的账号已经结束"):
            room.act(act, "qianming", "sunli", **given)
    for act in ("roster.appoint", "shift.begin"):
        with pytest.raises(Refusal) as refused:
            room.act(act, "zhaoguoqiang", role="legal", person="sunli")
        assert refused.value.code == "bad_input"
    with pytest.raises(Refusal, match="自己的账号"):
        room.act("person.end", "qianming", "qianming", reason="走了")


def test_every_command_of_the_console_stands_on_its_session() -> None:
    """Made in one place (`SignedIn.command`): one made by hand would go on when its session has ended."""
    made = []
    for file in sorted(Path(dutyroom.console.__file__).parent.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "Command(" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Command":
                made.append(f"{file.name}:{node.lineno}")
    assert made == []
