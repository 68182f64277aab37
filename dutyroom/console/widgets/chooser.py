"""One of several, or several of many, on one line: number keys, arrows, or typing a code, a name or its pinyin."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.geometry import Offset, Size
from textual.message import Message

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.console.present.choices import Choice, find
from dutyroom.console.present.safe import one_line
from dutyroom.console.widgets.entry import Labelled
from dutyroom.lang import gettext as _

_MOST_SHOWN = 9
_MOST_LINES = 3


class Chooser(Labelled, can_focus=True):
    """Shows every choice where they fit, else the chosen one and what the typed letters find."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"chooser--chosen", "chooser--cursor", "chooser--quiet", "chooser--none"}
    BINDINGS = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("space", "pick", show=False),
        Binding("backspace", "erase", show=False),
        Binding("delete", "clear", show=False),
    ]
    DEFAULT_CSS = """
    Chooser { height: auto; width: 1fr; background: $surface; color: $foreground; }
    Chooser:focus { background-tint: $foreground 5%; }
    Chooser > .chooser--chosen { text-style: bold; color: $text-accent; }
    Chooser:focus > .chooser--chosen { text-style: bold; background: $accent; color: $background; }
    Chooser > .chooser--cursor { text-style: underline; }
    Chooser > .chooser--quiet { color: $text-muted; }
    Chooser > .chooser--none { color: $text-error; }
    """

    @dataclass
    class Changed(Message):
        """The choice is another now."""

        chooser: Chooser
        value: str

    def __init__(self, choices: tuple[Choice, ...], many: bool = False, value: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = choices
        self.many = many
        self._wanted = value
        self._chosen: tuple[str, ...] = self._known(value)
        self._cursor = 0
        self._typed = ""
        self._before = self._chosen

    # The value

    @property
    def value(self) -> str:
        """The chosen code, or the codes joined by commas; "" for none."""
        return ",".join(self._chosen) if self.choices else self._wanted

    @value.setter
    def value(self, value: str) -> None:
        self._wanted = value
        self._chosen = self._known(value)
        self._typed = ""
        self.refresh(layout=True)

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Other choices; what was chosen, or was to be before they were known, stays if it is among them."""
        wanted = self.value or self._wanted
        self.choices = choices
        self._chosen = self._known(wanted)
        self._typed = ""
        self.refresh(layout=True)

    def _known(self, value: str) -> tuple[str, ...]:
        wanted = [part for part in value.split(",") if part] if self.many else [value]
        return tuple(choice.code for choice in self.choices if choice.code in wanted)

    def _choose(self, code: str) -> None:
        if self.many:
            wanted = set(self._chosen) ^ {code}
            chosen = tuple(choice.code for choice in self.choices if choice.code in wanted)
        else:
            chosen = (code,)
        self._change(chosen)

    def _change(self, chosen: tuple[str, ...]) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.post_message(self.Changed(self, self.value))
        self.refresh(layout=True)

    # Keys

    @property
    def _found(self) -> tuple[Choice, ...]:
        return find(self._typed, self.choices)

    @property
    def _at(self) -> int:
        """Place of the cursor among what is found: for a single choice, of the chosen one (-1: none)."""
        found = self._found
        if self.many:
            return min(self._cursor, len(found) - 1)
        return next((at for at, choice in enumerate(found) if choice.code in self._chosen), -1)

    def action_step(self, by: int) -> None:
        found = self._found
        if not found:
            return
        at = self._at
        if at < 0:
            self._move(0 if by > 0 else len(found) - 1)
        else:
            self._move(max(0, min(at + by, len(found) - 1)))

    def action_edge(self, at: int) -> None:
        if self._found:
            self._move(at % len(self._found))

    def _move(self, at: int) -> None:
        self._cursor = at
        if self.many:
            self.refresh()
        else:
            self._choose(self._found[at].code)

    def action_pick(self) -> None:
        found = self._found
        if self.many and found:
            chosen = found[self._at].code
            # The letters have done their work: the next ones are for another choice.
            self._typed = ""
            self._cursor = next(at for at, choice in enumerate(self.choices) if choice.code == chosen)
            self._choose(chosen)
        elif found and self._at < 0:
            self._choose(found[0].code)

    def take(self) -> None:
        """What the letters find is chosen, as if a blank had followed them: nobody types a name for nothing."""
        found = self._found
        if self.many and self._typed and found and found[self._at].code not in self._chosen:
            self.action_pick()

    def action_erase(self) -> None:
        if self._typed:
            self._type(self._typed[:-1])
        else:
            self.action_clear()

    def action_clear(self) -> None:
        self._typed = ""
        self._wanted = ""
        if self._chosen:
            self._chosen = ()
            self.post_message(self.Changed(self, ""))
        self.refresh(layout=True)

    def on_key(self, event: events.Key) -> None:
        typed = event.character
        if typed is None or not event.is_printable or typed == " ":
            return
        if typed == "?" or typed == "？":
            return
        event.stop()
        event.prevent_default()
        digit = ord(typed) - 0xFF10 if "０" <= typed <= "９" else int(typed) if typed.isascii() and typed.isdigit() else -1
        if digit >= 0 and not self._typed and self._all_shown:
            if 1 <= digit <= len(self.choices):
                self._cursor = digit - 1
                self._choose(self.choices[digit - 1].code)
            return
        self._type(self._typed + typed)

    def _type(self, typed: str) -> None:
        if not self._typed:
            self._before = self._chosen
        self._typed = typed
        self._cursor = 0
        found = self._found
        if not self.many:
            # The first letters of who is not there find somebody else, who was not meant.
            self._change((found[0].code,) if typed and found else self._before)
        self.refresh(layout=True)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._type(one_line(event.text)[:20])

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the app puts the terminal's cursor, which the window of an input method follows."""
        return self.content_region.offset

    def on_blur(self) -> None:
        self.take()
        if self._typed:
            self._typed = ""
            self.refresh(layout=True)

    # Drawing

    @property
    def _all_shown(self) -> bool:
        return len(self.choices) <= _MOST_SHOWN and len(self._lines(self.content_size.width or 80)) <= _MOST_LINES

    def _lines(self, width: int) -> list[list[int]]:
        """The places of the choices, line by line, as they fit into `width` cells."""
        made: list[list[int]] = [[]]
        used = 0
        for at, choice in enumerate(self.choices):
            size = cell_len(self._item(at, choice)) + 1
            if made[-1] and used + size > width + 1:
                made.append([])
                used = 0
            made[-1].append(at)
            used += size
        return made

    def _item(self, at: int, choice: Choice) -> str:
        number = f"{at + 1} " if at < _MOST_SHOWN else ""
        return f"[ ]{number}{choice.name}" if self.many else f" {number}{choice.name} "

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if len(self.choices) > _MOST_SHOWN:
            return 1
        lines = len(self._lines(width))
        return lines if lines <= _MOST_LINES else 1

    def render(self) -> RenderResult:
        width = self.content_size.width
        if not self.choices:
            return Text(_("没有可选项"), self._look("quiet"))
        if not self._all_shown:
            return self._one_line(width)
        text = Text(no_wrap=True)
        at_cursor = self._at if self.has_focus and self.many else -1
        found = self._found
        marked = found[at_cursor].code if 0 <= at_cursor < len(found) else ""
        for line, places in enumerate(self._lines(width)):
            if line:
                text.append("\n")
            for place in places:
                choice = self.choices[place]
                item = one_line(self._item(place, choice))
                chosen = choice.code in self._chosen
                if chosen and self.many:
                    item = "[x]" + item[3:]
                elif chosen:
                    item = f"[{item[1:-1]}]"
                look = "chosen" if chosen else "plain"
                if choice.code == marked:
                    text.append(item, self._look("cursor") + self._look(look))
                else:
                    text.append(item, self._look(look))
                text.append(" ")
        if self._typed and not found:
            text.append(_("没有「{typed}」").format(typed=one_line(self._typed)), self._look("none"))
        return text

    def _one_line(self, width: int) -> Text:
        names = {choice.code: one_line(choice.name) for choice in self.choices}
        chosen = "、".join(names[code] for code in self._chosen)
        text = Text(no_wrap=True)
        if chosen:
            text.append(f"[{chosen}]", self._look("chosen"))
        found = self._found
        if not self.has_focus:
            return text if chosen else Text("-", self._look("quiet"))
        if self._typed:
            text.append(" ")
            text.append(one_line(self._typed) + "_", self._look("cursor"))
            if not found:
                text.append(" " + _("没有「{typed}」").format(typed=one_line(self._typed)), self._look("none"))
        else:
            at = self._at
            place = f" {at + 1}/{len(self.choices)} " if at >= 0 else f" {len(self.choices)} "
            text.append(place, self._look("quiet"))
        rest = width - text.cell_len - 1
        others = [choice for choice in found if self.many or choice.code not in self._chosen]
        start = max(self._at, 0) if not self._typed else 0
        if not self._typed and not self.many:
            others = list(found[start + 1 if chosen else 0 :])
        listed = "  ".join(
            (("[x]" if choice.code in self._chosen else "[ ]") if self.many else "") + names[choice.code]
            for choice in (others[start:] if self.many and not self._typed else others)
        )
        if listed and rest > 4:
            text.append(" " + fit(listed, rest).rstrip(), self._look("quiet"))
        return text

    def _look(self, name: str):  # type: ignore[no-untyped-def]
        if name == "plain":
            return self.rich_style
        return self.get_component_rich_style(f"chooser--{name}", partial=True)
