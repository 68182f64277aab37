"""Who are you: a part of account, name or initials, then the secret. The picture behind stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from dutyroom.console.engine.type_ahead import SIGNING_IN
from dutyroom.console.present.cells import fit, titled
from dutyroom.console.present.line import Line
from dutyroom.console.present.safe import one_line
from dutyroom.console.present.shift.staff import matching, posts
from dutyroom.console.room_screen import RoomScreen
from dutyroom.console.widgets.parts import Parts
from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import named
from dutyroom.lang import gettext as _
from dutyroom.services.organisation.views import SignedIn

if TYPE_CHECKING:
    from dutyroom.console.present.words import Named
    from dutyroom.services.organisation.views import PersonView

_SHOWN = 5
_AROUND = 14
"""Lines of the box beside the list of people, and a margin."""


class SignInScreen(ModalScreen[SignedIn | None], RoomScreen[SignedIn | None]):
    """Dismissed with the session, or None when the person leaves it."""

    CSS_PATH = Path(__file__).with_name("sign_in.tcss")
    BINDINGS = [
        Binding("escape", "leave", show=False),
        # A dialog hides the keys of the app; a call is taken all the same.
        Binding("f2", "take_call", show=False),
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._meant: tuple[PersonView, ...] = ()
        self._at = 0
        self._picked: PersonView | None = None
        self._early = False

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content(titled(_("登录"))), id="title", markup=False)
            if self._demo is not None:
                told = _("演示值班室：任选一人，口令都是 {secret}").format(secret=self._demo)
                yield Static(Content(told), id="demo", markup=False)
            yield Static(Content(_("账号、姓名或拼音首字母")), markup=False)
            yield Input(id="person", compact=True)
            yield Parts(id="people")
            yield Static(Content(titled(_("口令"))), markup=False)
            yield Input(id="secret", password=True, compact=True)
            yield Static(Content(_("Enter 确定   上下键选人   Esc 返回，画面只读")), id="said", markup=False)

    def on_mount(self) -> None:
        self._look()

    def on_resize(self) -> None:
        self._draw()

    def put_names(self, named: Named) -> None:
        """People are known now."""
        self._look()
        if self._early:
            self._early = False
            self._answer(self.query_one("#person", Input))
            self.room_app.type_ahead.come(self.put_names)

    @property
    def _demo(self) -> str | None:
        """The secret of all accounts, where the room is a demo."""
        told = (self.room_app.head.get("settings") or {}).get("demo")
        return one_line(str(told.get("secret"))) if told else None

    # Who is meant

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "person":
            self._picked = None
            self._look()

    def action_choose(self, by: int) -> None:
        if self._meant:
            self._at = (self._at + by) % len(self._meant)
            self._picked = self._meant[self._at] if self.focused is self.query_one("#secret") else None
            self._draw()

    def _look(self) -> None:
        typed = self.query_one("#person", Input).value
        self._meant = matching(typed, self.room_app.people, everybody=self._demo is not None)
        self._at = 0
        self._draw()

    def _draw(self) -> None:
        room = max(self.free_height - _AROUND, 1)
        most = max(min(len(self.room_app.people), room) if self._demo else min(_SHOWN, room), 1)
        self.query_one("#people").styles.height = most
        self.query_one("#people", Parts).put(self._people(most))

    def _people(self, most: int) -> list[Line]:
        if self.room_app.named is None:
            return [((" " + _("正在读取，请稍候"), "quiet"),)]
        if self._picked is not None:
            return [self._person(self._picked, True)]
        typed = self.query_one("#person", Input).value
        if not self._meant:
            return [((" " + (_("没有这个人，请核对账号") if typed.strip() else ""), "soon"),)]
        first = max(self._at - most + 1, 0)
        shown = self._meant[first : first + most]
        lines = [self._person(person, first + n == self._at) for n, person in enumerate(shown)]
        if len(self._meant) > first + most and self._at < first + most - 1:
            more = _("另有 {n} 人，再输几个字").format(n=len(self._meant) - first - most + 1)
            lines[-1] = ((" " + more, "quiet"),)
        return lines

    def _person(self, person: PersonView, chosen: bool) -> Line:
        known = self.room_app.named
        roles = posts(person, known.words.roles if known else {})
        over = "+cursor" if chosen else ""
        return (
            (f" {fit(one_line(person.code), 14)} ", f"quiet{over}"),
            (fit(one_line(named(person)), 14) + " ", f"strong{over}"),
            (fit(one_line(roles), 26), f"plain{over}"),
        )

    @property
    def _is_one_only(self) -> bool:
        """Whether what was typed for the account can mean one person alone."""
        typed = self.query_one("#person", Input).value.strip()
        return len(self._meant) == 1 or (bool(self._meant) and self._meant[self._at].code == typed)

    # Answering

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._answer(event.input)

    def _answer(self, field: Input) -> None:
        secret = self.query_one("#secret", Input)
        if field is secret and self._picked is None and self._is_one_only:
            # Tab went on to the secret without asking whom the account means.
            self._picked = self._meant[self._at]
            self._draw()
        if self.room_app.named is None:
            self._say(_("正在读取，请稍候"))
            # Whom the account means is known as soon as the room is read; what is typed behind it waits for that.
            self._early = True
            self.room_app.type_ahead.expect(self.put_names)
        elif self._picked is None and not self._meant:
            self._say(_("没有这个人，请核对账号"))
        elif self._picked is None or field.id == "person":
            self._picked = self._picked or self._meant[self._at]
            self._draw()
            self._say(_("{name}，请输入口令").format(name=named(self._picked)))
            # At once, and not when the loop comes round to it: the secret may be typed already.
            self.set_focus(secret)
        elif not secret.value:
            self._say(_("请输入口令"))
        else:
            given, room, code = secret.value, self.room_app.room, self._picked.code
            self._say(_("正在核对……"))
            # What comes behind the secret is for what one signs in for.
            self.room_app.type_ahead.expect(SIGNING_IN)
            self.room_app.ask(lambda: room.sign_in(code, given), self._signed, self._refused)

    def _signed(self, session: SignedIn) -> None:
        if self.is_current:
            self.dismiss(session)

    def _refused(self, refusal: Refusal) -> None:
        if not self.is_current:
            return
        self.room_app.type_ahead.give_up()
        self._say(f"{refusal.message} {refusal.hint}".strip())
        secret = self.query_one("#secret", Input)
        secret.value = ""
        secret.focus()

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(Content(one_line(text)))

    def action_take_call(self) -> None:
        """The call comes first; who takes it can be said later."""
        app = self.room_app
        self.dismiss(None)
        app.action_command("call.new")

    def action_leave(self) -> None:
        """Nothing happens."""
        self.dismiss(None)
