"""Forms filled by keys as a person fills them: by the field's label on the screen, never by counting Tabs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dutyroom.domain.acts import ACTS
from dutyroom.lang import gettext as _
from tests.e2e.terminal import Terminal
from tests.patience import PATIENCE_S


def tabs(act: str, start: str, end: str) -> list[str]:
    """The keys from one field of an act's form to a later one, for who types without looking."""
    names = [field.name for field in ACTS[act].fields]
    return ["tab"] * (names.index(end) - names.index(start))


class Filler(Terminal):
    """Somebody at a terminal who sees in which field the cursor is."""

    _labels: tuple[str, ...] = ()

    def label(self, field: str, act: str) -> str:
        """A field's label as the form prints it."""
        if field == "secret":
            return _("本人口令")
        found = ACTS[act].field(field)
        return _(found.label) if found else field

    def is_in(self, label: str) -> bool:
        """Whether the field of that label has the focus: its label is bold then."""
        return label in self._among({label, *self._labels})

    def _among(self, labels: Iterable[str]) -> set[str]:
        """Which of them are bold on the screen: whole, or as far as there is room. A sentence that begins so is no label."""
        rows = ("".join(cell.data if cell.bold else "\n" for cell in row) for row in self.cells())
        bold = [run.strip() for row in rows for run in row.split("\n") if run.strip()]
        return {label for label in labels if any(_begins(run, label) for run in bold)}

    def opened(self, act: str) -> None:
        """The form of an act has just opened: its cursor is in one of the fields."""
        self._labels = (*(self.label(each.name, act) for each in ACTS[act].fields), _("本人口令"))
        self._wait(lambda _screen: bool(self._here()), f"no cursor in any of {self._labels}", PATIENCE_S)

    def go_to(self, label: str) -> None:
        """Tab until the cursor is in that field; the next Tab only when the one before shows."""
        for _n in range(30):
            if self.is_in(label):
                return
            before = self._here()
            self.press("tab")
            # One label loses its weight and another gains it, not always in one go; a field of the plan's own has none here.
            for _look in range(5):
                if self._here() not in (set(), before):
                    break
                self._rest(0.05)
        raise AssertionError(f"no field {label}\n{self.screen()}")

    def stands_in(self, label: str) -> None:
        """Waits until the cursor is in that field, where a key has just brought it."""
        self._wait(lambda _screen: self.is_in(label), f"the cursor is not in {label!r}", PATIENCE_S)

    def _here(self) -> set[str]:
        return self._among(self._labels)


def _begins(run: str, label: str) -> bool:
    """Whether that is the label, whole or cut, and behind it nothing but its star, a gap or what is chosen."""
    run, label = (unicodedata.normalize("NFKC", each).casefold() for each in (run, label))
    if "~" in run:
        return label.startswith(run.partition("~")[0])
    return run.startswith(label) and re.match(r"\s*([*\[]|$)|\s{2,}", run[len(label) :]) is not None
