"""工作组 and their tasks, and what publicity sees."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from dutyroom.domain.clock import ClockSpec
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.tasks import Work as Order
from dutyroom.domain.tasks import waiting_for
from dutyroom.lang import gettext as _
from dutyroom.lang import language
from dutyroom.services import clocks, informing
from dutyroom.services.event import end_clock, event_of, holder_of, in_place, name_of, void_clock
from dutyroom.services.names import listed, term
from dutyroom.services.work import Work
from dutyroom.store.rows.emergencies import Emergency, Sighting, Task, Workstream

OWN_CLOCK = "task"
"""The clock's code of a task that was added by hand with a limit of its own."""


def set_up(work: Work, event: Emergency, code: str) -> None:
    """Puts a workstream in emergency state: its tasks of the plan open and their clocks start now (四.3).

    One that was stood down goes on with the tasks it had left.
    """
    row = work.session.get(Workstream, (event.number, code))
    if row is not None:
        row.state, row.since = "active", work.now
        left = [task for task in tasks_of(work.session, event.number) if task.workstream == code and task.state == "open"]
        for task in left:
            _start(work, task)
        return
    work.add(Workstream(emergency=event.number, code=code, since=work.now))
    stream = work.plan.workstream(code)
    for template in stream.tasks if stream else ():
        task = Task(
            id=work.next("task"),
            emergency=event.number,
            workstream=code,
            code=template.code,
            title=template.name,
            en=template.en,
            owner=holder_of(work, template.role),
            after=",".join(_places(work, code, template.after)),
            clause=template.clause,
        )
        work.add(task)
        _start(work, task)


def add(work: Work) -> None:
    """增设工作组 while the event is running."""
    event: Emergency = work.row
    in_place(work, event)
    code = work.values["workstream"]
    row = work.session.get(Workstream, (event.number, code))
    name = term(work.plan.workstreams, code)
    if row is not None and row.state == "active":
        raise Refusal("no_change", _("{name}已在应急状态。").format(name=name), _("不需要再办。"))
    set_up(work, event, code)
    work.message = _("{name}已进入应急状态。").format(name=name)


def stand_down(work: Work) -> None:
    """撤收工作组: its open tasks stay on record, their clocks end."""
    event: Emergency = work.row
    in_place(work, event)
    row = active(work, event, work.values["workstream"])
    row.state, row.since = "stood_down", work.now
    left = [task for task in tasks_of(work.session, event.number) if task.workstream == row.code and task.state == "open"]
    for task in left:
        void_clock(work, f"T{task.id}", task.code or OWN_CLOCK)
    name = term(work.plan.workstreams, row.code)
    work.message = _("{name}已撤收。").format(name=name)
    if left:
        work.message = _("{name}已撤收；未完成的任务保留在案：{tasks}。").format(
            name=name, tasks=listed(title(task) for task in left)
        )


def active(work: Work, event: Emergency, code: str) -> Workstream:
    """The workstream's row. Raises Refusal ``workstream_standby``, which says how to add it, unless it is active."""
    row = work.session.get(Workstream, (event.number, code))
    if row is None or row.state != "active":
        name = term(work.plan.workstreams, code)
        raise Refusal(
            "workstream_standby",
            _("{name}没有进入应急状态。").format(name=name),
            _("请先办「增设工作组」：{name}。").format(name=name),
        )
    return row


def add_task(work: Work) -> None:
    """新任务: work that the plan does not list, an instruction among it, with owner and limit."""
    event: Emergency = work.row
    in_place(work, event)
    active(work, event, work.values["workstream"])
    minutes = work.values.get("minutes")
    if minutes == 0:
        raise Refusal("bad_input", _("限时至少 1 分钟。"), "", (Fault("minutes", _("至少 1 分钟。")),))
    task = Task(
        id=work.next("task"),
        emergency=event.number,
        workstream=work.values["workstream"],
        title=work.masked("title"),
        owner=str(work.values.get("owner") or ""),
    )
    work.add(task)
    if minutes:
        spec = ClockSpec(OWN_CLOCK, "task_done", task.title, task.title, "minutes", minutes, source="unit")
        clocks.start_clock(work, f"T{task.id}", spec, work.now)
    work.subject = f"T{task.id}"
    work.message = _("已下达任务「{title}」。").format(title=task.title)


def assign_task(work: Work) -> None:
    """指定负责人."""
    task: Task = work.row
    in_place(work, event_of(work, task.emergency))
    _still_open(task)
    task.owner = work.values["owner"]
    work.message = _("「{title}」由{name}负责。").format(title=title(task), name=name_of(work.session, task.owner))


def finish_task(work: Work) -> None:
    """任务完成, with what shows it. Raises Refusal ``task_waits`` while a task that comes before it is open."""
    task: Task = work.row
    in_place(work, event_of(work, task.emergency))
    _still_open(task)
    every = [order_of(each) for each in tasks_of(work.session, task.emergency)]
    before = waiting_for(order_of(task), every)
    if before:
        raise Refusal(
            "task_waits",
            _("「{title}」须在前面的任务之后：{before}。").format(title=title(task), before=listed(before)),
            _("请先完成前面的任务。"),
        )
    task.state = "done"
    task.evidence = work.masked("evidence")
    task.done_at = work.happened()
    task.done_by = work.actor
    end_clock(work, f"T{task.id}", task.code or OWN_CLOCK)
    work.text = task.evidence
    work.message = _("「{title}」已完成。").format(title=title(task))


def sighting(work: Work) -> None:
    """记录舆情: where it was seen, how far it reached, in which tone."""
    event: Emergency = work.row
    in_place(work, event)
    reach = int(work.values.get("reach") or 0)
    work.add(
        Sighting(
            id=work.next("sighting"),
            emergency=event.number,
            at=work.happened(),
            place=work.masked("place"),
            reach=reach,
            tone=str(work.values.get("tone") or ""),
            text=work.masked("text"),
            by=work.actor,
        )
    )
    crossed = informing.weigh(work, event, "reach", reach)
    work.message = _("舆情已记录。")
    if crossed:
        work.message = _("已记录；达到阈值：{names}，须按时报告。").format(names=listed(crossed))


def tasks_of(session: Session, number: str) -> Sequence[Task]:
    """The tasks of an event, in the order in which they were opened."""
    return session.exec(select(Task).where(Task.emergency == number).order_by(col(Task.id))).all()


def order_of(task: Task) -> Order:
    """The task as the rules of order see it."""
    after = tuple(place for place in task.after.split(",") if place)
    return Order(task.id, f"{task.workstream}.{task.code}", title(task), task.state == "done", after)


def title(task: Task) -> str:
    """The task's title in the language in force."""
    return task.en if task.en and language() == "en" else task.title


def _still_open(task: Task) -> None:
    if task.state == "done":
        raise Refusal("no_change", _("「{title}」已经完成。").format(title=title(task)), _("不需要再办。"))


def _start(work: Work, task: Task) -> None:
    stream = work.plan.workstream(task.workstream)
    template = next((each for each in stream.tasks if each.code == task.code), None) if stream else None
    if template is not None and template.clock is not None:
        clocks.start_clock(work, f"T{task.id}", template.clock, work.now)


def _places(work: Work, stream: str, after: Sequence[str]) -> list[str]:
    # Two workstreams may use one code; a code means the task of its own workstream where that has one.
    homes = {task.code: each.code for each in work.plan.workstreams for task in each.tasks}
    homes.update({task.code: stream for each in work.plan.workstreams if each.code == stream for task in each.tasks})
    return [f"{homes.get(code, stream)}.{code}" for code in after]
