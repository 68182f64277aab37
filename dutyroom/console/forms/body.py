"""The body of a form: one row a field, each with its fault right under it, in an order that Enter walks through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from dutyroom.console.forms.desk import Desk
from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit, titled
from dutyroom.console.present.choices import Choice
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.chooser import Chooser
from dutyroom.console.widgets.entry import Beyond, LineEntry, TextEntry, inert
from dutyroom.console.widgets.lines import Inked
from dutyroom.domain.act import Act, Field
from dutyroom.domain.clock.calendar import weekday_name
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.names import field_name
from dutyroom.lang import gettext as _
from dutyroom.services.act.values import clean

SECRET = "secret"

Entry = LineEntry | TextEntry | Chooser


class Row:
    """One field of a form; a line beneath it, made when first needed, for what is wrong or worth knowing."""

    def __init__(self, field: Field, entry: Entry, label_width: int) -> None:
        self.field = field
        self.entry = entry
        self.faulty, self._said = False, ""
        self._label_width = label_width
        self._under: Static | None = None
        self.rename(field)

    def rename(self, field: Field) -> None:
        """The plan calls it otherwise, or asks it otherwise, from now on."""
        self.field = field
        mark = "*" if field.required else " "
        self.entry.put_label(fit(titled(one_line(field_name(field))), self._label_width) + mark + " ")

    @property
    def display(self) -> bool:
        """Whether the field is asked."""
        return self.entry.display

    @display.setter
    def display(self, shown: bool) -> None:
        self.entry.display = shown
        if self._under is not None:
            self._under.display = shown and bool(self._said)

    @property
    def secret(self) -> bool:
        """Whether somebody's secret is typed here."""
        return self.field.secret

    @property
    def value(self) -> str:
        """What was typed or chosen, as text."""
        if isinstance(self.entry, TextEntry):
            return self.entry.text
        return self.entry.value

    def put(self, value: str) -> None:
        """Fill the field."""
        if isinstance(self.entry, TextEntry):
            self.entry.text = inert(value, several=True)
        elif isinstance(self.entry, LineEntry):
            self.entry.value = inert(value)
        else:
            self.entry.value = value

    def hint(self, text: str) -> None:
        """What an empty field stands for; under the choices where there is nothing to write in."""
        if isinstance(self.entry, Chooser):
            self.say(text)
        else:
            self.entry.placeholder = text

    def say(self, text: str, fault: bool = False) -> None:
        """The line under the field; "" takes it away."""
        self.faulty, self._said = fault, text
        if self._under is None:
            if not text or not isinstance(self.entry.parent, Widget):
                return
            self._under = Static(Content(""), classes="row-under")
            self._under.styles.padding = (0, 0, 0, self._label_width + 2)
            self.entry.parent.mount(self._under, after=self.entry)
        self._under.update(Content(one_line(text)))
        self._under.set_class(fault, "-fault")
        self._under.display = bool(text) and self.display


class FormBody(VerticalScroll, Inked, can_focus=False):
    """Fields of an act. Values are text as typed; the room's own rules judge them, here already as one leaves a field."""

    DEFAULT_CSS = """
    FormBody { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    FormBody > LineEntry { background: $surface; width: 1fr; }
    FormBody > TextEntry { background: $surface; height: 3; }
    FormBody > .row-under { height: auto; color: $quiet; }
    FormBody > .row-under.-fault { color: $alarm; background: $alarm-back; }
    """

    BINDINGS = [
        # Keys that move are heard before they reach a field: what is typed right after them, in one burst with them,
        # goes into the field that they moved to.
        Binding("enter", "next", show=False, priority=True),
        Binding("tab", "move(1)", show=False, priority=True),
        Binding("shift+tab", "move(-1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    @dataclass
    class Edited(Message):
        """Something was typed or chosen."""

        body: FormBody
        field: str

    @dataclass
    class Finished(Message):
        """Enter in the last field."""

        body: FormBody

    def __init__(
        self,
        desk: Desk,
        act: Act,
        fields: tuple[Field, ...],
        values: Mapping[str, str] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._desk = desk
        self._act = act
        self.fields = fields
        self._start = dict(values or {})
        self.rows: dict[str, Row] = {}
        self._offered: dict[str, tuple[Choice, ...]] = {}
        own = {field.name for field in act.fields}
        self._of_plan = {field.name for field in desk.fields(act)} - own
        self._build()

    def _build(self) -> None:
        width = min(max((cell_len(field_name(field)) for field in self.fields), default=8), 20)
        if self._act.grave:
            width = max(width, cell_len(_("本人口令")))
        self._label_width = width
        for field in self.fields:
            self.rows[field.name] = Row(field, self._entry(field), width)
        if self._act.grave:
            field = Field(SECRET, "本人口令", required=True, secret=True)
            hint = _("重大决定，请再输一次本人口令")
            self.rows[SECRET] = Row(field, LineEntry(secret=True, placeholder=hint), width)

    def compose(self) -> ComposeResult:
        yield from (row.entry for row in self.rows.values())

    async def supply(self, fields: tuple[Field, ...]) -> None:
        """The plan is known now, or is another: its choices are offered, the fields that it adds stand at the end.

        What the form itself offers (open scenes, steps that can be done) stays; what was typed or chosen does while it is known.
        """
        asked = {field.name: field for field in fields}
        for name, row in self.rows.items():
            if name in self._of_plan and name not in asked:
                row.display = False
            elif name in asked and asked[name] != row.field:
                row.rename(asked[name])
            if isinstance(row.entry, Chooser) and row.entry.choices in ((), self._offered.get(name, ())):
                self._offered[name] = self._desk.offered(row.field)
                if self._offered[name] != row.entry.choices:
                    row.entry.offer(self._offered[name])
        added = [field for field in fields if field.name not in self.rows]
        self._of_plan |= {field.name for field in added}
        self.fields = (*(row.field for name, row in self.rows.items() if name != SECRET), *added)
        last = self.rows.pop(SECRET, None)
        for field in added:
            self.rows[field.name] = Row(field, self._entry(field), self._label_width)
            await self.mount(self.rows[field.name].entry, before=last.entry if last else None)
        if last is not None:
            self.rows[SECRET] = last

    def _entry(self, field: Field) -> Entry:
        value = self._start.get(field.name, "")
        if field.kind in ("choice", "choices", "flag"):
            self._offered[field.name] = self._desk.offered(field)
            return Chooser(self._offered[field.name], field.kind == "choices", value)
        if field.secret:
            signs = field.name == self._act.second_secret
            return LineEntry(secret=True, placeholder=_("须两人签字时，由其本人输入") if signs else "")
        if field.kind == "text":
            return TextEntry(value)
        hints = {
            "moment": _("如 16:50、明天上午、半小时后") if field.lean == "ahead" else _("如 16:50 或 09-30 16:50"),
            "number": _("数字"),
            "money": _("如 1200.50"),
        }
        return LineEntry(value, hints.get(field.kind, ""))

    def on_mount(self) -> None:
        self.focus_field()

    def focus_field(self, name: str = "") -> None:
        """Put the cursor into a field, by default the first that is still empty."""
        rows = list(self.rows.values())
        row = self.rows.get(name) or next((each for each in rows if each.display and not each.value), None)
        if row is None and rows:
            row = rows[0]
        if row is not None:
            self.screen.set_focus(row.entry, scroll_visible=False)

    # Values

    @property
    def values(self) -> dict[str, str]:
        """What was typed, fields left empty not among it; a secret never is."""
        return {name: row.value for name, row in self.rows.items() if not row.secret and row.display and row.value.strip()}

    @property
    def secrets(self) -> dict[str, str]:
        """The act's own secrets as typed: a new one, a second person's. They go with the form and into no draft."""
        rows = ((name, row) for name, row in self.rows.items() if row.field.secret and name != SECRET)
        return {name: row.value for name, row in rows if row.display and row.value}

    @property
    def secret(self) -> str:
        """The person's own secret, where one is asked."""
        return self.rows[SECRET].value if SECRET in self.rows else ""

    def put(self, values: Mapping[str, str]) -> None:
        """Fill fields; those not named stay."""
        for name, value in values.items():
            if name in self.rows and not self.rows[name].secret:
                self.rows[name].put(value)

    def forget_secret(self) -> None:
        """What signs stays on the screen for one try only; a new secret is there to be sent again."""
        for name in (SECRET, self._act.second_secret):
            if name in self.rows:
                self.rows[name].put("")

    # Faults

    def check(self, name: str) -> None:
        """Judge one field as the room will; an empty one is not a fault before the form is sent."""
        row = self.rows.get(name)
        if row is None or name == SECRET:
            return
        if not row.value.strip():
            row.say("")
            return
        faults = {fault.field: fault.message for fault in self.faults()}
        if name in faults:
            row.say(faults[name], fault=True)
        elif row.field.kind == "moment":
            row.say(self._reading(row.field, row.value))
        elif row.field.kind == "choice" and row.value == "other":
            row.say(_("请在文字中注明。"))
        else:
            row.say("")

    def check_all(self) -> bool:
        """Judge every field, required ones too; the cursor goes to the first fault. True when there is none."""
        for row in self.rows.values():
            if isinstance(row.entry, Chooser):
                row.entry.take()
        faults = self.faults()
        second = [self._act.second_secret] if self._act.second in self.values else []
        missing = [name for name in (*second, SECRET) if name in self.rows and not self.rows[name].value]
        faults = (*faults, *(Fault(name, _("必填。")) for name in missing))
        self.show_faults(faults)
        return not faults

    def show_faults(self, faults: Iterable[Fault]) -> None:
        """Each fault under its field; the cursor goes to the first."""
        by_field = {fault.field: fault.message for fault in faults}
        for name, row in self.rows.items():
            row.say(by_field.get(name, ""), fault=name in by_field)
        first = next((name for name in self.rows if name in by_field), "")
        if first:
            self.focus_field(first)

    def faults(self) -> tuple[Fault, ...]:
        """What the room would find wrong, required fields too."""

        def codes(vocabulary: str) -> frozenset[str]:
            asked = next(field for field in self.fields if field.choices == vocabulary)
            entry = self.rows[asked.name].entry
            if vocabulary == "sites" and isinstance(entry, Chooser):
                return frozenset(choice.code for choice in entry.choices)
            return frozenset(choice.code for choice in self._desk.offered(asked))

        shown = tuple(field for field in self.fields if self.rows[field.name].display)
        try:
            clean(self._act, shown, {**self.values, **self.secrets}, codes, self._desk.now(), self._desk.reading)
        except Refusal as refusal:
            return refusal.faults
        return ()

    def _reading(self, field: Field, text: str) -> str:
        try:
            moment = self._desk.reading.moment(field.lean, text, self._desk.now())
        except ValueError as problem:
            return str(problem)
        return f"{self._desk.local(moment)} {weekday_name(moment.astimezone(self._desk.zone).date())}"

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # In a field of several lines Enter is a new line.
        return not (action == "next" and isinstance(self.screen.focused, TextEntry))

    def action_move(self, by: int) -> None:
        """To the field after or before, by the order of the form: Textual's own goes by what is laid out already."""
        entries = [row.entry for row in self.rows.values() if row.display]
        # The screen knows at once; entry.has_focus and entry.focus() come later than the keys that follow.
        focused = self.screen.focused
        at = next((at for at, entry in enumerate(entries) if entry is focused), -1 if by > 0 else 0)
        if entries:
            self.screen.set_focus(entries[(at + by) % len(entries)], scroll_visible=False)

    @on(Beyond)
    def _beyond(self, event: Beyond) -> None:
        event.stop()
        self.action_move(event.by)

    def action_next(self) -> None:
        """To the next field; from the last one the form is sent."""
        focused = self.screen.focused
        shown = [row for row in self.rows.values() if row.display]
        if focused is not None and shown and focused is shown[-1].entry:
            # After the keys that the field has not heard yet.
            focused.call_later(self.post_message, self.Finished(self))
        else:
            self.action_move(1)

    def action_page(self, side: int) -> None:
        self.scroll_relative(y=side * max(self.size.height - 2, 1), animate=False)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Chooser.Changed)
    def _edited(self, event: Input.Changed | TextArea.Changed | Chooser.Changed) -> None:
        event.stop()
        entry = event.chooser if isinstance(event, Chooser.Changed) else event.control
        name = next((name for name, row in self.rows.items() if row.entry is entry), "")
        row = self.rows.get(name)
        if row is not None and (row.faulty or isinstance(entry, Chooser)):
            self.check(name)
        if name and name != SECRET:
            self.post_message(self.Edited(self, name))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        for name, row in self.rows.items():
            if row.entry is event.widget and not row.faulty:
                self.check(name)

    def on_descendant_focus(self) -> None:
        self.call_after_refresh(self._keep_in_sight)

    def on_resize(self) -> None:
        # Clocks or a refusal took lines away from under the cursor.
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        for row in self.rows.values():
            if row.entry is self.screen.focused:
                self.scroll_to_widget(row.entry, animate=False, force=True)
