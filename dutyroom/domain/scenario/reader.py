"""Reads a scenario file (TOML). Everything that is wrong is told at once, with its line and how it is mended."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from dutyroom.domain.acts import ACTS
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.fault import Locator, PlanFault, Problem
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import located, parsed
from dutyroom.domain.scenario.build import build
from dutyroom.domain.scenario.form import misshapen
from dutyroom.domain.scenario.formats import carried
from dutyroom.domain.scenario.rules import problems
from dutyroom.domain.scenario.scenario import Scenario
from dutyroom.domain.shapes import shown
from dutyroom.lang import gettext as _

PlanOf = Callable[[str], Plan]
"""The plan of a code. Raises Refusal when there is none."""


def read_scenario(text: str, where: str, plan_of: PlanOf) -> Scenario:
    """The scenario written in ``text``; ``where`` is the file's name, for people.

    Raises Refusal ``bad_scenario`` with every fault, ``newer_format``.
    """
    scenario, found = _examine(text, where, plan_of)
    faults = tuple(fault for fault in found if not fault.warning)
    if scenario is None or faults:
        message = _("演练方案有 {n} 处错误：{where}。").format(n=len(faults), where=where)
        raise Refusal("bad_scenario", message, _("逐处改正后再查：dutyroom scenario check。"), faults)
    return scenario


@lru_cache(maxsize=4)
def reread_scenario(text: str, where: str, zone: str) -> Scenario:
    """The scenario of an exercise that was set up already, in that zone: it was checked then.

    A text of an older format is carried over. Raises Refusal ``unreadable_scenario`` with what keeps it from being read,
    ``newer_format``.
    """
    document, faults = parsed(text, where)
    if document is not None:
        document, _told = carried(document)
        found = misshapen(document, ACTS)
        if not found:
            return build(document, zone)
        faults = located(found, Locator(text), where)
    message = _("演练方案读不出，有 {n} 处。").format(n=len(faults))
    raise Refusal("unreadable_scenario", message, _("请导出全部：dutyroom db export 文件夹。"), faults)


def check_scenario(text: str, where: str, plan_of: PlanOf) -> tuple[PlanFault, ...]:
    """Every fault and warning of the scenario written in ``text``, in the order of its lines."""
    try:
        return _examine(text, where, plan_of)[1]
    except Refusal as newer:
        return located([Problem(("format",), newer.message, newer.hint)], Locator(text), where)


def _examine(text: str, where: str, plan_of: PlanOf) -> tuple[Scenario | None, tuple[PlanFault, ...]]:
    document, faults = parsed(text, where)
    if document is None:
        return None, faults
    document, told = carried(document)
    found = misshapen(document, ACTS)
    scenario = None
    if not found:
        code = document["scenario"]["plan"]
        try:
            plan = plan_of(code)
        except Refusal as none:
            no = _("没有这个预案：{name}").format(name=shown(code))
            found = [Problem(("scenario", "plan"), no, none.hint)]
        else:
            scenario = build(document, plan.hours.zone)
            found = problems(scenario, document, plan)
    found = [*told, *found]
    return scenario, located(found, Locator(text), where) if found else ()
