"""What is shown in plain, to whom, and for how long: never without a reason on the journal, never longer than it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from dutyroom.domain.act import SHOWN_FOR, Command
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.front.why_not import why_not
from dutyroom.services.organisation.identity import check_stands
from dutyroom.services.organisation.views import SignedIn
from dutyroom.services.perform.perform import perform
from dutyroom.store.rows.record import JournalEntry

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def reveal(room: Room, command: Command) -> dict[str, str]:
    """The plain personal values of the command's subject, after its reason went on the journal.

    The same command again leaves no new trace, so it is answered only while its first answer would still be shown, and to
    who may still look. Raises Refusal as ``perform`` does, ``shown`` after that time, NotAllowed, SignedOut.
    """
    done = perform(room, command)
    with room.database.read() as session:
        stored = room.standing(session).secrets.get(command.actor, "")
        if command.proven:
            check_stands(stored, command.proven)
        at = session.exec(select(JournalEntry.at).where(JournalEntry.seq == done.seq)).one()
    if room.now() - at > SHOWN_FOR:
        raise Refusal("shown", _("这次查看已过时。"), _("请写明理由，重新查看。"))
    no = why_not(room, SignedIn(command.actor, command.actor, (), stored), command.act, done.subject)
    if no:
        raise NotAllowed(no)
    with room.database.read() as session:
        return room.vault.reveal(session, done.subject)
