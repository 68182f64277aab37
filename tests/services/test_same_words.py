"""Who writes the same in many cases is known by keyed tokens alone, which go with whoever is erased."""

from __future__ import annotations

from dutyroom.domain.same_words import in_words, tokens_around
from tests.services.conftest import SIGNED, Played

EMPTY = "已按规定处理"


def test_of_other_times_people_and_who_is_erased_nothing_is_said(room: Played) -> None:
    def answer(by: str = "sunli") -> str:
        number = room.act("complaint.register", "wangmin", content="多收了费用", level="normal", channel="letter").subject
        room.act("complaint.reply", by, number, text=EMPTY, way="written")
        return number

    early = answer()
    answer("wangmin")
    room.clock.on(weeks=3)
    late = answer()
    said = {in_words(room.complaint(number).again[EMPTY]) for number in (early, late)}
    assert said == {"同一人近期另有 1 件同文"}
    with room.database.read() as session:
        marked = room.vault.marked(session, tokens_around("sunli", room.now(), EMPTY))
    assert {subject for _token, subject in marked} == {early, late}
    room.act("complaint.withdraw", "sunli", early, way="phone", text="投诉人说误会，撤回", **SIGNED)
    room.act("personal.erase", "zhaoguoqiang", early, reason="依申请删除")
    assert room.complaint(late).again == {}
    room.clock.on(weeks=9)
    assert room.complaint(answer()).again == {}
