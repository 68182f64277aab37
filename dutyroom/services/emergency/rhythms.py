"""What comes round in a workstream (监测、清点)."""

from __future__ import annotations

from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.clocks import clocks
from dutyroom.services.clocks.clocks import end_clock, void_clock
from dutyroom.services.emergency.event import in_place
from dutyroom.store.rows.emergencies import Emergency, Workstream


def begin(work: Work, event: Emergency, code: str) -> None:
    """The workstream is at work: what comes round there is due from now."""
    stream = work.plan.workstream(code)
    running = {clock.code for clock in clocks.running(work.session, event.number)}
    for each in stream.rhythms if stream else ():
        if each.clock.code not in running:
            clocks.start_clock(work, event.number, each.clock, work.now)


def end(work: Work, event: Emergency, code: str) -> None:
    """The workstream was stood down: nothing comes round there any more."""
    stream = work.plan.workstream(code)
    for each in stream.rhythms if stream else ():
        void_clock(work, event.number, each.clock.code)


def touch(work: Work, event: Emergency) -> None:
    """The act that is being done meets everything that comes round and waits for it; the next one is due from now."""
    work.session.flush()
    for stream in work.plan.workstreams:
        for each in stream.rhythms:
            row = work.session.get(Workstream, (event.number, stream.code))
            if work.act.name in each.stop and row is not None and row.state == "active":
                end_clock(work, event.number, each.clock.code)
                clocks.start_clock(work, event.number, each.clock, work.now)


def looked(work: Work) -> None:
    """监测无新情况: somebody looked and there was nothing new, which is worth a line too."""
    event: Emergency = work.row
    in_place(work, event)
    work.text = work.masked("text")
    touch(work, event)
    work.message = _("已记监测情况。")
