"""A person at a console of the story: signs in, fills forms by keys, and reads every screen for words of the other language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rich.cells import cell_len

from dutyroom.console.present.cells import titled
from dutyroom.domain.acts import ACTS
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services.demo.sample import _CAST, _SHIFT, SECRET
from tests.e2e.forms import Filler
from tests.e2e.terminal import dutyroom
from tests.patience import PATIENCE_S

NO_WORDS = {"Enter", "Esc", "Tab", "Ctrl", "PgUp", "PgDn", "Delete", "demo", *(each[0] for each in (*_CAST, *_SHIFT))}
"""What is printed on the keyboard, accounts and the demo's secret are no English."""

CUT = {word[n:] for word in ("Enter", "Ctrl", "Tab", "Esc") for n in range(1, len(word) - 1)}
"""A form that lies over a page may leave the end of a key's name."""

CLAUSE = re.compile(r"[一二三四五六七八九十]+(\.\d+)+")
"""A clause is cited by the plan's own number in every language."""

CODES = re.compile("chengguan|main_hall|dongmen|nanguan")
"""Until the plan is read, the first paint has its codes instead of names."""


class Desk(Filler):
    """One console on the room's database, or what ``command`` opens. Everything it shows is read for the wrong language."""

    def __init__(
        self, url: str, size: tuple[int, int] = (120, 40), stalls: Path | None = None, command: Sequence[str] = ()
    ) -> None:
        env = {"DUTYROOM_STALL_LOG": str(stalls)} if stalls else {}
        words = (*command, "--database", url, "--lang", language())
        super().__init__(dutyroom(*words), cols=size[0], rows=size[1], env=env, loaded=True)
        self.typed: set[str] = set()
        self.strays: set[str] = set()
        self.visited: set[str] = set()

    # Seeing

    def see(self, text: str, timeout: float = PATIENCE_S) -> str:
        """The screen that shows `text`, a heading of it too, when nothing more is being written."""
        wanted = {text, titled(text)}
        for _n in range(2):
            self._wait(lambda screen: any(each in screen for each in wanted), f"{text!r} did not appear", timeout)
            screen = self.settled()
            if any(each in screen for each in wanted):
                return screen
        raise AssertionError(f"{text!r} went away\n{screen}")

    def settled(self) -> str:
        """The screen when it has come to rest between two ticks."""
        self._rest(0.08, silent=True)
        screen = self.screen()
        self.read_language(screen)
        return screen

    def read_language(self, screen: str) -> None:
        """Notes every word of the wrong language; the story fails at its end with all of them."""
        head = screen.splitlines()[0].strip()[:24]
        self.visited.add(re.sub(r"\d", "", head))
        if language() == "en":
            found = set(re.findall("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+", CLAUSE.sub("", screen)))
        else:
            found = set(re.findall("[A-Za-z]{2,}", screen)) - NO_WORDS - CUT
        found = {word for word in found if not any(word in typed for typed in self.typed)}
        for word in found:
            line = next(line for line in screen.splitlines() if word in line)
            self.strays.add(f"{word!r} in: {line.strip()}")

    # Doing

    def write(self, text: str) -> None:
        """Type text that is not a word of the screen's own."""
        self.typed.add(text)
        self.type(text)

    def start(self, who: str = "") -> None:
        """The board is there and current; a person signs in."""
        self.wait_for(_("只读，未登录"))
        self._wait(lambda screen: not CODES.search(screen), "names of the plan did not come", PATIENCE_S)
        self.settled()
        if who:
            self.sign_in(who)

    def sign_in(self, who: str) -> None:
        """Ctrl+O, account, secret."""
        self.press("ctrl+o")
        self.see(_("账号、姓名或拼音首字母"))
        self.write(who)
        # The names of the staff may still be on their way; what is typed next is for the field that asks for it.
        asks = (_("{name}，请输入口令").format(name="").strip(), _("请输入口令"))
        waits = (*asks, _("正在读取，请稍候"))
        self.press("enter")
        screen = self._wait(lambda screen: any(each in screen for each in waits), "no secret is asked for", PATIENCE_S)
        while not any(each in screen for each in asks):
            self.press("enter")
            screen = self.settled()
        self.type(SECRET)
        self.press("enter")
        self.wait_gone(_("账号、姓名或拼音首字母"))
        self.settled()

    def change_person(self, who: str) -> None:
        """On a shared console: lock, and somebody else signs in."""
        self.press("ctrl+x")
        self.sign_in(who)

    def form(self, act: str, send: bool = True, **values: str) -> None:
        """The form of an act is open: fill in these fields, in the form's order, and send it."""
        self.see(_(ACTS[act].label))
        self.see("Ctrl+S")
        if values or ACTS[act].grave:
            self.opened(act)
        for field, value in {**values, **({"secret": SECRET} if ACTS[act].grave else {})}.items():
            self.go_to(self.label(field, act))
            if field.endswith("secret"):
                self.type(value)
            else:
                self.write(value)
            self.settled()
        if send:
            self.press("ctrl+s")

    def choose(self, act: str) -> None:
        """The list of what can be done is open: by the number before the act, else down to it and Enter."""
        label = _(ACTS[act].label)
        wanted = re.compile(rf"[ >](\d| ) (?i:{re.escape(label)})(\s|$)", re.MULTILINE)
        self._wait(lambda screen: wanted.search(screen) is not None, f"{label!r} is not offered", PATIENCE_S)
        self.settled()
        hits = self._lines_with(wanted)
        # A list over a page stands above the page's own.
        row, hit = next((each for each in hits if each[1][1] != " "), hits[0])
        if hit[1] != " ":
            self.press(hit[1])
            return
        column = cell_len(self.screen().splitlines()[row][: hit.start()])
        self.press("home")
        self.settled()
        prefixes = [line[column : column + 3] for line in self.cells()]
        top = max(y for y in range(row + 1) if "".join(cell.data for cell in prefixes[y]) == " 1 ")
        cursor = prefixes[top][0].bg
        steps = max(row - top, 1)
        for _n in range(99):
            self.press(*["down"] * steps)
            self.settled()
            if self._is_lit(wanted, column, cursor):
                break
            steps = 1
        self.press("enter")

    def _is_lit(self, wanted: re.Pattern[str], column: int, ground: str) -> bool:
        """Whether that line of the list that begins in that column has the cursor's ground."""
        lines = self.screen().splitlines()
        return any(
            cell_len(lines[row][: hit.start()]) == column and self.cells()[row][column].bg == ground
            for row, hit in self._lines_with(wanted)
        )

    def _lines_with(self, wanted: re.Pattern[str]) -> list[tuple[int, re.Match[str]]]:
        return [(n, hit) for n, line in enumerate(self.screen().splitlines()) if (hit := wanted.search(line))]

    def find(self, number: str) -> None:
        """On the board: show that complaint alone, with the cursor on it."""
        self.press("f4")
        self.settled()
        self.write(number)
        self.press("enter")
        self.see(_("找到 {n} 件").format(n=1))

    def event(self) -> None:
        """The panel of the one open emergency."""
        self.press("f9")
        self.see(_("终止条件"))

