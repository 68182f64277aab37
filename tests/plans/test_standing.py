"""A plan by which one person could climb is refused: each planted one is found, and none of the nine is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dutyroom.domain import standing
from dutyroom.domain.acts import ACTS
from dutyroom.domain.plan.reader import check_plan, read_plan, reread_plan
from dutyroom.domain.standing import climbs, needs_second, rank
from dutyroom.settings.plans import new_plan_text, pack_names, pack_text

BANK = pack_text("rural-commercial-bank")


ROW = re.compile(
    r"\[\[allow\]\]\nacts = \[([^\]]*)\]\nroles = [^\n]*\n(?:clause = [^\n]*\n)?(?:source = [^\n]*\n)?\n"
)


def allowing(text: str, act: str, *roles: str) -> str:
    """The plan with a row of its own for one act, taken out of the row that names it."""

    def without(found: re.Match[str]) -> str:
        acts = [each.strip() for each in found[1].split(",")]
        left = ", ".join(each for each in acts if each != f'"{act}"')
        return found[0].replace(found[1], left) if left else ""

    named = ", ".join(f'"{role}"' for role in roles)
    row = f'[[allow]]\nacts = ["{act}"]\nroles = [{named}]\nsource = "supplement"\n\n'
    text = ROW.sub(without, text)
    return text.replace("[[allow]]\n", f"{row}[[allow]]\n", 1)


@pytest.mark.parametrize("pack", pack_names())
def test_no_pack_lets_anybody_climb(pack: str) -> None:
    plan = read_plan(pack_text(pack), pack)
    assert list(climbs(plan)) == []
    top = [role.code for role in plan.roles if rank(plan, role.code) == 2]
    assert len(top) >= 2
    assert all(needs_second(plan, role) for role in top)


def test_neither_does_the_plan_that_others_start_from() -> None:
    assert list(climbs(read_plan(new_plan_text(), "new"))) == []


def several(text: str, **rows: tuple[str, ...]) -> str:
    for act, roles in rows.items():
        text = allowing(text, act.replace("__", "."), *roles)
    return text


HEAD = {"person__add": ("complaints", "chief"), "roster__appoint": ("complaints", "chief")}
PLANTED = {
    "an officer on shift approves, a group's head says who is on shift": (
        several(BANK, statement__approve=("duty_officer", "chief"), shift__begin=("complaints", "shift_lead")),
        "complaints", "duty_officer",
    ),
    "a group's head adds accounts and names the lead, who decides on solutions": (
        several(BANK, **HEAD, solution__decide=("shift_lead", "chief"), handover__propose=("complaints", "shift_lead")),
        "complaints", "shift_lead",
    ),
    "the same by the roster of shifts": (
        several(
            BANK, **HEAD, solution__decide=("shift_lead", "chief"), shift__plan=("complaints",),
            handover__propose=("complaints", "deputy"),
        ),
        "complaints", "shift_lead",
    ),
    "a branch begins its own shift, and who is on shift appoints and approves": (
        several(
            BANK, roster__appoint=("duty_officer", "chief"), person__add=("duty_officer",), shift__begin=("unit_head",),
            plan__approve=("duty_officer", "chief"),
        ),
        "unit_head", "duty_officer",
    ),
    "by way of a second account: the lead names the lead, who appoints and activates": (
        several(
            BANK, roster__appoint=("duty_officer", "chief"), person__add=("duty_officer",),
            handover__propose=("duty_officer", "deputy"), emergency__activate=("shift_lead", "chief"),
        ),
        "duty_officer", "shift_lead",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_climb_is_found(name: str) -> None:
    text, start, end = PLANTED[name]
    names = {role.code: role.name for role in read_plan(BANK, "bank").roles}
    assert (start, end) in {(one, other) for one, other, _path in climbs(reread_plan(text, "planted"))}
    faults = [fault.message for fault in check_plan(text, "planted.toml") if "一人就能取得" in fault.message]
    assert any(f"「{names[end]}」" in said for said in faults), faults


@pytest.mark.parametrize("name", ["decider", "telephone", "witness", "second", "second_secret", "secret", "my_secret", "role"])
def test_a_field_that_would_pass_for_a_signature_is_refused(name: str) -> None:
    text = BANK.replace('name = "representatives"', f'name = "{name}"', 1)
    assert any(name in fault.message and "签字" in fault.message for fault in check_plan(text, "planted.toml"))


def test_a_plan_whose_appointing_roles_all_come_with_shifts_is_refused() -> None:
    text = allowing(BANK, "roster.appoint", "shift_lead")
    assert any("无人可任免" in fault.message for fault in check_plan(text, "planted.toml"))


TAKES_OR_KEEPS = {
    "roster.relieve": "takes a role away, by two where it counts",
    "shift.end": "takes a shift away",
    "person.end": "takes an account away, by two where it counts",
    "person.unit": "says whose matters a head answers for, by two; it gives no role",
    "unit.set": "says what lies below whose unit, by two where that changes; it gives no role",
    "person.reset": "another's secret, by two where the account counts: an account of one's own is all that it gives",
    "handover.accept": "what was proposed",
}


def test_the_search_knows_every_act_that_gives_standing() -> None:
    searched = {"roster.appoint", "shift.begin", "shift.plan", "plan.adopt", "plan.approve", "unit.plan"}
    assert {act.name for act in ACTS.values() if act.gives} == searched | set(TAKES_OR_KEEPS)
    source = Path(standing.__file__).read_text(encoding="utf-8")
    assert all(f'"{name}"' in source for name in searched)
