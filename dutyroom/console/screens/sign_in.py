"""Who are you: account or name, and the secret. The picture behind stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from dutyroom.console.present.safe import one_line
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.views import Session

if TYPE_CHECKING:
    from dutyroom.console.app import DutyroomApp
    from dutyroom.services.views import PersonView


class SignInScreen(ModalScreen[Session | None]):
    """Dismissed with the session, or None when the person leaves it."""

    CSS_PATH = "sign_in.tcss"
    BINDINGS = [("escape", "leave", "")]

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content(_("登录")), id="title", markup=False)
            yield Static(Content(_("账号、姓名或拼音首字母")), markup=False)
            yield Input(id="person", compact=True)
            yield Static(Content(_("口令")), markup=False)
            yield Input(id="secret", password=True, compact=True)
            yield Static(Content(_("Enter 确定   Esc 返回，画面只读")), id="said", markup=False)

    @property
    def _app(self) -> DutyroomApp:
        return cast("DutyroomApp", self.app)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        secret = self.query_one("#secret", Input)
        person, why = find_person(self.query_one("#person", Input).value, self._app.people)
        if self._app.named is None:
            self._say(_("正在读取，请稍候"))
        elif person is None:
            self._say(why)
        elif event.input.id == "person":
            self._say(one_line(person.name))
            secret.focus()
        elif not secret.value:
            self._say(_("请输入口令"))
        else:
            given, room = secret.value, self._app.room
            code = person.code
            self._say(_("正在核对……"))
            self._app.ask(lambda: room.sign_in(code, given), self._signed, self._refused)

    def _signed(self, session: Session) -> None:
        if self.is_current:
            self.dismiss(session)

    def _refused(self, refusal: Refusal) -> None:
        self._say(f"{refusal.message} {refusal.hint}".strip())
        secret = self.query_one("#secret", Input)
        secret.value = ""
        secret.focus()

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(Content(one_line(text)))

    def action_leave(self) -> None:
        """Nothing happens."""
        self.dismiss(None)


def find_person(typed: str, people: tuple[PersonView, ...]) -> tuple[PersonView | None, str]:
    """The one person meant by an account, a name or pinyin initials; else why there is none."""
    wanted = typed.strip().casefold()
    for field in ("code", "name", "en", "pinyin"):
        meant = [person for person in people if wanted and str(getattr(person, field)).casefold() == wanted]
        if len(meant) == 1:
            return meant[0], ""
        if meant:
            return None, _("有 {n} 人同名，请用账号").format(n=len(meant))
    return None, _("没有这个人，请核对账号")
