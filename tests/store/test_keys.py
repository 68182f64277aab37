"""The room key: private, its own, told apart from another, and gone data stays gone."""

from __future__ import annotations

import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.store import erasure
from dutyroom.store.claim import claim, keys_for
from dutyroom.store.engine import Database
from dutyroom.store.keys import FILE_NAME, RoomKeys
from dutyroom.store.rows.record import BlindToken, Gram, SubjectKey
from tests.store.acts import HOSTILE, START, act, entry


def test_the_file_is_private_and_made_once(tmp_path: Path) -> None:
    made = [RoomKeys.open(tmp_path / "k", create=True).check]
    threads = [
        threading.Thread(target=lambda: made.append(RoomKeys.open(tmp_path / "k", create=True).check))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 9
    assert len(set(made)) == 1
    assert [file.name for file in (tmp_path / "k").iterdir()] == [FILE_NAME]
    assert stat.S_IMODE((tmp_path / "k" / FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "zz", "ab" * 31, "ab" * 33, "密钥"])
def test_a_damaged_or_missing_file_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal) as no:
        RoomKeys.open(tmp_path)
    assert no.value.code == "no_key"
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as no:
        RoomKeys.open(tmp_path, create=True)
    assert no.value.code == "bad_key"
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == text


def test_sealed_text_comes_back_and_shows_nothing(keys: RoomKeys) -> None:
    own = keys.new_key()
    for text in (*HOSTILE, "13812345678"):
        sealed = keys.seal(own, text)
        assert keys.unseal(own, sealed) == text
        assert not text or (text not in sealed and sealed != keys.seal(own, text))


def test_another_key_or_changed_ciphertext_is_told(keys: RoomKeys, tmp_path: Path) -> None:
    own = keys.new_key()
    sealed = keys.seal(own, "张三")
    changed = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    for key, text in ((keys.new_key(), sealed), (own, changed), (own, sealed[:8]), (own, "!!")):
        with pytest.raises(Refusal) as no:
            keys.unseal(key, text)
        assert no.value.code == "wrong_key"
    wrapped = keys.wrap("0930-001", own)
    assert keys.unwrap("0930-001", wrapped) == own
    other = RoomKeys.open(tmp_path / "other", create=True)
    for room, subject in ((other, "0930-001"), (keys, "0930-002")):
        with pytest.raises(Refusal):
            room.unwrap(subject, wrapped)


def test_one_key_in_several_roles_gives_unlike_values(keys: RoomKeys, tmp_path: Path) -> None:
    other = RoomKeys.open(tmp_path / "other", create=True)
    values = [keys.check, keys.blind("dutyroom"), keys.mac(b"dutyroom")[:32], keys.drafts.hex()[:32]]
    values += [other.check, other.blind("dutyroom"), other.mac(b"dutyroom")[:32], other.drafts.hex()[:32]]
    assert len(set(values)) == 8
    assert keys.blind("x") == RoomKeys.open(tmp_path / "keys").blind("x")


def test_the_key_of_another_room_is_told(database: Database, keys: RoomKeys, tmp_path: Path) -> None:
    claim(database, keys)
    assert keys_for(database, tmp_path / "keys").check == keys.check
    other = RoomKeys.open(tmp_path / "other", create=True)
    with pytest.raises(Refusal) as no:
        claim(database, other)
    assert no.value.code == "wrong_key"
    with pytest.raises(Refusal) as no:
        keys_for(database, tmp_path / "empty")
    assert no.value.code == "no_key"
    assert not (tmp_path / "empty").exists(), "a substitute key would hide that the real one is missing"


def test_a_new_database_gets_a_key(empty_url: str, tmp_path: Path) -> None:
    from dutyroom.store import migrate
    from dutyroom.store.engine import open_database

    with closing(open_database(empty_url)) as database:
        migrate.upgrade(database)
        made = keys_for(database, tmp_path / "new")
        assert keys_for(database, tmp_path / "new").check == made.check


def test_erasing_destroys_the_key_and_the_ways_to_find(database: Database, keys: RoomKeys) -> None:
    own = {subject: keys.new_key() for subject in ("a", "b")}
    with database.write() as session:
        for subject, key in own.items():
            session.add(SubjectKey(subject=subject, wrapped=keys.wrap(subject, key)))
            session.add(BlindToken(token=keys.blind("13812345678"), subject=subject))
            session.add(Gram(gram="退款", subject=subject))
    with database.write() as session:
        erasure.erase(session, keys, "a", START)
        entry(session, keys, "e-1", kind=erasure.KIND, subject="a")
    with database.read() as session:
        assert [row.subject for row in session.exec(select(SubjectKey)).all()] == ["b"]
        assert [row.subject for row in session.exec(select(BlindToken)).all()] == ["b"]
        assert [row.subject for row in session.exec(select(Gram)).all()] == ["b"]
        assert erasure.erased(session) == {"a"}
    act(database, keys, "c")
