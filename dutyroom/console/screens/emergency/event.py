"""What every page of an emergency does: keep its picture fresh while it is on top, and open the forms of its acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.binding import Binding

from dutyroom.console.present.emergency.event import Scene, misplaced, version_of
from dutyroom.console.present.form_starts import start_values
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.acts import Acts, Offer, by_telephone
from dutyroom.console.widgets.foot import KeysLine
from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.emergency.panel.views import EmergencyView
from dutyroom.services.organisation.views import SignedIn

_BEGUN = ("emergency.propose", "emergency.activate", "emergency.sign")
"""Acts whose forms begin with what the event knows, from a list as from the line that asks for them."""


class EventScreen(RoomScreen[Any]):
    """A page about one emergency. Subclasses compose it and `draw` it from `scene`; Esc leaves."""

    BINDINGS = [
        Binding("escape,q", "leave", show=False),
        Binding("a,ctrl+a", "acts", show=False),
        Binding("f8", "dial", show=False),
        Binding("p,ctrl+w", "papers", show=False),
    ]
    CSS_PATH = [Path(__file__).with_name("event.tcss")]

    def __init__(self, number: str, view: EmergencyView | None = None) -> None:
        super().__init__()
        self.number = number
        self.view = view
        self._listing = False

    # The picture

    def on_mount(self) -> None:
        if self.view is None:
            self.room_app.type_ahead.expect(self.fetch)
        self.fetch()

    def on_screen_resume(self) -> None:
        self.fetch()
        self.redraw()

    def on_resize(self) -> None:
        self.call_after_refresh(self.redraw)

    def hear(self, news: News) -> None:
        """Something was done somewhere: a page in sight reads the event anew; others will when they come back."""
        if self.in_sight:
            self.fetch()

    def tick(self, now: datetime) -> None:
        """Once a second."""
        self.redraw()

    def fetch(self) -> None:
        """Read the event in a thread."""
        room, number = self.room_app.room, self.number
        self.read(lambda: room.emergency(number), self._got, self._not_got)

    def _got(self, view: EmergencyView) -> None:
        self.view = view
        if self.is_attached:
            self.redraw()
            put = getattr(self.app.screen, "put_offers", None) if self._listing else None
            if put is not None:
                put(self.offers())
        self.room_app.type_ahead.come(self.fetch)

    def _not_got(self, refusal: Refusal) -> None:
        self.room_app.type_ahead.come(self.fetch)

    @property
    def scene(self) -> Scene | None:
        """What to draw from; None until the event and the names behind its codes are read."""
        app = self.room_app
        if self.view is None or app.named is None:
            return None
        named = app.named
        me = app.session.person if app.session else ""
        return Scene(self.view, named.plan, app.room.now(), named.words, app.zone, me, app.outage)

    def redraw(self) -> None:
        """Draw from the newest picture, if there is one."""
        scene = self.scene
        if scene is not None and self.is_attached and self.size.width:
            self.draw(scene)
            self._foot()

    def draw(self, scene: Scene) -> None:
        """Put the page; each page does."""
        raise NotImplementedError

    def _foot(self) -> None:
        for line in self.query(KeysLine):
            first, *rest = [(key, word, True) for key, word in self.keys()]
            line.show([first, ("Esc", _("返回"), True), *rest])

    def keys(self) -> Sequence[tuple[str, str]]:
        """Keys for the foot: (key, word), at least one."""
        raise NotImplementedError

    # Acts

    def offers(self) -> Sequence[Offer]:
        """What can be done on this page with its subject: by default with the event itself."""
        return self.event_offers()

    def event_offers(self, wanted: Callable[[str], bool] = lambda _act: True) -> list[Offer]:
        """Every act of an emergency in the catalogue; those that have no place in the present stage come last.

        None before the event is read: keys come when they come.
        """
        view, plan = self.view, self.scene.plan if self.scene else None
        if view is None:
            return []

        def start(act: str) -> dict[str, str]:
            return start_values(act, view.number, view, plan) if act in _BEGUN else {}

        found = [
            Offer(act.name, view.number, view.version if act.sees else None, start(act.name), misplaced(act.name, view.stage))
            for act in ACTS.values()
            if act.subject == "emergency" and wanted(act.name)
        ]
        return sorted(found, key=lambda offer: bool(offer.why_not))

    def action_acts(self) -> None:
        """What can be done here."""
        offers = self.offers()
        if offers:
            self._listing = True
            self.room_app.open("acts", self.acts_title(), (), offers, self.pressing(), then=self._listed)

    def _listed(self, offer: Offer | None) -> None:
        self._listing = False
        self.do(offer)

    def pressing(self, subject: str = "") -> str:
        """The act that must be done now on the subject, by default the event: the person's own first; "" if none must."""
        lines = self.scene.lines if self.scene else ()
        return next((line.act for line in lines if line.subject == (subject or self.number)), "")

    def acts_title(self) -> str:
        """The title over what can be done."""
        return _("可办事项")

    def do(self, offer: Offer | None, then: Callable[[Any], Any] | None = None) -> None:
        """Open the form of an act, unless the room says why the person may not do it."""
        if offer is None:
            return
        app = self.room_app
        asked = (offer.act, offer.subject)

        def told(why: str) -> None:
            if why and not by_telephone(offer.act):
                app.type_ahead.give_up()
                app.say(why, "bad")
            else:
                app.open_form(offer.act, offer.subject, offer.seen, offer.values, then)
                app.type_ahead.come(asked)

        def ask(session: SignedIn) -> None:
            app.type_ahead.expect(asked)
            app.ask(lambda: app.room.may(session, offer.act, offer.subject), told, lambda _no: app.type_ahead.give_up())

        app.need_session(ask)

    def do_act(self, act: str, subject: str, values: dict[str, str] | None = None) -> None:
        """Open the form of an act on a subject as this page shows it, or say why it has no place now."""
        view = self.view
        if view is None:
            return
        why = misplaced(act, view.stage) if ACTS[act].subject == "emergency" else ""
        if why:
            self.room_app.say(why, "bad")
            return
        seen = version_of(view, subject) if ACTS[act].sees else None
        self.do(Offer(act, subject, seen, values or {}))

    def on_acts_chosen(self, event: Acts.Chosen) -> None:
        event.stop()
        self.do(event.offer)

    def action_dial(self) -> None:
        """Call up the chain about the event."""
        self.room_app.open("dial", self.number)

    def action_papers(self) -> None:
        """Every paper of the event, to be read and printed; the cursor on what this page is about."""
        if self.view is not None:
            self.room_app.open("documents", self.number, self.view, self.reading())

    def reading(self) -> str:
        """``kind:number`` of the paper that the page or its cursor is about, "" for none."""
        return ""

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
