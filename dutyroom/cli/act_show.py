"""`dutyroom act show NAME`: what the form of an act asks, which codes it takes, and who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dutyroom.cli.words import as_json, table, visible
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from sqlmodel import Session

    from dutyroom.domain.act import Act, Field
    from dutyroom.domain.plan.plan import Plan


def show(database: str | None, act: Act, json_wanted: bool) -> int:
    """By the plan of the room: a plan has fields and codes of its own. Raises Refusal when there is no room."""
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.names import act_name, field_name, listed, role_name
    from dutyroom.domain.permission import able
    from dutyroom.services.room.vocabulary import form_fields

    room = open_room(database)
    try:
        plan = room.plan
        fields = form_fields(act, plan)
        with room.database.read() as session:
            codes = {each.name: dict(_codes(session, plan, each)) for each in fields}
    finally:
        room.close()
    roles = able(plan, act.name, [role.code for role in plan.roles])
    if json_wanted:
        document = {
            "name": act.name, "label": act_name(act), "subject": act.subject, "grave": act.grave, "sees": act.sees,
            "roles": list(roles),
            "fields": [
                {
                    "name": each.name, "label": field_name(each), "kind": each.kind, "required": each.required,
                    "personal": each.personal, "argument": not each.private, "choices": each.choices,
                    "codes": codes[each.name],
                }
                for each in fields
            ],
        }  # fmt: skip
        print(as_json(document))
        return 0
    print(f"{act.name}  {act_name(act)}")
    print(_("可办角色：{roles}").format(roles=listed(role_name(plan, each) for each in roles) or "—"))
    if act.subject:
        print(_("须写编号；重大事项，再问一次口令。") if act.grave else _("须写编号。"))
    rows: list[tuple[str, ...]] = []
    for each in fields:
        mark = _("必填") if each.required else ""
        way = _("用 --values 给出") if each.private else ""
        rows.append((f"--{each.name.replace('_', '-')}", field_name(each), "  ".join(filter(None, [mark, way]))))
        rows += [("", f"  {code}", name) for code, name in codes[each.name].items()]
    for line in table(rows):
        print(visible(line))
    return 0


def _codes(session: Session, plan: Plan, field: Field) -> Any:
    """(code, name) of everything that the field takes."""
    from sqlmodel import select

    from dutyroom.domain.names import choice_name, named
    from dutyroom.services.room.vocabulary import vocabulary
    from dutyroom.store.rows.staff import Person, Unit

    if field.choices.startswith("="):
        return [(code, choice_name(code)) for code in field.choices[1:].split("|")]
    if field.choices == "units":
        return [(unit.code, named(unit)) for unit in session.exec(select(Unit)).all()]
    if field.choices == "persons":
        return [(person.code, named(person)) for person in session.exec(select(Person).where(Person.active)).all()]
    taken = vocabulary(session, plan)(field.choices) if field.choices else frozenset()
    known = {each.code: named(each) for each in getattr(plan, field.choices, ()) if hasattr(each, "code")} if taken else {}
    return [(code, known.get(code, "")) for code in [*(c for c in known if c in taken), *sorted(taken - known.keys())]]
