"""A draft is gone with its form, whatever became of the writes that kept it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dutyroom.console.forms.drafts import DraftKeeper


class Written:
    """A room whose disk takes what it is given and then says that it failed."""

    def __init__(self) -> None:
        self.drafts: dict[str, Any] = {}

    def save_draft(self, draft: str, person: str, form: str, subject: str, values: dict[str, str]) -> None:
        self.drafts[draft] = values
        raise OSError

    def drop_draft(self, draft: str) -> None:
        self.drafts.pop(draft, None)


async def test_a_draft_whose_write_failed_and_was_made_all_the_same_goes_with_its_form() -> None:
    room, typed = Written(), {"text": "门口聚集二十人"}
    desk: Any = SimpleNamespace(room=room, person="wangmin")
    keeper = DraftKeeper("log.write", "", lambda: typed)
    keeper.touch(desk, lambda _fault: None)
    with pytest.raises(OSError):
        await keeper.keep(desk)
    assert room.drafts
    await keeper.drop(desk)
    assert room.drafts == {}


async def test_so_does_one_whose_person_took_everything_back() -> None:
    room, typed = Written(), {"text": "门口"}
    desk: Any = SimpleNamespace(room=room, person="wangmin")
    keeper = DraftKeeper("log.write", "", lambda: typed)
    keeper.touch(desk, lambda _fault: None)
    with pytest.raises(OSError):
        await keeper.keep(desk)
    typed = {}
    keeper.touch(desk, lambda _fault: None)
    await keeper.keep(desk)
    assert room.drafts == {}
    keeper.stop()
