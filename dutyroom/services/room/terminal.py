"""Where somebody sits: an installation of the program and the terminal line it runs on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terminal:
    """``id`` tells it from all others and is the same at the next start; ``place`` is what people call it.

    Not ``attended``: nobody reads there, as where a timer starts the program.
    """

    id: str = ""
    place: str = ""
    attended: bool = True
