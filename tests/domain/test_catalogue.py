"""What an act's own row says of it, so that no general code keeps a list of acts."""

from typing import get_args

from dutyroom.domain.act import Kept
from dutyroom.domain.acts import ACTS, changed


def test_what_consoles_keep_is_changed_by_some_act_each() -> None:
    assert {fact for act in ACTS.values() for fact in act.changes} == set(get_args(Kept))


def test_a_handover_changes_who_is_on_shift_and_a_plan_everything_that_speaks_by_it() -> None:
    assert "roster" in changed(["handover.accept"])
    assert {"plan", "roster", "units", "calendar"} <= changed(["plan.adopt"])
    assert changed(["no.such"]) == frozenset()


def test_only_a_secret_is_called_one_and_long_texts_are_not_kept_twice() -> None:
    fields = {f"{act.name}.{field.name}": field for act in ACTS.values() for field in act.fields}
    signing = {f"{act.name}.{act.second_secret}" for act in ACTS.values() if act.second}
    assert {name for name, field in fields.items() if field.secret} == {"person.secret.new", "person.reset.new", *signing}
    assert all(act.field(act.second) and act.field(act.second_secret) for act in ACTS.values() if act.second)
    whole = {"plan.adopt", "plan.draft", "plan.edit", "plan.limits", "unit.plan", "calendar.import", "shift.plan"}
    kept = {f"{act}.text" for act in whole} | {"handover.propose.takers", "handover.accept.takers"}
    assert {name for name, field in fields.items() if field.in_rows} == kept
