"""No digest lets anybody guess what was typed: keyed, without any secret, and personal values gone with the subject's key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from dutyroom.services.front.held_calls import Held, step_id
from dutyroom.services.intake.complaints import take_in
from dutyroom.services.intake.mapping import Mapped
from dutyroom.services.intake.tabular import read_rows
from dutyroom.settings.paths import held_folder, view_file
from dutyroom.store import erasure
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.record import BlindToken, CommandResult, JournalEntry
from tests.services.conftest import SECRET, Played
from tests.services.test_erasing import _closed
from tests.services.test_held import CALL
from tests.store.acts import entry

PHONE = "13987654321"


def kept(room: Played, command_id: str) -> tuple[str, str]:
    """What the room keeps by which the command is known again: under the room's key, under the subject's."""
    with room.database.read() as session:
        row = session.get_one(CommandResult, command_id)
        return row.digest, row.own


def took(room: Played, command_id: str, **more: Any) -> tuple[str, str]:
    room.act("call.take", "wangmin", command_id=command_id, **{"phone": PHONE, "caller": "customer", "content": "利率", **more})
    return kept(room, command_id)


def test_what_is_personal_is_known_again_by_the_subjects_own_key_alone(room: Played) -> None:
    first, other, same = took(room, "a"), took(room, "b", phone="13900001111", content="别的"), took(room, "c")
    assert first[0] == other[0] == same[0], "nothing of a person enters what the room's key alone makes"
    assert len({first[1], other[1], same[1]}) == 3, "each subject has a key of its own: the same number is not the same digest"
    assert took(room, "d", caller="journalist")[0] != first[0]


def test_a_secret_enters_no_digest(room: Played) -> None:
    for code, secret in (("a", "one long secret"), ("b", "another long secret")):
        signed = {"second": "qianming", "second_secret": SECRET}
        room.perform(Command("person.reset", "zhaoguoqiang", "", code, "sunli", {"new": secret, **signed}, secret=SECRET))
    assert kept(room, "a") == kept(room, "b")


def test_another_room_key_gives_another_digest(room: Played) -> None:
    command = Command("shift.begin", "liwei", "", "x", values={"person": "sunli"})
    from dutyroom.services.perform.repeated import digests

    with room.database.read() as session:
        mine = digests(room.vault, session, command, "")
        room.vault.keys = RoomKeys(bytes(32))
        assert digests(room.vault, session, command, "") != mine


def test_what_a_session_stands_on_is_no_token_of_what_is_done_once(room: Played) -> None:
    signed = room.sign_in("wangmin", SECRET)
    for text in ("保安到场", "保安离场"):
        command = signed.command("log.write", values={"text": text})
        assert (command.once, command.proven) == ("", signed.proven)
        room.perform(command)
    with room.database.read() as session:
        assert session.exec(select(BlindToken)).all() == []


def test_the_same_id_for_something_else_is_refused_whatever_it_differs_in(room: Played) -> None:
    took(room, "a")
    again = room.act("call.take", "wangmin", command_id="a", phone=PHONE, caller="customer", content="利率")
    for changed in ({"phone": "13900001111"}, {"content": "别的"}, {"caller": "journalist"}):
        with pytest.raises(Refusal) as no:
            took(room, "a", **changed)
        assert no.value.code == "reused_command"
    room.act("log.write", "wangmin", command_id="l", text="保安到场")
    with pytest.raises(Refusal) as no:
        room.act("log.write", "wangmin", command_id="l", text="保安未到场")
    assert no.value.code == "reused_command"
    assert again.subject


@pytest.mark.whole
def test_a_retry_after_the_erasure_gets_the_first_answer(room: Played) -> None:
    values = {"name": "欧阳震华", "phone": PHONE, "content": "利率", "level": "normal", "channel": "phone"}
    done = room.act("complaint.register", "wangmin", command_id="r", **values)
    _closed(room, done.subject)
    room.act("personal.erase", "zhaoguoqiang", done.subject, reason="投诉人要求")
    head = room.head()
    assert room.act("complaint.register", "wangmin", command_id="r", **values) == done
    assert room.head() == head


def _file(folder: Path, *rows: str) -> Path:
    file = folder / "rows.csv"
    file.write_text("name,phone,content,level,channel\n" + "".join(f"{row},normal,phone\n" for row in rows), encoding="utf-8")
    return file


@pytest.mark.whole
def test_an_import_is_known_again_row_by_row_until_its_person_is_erased(room: Played, tmp_path: Path) -> None:
    signed = room.sign_in("wangmin", SECRET)
    sheet = read_rows(_file(tmp_path, f"欧阳震华,{PHONE},利率", "司马光远,13900002222,收费"))
    assert take_in(room, sheet, Mapped(), signed).accepted == 2
    assert take_in(room, sheet, Mapped(), signed).accepted == 0
    with room.database.read() as session:
        first, second = session.exec(select(Complaint.number).order_by(Complaint.number)).all()
        ids = set(session.exec(select(JournalEntry.command_id).where(JournalEntry.kind == "complaint.register")).all())
    other = read_rows(_file(tmp_path, f"欧阳震华,{PHONE},利率", "司马光远,13900003333,收费"))
    taken = take_in(room, other, Mapped(), signed, dry_run=True)
    assert taken.accepted == 1, "the row that is another one now"
    _closed(room, first)
    room.act("personal.erase", "zhaoguoqiang", first, reason="投诉人要求")
    assert take_in(room, sheet, Mapped(), signed, dry_run=True).accepted == 1, "nothing is left by which the row could be known"
    with room.database.read() as session:
        assert session.exec(select(BlindToken).where(BlindToken.subject == first)).all() == []
    with room.database.write() as session:
        erasure.erase(session, room.keys, second, room.now())
        entry(session, room.keys, "again", kind=erasure.KIND, subject=second)
    assert take_in(room, sheet, Mapped(), signed).accepted == 2
    with room.database.read() as session:
        now = set(session.exec(select(JournalEntry.command_id).where(JournalEntry.kind == "complaint.register")).all())
    assert len(now - ids) == 2, "the journal's numbers follow from chance, not from what the file says"


def test_a_held_call_is_entered_under_an_id_that_follows_from_nothing_typed(
    room: Played, keys: RoomKeys, tmp_path: Path
) -> None:
    held = Held(keys, tmp_path / "held")
    held.keep(CALL)
    assert held.send(room).entered == 1
    with room.database.read() as session:
        ids = session.exec(select(JournalEntry.command_id).order_by(JournalEntry.seq)).all()[-2:]
    other = replace(CALL, values={"phone": PHONE})
    assert ids == [CALL.taking, step_id(other, "call.park")]
    assert step_id(replace(CALL, step="another"), "call.park") != ids[1]


def test_where_a_terminal_keeps_its_things_tells_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = "postgresql://duty@db.example/room"
    for said in ("postgresql://duty:geheim@db.example/room", f"{bare}?password=geheim", f"{bare}?sslpassword=x&password=geheim"):
        other = said.replace("geheim", "anders")
        assert held_folder(said) == held_folder(other)
        assert view_file(said) == view_file(other)
    assert held_folder(bare) != held_folder("postgresql://duty@db.example/other")


def test_calls_held_under_the_former_name_are_found(tmp_path: Path) -> None:
    from hashlib import sha256

    said = "postgresql://duty:geheim@db.example/room"
    place = held_folder(said)
    former = place.with_name(sha256(said.encode()).hexdigest()[:12])
    former.mkdir(parents=True)
    (former / "c1.call").write_text("x")
    assert (held_folder(said) / "c1.call").read_text() == "x"
    assert not former.exists()
