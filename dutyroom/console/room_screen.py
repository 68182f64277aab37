"""What every screen of the room stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from dutyroom.console.engine.base_screen import BaseScreen
from dutyroom.console.shell import Shell
from dutyroom.domain.act import SHOWN_FOR

if TYPE_CHECKING:
    from datetime import tzinfo

    from dutyroom.console.present.words import Named
    from dutyroom.domain.errors import Refusal

Result = TypeVar("Result")


class RoomScreen(BaseScreen[Result]):
    """A screen that knows its room. What was revealed on it lies in `plain`, for a while and for who is signed in."""

    REVEALED_BY: ClassVar[tuple[str, ...]] = ()
    """The acts by which it reveals: what a role may see goes with the role."""
    plain: Mapping[str, str] = MappingProxyType({})
    _hide_at: datetime | None = None
    _reading = _read_again = False

    @property
    def in_sight(self) -> bool:
        """Whether it is to be seen: on top, or shining through what is."""
        return self.is_mounted and self in self.room_app.seen_screens

    def read(
        self, question: Callable[[], Any], then: Callable[[Any], Any], otherwise: Callable[[Refusal], Any] | None = None
    ) -> None:
        """Put the page's question in a thread. While one is under way at most one more is asked, however much happens."""
        if self._reading:
            self._read_again = True
            return
        self._reading = True

        def over(tell: Callable[[Any], Any] | None) -> Callable[[Any], None]:
            def heard(answer: Any) -> None:
                self._reading = False
                again, self._read_again = self._read_again, False
                if tell is not None:
                    tell(answer)
                if again:
                    self.read(question, then, otherwise)

            return heard

        self.room_app.ask(question, over(then), over(otherwise))

    def put_session(self) -> None:
        """Who is signed in holds other roles now: drawn anew."""
        self.fit_in()

    @property
    def room_app(self) -> Shell:
        """The app, by its own type."""
        return cast(Shell, self.app)

    @property
    def zone(self) -> tzinfo:
        """The organisation's zone."""
        return self.room_app.zone

    def reveal(self, plain: Mapping[str, str]) -> None:
        """Show this in plain from now on, unless whoever asked for it is gone by now."""
        if self.room_app.session is None:
            return
        self.plain, self._hide_at = plain, self.room_app.room.now() + SHOWN_FOR
        self.revealed()

    def hide(self) -> None:
        """Back behind the mask."""
        if self.plain:
            self.plain = {}
            self.revealed()

    def hide_when_due(self, now: datetime) -> bool:
        """Back behind the mask once it has been seen for long enough, or is nobody's to see any more. Whether it went."""
        over = self._hide_at is not None and now >= self._hide_at
        due = bool(self.plain) and (over or not self.room_app.may_look(*self.REVEALED_BY))
        if due:
            self.hide()
        return due

    def revealed(self) -> None:
        """Something is in plain now, or no longer: drawn anew."""

    def cover(self) -> None:
        self.hide()
        super().cover()

    def put_names(self, named: Named) -> None:
        """The plan's own words are known now, or other ones: drawn anew."""
        self.fit_in()
