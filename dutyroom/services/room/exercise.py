"""The exercise that a room may be: its state and its scenario, as they are read."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, func, select

from dutyroom.domain.errors import Refusal
from dutyroom.domain.scenario.reader import reread_scenario
from dutyroom.domain.scenario.scenario import Scenario
from dutyroom.lang import gettext as _
from dutyroom.services.room.plans import load_version
from dutyroom.services.room.settings import read_setting
from dutyroom.store.rows.room import PlanVersion

STATE = "exercise"

CARRIED_KEY = "exercise_key"
"""The setting of an exercise on a server: its room key, so that no player's machine needs the file."""

MORE = "more"
"""In it: minutes by which the facilitator has put off the end."""

SCENARIO = "scenario"


def state_of(session: Session) -> dict[str, Any] | None:
    """The exercise that this room is: number, roles played, when it began and ended. None in a live room."""
    state: dict[str, Any] | None = read_setting(session, STATE)
    return state


def scenario_of(session: Session) -> Scenario:
    """The scenario as it was when the exercise was set up.

    Raises Refusal ``no_exercise`` in a live room, ``unreadable_scenario``, ``newer_format``.
    """
    text = read_setting(session, SCENARIO)
    if text is None:
        raise Refusal("no_exercise", _("这里是正式值班室，不是演练。"), _("演练另开：dutyroom exercise run。"))
    # The plan that was adopted with it, and not today's pack of that name, which may be another.
    version = session.exec(select(func.min(PlanVersion.id))).one()
    return reread_scenario(text, _("演练方案"), load_version(session, version).hours.zone)
