"""The door for console and command line: acts go in, plain masked values come out.

Light to import; what is heavy (ORM, argon2) is imported by the method that needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dutyroom.domain.board import BoardRow
from dutyroom.services.room.room import Room

if TYPE_CHECKING:
    from dutyroom.domain.act import Command, Done
    from dutyroom.domain.handover import Item
    from dutyroom.domain.plan.organisation import Role
    from dutyroom.domain.scenario.scenario import Objective
    from dutyroom.services.board.views import News, Summary
    from dutyroom.services.cases import views as case_views
    from dutyroom.services.clocks.views import ClockPreview, ExplainLine
    from dutyroom.services.desk import views as desk_views
    from dutyroom.services.documents.event import Printout
    from dutyroom.services.duties import views as duty_views
    from dutyroom.services.emergency.panel.views import EmergencyView, WordingView
    from dutyroom.services.exercise.views import ExerciseView, InjectView
    from dutyroom.services.log.views import LogEntry
    from dutyroom.services.organisation.views import CardView, PersonView, RoleHolder, SignedIn, UnitView
    from dutyroom.services.plan import views as plan_views
    from dutyroom.services.shift.this_shift import HandoverView, ShiftView


class Front(Room):
    """The room with every question that a screen may ask. Every method may block, so the console calls it in workers."""

    def perform(self, command: Command) -> Done:
        """Performs an act (services.perform). Raises Refusal when it may not be; nothing is written then."""
        from dutyroom.services.perform.perform import perform

        return perform(self, command)

    def sign_in(self, person: str, secret: str) -> SignedIn:
        """Who somebody is. Raises Refusal ``secret`` for a wrong one, ``locked`` while the back-off runs."""
        from dutyroom.services.organisation.identity import Identity

        return Identity(self).sign_in(person, secret)

    def still(self, session: SignedIn) -> SignedIn:
        """The session with the roles held now. Raises SignedOut when its secret is another one or its account has ended."""
        from dutyroom.services.organisation.identity import Identity

        return Identity(self).again(session)

    def may(self, session: SignedIn | None, act: str, subject: str = "") -> str:
        """"" when the person may do the act now, else why not, in words for the screen."""
        from dutyroom.services.front.why_not import why_not

        return why_not(self, session, act, subject)

    def note_clock(self, expected: datetime, found: datetime) -> None:
        """Tells on the journal that this machine's clock jumped."""
        from dutyroom.services.log.clock_jump import note

        note(self, expected, found)

    def first_page(self, count: int) -> tuple[list[BoardRow], dict[str, Any]]:
        """The top of the queue, read through the driver alone (no ORM), and the head facts that the room keeps.

        Raises Refusal when the file is another one by now, or holds another room.
        """
        from dutyroom.store.first_page import first_page

        if "database" in self.__dict__:
            self.database.check_file()
        rows, facts = first_page(self.url, count)
        if facts["key_check"]:
            self.keys.belong(facts["key_check"])
        return rows, facts

    def board(self, page: int = 2000) -> Iterator[list[BoardRow]]:
        """Every open complaint in the order of the queue, in pages, read through the driver alone."""
        from dutyroom.store.first_page import every_page

        return every_page(self.url, page)

    def since(self, seq: int) -> News:
        """What changed after ``seq``."""
        from dutyroom.services.board.board import news

        return news(self, seq)

    def summary(self) -> Summary:
        """The counts of the header."""
        from dutyroom.services.front.header import summary

        return summary(self)

    def complaint(self, number: str) -> case_views.ComplaintView:
        """One complaint, masked. Raises Refusal ``not_found``."""
        from dutyroom.services.telling.queries import complaint

        return complaint(self, number)

    def said_again(self, act: str, subject: str) -> tuple[str, ...]:
        """What whoever reviews, approves or closes reads that is the same words again, one line each."""
        from dutyroom.services.cases.same_words import said_again

        return said_again(self, act, subject)

    def solution_pays(self, number: str) -> tuple[str, ...]:
        """The sum of a solution, what was paid and is open, who may approve how much. Raises Refusal ``not_found``."""
        from dutyroom.services.papers.measures import pays

        return pays(self, number)

    def reveal(self, command: Command) -> dict[str, str]:
        """The plain personal values of a complaint or call; the reason goes on the journal first."""
        from dutyroom.services.front.reveal import reveal

        return reveal(self, command)

    def calls(self, all_day: bool = False) -> tuple[desk_views.CallView, ...]:
        """Calls that are open or parked (with ``all_day`` today's others too), oldest first."""
        from dutyroom.services.desk.queries import calls

        return calls(self, all_day)

    def call(self, number: str, session: SignedIn | None = None) -> desk_views.CallView:
        """One call; its raw values for the person who takes it."""
        from dutyroom.services.desk.queries import call

        return call(self, number, session)

    def emergencies(self, over: bool = False) -> tuple[EmergencyView, ...]:
        """Emergencies that are not over, the gravest first; with ``over`` also those that are, the newest first behind them."""
        from dutyroom.services.emergency.panel.emergency_view import emergencies

        return emergencies(self, over)

    def emergency(self, number: str) -> EmergencyView:
        """One emergency. Raises Refusal ``not_found``."""
        from dutyroom.services.emergency.panel.emergency_view import emergency

        return emergency(self, number)

    def roster(self) -> tuple[RoleHolder, ...]:
        """Who holds which role of the plan now, in the plan's order; vacant roles too."""
        from dutyroom.services.organisation.queries import roster

        return roster(self)

    def posts(self) -> tuple[Role, ...]:
        """Roles that can be given and taken: the plan's, then those of earlier plans that still bind something."""
        from dutyroom.services.organisation.queries import posts

        return posts(self)

    def people(self, gone: bool = False) -> tuple[PersonView, ...]:
        """Active staff; with ``gone`` also those whose account has ended, who keep their names."""
        from dutyroom.services.organisation.queries import people

        return people(self, gone)

    def units(self) -> tuple[UnitView, ...]:
        """The organisation."""
        from dutyroom.services.organisation.queries import units

        return units(self)

    def log(
        self, since: datetime | None = None, until: datetime | None = None, limit: int = 200, subject: str = "",
        actor: str = "", written: bool = False,
    ) -> tuple[LogEntry, ...]:
        """The duty log, oldest first, at most the last ``limit`` lines; of one subject or person, written ones alone."""
        from dutyroom.services.log.entries import entries

        return entries(self, since, until, limit, subject, actor, written)

    def shift(self) -> ShiftView:
        """This shift: who is in the room, the next 点名, how far the log is signed, instructions, the open handover."""
        from dutyroom.services.shift.this_shift import this_shift

        return this_shift(self)

    def to_hand_over(self) -> tuple[Item, ...]:
        """What passes on if everybody on shift leaves now, with who holds it."""
        from dutyroom.services.shift.this_shift import to_hand_over

        return to_hand_over(self)

    def handover(self, number: str) -> HandoverView:
        """One handover. Raises Refusal ``not_found``."""
        from dutyroom.services.shift.this_shift import handover

        return handover(self, number)

    def print_log(self, entries: Sequence[LogEntry], title: str) -> Path:
        """Writes these lines as text to a new file in the user's data folder; its path."""
        from dutyroom.services.documents.log import print_log

        return print_log(self, entries, title)

    def print_handover(self, number: str) -> Path:
        """Writes a handover as text to a new file in the user's data folder; its path."""
        from dutyroom.services.documents.log import print_handover

        return print_handover(self, number)

    def preview(self, values: dict[str, Any], number: str = "") -> tuple[ClockPreview, ...]:
        """The clocks that a complaint of these values (level, received) would start, or that ``number`` would have then."""
        from dutyroom.services.cases.preview import preview

        return preview(self, values, number)

    def explain(self, clock: int) -> tuple[ExplainLine, ...]:
        """Why a clock is due when it is, day by day."""
        from dutyroom.services.cases.preview import explanation

        return explanation(self, clock)

    def search(self, text: str, limit: int = 200) -> tuple[str, ...]:
        """Numbers of open complaints found by number, name, telephone (whole or last 4) or words of the summary."""
        from dutyroom.services.desk.search import search

        return search(self, text, limit)

    def earlier(self, phone: str) -> tuple[desk_views.EarlierView, ...]:
        """Earlier calls and closed complaints of the same whole number, newest first."""
        from dutyroom.services.desk.search import earlier

        return earlier(self, phone)

    def charges(self) -> tuple[case_views.ChargeView, ...]:
        """Everything departments are charged with: what is not done first."""
        from dutyroom.services.cases.queries import charges

        return charges(self)

    def groups(self) -> tuple[case_views.GroupView, ...]:
        """Complaints taken for alike, proposed ones first."""
        from dutyroom.services.cases.queries import groups

        return groups(self)

    def unit_plans(self) -> tuple[case_views.UnitPlanView, ...]:
        """The organisation as a tree, with units' own plans."""
        from dutyroom.services.cases.queries import unit_plans

        return unit_plans(self)

    def archive(self, limit: int = 500) -> tuple[case_views.AlikeView, ...]:
        """处理档案: closed complaints, the last closed first."""
        from dutyroom.services.cases.queries import archive

        return archive(self, limit)

    def print_case(self, number: str) -> Path:
        """Writes a complaint's whole file as text, masked, to a new file in the user's data folder; its path."""
        from dutyroom.services.documents.case import print_case

        return print_case(self, number)

    def print_paper(self, number: str) -> Path:
        """Writes one paper of a complaint (``P5``) as text to a new file in the user's data folder; its path."""
        from dutyroom.services.documents.case import print_paper

        return print_paper(self, number)

    def event_paper(self, kind: str, subject: str) -> Printout:
        """One paper of an emergency in lines, to be read (services/documents/event.py). Raises Refusal ``not_found``."""
        from dutyroom.services.documents.event import event_paper

        return event_paper(self, kind, subject)

    def print_event_paper(self, kind: str, subject: str) -> Path:
        """Writes one paper of an emergency as text to a new file in the user's data folder; its path."""
        from dutyroom.services.documents.event import print_event_paper

        return print_event_paper(self, kind, subject)

    def perform_each(self, command: Command, numbers: Sequence[str]) -> tuple[tuple[str, str, bool], ...]:
        """Performs the act on each of these complaints, each as an act of its own: (number, what was said, done)."""
        from dutyroom.services.perform.on_group import perform_each

        return perform_each(self, command, numbers)

    # The telephone desk.

    def directory(self) -> tuple[CardView, ...]:
        """Active staff with every number, never masked."""
        from dutyroom.services.organisation.directory import directory

        return directory(self)

    def dial(self, subject: str, caller: str = "") -> desk_views.DialView:
        """Who is to be told of a complaint or emergency, in order, and what was tried. Raises Refusal ``not_found``."""
        from dutyroom.services.desk.dialling import dial

        return dial(self, subject, caller)

    def call_backs(self) -> tuple[desk_views.CallBackView, ...]:
        """Promised call-backs that were not kept yet, the next one first."""
        from dutyroom.services.desk.call_backs import call_backs

        return call_backs(self)

    def watches(self) -> tuple[desk_views.WatchView, ...]:
        """关注 in force, masked, those that end first first."""
        from dutyroom.services.desk.watches import watches

        return watches(self)

    def watched(self, phone: str = "", name: str = "") -> tuple[desk_views.WatchView, ...]:
        """关注 in force about a whole number or a whole name that somebody types."""
        from dutyroom.services.desk.watches import watched

        return watched(self, phone, name)

    def wordings(self) -> tuple[WordingView, ...]:
        """统一口径 in force about each emergency that is not over."""
        from dutyroom.services.emergency.wording import wordings

        return wordings(self)

    def duties(self, closed: bool = False) -> tuple[duty_views.DutyView, ...]:
        """Open duties, the next due first; with ``closed`` those done and dropped instead, newest first."""
        from dutyroom.services.duties.queries import duties

        return duties(self, closed)

    def supplies(self) -> tuple[duty_views.SupplyView, ...]:
        """物资 by name."""
        from dutyroom.services.duties.queries import supplies

        return supplies(self)

    def plans(self) -> plan_views.PlansView:
        """The versions of the plan, drafts on their way, interpretations, and the laws it stands on."""
        from dutyroom.services.plan.queries import plans

        return plans(self)

    def plan_draft(self, number: str) -> plan_views.DraftView:
        """One draft with what it changes. Raises Refusal ``not_found``."""
        from dutyroom.services.plan.queries import draft

        return draft(self, number)

    def plan_told(self, version: int) -> tuple[str, ...]:
        """Everything that a version says, one thing a line. Raises Refusal ``not_found``."""
        from dutyroom.services.plan.queries import told

        return told(self, version)

    def exercise(self) -> ExerciseView:
        """The exercise that this room is. Raises Refusal ``no_exercise`` in a live room."""
        from dutyroom.services.exercise.views import exercise

        return exercise(self)

    def injects(self) -> tuple[InjectView, ...]:
        """What the players of the exercise have been fed so far, the newest last. Raises Refusal ``no_exercise``."""
        from dutyroom.services.exercise.views import received

        return received(self)

    def objectives(self) -> tuple[Objective, ...]:
        """What the exercise trains and is judged by. Raises Refusal ``no_exercise``."""
        from dutyroom.services.room.exercise import scenario_of

        with self.database.read() as session:
            return scenario_of(session).objectives

    def exercise_over(self) -> bool:
        """Whether the exercise has ended. False in a live room."""
        from dutyroom.services.room.exercise import state_of

        with self.database.read() as session:
            return bool((state_of(session) or {}).get("ended"))

    def save_draft(self, draft: str, person: str, form: str, subject: str, values: dict[str, str]) -> None:
        """Keeps what was typed, sealed under the room key."""
        from dutyroom.services.desk.drafts import save

        save(self, draft, person, form, subject, values)

    def drafts(self, person: str = "") -> tuple[desk_views.DraftView, ...]:
        """Kept drafts (of one person), newest first."""
        from dutyroom.services.desk.drafts import kept

        return kept(self, person)

    def drop_draft(self, draft: str) -> None:
        """Forgets a draft."""
        from dutyroom.services.desk.drafts import drop

        drop(self, draft)
