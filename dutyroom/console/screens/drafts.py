"""草稿: what was typed and not sent, by the person signed in. Only what it is and when shows, never what it says."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding

from dutyroom.console.forms.desk import Desk
from dutyroom.console.forms.forms import Sheet
from dutyroom.console.present.cells import titled
from dutyroom.console.present.line import Row
from dutyroom.console.present.safe import one_line
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.foot import KeysLine, StatusLine
from dutyroom.console.widgets.lines import Down
from dutyroom.console.widgets.parts import Parts
from dutyroom.console.widgets.rows import Rows
from dutyroom.domain.acts import ACTS
from dutyroom.lang import gettext as _
from dutyroom.services.desk.views import DraftView


def sheet_of(draft: DraftView) -> Sheet:
    """The form that a draft goes on in."""
    if draft.form == "call.take":
        from dutyroom.console.screens.desk.call import CallScreen

        return CallScreen(draft=draft)
    if draft.form == "complaint.register":
        from dutyroom.console.screens.cases.register import RegisterScreen

        return RegisterScreen(draft=draft)
    from dutyroom.console.screens.form import FormScreen

    return FormScreen(draft.form, draft.subject, draft=draft)


class DraftsScreen(RoomScreen[None]):
    """Newest first. Enter goes on with one, Delete pressed twice forgets it."""

    CSS_PATH = Path(__file__).with_name("drafts.tcss")
    AUTO_FOCUS = "#drafts"
    BINDINGS = [
        Binding("escape,q", "app.pop_screen", show=False),
        Binding("delete,x", "forget", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._drafts: tuple[DraftView, ...] = ()
        self._asked, self._opened = "", False

    def compose(self) -> ComposeResult:
        self.desk = Desk(self.app)
        with Down(id="box"):
            yield Parts(id="drafts-title")
            yield Rows(id="drafts")
            yield StatusLine()
            yield KeysLine()

    def on_mount(self) -> None:
        self.query_one("#drafts-title", Parts).put([((" " + titled(_("草稿")), "strong"),)])
        self.query_one(KeysLine).show(
            [("Enter", _("继续填写"), True), ("Del", _("删除（按两次）"), True), ("Esc", _("返回"), True)]
        )

    def on_screen_resume(self) -> None:
        self.load()

    def load(self) -> None:
        """Read what is kept: one's own, and calls taken while nobody was signed in."""

        def mine() -> tuple[DraftView, ...]:
            return tuple(each for each in self.desk.room.drafts() if each.person in ("", self.desk.person))

        self.desk.app.ask(mine, self._put)

    def _put(self, drafts: tuple[DraftView, ...]) -> None:
        if not self.is_attached:
            return
        self._drafts = tuple(each for each in drafts if each.form in ACTS)
        if self._opened and not self._drafts:
            # The last one was gone on with: there is nothing to come back to.
            self.dismiss()
            return
        rows = self.query_one(Rows)
        if self._drafts:
            rows.put([Row(each.id, (self._line(each),)) for each in self._drafts])
        else:
            rows.put([Row("", (((" " + _("没有草稿"), "quiet"),),))])

    def _line(self, draft: DraftView) -> list[tuple[str, str]]:
        at = f"{draft.at.astimezone(self.desk.zone):%m-%d %H:%M}"
        nobody = "" if draft.person else "  " + _("未登录时所记")
        return [
            (f" {at}  ", "quiet"),
            (titled(_(ACTS[draft.form].label)), "strong"),
            ("  " + one_line(draft.subject or dict(draft.values).get("call", "")), "plain"),
            (nobody, "soon"),
        ]

    def on_rows_opened(self, event: Rows.Opened) -> None:
        event.stop()
        draft = next((each for each in self._drafts if each.id == event.key), None)
        if draft is not None:
            self._opened = True
            self.app.push_screen(sheet_of(draft))

    def on_rows_moved(self) -> None:
        self._asked = ""

    def action_forget(self) -> None:
        """Forget the draft under the cursor, at the second press."""
        chosen = self.query_one(Rows).cursor
        if not chosen:
            return
        if self._asked != chosen:
            self._asked = chosen
            self.desk.app.say(_("再按一次删除这份草稿"), "bad")
            return
        self._asked = ""
        self.desk.app.ask(lambda: self.desk.room.drop_draft(chosen), lambda _nothing: self._forgotten())

    def _forgotten(self) -> None:
        self.desk.app.say(_("草稿已删除"))
        self.load()
