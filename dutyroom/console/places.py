"""Every screen by its name, imported when the board is complete or when it first opens: no first paint waits for any."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from textual.screen import Screen

SCREENS: Mapping[str, str] = {
    "acts": "dutyroom.console.screens.acts:ActsScreen",
    "archive": "dutyroom.console.screens.cases.archive:ArchiveScreen",
    "call": "dutyroom.console.screens.desk.call:CallScreen",
    "call_backs": "dutyroom.console.screens.desk.call_backs:CallBacksScreen",
    "calls": "dutyroom.console.screens.desk.call:next_call",
    "cases": "dutyroom.console.screens.emergency.record:CasesScreen",
    "charges": "dutyroom.console.screens.cases.charges:ChargesScreen",
    "complaint": "dutyroom.console.screens.cases.complaint:ComplaintScreen",
    "dial": "dutyroom.console.screens.desk.dial:DialScreen",
    "directory": "dutyroom.console.screens.desk.directory:DirectoryScreen",
    "documents": "dutyroom.console.screens.emergency.documents:DocumentsScreen",
    "drafts": "dutyroom.console.screens.drafts:DraftsScreen",
    "duties": "dutyroom.console.screens.duties:DutiesScreen",
    "emergencies": "dutyroom.console.screens.emergency.emergencies:EmergenciesScreen",
    "emergency": "dutyroom.console.screens.emergency.panel:EmergencyScreen",
    "ending": "dutyroom.console.screens.emergency.ending:EndingScreen",
    "leading": "dutyroom.console.screens.emergency.leading:LeadingScreen",
    "evaluation": "dutyroom.console.screens.exercise.evaluation:EvaluationScreen",
    "facilitator": "dutyroom.console.screens.exercise.facilitator:FacilitatorScreen",
    "figures": "dutyroom.console.screens.figures:FiguresScreen",
    "form": "dutyroom.console.screens.form:FormScreen",
    "groups": "dutyroom.console.screens.cases.groups:GroupsScreen",
    "handover": "dutyroom.console.screens.shift.handover:HandoverScreen",
    "help": "dutyroom.console.screens.help:HelpScreen",
    "injects": "dutyroom.console.screens.exercise.injects:InjectsScreen",
    "log": "dutyroom.console.screens.shift.log:LogScreen",
    "note": "dutyroom.console.screens.shift.note:NoteScreen",
    "paper": "dutyroom.console.screens.emergency.paper:PaperScreen",
    "palette": "dutyroom.console.keys.palette:Palette",
    "papers": "dutyroom.console.screens.emergency.paper:PapersScreen",
    "plan_file": "dutyroom.console.screens.plan.file:PlanFileScreen",
    "plan_draft": "dutyroom.console.screens.plan.draft:PlanDraftScreen",
    "plan_told": "dutyroom.console.screens.plan.draft:PlanToldScreen",
    "plans": "dutyroom.console.screens.plan.plans:PlansScreen",
    "printout": "dutyroom.console.screens.emergency.documents:PrintoutScreen",
    "record": "dutyroom.console.screens.emergency.record:RecordScreen",
    "register": "dutyroom.console.screens.cases.register:RegisterScreen",
    "roster": "dutyroom.console.screens.shift.roster:RosterScreen",
    "shift": "dutyroom.console.screens.shift.shift:ShiftScreen",
    "sign_in": "dutyroom.console.screens.sign_in:SignInScreen",
    "supplies": "dutyroom.console.screens.supplies:SuppliesScreen",
    "warnings": "dutyroom.console.screens.warnings:WarningsScreen",
    "views": "dutyroom.console.screens.views:ViewsScreen",
    "units": "dutyroom.console.screens.units:UnitsScreen",
    "watches": "dutyroom.console.screens.desk.watches:WatchesScreen",
    "workstream": "dutyroom.console.screens.emergency.workstream:WorkstreamScreen",
}
"""Name → module and class, imported when first opened."""


def read_all() -> None:
    """Import every screen, in a thread: none is imported on the loop when it first opens."""
    for place in sorted(SCREENS.values()):
        import_module(place.partition(":")[0])


def make(name: str, *given: Any) -> Screen[Any] | None:
    """The screen of that name, made from `given`; None where there is nothing to open, as with no call that waits."""
    module, _colon, made = SCREENS[name].partition(":")
    screen = getattr(import_module(module), made)(*given)
    return screen if isinstance(screen, Screen) else None
