"""One answer to "who may do this now": permission, the grey reason and the line of what is to be done all ask it."""

from datetime import UTC, datetime, timedelta
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import NotAllowed
from dutyroom.domain.permission import Holding, OnDuty, Roster, may, why_not
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import read_plan
from dutyroom.services.gates.hands import Reach
from dutyroom.settings.plans import pack_names, pack_text

NOW = datetime(2026, 9, 30, 8, 50, tzinfo=UTC)


@cache
def plans() -> list[Plan]:
    return [read_plan(pack_text(name), name) for name in pack_names()]


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Three people with any appointments and shifts, some over, some to come, some away."""
    plan: Plan = draw(st.sampled_from(plans()))
    hours = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))
    person, state = st.sampled_from("abc"), st.sampled_from(["in_room", "on_call", "away"])
    role = st.sampled_from([role.code for role in plan.roles])
    until = st.none() | hours
    held = st.builds(Holding, role, person, hours, until, state)
    on = st.builds(OnDuty, person, hours, until, st.booleans())
    return Roster(plan, tuple(draw(st.lists(held, max_size=8))), tuple(draw(st.lists(on, max_size=4))), NOW)


def reach(roster: Roster) -> Reach:
    """Nobody was called."""
    made = Reach(SimpleNamespace(get=lambda *_key: None), roster.plan, NOW, ())  # type: ignore[arg-type]
    made.__dict__ |= {"roster": roster, "_calls": {}}
    return made


@given(rosters(), st.sampled_from(sorted(ACTS)))
def test_whom_the_line_names_permission_lets_act_in_that_role(roster: Roster, act: str) -> None:
    hands = reach(roster).hands(reach(roster).posts(roster.plan.roles_for(act)), roles=roster.plan.roles_for(act))
    role, person = hands.role, hands.person
    assert hands.may == tuple(dict.fromkeys(hands.may))
    assert bool(hands.may) == (person in hands.may)
    if person in hands.may:
        assert role in may(roster.plan, ACTS[act], roster.roles(person), telephone=False)
        assert not why_not(roster.plan, ACTS[act], roster.roles(person))
        assert not roster.away(person)
    else:
        assert all(roster.away(one) or not roster.able(one, act) for one in roster.people())


@given(rosters(), st.sampled_from(sorted(ACTS)), st.sampled_from("abc"))
def test_a_grey_reason_stands_exactly_where_permission_refuses_every_way(roster: Roster, act: str, person: str) -> None:
    held = roster.roles(person)

    def refused(telephone: bool) -> bool:
        try:
            return not may(roster.plan, ACTS[act], held, telephone)
        except NotAllowed:
            return True

    by_telephone = ACTS[act].field("decider") is not None and not refused(True)
    assert bool(why_not(roster.plan, ACTS[act], held)) == (refused(False) and not by_telephone)


@given(rosters())
def test_roles_are_those_in_force_at_this_moment(roster: Roster) -> None:
    for person in "abc":
        shifts = [each for each in roster.shifts if each.person == person and each.covers(NOW)]
        expected = set()
        for role in roster.plan.roles:
            appointed = any(
                each.role == role.code and each.person == person and each.since <= NOW and (not each.until or each.until > NOW)
                for each in roster.holdings
            )
            by_shift = role.by_shift and shifts and (not role.shift_lead or any(each.lead for each in shifts))
            if appointed or by_shift:
                expected.add(role.code)
        assert set(roster.roles(person)) == expected


def test_a_role_that_is_asked_for_but_not_held_is_refused_although_another_would_do() -> None:
    plan = plans()[0]
    act = next(act for act in ACTS.values() if (allow := plan.allowed(act.name)) and len(allow.roles) > 1)
    one, other = plan.allowed(act.name).roles[:2]
    assert may(plan, act, (one,)) == (one,)
    with pytest.raises(NotAllowed):
        may(plan, act, (one,), role=other)
