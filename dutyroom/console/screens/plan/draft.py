"""One draft of the plan with what it changes and what can be done with it; and a version told line by line."""

from __future__ import annotations

from textual.app import ComposeResult

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.line import Line
from dutyroom.console.present.plans import draft_lines
from dutyroom.console.present.safe import one_line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.screens.page import Pages, PageScreen
from dutyroom.console.widgets.acts import Acts, Offer
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.parts import Parts
from dutyroom.lang import gettext as _
from dutyroom.services.board.views import News
from dutyroom.services.plan.views import DraftView

_CLOSED = ("accepted", "withdrawn")


class PlanDraftScreen(RoomScreen[None]):
    """What changes above, scrolled by PgUp and PgDn; below what can be done, the next decision first."""

    DEFAULT_CSS = """
    PlanDraftScreen { layout: vertical; }
    PlanDraftScreen Acts { height: auto; background: $panel; }
    """
    AUTO_FOCUS = "#acts"
    BINDINGS = [
        ("escape,q", "app.pop_screen", ""),
        ("pageup", "scroll(-1)", ""),
        ("pagedown", "scroll(1)", ""),
    ]

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.view: DraftView | None = None

    def compose(self) -> ComposeResult:
        yield Parts(id="head")
        yield Pages()
        yield Acts()
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one("#head", Parts).put([((f" {self.number}", "strong"),)])
        self.query_one(KeysLine).show([("Enter", _("办理"), True), ("PgDn", _("翻看改动"), True), ("Esc", _("返回"), True)])

    def on_screen_resume(self) -> None:
        self.load()

    def hear(self, news: News) -> None:
        """Somebody decided."""
        if self.in_sight and "drafts" in news.changed:
            self.load()

    def load(self) -> None:
        """Read how it stands."""
        self.room_app.ask(lambda: self.room_app.room.plan_draft(self.number), self._got)

    def _got(self, view: DraftView) -> None:
        if not self.is_attached:
            return
        self.view = view
        names = ("plan.review", "plan.approve", "plan.edit", "plan.withdraw") if view.state not in _CLOSED else ()
        offers = [Offer(name, view.number, view.version) for name in names]
        acts = self.query_one(Acts)
        acts.styles.height = max(len(offers), 1)
        acts.offer(offers)
        self.draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Put the lines."""
        if self.view is not None and self.is_attached:
            pages = self.query_one(Pages)
            pages.put(draft_lines(self.view, self.zone, self.room_in(pages)))

    def on_acts_chosen(self, event: Acts.Chosen) -> None:
        event.stop()
        offer = event.offer
        if offer.act == "plan.edit":
            self.room_app.need_session(
                lambda _session: self.room_app.open("plan_file", self.view, then=lambda _done: self.load())
            )
        else:
            self.room_app.open_form(offer.act, offer.subject, offer.seen, None, lambda _done: self.load())

    def action_scroll(self, pages: int) -> None:
        """Through the changes, with the cursor still on the acts."""
        page = self.query_one(Pages)
        page.scroll_relative(y=pages * max(page.size.height - 1, 1), animate=False)


class PlanToldScreen(PageScreen):
    """Everything that a version of the plan says, then its own text."""

    def __init__(self, version: int) -> None:
        super().__init__()
        self.version = version
        self.lines: tuple[str, ...] = ()

    def on_mount(self) -> None:
        def got(lines: tuple[str, ...]) -> None:
            self.lines = lines
            self.draw()

        self.room_app.ask(lambda: self.room_app.room.plan_told(self.version), got)

    def draw(self) -> None:
        """Headings stand out; long lines go on below."""
        made: list[Line] = []
        for line in self.lines:
            inside = line.startswith("  ")
            indent, look = ("   ", "plain") if inside else (" ", "strong")
            made += [[(indent + part, look)] for part in wrap(one_line(line.strip()), max(self.width - 4, 10))]
        self.put(_("第 {n} 版").format(n=self.version), made)
