"""Sets up the room of an exercise: its own database, the scenario's plan and cast, and its starting state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.plan.reader import read_plan
from dutyroom.domain.scenario.reader import read_scenario
from dutyroom.domain.scenario.scenario import Scenario
from dutyroom.lang import gettext as _
from dutyroom.services.demo.sample import SECRET, members
from dutyroom.services.exercise.conductor import Player
from dutyroom.services.plan.founding import Member, found
from dutyroom.services.room.clock import KEY, Clock, ExerciseClock, run_from
from dutyroom.services.room.exercise import CARRIED_KEY, SCENARIO, STATE
from dutyroom.settings.plans import pack_text

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.services.room.room import Room

FACILITATOR = "director"
"""The account of the facilitator (导调员)."""

# What every exercise adds to the plan that it trains: who leads it and who watches. No live room has these roles.
_FACILITATION = """
[[role]]
code = "facilitator"
name = "导调员"
en = "facilitator"
single = false
source = "supplement"

[[role]]
code = "observer"
name = "观察员"
en = "observer"
single = false
source = "supplement"

[[allow]]
acts = ["exercise.*", "inject.*"]
roles = ["facilitator"]
source = "supplement"

[[allow]]
acts = ["observation.add"]
roles = ["facilitator", "observer"]
source = "supplement"
"""


class StepClock:
    """A clock that stands until it is moved: for what lies before the beginning."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment at which it stands, aware."""
        return self.at


class JumpingClock(StepClock):
    """A StepClock that goes where the exercise's clock is set to; never back."""

    def follow(self, state: Mapping[str, Any]) -> None:
        """The room's setting says where the exercise's clock was set."""
        self.at = max(self.at, datetime.fromisoformat(state["at"]))


def pack_plan(code: str) -> Plan:
    """The plan of that pack. Raises Refusal ``not_found``."""
    return read_plan(pack_text(code), f"{code}.toml")


def set_up(
    room: Room, text: str, number: str, plays: tuple[str, ...], wall: Clock | None = None, carries_key: bool = False
) -> Scenario:
    """Founds the exercise in an empty room and plays its starting state; minute 0 has not come yet.

    ``plays`` are the roles that people play. ``wall`` is the machine's clock, which the exercise's clock runs by; without
    it the clock stands where it is moved (JumpingClock). ``carries_key``: other machines open it by its address alone.
    Raises Refusal ``bad_scenario``, ``founded``, ``bad_start`` with the place of the move that could not be done.
    """
    scenario = read_scenario(text, _("演练方案"), pack_plan)
    plan_text = pack_text(scenario.plan) + _FACILITATION
    plan = read_plan(plan_text, _("预案文本"))
    began = scenario.at.astimezone(UTC)
    clock = StepClock(began - timedelta(days=1))
    room.clock = clock
    settings: dict[str, object] = {
        STATE: {"number": number, "scenario": scenario.code, "plays": list(plays)},
        SCENARIO: text,
        "demo": {"secret": SECRET},
        KEY: run_from(wall.now() if wall else began, began, 0),
    }
    people = _people(scenario, pack_plan(scenario.plan))
    if carries_key:
        settings[CARRIED_KEY] = room.keys.to_carry()
    found(room, plan.organisation, plan_text, people, plan.organisation_en, settings=settings, cheap=True)
    player = Player(room, scenario, number)
    for place, move in enumerate(scenario.starts):
        clock.at = began + timedelta(minutes=move.trigger.at or 0)
        try:
            player.play(move, f"start/{place}")
        except Refusal as no:
            why = " ".join(filter(None, [no.message, no.hint]))
            said = _("开场第 {n} 步 {act} 没有办成：{why}").format(n=place + 1, act=move.act, why=why)
            raise Refusal("bad_start", said, "", (Fault(str(place), why),)) from no
    room.clock = ExerciseClock(wall, run_from(wall.now(), began, 0)) if wall else JumpingClock(began)
    return scenario


def _people(scenario: Scenario, plan: Plan) -> list[Member]:
    facilitator = Member(FACILITATOR, "导调员", "Facilitator", roles=("facilitator",), pinyin="ddy", secret=SECRET)
    return [*(_above_all(member, plan) for member in _cast(scenario, plan)), facilitator]


def _above_all(member: Member, plan: Plan) -> Member:
    """Whoever plays a unit's head plays that of every unit, and belongs above them all."""
    heads = {role.code for role in plan.roles if role.of_unit}
    top = next((each.code for each in plan.units if not each.parent), member.unit)
    return replace(member, unit=top) if heads & set(member.roles) else member


def _cast(scenario: Scenario, plan: Plan) -> list[Member]:
    if not scenario.staff:
        return list(members(plan))
    unit = next((each.code for each in plan.units if each.kind == "department"), "")
    cast = sorted(scenario.staff, key=lambda member: not member.roles)
    return [
        Member(
            member.code, member.name, member.en, f"1390000{3000 + place}", unit, "", member.roles, shift=member.shift,
            secret=SECRET,
        )
        for place, member in enumerate(cast)
    ]  # fmt: skip
