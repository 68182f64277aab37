"""Every act of the room by its name. Labels are Chinese source texts (English in lang)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dutyroom.domain.act import Act, Kept
from dutyroom.domain.catalogue.calls import CALLS
from dutyroom.domain.catalogue.came import CAME
from dutyroom.domain.catalogue.casework import CASEWORK
from dutyroom.domain.catalogue.command import COMMAND
from dutyroom.domain.catalogue.complaints import COMPLAINTS
from dutyroom.domain.catalogue.duties import DUTIES
from dutyroom.domain.catalogue.emergency import EMERGENCY
from dutyroom.domain.catalogue.exercise import EXERCISE
from dutyroom.domain.catalogue.limits import LIMITS
from dutyroom.domain.catalogue.papers import PAPERS
from dutyroom.domain.catalogue.room import ROOM
from dutyroom.domain.catalogue.staff import STAFF
from dutyroom.domain.catalogue.warnings import WARNINGS
from dutyroom.domain.catalogue.workplaces import WORKPLACES
from dutyroom.lang import N_

_CATALOGUE = (
    *CALLS, *COMPLAINTS, *CASEWORK, *ROOM, *STAFF, *EMERGENCY, *COMMAND, *PAPERS, *DUTIES, *EXERCISE, *WORKPLACES, *LIMITS,
    *WARNINGS,
)  # fmt: skip

ACTS: dict[str, Act] = {act.name: replace(act, came=CAME.get(act.name, ())) for act in _CATALOGUE}

_NOT_ACTS = {
    "room.found": N_("设立值班室"), "room.recover": N_("凭密钥任命"), "room.replan": N_("凭密钥换上预案文本"),
    "room.export": N_("凭密钥导出"),
    "room.clock": N_("时钟变动"), "demo.fill": N_("备好演示投诉"),
    "keeper.warn": N_("临近提醒"), "keeper.breach": N_("超时告警"), "keeper.remind": N_("再次告警"),
    "keeper.escalate": N_("升级告警"),
    "keeper.over": N_("告警解除"), "keeper.told": N_("提醒和告警"),
    "keeper.answer": N_("凭回复码知悉"), "keeper.sent": N_("消息已发出"), "keeper.failed": N_("消息未发出"),
}  # fmt: skip


def label(kind: str) -> str:
    """What people call a kind of journal entry: the act's label, or that of what nobody does by a form (source text)."""
    act = ACTS.get(kind)
    return act.label if act else _NOT_ACTS.get(kind, kind)


def changed(kinds: Iterable[str]) -> frozenset[Kept]:
    """What consoles keep that journal entries of these kinds have made another: a console reads just that anew."""
    found = {fact for kind in kinds if kind in ACTS for fact in ACTS[kind].changes}
    # The keeper's own entries are nobody's acts.
    return frozenset(found | {"warnings" for kind in kinds if kind.startswith("keeper.")})
