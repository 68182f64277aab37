"""Who people are: secrets, the back-off that outlives a restart, and where the hash is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import Type, extract_parameters
from sqlmodel import select

from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.services.front.front import Front
from dutyroom.services.organisation.identity import Identity, hash_secret
from dutyroom.store.rows.record import JournalEntry
from dutyroom.store.rows.staff import Person
from tests.services.conftest import SECRET, Played


def code_of(room: Front, person: str, secret: str) -> str:
    try:
        room.sign_in(person, secret)
    except Refusal as refused:
        return refused.code
    return ""


def test_sign_in_tells_name_and_roles(room: Played) -> None:
    session = room.sign_in("liwei", SECRET)
    assert (session.name, session.roles) == ("李伟", ("duty_officer", "shift_lead"))
    assert code_of(room, "ghost", SECRET) == "secret"


def test_a_secret_of_ones_own_is_hashed_at_full_cost() -> None:
    cost = extract_parameters(hash_secret("a long secret"))
    assert (cost.type, cost.time_cost, cost.memory_cost) == (Type.ID, 3, 65536)


def test_five_wrong_ones_and_then_a_wait_that_outlives_a_restart(room: Played) -> None:
    assert [code_of(room, "liwei", "wrong") for _ in range(5)] == ["secret"] * 5
    assert code_of(room, "liwei", SECRET) == "locked"
    again = Front(room.url, room.keys, room.clock)
    assert code_of(again, "liwei", SECRET) == "locked"
    again.close()
    room.clock.on(seconds=31)
    assert code_of(room, "liwei", "wrong") == "secret"
    room.clock.on(seconds=31)
    assert code_of(room, "liwei", SECRET) == "locked", "the wait grows"
    room.clock.on(seconds=31)
    assert code_of(room, "liwei", SECRET) == ""
    assert code_of(room, "liwei", "wrong") == "secret", "a right one forgets the wrong ones"


def test_one_account_locked_leaves_others_free(room: Played) -> None:
    for _ in range(6):
        code_of(room, "liwei", "wrong")
    assert code_of(room, "wangmin", SECRET) == ""


def test_secrets_are_set_by_their_owner_or_who_manages_people(room: Played) -> None:
    room.act("person.add", "liwei", code="new", name="新人")
    room.act("person.reset", "qianming", "new", new="first secret")
    assert code_of(room, "new", "first secret") == ""
    with pytest.raises(NotAllowed):
        room.act("person.secret", "wangmin", "new", new="stolen one")
    with pytest.raises(NotAllowed):
        room.act("person.reset", "liwei", "new", new="stolen one")
    room.act("person.secret", "wangmin", "wangmin", new="another one")
    assert code_of(room, "wangmin", "another one") == ""
    assert code_of(room, "wangmin", SECRET) == "secret"
    with pytest.raises(Refusal, match="口令太短"):
        room.act("person.secret", "liwei", "liwei", new="short")


def test_neither_secret_nor_hash_stands_in_the_journal(room: Played) -> None:
    room.act("person.secret", "liwei", "liwei", new="a brand new secret")
    with room.database.read() as session:
        payloads = "".join(session.exec(select(JournalEntry.payload)).all())
        hashes = [row.secret for row in session.exec(select(Person)).all() if row.secret]
    assert "brand new" not in payloads
    assert "argon2" not in payloads + "".join(hashes)
    assert len(hashes) == 10


def test_right_ones_at_the_same_moment_lock_nobody_out(room: Played) -> None:
    with ThreadPoolExecutor(8) as several:
        assert set(several.map(lambda _n: code_of(room, "liwei", SECRET), range(8))) == {""}
    assert code_of(room, "liwei", "wrong") == "secret"


def test_wrong_ones_at_the_same_moment_get_no_more_answers_than_one_after_the_other(room: Played) -> None:
    with ThreadPoolExecutor(12) as several:
        told = sorted(several.map(lambda _n: code_of(room, "liwei", "wrong"), range(12)))
    assert told == ["locked"] * 7 + ["secret"] * 5


def test_a_check_whose_answer_nobody_knows_counts_as_wrong(room: Played) -> None:
    for _ in range(5):
        Identity(room)._begin("liwei")
    room.clock.on(seconds=21)
    assert code_of(room, "liwei", SECRET) == "locked"
