"""The title of the terminal's window. Textual has no word for it: it goes out with what its driver writes."""

from __future__ import annotations

from typing import Any

from dutyroom.console.present.safe import one_line


def put_title(app: Any, title: str) -> None:
    """The window bears this title; "" gives it back the one that it had. Nothing where no terminal is."""
    driver = app._driver
    if driver is None or app.is_headless:
        return
    # Kept by the terminal itself the first time, and given back by it.
    keep, give_back = "\x1b[22;2t", "\x1b[23;2t"
    kept = getattr(app, "_title_kept", False)
    app._title_kept = bool(title)
    if title:
        driver.write(("" if kept else keep) + f"\x1b]2;{one_line(title)}\x07")
    elif kept:
        driver.write(give_back)
