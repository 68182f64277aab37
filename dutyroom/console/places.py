"""Every screen by its name, imported when the board is complete or when it first opens: no first paint waits for any."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from textual.screen import Screen

SCREENS: Mapping[str, str] = {
    "acts": "dutyroom.console.screens.acts:ActsScreen",
    "archive": "dutyroom.console.screens.archive:ArchiveScreen",
    "call": "dutyroom.console.screens.call:CallScreen",
    "call_backs": "dutyroom.console.screens.call_backs:CallBacksScreen",
    "calls": "dutyroom.console.screens.call:next_call",
    "cases": "dutyroom.console.screens.record:CasesScreen",
    "charges": "dutyroom.console.screens.charges:ChargesScreen",
    "complaint": "dutyroom.console.screens.complaint:ComplaintScreen",
    "dial": "dutyroom.console.screens.dial:DialScreen",
    "directory": "dutyroom.console.screens.directory:DirectoryScreen",
    "documents": "dutyroom.console.screens.documents:DocumentsScreen",
    "drafts": "dutyroom.console.screens.drafts:DraftsScreen",
    "duties": "dutyroom.console.screens.duties:DutiesScreen",
    "emergencies": "dutyroom.console.screens.emergencies:EmergenciesScreen",
    "emergency": "dutyroom.console.screens.emergency:EmergencyScreen",
    "ending": "dutyroom.console.screens.ending:EndingScreen",
    "leading": "dutyroom.console.screens.leading:LeadingScreen",
    "evaluation": "dutyroom.console.screens.evaluation:EvaluationScreen",
    "facilitator": "dutyroom.console.screens.facilitator:FacilitatorScreen",
    "figures": "dutyroom.console.screens.figures:FiguresScreen",
    "form": "dutyroom.console.screens.form:FormScreen",
    "groups": "dutyroom.console.screens.groups:GroupsScreen",
    "handover": "dutyroom.console.screens.handover:HandoverScreen",
    "help": "dutyroom.console.screens.help:HelpScreen",
    "injects": "dutyroom.console.screens.injects:InjectsScreen",
    "log": "dutyroom.console.screens.log:LogScreen",
    "note": "dutyroom.console.screens.note:NoteScreen",
    "paper": "dutyroom.console.screens.paper:PaperScreen",
    "palette": "dutyroom.console.palette:Palette",
    "papers": "dutyroom.console.screens.paper:PapersScreen",
    "plan_file": "dutyroom.console.screens.plan_file:PlanFileScreen",
    "plan_draft": "dutyroom.console.screens.plan_draft:PlanDraftScreen",
    "plan_told": "dutyroom.console.screens.plan_draft:PlanToldScreen",
    "plans": "dutyroom.console.screens.plans:PlansScreen",
    "printout": "dutyroom.console.screens.documents:PrintoutScreen",
    "record": "dutyroom.console.screens.record:RecordScreen",
    "register": "dutyroom.console.screens.register:RegisterScreen",
    "roster": "dutyroom.console.screens.roster:RosterScreen",
    "shift": "dutyroom.console.screens.shift:ShiftScreen",
    "sign_in": "dutyroom.console.screens.sign_in:SignInScreen",
    "supplies": "dutyroom.console.screens.supplies:SuppliesScreen",
    "views": "dutyroom.console.screens.views:ViewsScreen",
    "units": "dutyroom.console.screens.units:UnitsScreen",
    "watches": "dutyroom.console.screens.watches:WatchesScreen",
    "workstream": "dutyroom.console.screens.workstream:WorkstreamScreen",
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
