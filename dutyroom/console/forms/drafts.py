"""Keeps what is being typed, half a second behind the keys at most, until it is sent or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from dutyroom.console.forms.desk import Desk
from dutyroom.domain.errors import Refusal
from dutyroom.services.front.held_calls import LOST, HeldCall

PAUSE = 0.4
"""Seconds after a key before what was typed is kept; keys in between don't put it off."""
PATIENCE = 4.0
"""Seconds for the database to take it when its form goes."""
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

    async def put_away(self, desk: Desk, patience: float = PATIENCE) -> bool:
        """Keeps it now however the database is: on this machine where it can't be kept there in time. Whether it is there.

        Raises what the room raises for another reason, and OSError or Refusal ``no_place`` where it can't be kept at all.
        """
        if self._over or not self._wanting:
            return False
        try:
            await asyncio.wait_for(self._keep(desk), patience)
            return False
        except Refusal as no:
            if no.code not in LOST:
                raise
        except TimeoutError:
            pass
        room, values = desk.app.held, self._latest
        call = HeldCall(self.id, self.person, desk.now().isoformat(), "", "", self.subject, values=values, form=self.form)
        # In a thread of its own: the others may all be waiting for a database that does not answer.
        with ThreadPoolExecutor(1) as disk:
            await asyncio.get_running_loop().run_in_executor(disk, room.keep, call)
        return True

    async def end(self, desk: Desk) -> None:
        """The form goes, perhaps because the console is closed or was brought down over it."""
        try:
            held = await self.put_away(desk)
            desk.app.put_away += held or bool(self.kept)
        except Exception:
            desk.app.unkept += 1
        self.stop()

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
