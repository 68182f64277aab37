"""After 删除个人信息 nobody brings anything back who holds the database and the room key. Each proof has its control."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.services.front.held_calls import Held
from dutyroom.store import driver, erased_list, erasure
from dutyroom.store.backup import backup, prove, restore
from dutyroom.store.claim import claim
from dutyroom.store.engine import open_database
from dutyroom.store.keys import RoomKeys
from dutyroom.store.rows.cases import Personal, Watch
from dutyroom.store.rows.record import Draft, JournalEntry, SubjectKey
from tests.raw import raw
from tests.services.conftest import Played
from tests.services.test_erasing import CHIEF, NAME, PHONE, _closed, _keys, _told
from tests.services.test_held import CALL
from tests.whole import few

CONTENT = f"{NAME}说利率不对"


@pytest.fixture(params=[True, False], ids=["guarded", "control"])
def guarded(request: pytest.FixtureRequest, room: Played, monkeypatch: pytest.MonkeyPatch) -> bool:
    """In the control nothing is overwritten when it is deleted."""
    if not request.param:
        monkeypatch.setattr(driver, "OVERWRITE", "PRAGMA secure_delete=OFF")
        monkeypatch.setattr(erased_list, "scrub", lambda _database: True)
        room.database.close()
    return bool(request.param)


def _everywhere(room: Played) -> tuple[str, str]:
    """A complaint and its call, of which a log line, a duty, a watch, drafts and a promise tell too."""
    number, call = _told(room)
    room.act("complaint.contact", "wangmin", number, result="reached", text=f"{NAME}在家，手机 {PHONE}")
    room.act("log.write", "wangmin", text=f"来电 {PHONE} 又打来")
    room.act("duty.add", "liwei", title="回访", text=f"回访 {PHONE}", due="10-08 10:00", owner="wangmin", kind="rectification")
    room.act("watch.add", "liwei", phone=PHONE, name=NAME, reason="多次来电", until="10-08 10:00")
    for draft, form, subject, text in (("d1", "complaint.reply", number, CONTENT), ("d2", "log.write", "", f"{NAME}又来")):
        room.save_draft(draft, "wangmin", form, subject, {"text": text * 9})
    room.save_draft("d3", "wangmin", "log.write", "", {"text": "别的事"})
    _closed(room, number)
    return number, call


def _sample(room: Played) -> None:
    if room.database.path is None:
        with room.database.write_engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _flushed(room: Played) -> bytes:
    if room.database.path is None:
        with room.database.write_engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")
    return raw(room.database)


def _stand(room: Played) -> tuple[dict[str, str], dict[str, str]]:
    """The wrapped keys by subject, the sealed drafts by id."""
    with room.database.read() as session:
        keys = {row.subject: row.wrapped for row in session.exec(select(SubjectKey)).all()}
        return keys, {row.id: row.sealed for row in session.exec(select(Draft)).all()}


def _ciphertexts(room: Played) -> Iterator[str]:
    with room.database.read() as session:
        for payload in session.exec(select(JournalEntry.payload)).all():
            yield from re.findall(r'"sealed":"([^"]+)"', payload)
        for row in session.exec(select(Personal)).all():
            yield from filter(None, (row.name, row.phone, row.id_number, row.content, row.demand, row.extra))


def _opened(room: Played, wrapped: Iterable[tuple[str, str]]) -> str:
    """Everything that these keys open, of all that is sealed in the database."""
    own = [room.keys.unwrap(subject, key) for subject, key in wrapped]
    plain = []
    for sealed in _ciphertexts(room):
        for key in own:
            try:
                plain.append(room.keys.unseal(key, sealed))
            except Refusal:
                continue
    return "\n".join(plain)


def test_nothing_comes_back_from_the_files(room: Played, guarded: bool, tmp_path: Path) -> None:
    number, call = _everywhere(room)
    held = Held(room.keys, tmp_path / "held")
    held.keep(replace(CALL, number=call, end="", values={"phone": PHONE, "name": NAME}))
    keys, drafts = _stand(room)
    _sample(room)
    assert all(word in _opened(room, keys.items()) for word in (PHONE, NAME, CONTENT))
    done = room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    assert "备份" in done.message
    held.send(room)
    assert list((tmp_path / "held").iterdir()) == []
    after, left = _stand(room)
    gone = keys.keys() - after.keys()
    assert {number, call, "W1"} <= gone
    assert len([each for each in gone if each.startswith(erasure.ENTRY)]) == 3, "log line, duty and watch"
    assert left.keys() == {"d3"}
    files = _flushed(room)
    for word in (PHONE, NAME, CONTENT):
        for written in (word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le")):
            assert written not in files
        assert word not in _opened(room, after.items()), "what the keys that stand still open"
    found = [each for each in gone if keys[each].encode() in files]
    found += [each for each in ("d1", "d2") if drafts[each].encode()[:60] in files]
    assert (not found) is guarded, found
    if not guarded:
        assert PHONE in _opened(room, [(each, keys[each]) for each in found if each in keys])


@pytest.mark.whole
def test_who_still_reads_keeps_a_server_from_forgetting_and_is_told(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    number, _call = _told(room)
    _closed(room, number)
    monkeypatch.setattr("dutyroom.store.scrub._PATIENCE_S", 0.2)
    with room.database.read() as session:
        assert session.exec(select(SubjectKey)).all()
        done = room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    assert "dutyroom db scrub" in done.message


def test_a_watch_on_the_person_ends_with_them(room: Played) -> None:
    number, _call = _everywhere(room)
    other = room.act("watch.add", "liwei", phone="13900007777", name="司马光远", reason="多次来电", until="10-08 10:00").subject
    room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    assert [each.name for each in room.watches()] == ["司*"]
    with room.database.read() as session:
        assert session.get_one(Watch, 1).dropped is not None
        assert room.vault.plain(session, other)["name"] == "司马光远"


def test_what_was_sealed_under_a_shared_key_before_goes_with_that(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dutyroom.services.perform.sealing.key_subject", lambda work: work.subject or "room")
    number, call = _everywhere(room)
    assert {"room", "W1"} <= _keys(room)
    room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    assert _keys(room).isdisjoint({number, call, "room", "W1"})


def test_no_draft_is_kept_about_somebody_erased(room: Played) -> None:
    number, call = _told(room)
    _closed(room, number)
    room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    for subject in (number, call):
        with pytest.raises(Refusal) as no:
            room.save_draft("d", "wangmin", "complaint.reply", subject, {"text": NAME})
        assert no.value.code == "erased"
    assert room.drafts() == ()


def test_a_new_secret_is_kept_in_no_draft(room: Played) -> None:
    room.save_draft("d", "zhaoguoqiang", "person.secret", "sunli", {"new": "a new long secret"})
    assert [draft.values for draft in room.drafts()] == [()]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("listed", few(["beside the key", "kept elsewhere", "lost"], "kept elsewhere"))
def test_an_older_backup_is_known_after_the_database_is_lost(room: Played, tmp_path: Path, listed: str) -> None:
    number, call = _everywhere(room)
    backup(room.database, room.keys, tmp_path / "copy")
    room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    mine = erased_list.list_file(room.keys)
    assert mine is not None
    assert mine.stat().st_mode & 0o077 == 0
    elsewhere = tmp_path / "safe"
    erased_list.keep(room.database, elsewhere)
    room.database.close()
    assert room.database.path is not None
    for file in room.database.path.parent.glob(f"{room.database.path.name}*"):
        file.unlink()
    if listed != "beside the key":
        mine.unlink()
    fresh = open_database(room.url)
    more = elsewhere if listed == "kept elsewhere" else None
    done = restore(tmp_path / "copy", fresh, room.keys, room.now(), more)
    known = listed != "lost"
    assert done.erased_again == known
    with fresh.read() as session:
        stands = {row.subject for row in session.exec(select(SubjectKey)).all()}
        assert bool({number, call, "W1"} & stands) is not known
        assert not [each for each in stands if each.startswith(erasure.ENTRY)] or not known
        assert session.exec(select(Draft)).all() == [] or not known
    assert prove(fresh, room.keys, erased_list.read(mine)).sound
    fresh.close()


def test_what_a_servers_own_tools_bring_back_is_told_and_erased_again(room: Played) -> None:
    number, call = _told(room)
    _closed(room, number)
    keys, _drafts = _stand(room)
    room.act("personal.erase", CHIEF, number, reason="投诉人要求")
    with room.database.write() as session:
        session.add(SubjectKey(subject=call, wrapped=keys[call]))
    marks = erased_list.read(erased_list.list_file(room.keys))
    with pytest.raises(Refusal) as no:
        prove(room.database, room.keys, marks)
    assert (no.value.code, number in no.value.message) == ("came_back", True)
    assert erasure.erase_again(room.database, room.keys, (), marks, room.now(), "again") == 1
    assert call not in _keys(room)
    assert prove(room.database, room.keys, marks).sound


def test_another_case_that_got_the_number_later_keeps_what_is_its_own(room: Played, tmp_path: Path, keys: RoomKeys) -> None:
    """A mark is of one key, never of a number: after a restore numbers are given out a second time."""
    number, _call = _told(room)
    claim(room.database, keys)
    assert erasure.erase_again(room.database, keys, (), {"0" * 32: number}, room.now(), "again") == 0
    assert number in _keys(room)
