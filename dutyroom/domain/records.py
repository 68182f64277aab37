"""工作记录: what each workstream keeps besides tasks and papers, one kind a real thing, and how each goes on.

A kind is begun by one act and moved on by others; every move is kept as a step, so that a record tells its own history
(an exhibit: who held it when). Which kinds lie in which place of work is the plan's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dutyroom.lang import N_

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan
    from dutyroom.domain.plan.response import Workstream


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. ``add`` begins it in state ``begin``; ``moves`` are acts and the state after each.

    A state written ``=standing`` is the value of that field; "" leaves the state as it is. In ``ends`` nothing more
    is done. ``clock``: its ``due`` is a time limit (a promise, a dispute), which the moves named here meet.
    """

    code: str
    label: str
    add: str
    begin: str
    moves: Mapping[str, str] = field(default_factory=dict)
    ends: frozenset[str] = frozenset()
    clock: frozenset[str] = frozenset()


_KINDS = (
    Kind("fact", N_("事实"), "fact.add", "=standing", {"fact.settle": "=standing"}),
    Kind("finding", N_("调查结论"), "finding.add", "stated", {"finding.revise": "revised"}),
    Kind("rumour", N_("谣言与回应"), "rumour.add", "open", {"rumour.answer": "answered"}),
    Kind("speaker", N_("发言人"), "speaker.appoint", "in_force", {"speaker.relieve": "over"}, frozenset({"over"})),
    Kind(
        "question", N_("法律问题与意见"), "question.ask", "open", {"question.answer": "answered"}, frozenset(),
        frozenset({"question.answer"}),
    ),
    Kind(
        "exhibit", N_("证据"), "exhibit.add", "held", {"exhibit.pass": "held", "exhibit.release": "released"},
        frozenset({"released"}),
    ),
    Kind("hold", N_("冻结删除"), "hold.place", "in_force", {"hold.lift": "over"}, frozenset({"over"})),
    Kind(
        "dispute", N_("纠纷"), "dispute.add", "open", {"dispute.move": "", "dispute.close": "over"}, frozenset({"over"}),
        frozenset({"dispute.close"}),
    ),
    Kind("lawyer", N_("外部律师"), "lawyer.engage", "engaged", {"lawyer.end": "over"}, frozenset({"over"})),
    Kind("customer", N_("投诉人"), "customer.mood", ""),
    Kind(
        "promise", N_("承诺"), "promise.make", "open", {"promise.keep": "kept", "promise.fail": "failed"},
        frozenset({"kept", "failed"}), frozenset({"promise.keep", "promise.fail"}),
    ),
    Kind("scene", N_("现场"), "scene.open", "open", {"scene.count": "", "scene.clear": "clear"}, frozenset({"clear"})),
    Kind("post", N_("岗位"), "post.set", "manned", {"post.move": "", "post.withdraw": "over"}, frozenset({"over"})),
    Kind(
        "incident", N_("现场事件"), "incident.add", "open", {"incident.handle": "handled", "incident.close": "over"},
        frozenset({"over"}),
    ),
    Kind("stage", N_("环节"), "workstream.step", "over"),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _KINDS}
"""Every kind of record by its code."""

OF_ACT: Mapping[str, Kind] = {act: kind for kind in _KINDS for act in (kind.add, *kind.moves)}
"""The kind that an act begins or moves."""

RHYTHM_STOPS = ("opinion.add", "opinion.watch", "emergency.fact", "scene.count", *OF_ACT)
"""Acts that can meet what comes round in a workstream."""

CARD = ("customer.plan", "customer.mood", "customer.support")
"""Acts that write on a complainant's card: one record a complaint, made when first needed."""

PLACES: Mapping[str, tuple[str, ...]] = {
    "complaints": ("fact", "finding", "solution"),
    "publicity": ("opinion", "rumour", "statement", "speaker"),
    "legal": ("question", "dispute", "exhibit", "hold", "lawyer", "report", "statement"),
    "customers": ("customer",),
    "security": ("scene", "incident", "post"),
    "general": ("fact", "solution"),
}
"""What lies in each kind of place of work, in the order of the screen."""

PARTS = tuple(dict.fromkeys(part for parts in PLACES.values() for part in parts))
"""Everything that a plan may put in a place of work."""

_NOUNS: Mapping[str, tuple[str, ...]] = {
    "solution": ("solution", "measure"),
    "customer": ("customer", "promise"),
    "report": ("emergency.inform",),
}


def parts_of(plan: Plan, stream: Workstream) -> tuple[str, ...]:
    """What the place of work of a workstream holds: as the plan says, else whatever papers its roles may work on."""
    if stream.records:
        return stream.records
    if stream.kind:
        return PLACES[stream.kind]
    mine = {role.code for role in plan.roles if role.workstream == stream.code} | {stream.role}
    able = {allow.act.partition(".")[0] for allow in plan.allows if not mine.isdisjoint(allow.roles)}
    return tuple(part for part in ("statement", "solution", "opinion") if part in able)


def acts_of(part: str) -> tuple[str, ...]:
    """The nouns (or whole names) of the acts that belong to a part of a place of work."""
    return _NOUNS.get(part, (part,))


def state_after(rule: str, values: Mapping[str, object], before: str) -> str:
    """The state that a kind's rule gives: the value of the field it names, the state before, or itself."""
    if rule.startswith("="):
        return str(values[rule[1:]])
    return rule or before
