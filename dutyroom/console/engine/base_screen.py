"""Textual's screen, which is laid out and painted once when it opens and not three times."""

from __future__ import annotations

from asyncio import sleep
from typing import Any, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._callback import invoke
from textual.await_complete import AwaitComplete
from textual.geometry import Region, Size
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

Result = TypeVar("Result")


class BaseScreen(Screen[Result]):
    """A screen; where its ground lets something through, that is the screen below it, dimmed by that ground."""

    covered = False
    """Whether what it holds is out of sight because its person is not at the console."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._below: list[Strip] = []
        self._below_changed: set[int] = set()
        """Lines of the screen below that are others than in `_below`."""
        self._dimmed: dict[Style, Style] = {}
        self._left: tuple[Result | None] | None = None

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Textual's own takes away whatever is on top: this one goes once, and when what lies over it has gone."""
        if not self.is_attached:
            return AwaitComplete()
        if self.is_active:
            self._left = None
            return super().dismiss(result)
        self._left = (result,)
        return AwaitComplete()

    @property
    def is_attached(self) -> bool:
        """Whether what comes for it may be put on it: not once it is on its way out, when its parts go one by one."""
        # Textual's is true until the last of them has gone.
        return not self._pruning and super().is_attached

    def room_in(self, part: Widget, margin: int = 0) -> int:
        """Cells that a line of a part has for text; before it is laid out, those of the page: what is drawn first stays right."""
        return max((part.size.width or self.size.width) - margin, 20)

    def cover(self) -> None:
        """Whoever was at the console is gone: what only they may see goes from sight."""
        # What was looked for may be a name.
        for entry in self.query(Input):
            entry.value = ""
        self.look_below()

    def meet(self, person: str) -> None:
        """`person` has signed in."""

    def look_below(self) -> None:
        """The screen below is another to look at."""
        self._below = []
        self.refresh()

    def fit_in(self) -> None:
        """Drawn anew, as after a change of size."""
        if self.size.width:
            self.post_message(events.Resize(self.outer_size, self.app.size))

    @property
    def free_height(self) -> int:
        """Lines of the screen within what is docked above and below: an exercise's frame."""
        docked = (each for each in self.children if each.styles.dock in ("top", "bottom"))
        return self.size.height - sum(each.size.height for each in docked)

    async def _on_screen_resume(self, event: events.ScreenResume) -> None:  # type: ignore[override]
        # Textual's own lays it out, paints it as far as it is there by then, and paints all of it once more.
        event.prevent_default()
        self._below = []
        self.stack_updates += 1
        if self._left is not None:
            self.dismiss(self._left[0])
            return
        self._update_auto_focus()
        if not self.is_attached or self._size == self.app.size:
            self.refresh()
            return
        # Its own looks may have been read only when it was already in the tree: what it holds has them, it has not.
        self.app.stylesheet.apply(self)
        self._refresh_layout(self.app.size)
        # Painted when what it holds has had its turn.
        await sleep(0)

    async def _on_resize(self, event: events.Resize) -> None:
        # Laid out, a screen tells itself its size; of two sizes that are told at once each would call the other back, for ever.
        if event.size != self.app.size:
            event.stop()
            event.prevent_default()

    async def _invoke_and_clear_callbacks(self) -> None:
        callbacks, self._callbacks = self._callbacks, []
        for callback, asked_by in callbacks:
            with asked_by._context():
                try:
                    await invoke(callback)
                except Exception:
                    # As in `BaseApp`: what was to be done after this painting, to parts that are gone by now.
                    if not getattr(asked_by, "_pruning", False):
                        raise

    def _screen_resized(self, size: Size) -> None:
        # Told of its own size by its first layout, Textual's would lay it out again.
        if self._compositor.size != size or self._layout_required:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        # Painted in a turn of its own, once, with what is to be painted anyhow.
        self.call_later(sleep, 0)
        with self.app.batch_update():
            super()._refresh_layout(size, scroll)

    def _set_dirty(self, *regions: Region) -> None:
        # With regions: those that changed below, and below whatever lies between.
        if regions:
            stack = self.app.screen_stack
            for screen in stack[1 : stack.index(self) + 1] if self in stack else ():
                if isinstance(screen, BaseScreen):
                    screen._below_changed.update(y for region in regions for y in region.line_range)
        elif len(self._below) != self.size.height:
            self._below = []
        super()._set_dirty(*regions)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._below = []
        self._dimmed = {}

    def render_lines(self, crop: Region) -> list[Strip]:
        stack = self.app.screen_stack
        if self.styles.background.a == 1 or self not in stack[1:]:
            return super().render_lines(crop)
        self._see_below(stack[stack.index(self) - 1])
        # The screen below may still have the size from before; a line that is missing brings Textual's painting down.
        ground = Strip.blank(crop.width, self.rich_style)
        lines = [self._below[y] if y < len(self._below) else ground for y in range(crop.y, crop.bottom)]
        return [line.crop(crop.x, crop.right).adjust_cell_length(crop.width, self.rich_style) for line in lines]

    def _see_below(self, below: Screen[Any]) -> None:
        """What is seen of the screen below: all of it once, then the lines that changed."""
        changed, self._below_changed = self._below_changed, set()
        if getattr(below, "covered", False):
            self._below = []
        elif not self._below:
            self._below = [self._dim(strip) for strip in below._compositor.render_strips(self.size)]
        elif changed:
            first, last = min(changed), max(changed)
            crop = Region(0, first, self.size.width, last - first + 1).intersection(self.size.region)
            chops = below._compositor._render_chops(crop, changed.__contains__)
            for y in changed.intersection(crop.line_range, range(min(len(chops), len(self._below)))):
                self._below[y] = self._dim(Strip.join(chops[y].values()))

    def _dim(self, strip: Strip) -> Strip:
        return Strip([Segment(text, self._dim_look(style or Style.null())) for text, style, _control in strip], strip.cell_length)

    def _dim_look(self, look: Style) -> Style:
        known = self._dimmed.get(look)
        if known is None:
            (one,) = BackgroundScreen.process_segments([Segment(" ", look)], self.styles.background)
            known = self._dimmed[look] = one.style or look
        return known
