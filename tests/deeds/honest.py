"""An honest clerk: does what the plan asks of a complaint, each deed by somebody who may, until it can be closed.

Nothing here knows any plan's words: steps, limits and gates come from the plan of the room.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dutyroom.domain.act import Field
from dutyroom.domain.acts import ACTS
from dutyroom.domain.clock.clock import ClockSpec
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.handling import Step
from dutyroom.services.cases.views import StepView
from tests.services.conftest import SECRET, Played

WORDS = "已与投诉人核对并办妥"


class Clerk:
    """What was done for one complaint; ``acts`` counts it."""

    def __init__(self, room: Played, number: str) -> None:
        self.room, self.number = room, number
        self.acts: list[str] = []
        self.holders: dict[str, list[str]] = {}
        for each in room.roster():
            if each.person:
                self.holders.setdefault(each.role, []).append(each.person)

    def settle(self, answer: str = "satisfied", close: bool = True) -> list[str]:
        """Takes the complaint to its end; ``close`` False leaves it open, with nothing left that stands before its end."""
        for _round in range(30):
            view = self.room.complaint(self.number)
            step = next((each for each in view.steps if self._next(each)), None)
            if step is not None:
                self._do(step, answer)
            elif not (self._gates() or self.meet_limits(answer) or self._charges()):
                break
        if close:
            self.do("complaint.close", self._closers(), text=WORDS)
        return self.acts

    def finish(self) -> list[str]:
        """What comes after the end of the complaint."""
        for _round in range(12):
            view = self.room.complaint(self.number)
            step = next((each for each in view.steps if each.owed_after and not each.blocked and not each.waiting), None)
            if step is not None:
                self._step(self._plan_step(step.code))
            elif not (self._gates() or self._charges()):
                return self.acts
        raise AssertionError(self.room.complaint(self.number).work.owing)

    def do(self, act: str, roles: Iterable[str] = (), subject: str = "", **values: Any) -> None:
        """The act by the first of the roles' holders (any role that may, where none are named) whom the room lets do it."""
        refused: list[str] = []
        allowed = self.room.plan.roles_for(act)
        for role in [each for each in roles if each in allowed] or allowed:
            for person in self.holders.get(role, ()):
                try:
                    self.room.act(act, person, subject or self.number, **values)
                except Refusal as no:
                    refused.append(f"{person}: {no.message} {[each.message for each in no.faults]}")
                    continue
                self.acts.append(act)
                return
        raise AssertionError(f"{act} {values}: {refused or 'nobody may'}")

    def _plan_step(self, code: str) -> Step:
        step = self.room.plan.step(code)
        assert step is not None
        return step

    def _next(self, step: StepView) -> bool:
        return step.done_at is None and not step.blocked and not step.after_close and not step.if_needed

    def _do(self, step: StepView, answer: str) -> None:
        known = self._plan_step(step.code)
        view = self.room.complaint(self.number)
        if known.act == "complaint.step":
            self._step(known)
        elif known.act == "complaint.reply":
            self.do(known.act, known.roles, text=WORDS, way="phone", **self._own(known.act))
        elif known.act == "complaint.satisfied":
            self.do(known.act, known.roles, answer=answer, text=WORDS)
        elif known.act == "complaint.contact":
            self.do(known.act, known.roles, result="reached", text=WORDS)
        elif known.act == "complaint.report_up":
            self._report(known.to)
        elif known.act == "complaint.transfer":
            self.do(known.act, known.roles, unit=view.unit or self.room.units()[-1].code, text=WORDS)
        elif known.act == "complaint.classify":
            self.do(known.act, known.roles, category=self.room.plan.categories[0].code)
        elif known.act == "complaint.level":
            self.do(known.act, known.roles, level=view.level, reason=WORDS, **self._own(known.act))
        elif known.act == "complaint.solve":
            measure = self.room.plan.measures[0].code
            self.do(known.act, known.roles, title="处理方案", text=WORDS, measures=(measure,))
        elif known.act == "measure.carry_out":
            self._gates()
            self._carry_out(known.roles)
        else:
            raise AssertionError(f"nobody has taught the clerk {known.act}")

    def _step(self, step: Step) -> None:
        values = {each.name: self._value(each) for each in step.fields if each.required}
        if step.judges:
            values[step.judges] = self.room.complaint(self.number).level
        name, _sign, wanted = step.done_when.partition("=")
        if name:
            values[name] = wanted
        self.do("complaint.step", step.roles, step=step.code, text=WORDS, **values)

    def _own(self, act: str) -> dict[str, Any]:
        return {
            each.name: self._value(each)
            for form in self.room.plan.forms if form.act == act for each in form.fields if each.required
        }  # fmt: skip

    def _value(self, field: Field) -> Any:
        if field.kind in ("choice", "choices"):
            known = self.room.people() if field.choices == "persons" else getattr(self.room.plan, field.choices)
            codes = tuple(each.code for each in known[: field.least or 1])
            return codes if field.kind == "choices" else codes[0]
        given = {"flag": "no", "number": 1, "money": "1", "moment": self.room.now(), "phone": "13912340001"}
        return given.get(field.kind, WORDS)

    def _report(self, roles: Iterable[str]) -> None:
        to = next(person for role in roles for person in self.holders.get(role, ()))
        self.do("complaint.report_up", (), person=to, result="reached", text=WORDS)

    def _carry_out(self, roles: Iterable[str]) -> None:
        paper = next(each for each in self.room.complaint(self.number).work.papers if each.kind == "solution")
        for code, _name, state, _proof, _amount in paper.measures:
            if state != "done":
                self.do("measure.carry_out", roles, subject=paper.number, measure=code, proof=WORDS)

    def _gates(self) -> bool:
        """The first decision that a paper of the complaint waits for; whether there was one."""
        for paper in self.room.complaint(self.number).work.papers:
            gate = next((each for each in paper.gates if each.outcome not in ("approve", "pass", "read")), None)
            if gate is not None:
                known = self.room.plan.gate(gate.code)
                assert known is not None
                outcome = next((each for each in ("approve", "pass") if _takes(gate.act, each)), "")
                self.do(gate.act, known.roles, subject=paper.number, **({"outcome": outcome} if outcome else {}))
                return True
        return False

    def meet_limits(self, answer: str = "satisfied") -> bool:
        """What would meet the limits that still stand before the end; whether there was one."""
        met = False
        for clock in self.room.complaint(self.number).clocks:
            if clock.verdict != "running":
                continue
            spec = next(each for each in self.room.plan.clocks if each.code == clock.code)
            met = met or self._meet(spec, answer)
        return met

    def _meet(self, spec: ClockSpec, answer: str) -> bool:
        for act in spec.until or spec.stop:
            if act == "complaint.contact":
                self.do(act, (), result="reached", text=WORDS)
            elif act == "complaint.report_up":
                lead = self.room.plan.level(self.room.complaint(self.number).level)
                chiefs = [gate.roles[0] for gate in self.room.plan.gates if gate.act == "emergency.activate"]
                self._report([*chiefs, lead.lead if lead else ""])
            elif act.startswith("complaint.satisfied"):
                self.do("complaint.satisfied", (), answer=answer, text=WORDS)
            elif act == "complaint.acknowledge":
                self.do(act, ())
            elif act == "complaint.transfer":
                self.do(act, (), unit=self.room.units()[-1].code, text=WORDS)
            else:
                continue
            return True
        return False

    def _charges(self) -> bool:
        """The first charge of a department that is not done; whether there was one."""
        for charge in self.room.complaint(self.number).work.charges:
            if charge.state == "open":
                self.do("charge.report", (), subject=charge.number, text=WORDS)
                return True
            if charge.state == "reported":
                known = self.room.plan.charge(charge.kind)
                assert known is not None
                self.do("charge.check", known.roles, subject=charge.number, outcome="pass")
                return True
        return False

    def _closers(self) -> tuple[str, ...]:
        level = self.room.plan.level(self.room.complaint(self.number).level)
        return level.closes if level else ()


def settle(room: Played, number: str, answer: str = "satisfied") -> None:
    """The complaint is closed as the plan asks."""
    Clerk(room, number).settle(answer)


def _takes(act: str, outcome: str) -> bool:
    field = ACTS[act].field("outcome")
    return field is not None and outcome in field.choices.removeprefix("=").split("|")


__all__ = ["SECRET", "WORDS", "Clerk", "settle"]
