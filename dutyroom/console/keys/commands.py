"""What each command does, and the reasons why some can't be done now. Screens are imported when first opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dutyroom.console.picture import KEYS
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell
    from dutyroom.domain.act import Done
    from dutyroom.domain.board import BoardRow
    from dutyroom.services.organisation.views import SignedIn
    from dutyroom.services.shift.this_shift import ShiftView


def no_row(app: Shell) -> str:
    """Nothing is selected."""
    return "" if app.selected else _("没有选中的投诉")


def no_unseen(app: Shell) -> str:
    """Nothing is selected, or someone has seen it already."""
    row = app.selected
    if row is None:
        return _("没有选中的投诉")
    return "" if row.lit(app.room.now()) else _("{number} 已有人知悉").format(number=row.number)


def no_calls(app: Shell) -> str:
    """No call is open or parked, and none was taken while nobody was signed in."""
    return "" if app.open_calls or app.guest_calls else _("没有暂存的来电。F2 接新来电")


def all_seen(app: Shell) -> str:
    """Nothing is left that nobody has seen."""
    return "" if app.board.picture.unseen(app.room.now()) or app.board.only_unseen else _("都已有人知悉")


def not_facilitating(app: Shell) -> str:
    """What is still to come is the facilitator's and the observers' to know."""
    mine = set(app.session.roles) if app.session else set()
    watches = mine & {"facilitator", "observer"}
    return no_exercise(app) or ("" if watches else _("由导调员、观察员看；先以导调员登录（director）。"))


def no_evaluation(app: Shell) -> str:
    """Players see the evaluation when the exercise is over: before, it would tell them what is to come."""
    return "" if no_exercise(app) == "" and getattr(app, "over", False) else not_facilitating(app)


def no_exercise(app: Shell) -> str:
    """This is the live room."""
    return "" if app.exercise else _("这里是正式值班室，不是演练。")


def not_signed_in(app: Shell) -> str:
    """Nobody is signed in."""
    return "" if app.session else _("现在无人登录，画面只读")


def new_call(app: Shell) -> None:
    """Stamp the time and take the call, even when locked."""
    app.open("call")


def next_call(app: Shell) -> None:
    """Park the call in hand and take up the next one that waits."""
    app.open("calls")


def register(app: Shell) -> None:
    """A complaint that did not come by telephone."""
    app.need_session(lambda _session: app.open("register"))


def drafts(app: Shell) -> None:
    """What was typed and not sent."""
    app.need_session(lambda _session: app.open("drafts"))


def find(app: Shell) -> None:
    """Find by last digits, number or name."""
    app.board.find()


def go_to(app: Shell) -> None:
    """Put the cursor on a number."""
    app.board.find(jump=True)


def sort(app: Shell) -> None:
    """The next order of the queue."""
    order = list(KEYS)
    app.board.sort(order[(order.index(app.board.order) + 1) % len(order)])


def views(app: Shell) -> None:
    """Which rows, grouped and ordered how, with which columns; views saved."""
    app.open("views")


def open_selected(app: Shell) -> None:
    """Everything about the selected complaint."""
    if row := app.selected:
        app.open("complaint", row.number)


def _form(app: Shell, act: str) -> None:
    if row := app.selected:
        app.open_form(act, row.number, row.version)


def contact(app: Shell) -> None:
    """Record a contact with the complainant."""
    _form(app, "complaint.contact")


def transfer(app: Shell) -> None:
    """Hand the complaint to a unit."""
    _form(app, "complaint.transfer")


def level(app: Shell) -> None:
    """Set the level."""
    _form(app, "complaint.level")


def report_up(app: Shell) -> None:
    """Call up the chain, one key a try."""
    if row := app.selected:
        app.open("dial", row.number)


def acknowledge(app: Shell) -> None:
    """I have seen it: one key."""
    if row := app.selected:
        _acknowledge(app, row)


def _acknowledge(app: Shell, row: BoardRow) -> None:
    app.act("complaint.acknowledge", row.number, seen=row.version)


def call_backs(app: Shell) -> None:
    """What was promised and not kept yet."""
    app.open("call_backs")


def unseen(app: Shell) -> None:
    """Only what nobody has seen; again: everything."""
    app.board.show_unseen()


def directory(app: Shell) -> None:
    """Everybody, with every number."""
    app.open("directory")


def watches(app: Shell) -> None:
    """Notes in force on callers."""
    app.open("watches")


def duties(app: Shell) -> None:
    """What comes round, and what reviews and opinions ask for, with the dates."""
    app.open("duties")


def warnings(app: Shell) -> None:
    """What fell due and nobody has answered."""
    app.open("warnings")


def bell(app: Shell) -> None:
    """Whether this terminal sounds for what is new and 紧急, kept for the next start."""
    app.keep(replace(app.kept, silent=not app.kept.silent))
    app.say(_("本机不再响铃") if app.kept.silent else _("有新的紧急告警时本机响铃"))


def supplies(app: Shell) -> None:
    """What is kept for an emergency, where, and by whom."""
    app.open("supplies")


def plans(app: Shell) -> None:
    """The plan in force, its versions, drafts on their way, interpretations and laws."""
    app.open("plans")


def figures(app: Shell) -> None:
    """What came in, how clocks were kept, and the trend."""
    app.open("figures")


def charges(app: Shell) -> None:
    """What departments are charged with."""
    app.open("charges")


def groups(app: Shell) -> None:
    """Complaints alike: found, confirmed, handled together."""
    app.open("groups")


def units(app: Shell) -> None:
    """The organisation, and units' own plans."""
    app.open("units")


def archive(app: Shell) -> None:
    """Closed complaints with their whole files."""
    app.open("archive")


def write_log(app: Shell) -> None:
    """A line in the duty log: one line at the foot."""
    app.need_session(lambda _session: app.open("note"))


def emergency(app: Shell) -> None:
    """The emergency that is open, a choice of several, or reporting one with the selected complaint."""
    known = app.summary.emergencies if app.summary else ()
    here = getattr(app.screen, "number", "")
    if app.summary is None:

        def read() -> None:
            emergency(app)
            app.type_ahead.come(emergency)

        # Pressed in the first second: it opens when the room is read, and what is typed behind it waits.
        app.say(_("正在读取，请稍候"))
        app.type_ahead.expect(emergency)
        app.when_read(read)
    elif len(known) == 1 and known[0][0] != here:
        app.open("emergency", known[0][0])
    elif known:
        app.open("emergencies")
    else:
        from dutyroom.console.present.form_starts import of_complaint

        units = dict(app.named.words.units) if app.named else {}

        def opened(done: Done | None) -> None:
            if done is not None:
                app.open("emergency", done.subject)

        app.open_form("emergency.report", values=of_complaint(app.selected, units), then=opened)


def emergencies(app: Shell) -> None:
    """Every emergency, those that are over too."""
    app.open("emergencies")


def help_page(app: Shell) -> None:
    """Keys, marks and colours."""
    app.open("help")


def palette(app: Shell) -> None:
    """Every command by name."""
    app.action_command_palette()


def duty_log(app: Shell) -> None:
    """The duty log, full screen."""
    app.open("log")


def this_shift(app: Shell) -> None:
    """This shift: who is there, the next round, what is unsigned and asked for."""
    app.open("shift")


def handover(app: Shell) -> None:
    """交接班: propose it, or sign what was proposed."""

    def ask(_session: SignedIn) -> None:
        def opened(shift: ShiftView) -> None:
            app.open("handover", shift)
            app.type_ahead.come(handover)

        app.type_ahead.expect(handover)
        app.ask(app.room.shift, opened, lambda _no: app.type_ahead.give_up())

    app.need_session(ask)


def roster(app: Shell) -> None:
    """Who holds which role, full screen."""
    app.open("roster")


def injects(app: Shell) -> None:
    """What the exercise has fed the players so far."""
    app.open("injects")


def facilitator(app: Shell) -> None:
    """The facilitator's page: injects to come, the clock, the score."""
    app.need_session(lambda _session: app.open("facilitator"))


def evaluation(app: Shell) -> None:
    """What was expected and what was done."""
    app.open("evaluation")


def sign_in(app: Shell) -> None:
    """Say who you are."""
    app.ask_who(lambda session: None)


def sign_out(app: Shell) -> None:
    """Back to the read-only, masked picture."""
    app.lock(_("已锁定，画面只读"))


def theme(app: Shell) -> None:
    """The next palette."""
    app.next_theme()


def leave(app: Shell) -> None:
    """Leave the console; what was typed stays in drafts."""
    app.exit()
