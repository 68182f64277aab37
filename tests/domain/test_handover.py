"""Who takes what: the one named, the holder who stays, the lead for an emergency, the rest, or nobody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from dutyroom.domain.handover import (
    KINDS,
    REST,
    Item,
    leavers,
    read_takers,
    with_takers,
    without_taker,
    write_takers,
)


def test_a_holder_who_leaves_takes_nothing() -> None:
    item = Item("call", "L0930-001", holder="wangmin")
    assert with_takers([item], {}, ["liwei"], "chenjing")[0].taker == "wangmin"
    assert without_taker(with_takers([item], {}, ["wangmin"], "chenjing"))


def test_nobody_is_guessed_but_for_a_running_emergency() -> None:
    items = [Item(kind, "1") for kind in KINDS]
    lacking = without_taker(with_takers(items, {}, [], "chenjing"))
    assert [item.kind for item in lacking] == [kind for kind in KINDS if kind != "emergency"]


def test_the_rest_goes_to_one_person_and_names_come_first() -> None:
    items = [Item("unseen", "1"), Item("unseen", "2"), Item("call", "3", holder="wangmin")]
    taken = with_takers(items, {REST: "chenjing", "unseen:2": "hanbin"}, [], "chenjing")
    assert [item.taker for item in taken] == ["chenjing", "hanbin", "wangmin"]


def test_takers_are_read_as_they_are_written() -> None:
    named = {"call:L0930-001": "wangmin", "unseen:0930-002": "chenjing", REST: "chenjing"}
    assert read_takers(write_takers(named)) == (named, ())
    assert read_takers("call:1 wangmin\nnonsense\n\nwrong:1 wangmin\ncall:2\n") == ({"call:1": "wangmin"}, (2, 4, 5))


@given(
    some.lists(some.sampled_from("abcdef")), some.sampled_from("abcdef"), some.lists(some.sampled_from("abcdef")),
    some.lists(some.sampled_from("abcdef")),
)  # fmt: skip
def test_everyone_on_shift_leaves_or_is_kept(on: list[str], incoming: str, arriving: list[str], staying: list[str]) -> None:
    gone = leavers(on, incoming, arriving, staying)
    assert set(gone) | (set(on) & {incoming, *arriving, *staying}) == set(on)
    assert not set(gone) & {incoming, *arriving, *staying}
    assert len(set(gone)) == len(gone)
