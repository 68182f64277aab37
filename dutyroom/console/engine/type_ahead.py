"""Keys come to the screen that they were typed for: those typed while it is still opening wait for it.

Textual hands a key to whatever has the focus when it arrives. A person who knows the way types `F12` and the words behind
it in one go, and over a slow line they arrive in one piece: the words must not reach the board.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeGuard

from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, TextArea

PATIENCE = 5.0
"""Seconds after which keys are let through though no screen came: a room that does not answer must not freeze them."""

BRIEF = 2.0
"""Seconds for which what is being written, or a page at work, may hold keys back: then they go where they were typed."""

LOOK_AGAIN = 0.25
"""Seconds between two looks at whether an opening screen stands."""

LOOKS = 4
"""After so many an opening screen that is there stands, though nothing on it has the focus."""

CLOSED = 0.05
"""Seconds between two looks at whether what a key went to is still there."""

MOST = 2000
"""Keys and pastes that wait at the most: nobody has typed so far ahead, and working them off would take minutes."""

QUIT = "ctrl+q"
"""The key that never waits for long, whatever stands before it."""

SIGNING_IN = "signing in"
"""What is expected while a secret is being checked."""


class TypeAhead:
    """`forward` hands a key or a paste on as Textual does; `target` is what it goes to; `later` starts a timer."""

    def __init__(
        self,
        forward: Callable[[events.Event], Awaitable[None]],
        target: Callable[[], MessagePump],
        later: Callable[[float, Callable[[], Any]], Timer],
        soon: Callable[[Callable[[], Awaitable[None]]], object],
    ) -> None:
        self._forward, self._target, self._later, self._soon = forward, target, later, soon
        self._held: deque[events.Event] = deque()
        self._expected: set[object] = set()
        self._timer: Timer | None = None
        self._last: MessagePump | None = None
        self._looking = 0
        self._looks = 0
        self._unheard = 0

    # What is to come

    def expect(self, what: object, brief: bool = False) -> None:
        """A screen will open, or will have its picture: keys from now on wait until `what` has come.

        ``brief``: not for long, and none is thrown away; a database that does not answer must not keep a call from its form.
        """
        self._expected.add(what)
        if brief:
            self._later(BRIEF, partial(self.come, what))
        elif self._timer is None:
            self._timer = self._later(PATIENCE, self.give_up)

    def come(self, what: object) -> None:
        """It is there."""
        if what in self._expected:
            self._expected.discard(what)
            if not self._expected:
                self._go_on()

    def give_up(self) -> None:
        """It won't come: what was typed for it is for nothing else. What is typed into a form that stands there stays."""
        if not self._expected:
            return
        self._expected.clear()
        self._held.clear()
        self._go_on()

    def opened(self, screen: Screen[Any]) -> None:
        """It is on top now: keys go to it as soon as its fields stand and one has the focus."""
        self.expect(screen)
        screen.call_later(screen.call_after_refresh, self.come, screen)
        self._later(LOOK_AGAIN, partial(self._look_at, screen, LOOKS))

    def _look_at(self, screen: Screen[Any], looks: int) -> None:
        # Where nothing was left to refresh, Textual's word that it was may never come, and the keys were thrown away.
        if screen not in self._expected:
            return
        if screen.is_mounted and (looks <= 0 or screen.focused is not None or not screen.focus_chain):
            self.come(screen)
        else:
            self._later(LOOK_AGAIN, partial(self._look_at, screen, looks - 1))

    def _go_on(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._soon(self._drain)

    # Keys

    @property
    def waiting(self) -> int:
        """Keys and pastes that have done nothing yet, and those over which the console was left."""
        return self._unheard + len(self._held)

    async def take(self, *typed: events.Event) -> bool:
        """Keys and pastes from the terminal. Whether all of them are heard: none comes behind what was left out."""
        taken = 0
        for event in typed:
            quits = isinstance(event, events.Key) and event.key == QUIT
            if quits:
                self._later(BRIEF, partial(self._quit, event))
            if quits or len(self._held) < MOST:
                self._held.append(event)
                taken += 1
        await self._drain()
        return taken == len(typed)

    async def _quit(self, event: events.Event) -> None:
        if event in self._held:
            self._unheard = len(self._held) - 1
            self._held.clear()
            await self._forward(event)

    async def _drain(self) -> None:
        """Hand on, one by one: what one key does decides where the next one goes."""
        while self._held and not self._expected and not self._looking:
            if self._last is not None:
                self._look(self._last)
                continue
            target = self._target()
            event = self._next(target)
            await self._forward(event)
            # A key that the app dealt with itself went nowhere.
            self._last = target if event.is_forwarded else None

    def _next(self, target: MessagePump) -> events.Event:
        """The next key; what is typed into a field, up to the next key that is no text, at once: each sign is painted anew."""
        event = self._held.popleft()
        if not (_is_text(event) and (isinstance(target, TextArea) or (isinstance(target, Input) and not target.max_length))):
            return event
        signs = [event.character]
        while self._held and _is_text(more := self._held[0]):
            signs.append(more.character)
            self._held.popleft()
        return events.Key(event.key, "".join(filter(None, signs))) if signs[1:] else event

    def _look(self, target: MessagePump) -> None:
        """Follow the key before, up from its target to the app, and whatever it made them say: then all is said.

        Twice, as a key that no widget takes runs its action in the app, which may say something to the target.
        """
        loop, waits_for = asyncio.get_running_loop(), target
        self._looks += 1
        self._looking = mine = self._looks

        def climb(at: MessagePump | None, again: bool) -> None:
            nonlocal waits_for
            while at is not None:
                if at.is_running and at.call_later(climb, at._parent, again):
                    waits_for = at
                    return
                at = at._parent
            if again:
                climb(target, False)
            else:
                over()

        def over() -> None:
            # This look alone: it may have been given up, and another one begun.
            if self._looking == mine:
                self._looking, self._last = 0, None
                self._soon(self._drain)

        def watch(until: float) -> None:
            # What it follows may close under it and take the word along, or stand still in what the key made it do.
            if self._looking == mine:
                if not waits_for.is_running or loop.time() > until:
                    over()
                else:
                    loop.call_later(CLOSED, watch, until)

        loop.call_later(CLOSED, watch, loop.time() + BRIEF)
        climb(target, True)


def _is_text(event: events.Event) -> TypeGuard[events.Key]:
    return isinstance(event, events.Key) and event.is_printable
