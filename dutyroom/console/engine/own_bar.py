"""A scroll bar of one's own making in place of Textual's."""

from __future__ import annotations

from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar


class OwnBar(ScrollView):
    """Scrolls with a bar of the kind `BAR`."""

    BAR: type[ScrollBar] = ScrollBar

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        # As Textual makes its own, when first asked for.
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = self.BAR(name="vertical", thickness=self.scrollbar_size_vertical)
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar
