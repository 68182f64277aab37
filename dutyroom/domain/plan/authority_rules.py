"""What would let one person take what the plan gives to another, or leave nobody who can give it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dutyroom.domain.acts import ACTS, label
from dutyroom.domain.names import role_name
from dutyroom.domain.plan.fault import Problem
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.shapes import listed
from dutyroom.domain.standing import APPOINTS, climbs, seconds
from dutyroom.lang import gettext as _

Document = Mapping[str, Any]
Found = Iterator[Problem]


def authority_problems(plan: Plan, document: Document, acts: Collection[str]) -> Found:
    """Climbs to a higher role, appointments that nobody could sign, fields that would pass for a signature."""
    yield from _climbs(plan, document)
    yield from _two_hands(plan)
    yield from _reserved(document)


def _climbs(plan: Plan, document: Document) -> Found:
    # One line for each role that can be come by: mending that mends every way to it.
    ways: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for start, code, path in climbs(plan):
        ways.setdefault(code, []).append((start, path))
    for at, row in enumerate(document.get("role", ())):
        for start, path in ways.get(row["code"], ())[:1]:
            by = listed([_(label(act)) for act in path])
            yield Problem(
                ("role", at), _("「{start}」一人就能取得「{role}」：{by}。").format(
                    start=role_name(plan, start), role=role_name(plan, row["code"]), by=by
                ),
                _("在 [[allow]] 里把这些事项交给更高或另外的角色。"),
            )  # fmt: skip


def _two_hands(plan: Plan) -> Found:
    able = [role for role in plan.roles if role.code in plan.roles_for(APPOINTS) and not role.by_shift]
    two = [role for role in plan.roles if role.code in seconds(plan)]
    if not able:
        mend = _("在 [[allow]] 的 {act} 里写上一个任命产生的角色。").format(act=APPOINTS)
        yield Problem(("allow",), _("可以任免的角色都随班次产生，值班室会无人可任免。"), mend)
    elif len(two) < 2 and all(role.single for role in two):
        said = _("决定和审核的角色只有一个人，任免须两人签字，永远办不成。")
        yield Problem(("role",), said, _("再写一个可以决定或审核的角色。"))


def _reserved(document: Document) -> Found:
    taken = _signing()
    for at, row in enumerate(document.get("form", ())):
        for place, field in enumerate(row.get("fields", ())):
            if field["name"] in taken or field["name"].endswith("_secret"):
                said = _("{name} 是程序用于签字的字段名。").format(name=field["name"])
                yield Problem(("form", at, "fields", place, "name"), said, _("换一个名字。"))


def _signing() -> frozenset[str]:
    """Names that stand for who signs, wherever they occur: the command's own, and those of every act that takes a signature."""
    named = {"role", "actor", "subject", "seen", "secret", "decider", "telephone", "witness"}
    for act in ACTS.values():
        named.update(field.name for field in act.fields if field.secret or field.name == act.second)
    return frozenset(named)
