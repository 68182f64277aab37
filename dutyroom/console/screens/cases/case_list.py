"""What the lists of casework share: names for their lines, and the acts on the entry under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from dutyroom.console.present.cases.complaint import Naming
from dutyroom.console.present.line import Line
from dutyroom.console.screens.desk.desk_list import DeskList
from dutyroom.console.widgets.acts import Offer
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _


class CaseList(DeskList):
    """A list of what belongs to complaints or units."""

    @property
    def naming(self) -> Naming:
        """Names for the lines."""
        app = self.room_app
        known = app.named
        return Naming(
            known.plan if known else None,
            {unit.code: named(unit) for unit in known.units} if known else {},
            dict(known.words.people) if known else {},
            known.calendar if known else None,
            self.zone,
        )

    def choose(self, title: str, about: Sequence[Line], offers: Sequence[Offer]) -> None:
        """Offers acts on one entry; whatever was done, the list is read anew."""
        if not offers:
            self.room_app.say(_("{what}：没有待办").format(what=title))
            return

        def go(offer: Offer | None) -> None:
            if offer is not None:
                self.begin(offer)

        self.room_app.open("acts", title, about, offers, then=go)

    def begin(self, offer: Offer) -> None:
        """Opens the form of the act chosen."""
        self.room_app.open_form(offer.act, offer.subject, offer.seen, offer.values, then=lambda _done: self.load())
