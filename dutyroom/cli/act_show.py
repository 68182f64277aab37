"""`dutyroom act show NAME`: what the form of an act asks, which codes it takes, and who may do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dutyroom.cli.words import as_json, table, visible
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dutyroom.domain.act import Act, Field


def show(database: str | None, act: Act, json_wanted: bool) -> int:
    """By the plan of the room: a plan has fields and codes of its own. Raises Refusal when there is no room."""
    from dutyroom.bootstrap import open_room
    from dutyroom.console.present.choices import offered
    from dutyroom.domain.names import act_name, field_name, listed, role_name
    from dutyroom.domain.permission import able
    from dutyroom.services.room.vocabulary import form_fields

    room = open_room(database)
    try:
        plan = room.plan
        fields = form_fields(act, plan)
        units, people = room.units(), room.people()
    finally:
        room.close()
    codes = {each.name: {one.code: one.name for one in offered(each, plan, units, people)} for each in fields}
    roles = able(plan, act.name, [role.code for role in plan.roles])
    if json_wanted:
        document = {**described(act, fields), "roles": list(roles)}
        for each in document["fields"]:
            each["codes"] = codes[each["name"]]
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


def described(act: Act, fields: Iterable[Field]) -> dict[str, Any]:
    """An act as other systems read it."""
    from dutyroom.domain.names import act_name, field_name

    return {
        "name": act.name, "label": act_name(act), "subject": act.subject, "grave": act.grave, "sees": act.sees,
        "fields": [
            {
                "name": each.name, "label": field_name(each), "kind": each.kind, "required": each.required,
                "personal": each.personal, "argument": not each.private, "choices": each.choices,
            }
            for each in fields
        ],
    }  # fmt: skip
