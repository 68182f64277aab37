"""What is said to a person when something can't be done: what happened, what was kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given: ``field`` (or line) names the place, ``message`` says what and how to mend it."""

    field: str
    message: str


class Refusal(Exception):
    """An act or input was refused; nothing was written.

    ``code`` is stable and for programs (``not_allowed``, ``stale``, ``gate_closed``, ``bad_input``, ``not_found``,
    ``wrong_stage``, ``secret``, ``same_person``, ``reused_command``, ``locked`` …); ``message`` says what happened,
    ``hint`` what to do, ``faults`` every fault of the input at once.
    """

    def __init__(self, code: str, message: str, hint: str = "", faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.faults = faults

    @property
    def beside(self) -> tuple[Fault, ...]:
        """The faults that the message has not told already: nothing is said twice."""
        return tuple(each for each in self.faults if each.message.rstrip("。.") not in self.message)


UNREADABLE = frozenset({
    "unreadable_plan", "unreadable_limits", "unreadable_scenario", "newer_format", "newer_schema", "old_schema",
})  # fmt: skip
"""Codes of refusals that stand until somebody does something: no waiting and no trying again mends them."""


class Fallen(Exception):
    """The console was brought down by its cause. ``kept``: open forms that were put away, ``lost``: those that could not be."""

    def __init__(self, kept: int, lost: int) -> None:
        super().__init__(kept, lost)
        self.kept, self.lost = kept, lost


class TornAway(Refusal):
    """The database gave this transaction up for another's; the same again may pass."""


class NotAllowed(Refusal):
    """The person may not do this act in this role (exit code 3 on the command line)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__("not_allowed", message, hint)


class SignedOut(NotAllowed):
    """The session has ended: the secret on which it stood is another one now, or the account is no more."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = "signed_out"


class Stale(Refusal):
    """Somebody changed the subject after this person saw it; ``changes`` lists (field, seen then, is now, who).

    ``version`` is the subject's with these changes: who has read them may act on it.
    """

    def __init__(
        self, message: str, changes: tuple[tuple[str, str, str, str], ...] = (), hint: str = "", version: int = 0
    ) -> None:
        super().__init__("stale", message, hint)
        self.changes = changes
        self.version = version
