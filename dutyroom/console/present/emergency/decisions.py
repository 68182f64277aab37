"""A decision as one line, and whole."""

from __future__ import annotations

from dutyroom.console.present.cells import wrap
from dutyroom.console.present.emergency.event import Scene, edition
from dutyroom.console.present.layout import clip
from dutyroom.console.present.line import Line, Part
from dutyroom.console.present.safe import lines as safe_lines
from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name, decision_name
from dutyroom.lang import gettext as _
from dutyroom.services.emergency.panel.views import DecisionView


def decision_line(decision: DecisionView, scene: Scene) -> Line:
    """One decision: when, who in which role, what, how; by telephone and not yet signed is said."""
    name = one_line(decision_name(scene.plan, decision))
    parts: list[Part] = [
        (f" * {scene.at(decision.at)} ", "accent"),
        (f"{scene.role(decision.role)} {one_line(decision.by_name)} ", "strong"),
        (f"{name} ", "plain"),
        (choice_name(decision.outcome) + " ", "soon" if decision.outcome in ("refuse", "return") else "accent"),
    ]
    if decision.choice and decision.choice not in name:
        parts.append((one_line(decision.choice) + " ", "plain"))
    if decision.edition:
        parts.append((f"{edition(decision.edition)} ", "quiet"))
    if decision.telephone:
        signed = decision.signed_at is not None
        if decision.unwitnessed:
            parts.append((_("无见证") + " ", "quiet" if signed else "alarm"))
        parts.append((_("电话授权，已补签") if signed else _("电话授权，待补签"), "quiet" if signed else "soon"))
        parts.append((" ", "plain"))
    if decision.reason:
        parts.append((one_line(decision.reason), "quiet"))
    return parts


def decision_lines(decision: DecisionView, scene: Scene, width: int) -> list[Line]:
    """One decision whole: the question, its options, what was decided, why, and on which facts."""
    lines: list[Line] = [clip(decision_line(decision, scene), width)]
    for name, text in (
        (_("要决定的事项"), decision.question), (_("可选方案"), decision.options), (_("决定内容"), decision.choice),
        (_("理由"), decision.reason), (_("依据的情况"), decision.facts),
    ):  # fmt: skip
        if text:
            lines.append([(f"   {name}", "quiet")])
            lines += [[("     " + part, "plain")] for part in wrap(safe_lines(text), max(width - 6, 10))]
    return lines
