"""The acts of a tabletop exercise: its beginning, its clock, injects sent, held, skipped and added, observations, its end."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from dutyroom.domain.emergency import OVER
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.room.clock import FASTEST, KEY, ExerciseClock, run_from
from dutyroom.services.room.exercise import MORE, STATE, scenario_of, state_of
from dutyroom.services.room.settings import write_setting
from dutyroom.store.rows.emergencies import Emergency
from dutyroom.store.rows.exercises import InjectState, Observation

if TYPE_CHECKING:
    from dutyroom.services.room.room import Room


def open_titles(room: Room) -> tuple[str, ...]:
    """The titles of the emergencies that a room has open, read without its plan."""
    query = select(Emergency.title).where(col(Emergency.stage).not_in(OVER)).order_by(col(Emergency.reported))
    with room.database.read() as session:
        return tuple(session.exec(query).all())


def begin(work: Work) -> None:
    """开始演练: minute 0 is now, and the clock goes. Raises Refusal ``wrong_stage`` when it has begun already."""
    state = _state(work)
    if state.get("began"):
        raise Refusal("wrong_stage", _("演练已经开始。"))
    state["began"] = work.now.isoformat()
    write_setting(work.session, STATE, state)
    for inject in scenario_of(work.session).injects:
        work.add(InjectState(no=inject.no))
    _run(work, work.now, 1)
    work.message = _("演练开始。")


def set_clock(work: Work) -> None:
    """调整演练时钟: pause it (0), let it run so many times as fast, jump it forward; or put off the end by minutes.

    Raises Refusal ``bad_input`` for a jump backwards: what was done would lie in the future.
    """
    state = _state(work)
    _under_way(state)
    rate, to, more = (work.values.get(name) for name in ("rate", "to", "more"))
    if rate is None and to is None and more is None:
        raise Refusal("bad_input", _("没有说明怎样调整。"), _("填快慢、跳到的时刻或延长的分钟。"))
    if rate is not None and not 0 <= rate <= FASTEST:
        fault = Fault("rate", _("须在 0 到 {n} 之间。").format(n=FASTEST))
        raise Refusal("bad_input", _("演练时钟没有这么快。"), fault.message, (fault,))
    if to is not None and to <= work.now:
        fault = Fault("to", _("须晚于演练的现在。"))
        raise Refusal("bad_input", _("演练时钟不能往回拨，没有改动。"), _("往后跳，或另开一场演练。"), (fault,))
    if more:
        write_setting(work.session, STATE, {**state, MORE: int(state.get(MORE, 0)) + int(more)})
        work.message = _("演练延长 {n} 分钟。").format(n=more)
        if rate is None and to is None:
            return
    clock = work.room.clock
    current = clock.rate if isinstance(clock, ExerciseClock) else 1
    _run(work, to or work.now, current if rate is None else int(rate))
    work.message = _("演练时钟已暂停。") if rate == 0 else _("演练时钟已调整。")


def end(work: Work) -> None:
    """结束演练: the clock stands, nothing more is fed, and what was not done is judged."""
    state = _state(work)
    _under_way(state)
    state["ended"] = work.now.isoformat()
    write_setting(work.session, STATE, state)
    _run(work, work.now, 0)
    work.text = work.masked("reason")
    work.message = _("演练结束。")


def send(work: Work) -> None:
    """发出情景信息: the players see it now. Held and skipped ones can be sent after all; one is sent once."""
    _under_way(_state(work))
    row = _inject(work)
    if row.state == "sent":
        raise Refusal("no_change", _("第 {n} 号已经发出。").format(n=row.no), _("不会再发一次。"))
    row.state, row.sent_at = "sent", work.now
    work.message = _("已发出第 {n} 号情景信息。").format(n=row.no)


def hold(work: Work) -> None:
    """暂缓: it is not sent at its time, until released or sent by hand."""
    _turn(work, ("waiting",), "held", _("已暂缓第 {n} 号。"))


def release(work: Work) -> None:
    """恢复: it waits for its time again; when that has passed, it is sent at once."""
    _turn(work, ("held", "skipped"), "waiting", _("已恢复第 {n} 号。"))


def skip(work: Work) -> None:
    """略过: it is not sent in this exercise, and nothing is expected of anybody for it."""
    _turn(work, ("waiting", "held"), "skipped", _("已略过第 {n} 号。"))


def add(work: Work) -> None:
    """追加: an inject that the facilitator makes up on the spot, sent at once."""
    _under_way(_state(work))
    last = work.session.exec(select(func.max(InjectState.no))).one() or 0
    no = int(last) + 1
    values = {name: str(work.values[name]) for name in ("sender", "to", "method", "text")}
    work.add(InjectState(no=no, state="sent", sent_at=work.now, own=True, **values))
    work.data["no"] = no
    work.message = _("已发出第 {n} 号情景信息。").format(n=no)


def observe(work: Work) -> None:
    """记观察: a strength, a gap, an improvement with who and until when, or a note; for the evaluation."""
    _state(work)
    kind, due = str(work.values["kind"]), str(work.values.get("due") or "")
    owner, objective = str(work.values.get("owner") or ""), str(work.values.get("objective") or "")
    faults = []
    if kind == "improvement" and not owner:
        faults.append(Fault("owner", _("改进须有责任人。")))
    if (kind == "improvement" or due) and not _is_date(due):
        faults.append(Fault("due", _("写成 2026-12-31。")))
    if faults:
        raise Refusal("bad_input", _("有 {n} 处需要改正，内容都还在。").format(n=len(faults)), "", tuple(faults))
    work.add(
        Observation(
            id=work.next("observation"), at=work.now, by=work.actor, kind=kind, text=work.masked("text"),
            objective=objective, owner=owner, due=due,
        )
    )  # fmt: skip
    work.message = _("已记下观察。")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))


def _state(work: Work) -> dict[str, Any]:
    state = state_of(work.session)
    if state is None:
        raise Refusal("no_exercise", _("这里是正式值班室，不是演练。"), _("演练另开：dutyroom exercise run。"))
    return state


def _under_way(state: dict[str, Any]) -> None:
    if not state.get("began"):
        raise Refusal("wrong_stage", _("演练还没有开始。"), _("先开始演练。"))
    if state.get("ended"):
        raise Refusal("wrong_stage", _("演练已经结束。"), _("要再练，另开一场。"))


def _inject(work: Work) -> InjectState:
    return work.get(InjectState, int(work.values["no"]), _("情景信息"))


def _turn(work: Work, before: tuple[str, ...], after: str, message: str) -> None:
    _under_way(_state(work))
    row = _inject(work)
    if row.state not in before:
        raise Refusal("no_change", _("第 {n} 号现在不能这样办。").format(n=row.no), _("请看清它现在的状态。"))
    row.state = after
    row.sent_at = work.now if after == "skipped" else None
    work.message = message.format(n=row.no)


def _run(work: Work, at: datetime, rate: int) -> None:
    clock = work.room.clock
    wall = clock.wall.now() if isinstance(clock, ExerciseClock) else work.now
    write_setting(work.session, KEY, run_from(wall, at.astimezone(UTC), rate))


def waiting(session: Session) -> list[InjectState]:
    """Injects that were neither sent nor skipped, by number."""
    query = select(InjectState).where(col(InjectState.state).in_(("waiting", "held"))).order_by(col(InjectState.no))
    return list(session.exec(query).all())
