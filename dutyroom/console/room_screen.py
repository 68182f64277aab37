"""What every screen of the room stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from dutyroom.console.engine.base_screen import BaseScreen
from dutyroom.console.shell import Shell

if TYPE_CHECKING:
    from datetime import tzinfo

    from dutyroom.console.present.words import Named

Result = TypeVar("Result")


class RoomScreen(BaseScreen[Result]):
    """A screen that knows its room."""

    @property
    def room_app(self) -> Shell:
        """The app, by its own type."""
        return cast(Shell, self.app)

    @property
    def zone(self) -> tzinfo:
        """The organisation's zone."""
        return self.room_app.zone

    def put_names(self, named: Named) -> None:
        """The plan's own words are known now, or other ones: drawn anew."""
        self.fit_in()
