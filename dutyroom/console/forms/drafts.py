"""Keeps what is being typed, half a second behind the keys at most, until it is sent or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from dutyroom.console.forms.desk import Desk

PAUSE = 0.4
"""Seconds after a key before what was typed is kept; keys in between don't put it off."""
AGAIN = 2.0
"""Seconds before the next try where it could not be kept."""


class DraftKeeper:
    """One form's draft. Its id is also the command's: however often a form is sent, it acts once.

    `form` is the act's name, `read` gives the values as typed.
    """

    def __init__(self, form: str, subject: str, read: Callable[[], dict[str, str]], draft: str = "") -> None:
        self.id = draft or uuid4().hex
        self.form = form
        self.subject = subject
        self.kept: dict[str, str] | None = None
        self.person = ""
        self._unsure = False
        self._read = read
        self._latest: dict[str, str] = {}
        self._lock = asyncio.Lock()
        self._waiting: asyncio.Task[None] | None = None
        self._over = False

    def touch(self, desk: Desk, kept: Callable[[Exception | None], None]) -> None:
        """Something was typed: keep it soon. `kept` hears None when it is, else why it could not be."""
        self._latest = self._read()
        # Whoever is signed out over an open form: what they typed stays theirs.
        self.person = desk.person or self.person
        if self._over or (self._waiting and not self._waiting.done()):
            return

        async def later() -> None:
            pause = PAUSE
            # Again for what was typed while the draft was being written, and while it can't be written.
            while not self._over and self._wanting:
                await asyncio.sleep(pause)
                try:
                    await self._keep(desk)
                except Exception as fault:
                    pause = AGAIN
                    kept(fault)
                else:
                    pause = PAUSE
                    kept(None)

        self._waiting = asyncio.get_running_loop().create_task(later())

    async def keep(self, desk: Desk) -> None:
        """Keep it now. Raises what the room raises."""
        await self._keep(desk)

    @property
    def _wanting(self) -> bool:
        return self._unsure or self._latest != (self.kept or {})

    async def _keep(self, desk: Desk) -> None:
        if self._over:
            return
        async with self._lock:
            values = self._latest
            if self._over or not self._wanting:
                return
            # A write that failed may have been made all the same.
            self._unsure = True
            if values:
                await asyncio.to_thread(desk.room.save_draft, self.id, self.person, self.form, self.subject, values)
            else:
                await asyncio.to_thread(desk.room.drop_draft, self.id)
            self.kept, self._unsure = values, False

    def stop(self) -> None:
        """The form is gone; its draft stays as it is."""
        self._over = True

    async def drop(self, desk: Desk) -> None:
        """The form was sent or given up: nothing of it stays behind."""
        self._over = True
        async with self._lock:
            if self.kept is not None or self._unsure:
                await asyncio.to_thread(desk.room.drop_draft, self.id)
                self.kept = None
