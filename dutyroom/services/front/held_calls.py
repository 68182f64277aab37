"""Calls taken while the database could not be reached: kept sealed on this machine, entered when it is back.

A call may never be refused because something behind the console is down. Each is one file, sealed under the room key, so a
stolen disk tells no more than the database does; it goes once the call is on the record, marked as entered late.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from dutyroom.domain.errors import UNREADABLE, Refusal
from dutyroom.domain.strict import from_json
from dutyroom.lang import gettext as _
from dutyroom.settings.files import settle
from dutyroom.store.faults import UNWRITABLE

if TYPE_CHECKING:
    from dutyroom.services.front.front import Front
    from dutyroom.store.keys import RoomKeys

LOST = UNWRITABLE | UNREADABLE | {
    "replaced", "rewound", "corrupt", "wrong_key", "not_a_database", "no_database", "no_schema",
}  # fmt: skip
"""Codes of refusals at which a call is held here: the database can't be written, is another one, or its plan can't be read."""


TAKE = "call.take"


@dataclass(frozen=True, slots=True)
class HeldCall:
    """One call as it stood. ``person`` is "" where nobody was signed in; ``number`` "" while it is not on the record.

    ``end``: what its taker did with it ("" still talking, ``park``, ``finish`` with ``outcome``); ``received`` ISO 8601
    with offset; ``stamp`` the same as forms write it; ``taking``: the command id with which it is or was entered; ``step``:
    by chance, from which the id of what follows comes. ``form``: that of another act for what was typed into its form, about
    ``number``, and becomes a draft.
    """

    id: str
    person: str
    received: str
    stamp: str
    taking: str
    number: str = ""
    end: str = ""
    outcome: str = ""
    values: dict[str, str] = field(default_factory=dict)
    form: str = TAKE
    step: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the calls held: entered, laid among the drafts, still here."""

    entered: int = 0
    drafts: int = 0
    left: int = 0


class Held:
    """The calls held on this machine for one room. Safe to call from threads."""

    def __init__(self, keys: RoomKeys | None = None, folder: Path | None = None) -> None:
        self._keys, self._folder = keys, folder
        self._lock = Lock()
        self.open: set[str] = set()
        """Calls on whose form somebody is typing: those are not sent from under their hands."""

    def keep(self, call: HeldCall) -> None:
        """Writes it down and onto the disk. Raises OSError, or Refusal ``no_place`` where nothing can be held."""
        if self._folder is None or self._keys is None:
            raise Refusal("no_place", _("本机没有可暂存来电的地方。"), _("内容还在屏幕上，请先记在纸上。"))
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            text = self._keys.seal(self._keys.drafts, json.dumps(asdict(call), ensure_ascii=False))
            fresh = self._folder / f"{call.id}.new"
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, self._folder / f"{call.id}.call")
            settle(self._folder)
            settle(self._folder.parent)

    def drop(self, call: str) -> None:
        """It is on the record, or was given up."""
        if self._folder is not None:
            with self._lock:
                (self._folder / f"{call}.call").unlink(missing_ok=True)

    def calls(self) -> tuple[HeldCall, ...]:
        """Every call held, the earliest first. A file that this room's key does not open is passed over and stays."""
        files = sorted(self._folder.glob("*.call")) if self._folder is not None else []
        found = [call for file in files if (call := self._read(file)) is not None]
        return tuple(sorted(found, key=lambda each: each.received))

    def _read(self, file: Path) -> HeldCall | None:
        if self._keys is None:
            return None
        try:
            said = from_json(self._keys.unseal(self._keys.drafts, file.read_text("utf-8")))
            # One that was held before there were steps has the same whenever it is read.
            return HeldCall(**{"step": "", **said})
        except (OSError, ValueError, TypeError, Refusal):
            return None

    def _drop_as(self, call: HeldCall) -> bool:
        """Whether it was still held as it was sent; then it goes."""
        assert self._folder is not None
        with self._lock:
            file = self._folder / f"{call.id}.call"
            if self._read(file) not in (call, None):
                return False
            file.unlink(missing_ok=True)
            return True

    def send(self, room: Front) -> Sent:
        """Enters what is held. Never raises for a call that can't be entered: it goes to the drafts, or stays."""
        entered = drafts = left = 0
        for call in self.calls():
            if call.id in self.open:
                left += 1
                continue
            try:
                done = bool(call.person) and call.form == TAKE and _enter(room, call)
                if done:
                    # Perhaps half of it was kept there before the database went away.
                    room.drop_draft(call.id)
                else:
                    _as_draft(room, call)
                if not self._drop_as(call):
                    # Its taker went on with it meanwhile: the rest follows next time.
                    left += 1
                elif done:
                    entered += 1
                else:
                    drafts += 1
            except Refusal as no:
                # It tells of somebody whose data was erased meanwhile.
                left += not (no.code == "erased" and self._drop_as(call))
            except Exception:
                # Still out of reach; next time.
                left += 1
        return Sent(entered, drafts, left)


def taking_id(call: str) -> str:
    """The command id under which a held call is entered, however often that is tried."""
    return uuid5(NAMESPACE_OID, call + "held").hex


def step_id(call: HeldCall, act: str) -> str:
    """The command id of what follows the taking. Nothing that was typed enters it: it stays on the journal for good."""
    return uuid5(NAMESPACE_OID, f"{call.id}/{call.step}/{act}").hex


def taken_as(room: Front, command_id: str) -> str:
    """The number that an act of that command id made, "" when it was never done."""
    from dutyroom.store.rows.record import CommandResult

    with room.database.read() as session:
        row = session.get(CommandResult, command_id)
        return str(json.loads(row.outcome)["subject"]) if row else ""


def _enter(room: Front, call: HeldCall) -> bool:
    """Whether it could be entered as it stands. Raises what the room raises while it can't be reached."""
    try:
        number = call.number or taken_as(room, call.taking) or _take(room, call)
        if call.end:
            _end(room, call, number)
        elif call.number:
            _act(room, call, "call.note", number, dict(call.values))
        return True
    except Refusal as refusal:
        if refusal.code in LOST:
            raise
        return False


def _take(room: Front, call: HeldCall) -> str:
    from dutyroom.domain.acts import ACTS
    from dutyroom.services.room.vocabulary import form_fields

    known = {field.name for field in form_fields(ACTS["call.take"], room.plan)}
    values: dict[str, Any] = {name: value for name, value in call.values.items() if name in known}
    values |= {"received": datetime.fromisoformat(call.received), "kept": True}
    try:
        return _perform(room, call, "call.take", call.taking, "", values)
    except Refusal as refusal:
        # An attempt that was thought lost came through after all.
        number = taken_as(room, call.taking) if refusal.code == "reused_command" else ""
        if not number:
            raise
        return number


def _end(room: Front, call: HeldCall, number: str) -> None:
    more = {"outcome": call.outcome} if call.end == "finish" else {}
    try:
        _act(room, call, f"call.{call.end}", number, {**call.values, **more})
    except Refusal as refusal:
        if refusal.code != "closed":
            raise


def _act(room: Front, call: HeldCall, act: str, number: str, values: dict[str, Any]) -> None:
    _perform(room, call, act, step_id(call, act), number, values)


def _perform(room: Front, call: HeldCall, act: str, command_id: str, number: str, values: dict[str, Any]) -> str:
    from dutyroom.domain.act import Command  # late: the first paint does not need it

    return room.perform(Command(act, call.person, "", command_id, number, values)).subject


def _as_draft(room: Front, call: HeldCall) -> None:
    more = {"outcome": call.outcome} if call.outcome else {}
    more |= {"received": call.stamp} if call.form == TAKE else {}
    room.save_draft(call.id, call.person, call.form, call.number, {**call.values, **more})
