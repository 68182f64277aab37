"""What can be done with one thing, over the page it was opened from: its particulars, then its acts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.screen import ModalScreen

from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.acts import Acts, Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.lines import Down
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell


class ActsScreen(ModalScreen[Offer | None], RoomScreen[Offer | None]):
    """Dismissed with the act chosen, None when none was."""

    CSS_PATH = Path(__file__).with_name("acts.tcss")
    BINDINGS = [("escape,q", "leave", "")]
    AUTO_FOCUS = "#acts"

    def __init__(self, title: str, about: Sequence[Line], offers: Sequence[Offer], first: str = "") -> None:
        """`first` is the act that the cursor starts on."""
        super().__init__()
        self._first = first
        self._title = title
        self._about = about
        self._offers = offers

    def compose(self) -> ComposeResult:
        with Down(id="box"):
            yield Parts(id="acts-title")
            yield Parts(id="about")
            yield Acts()
            yield StatusLine()
            yield KeysLine()

    def on_mount(self) -> None:
        self.query_one("#acts-title", Parts).put([((f" {one_line(self._title)}", "strong"),)])
        about = self.query_one("#about", Parts)
        about.styles.height = len(self._about)
        about.put(list(self._about))
        self.put_offers(self._offers)
        # When it is laid out: before that everything is out of sight, and the list would jump.
        self.call_after_refresh(self.query_one(Acts).choose, self._first)
        self.query_one(KeysLine).show([("Enter", _("办理"), True), ("1-9", _("直接办理"), True), ("Esc", _("返回"), True)])
        if cast("Shell", self.app).session is None:
            self.query_one(StatusLine).right(_("办理前须登录"))

    def put_offers(self, offers: Sequence[Offer]) -> None:
        """What can be done has changed. Every act keeps its place and digit while the list is open, and the cursor its act."""
        places = {each.key: place for place, each in enumerate(self._offers)}
        self._offers = offers = sorted(offers, key=lambda each: places.get(each.key, len(places)))
        acts = self.query_one(Acts)
        acts.styles.height = len(offers)
        acts.offer(offers)

    def on_acts_chosen(self, event: Acts.Chosen) -> None:
        event.stop()
        self.dismiss(event.offer)

    def action_leave(self) -> None:
        """Nothing is done."""
        self.dismiss(None)
