"""What a solution pays: the sum asked for, what was paid of it, what is open, and who may approve how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from dutyroom.domain.names import aside, headed, listed, money, role_name
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan

DECIDES = "solution.decide"


@dataclass(frozen=True, slots=True)
class Compensation:
    """Sums in yuan; ``total`` 0: the solution pays nothing. ``paid`` never is more than ``total``."""

    total: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return self.total - self.paid


def compensation(total: str, amounts: Iterable[str]) -> Compensation:
    """Of a solution whose ``total`` and payments stand as text, "" for none."""
    return Compensation(Decimal(total or 0), sum((Decimal(each) for each in amounts if each), Decimal(0)))


def sum_words(pays: Compensation) -> str:
    """The sum, what was paid and what is open, on one line."""
    if not pays.total:
        return _("没有补偿金额")
    said = [_("补偿金额 {sum} 元"), _("已付 {sum} 元"), _("未付 {sum} 元")]
    return listed(words.format(sum=money(each)) for words, each in zip(said, (pays.total, pays.paid, pays.open), strict=True))


def authority_words(plan: Plan) -> str:
    """Who may approve solutions up to which sum, each limit with where it comes from; "" where the plan has none approved."""
    roles = dict.fromkeys(role for gate in plan.gates if gate.act == DECIDES for role in gate.roles)
    if not roles:
        return ""
    if not any(plan.limit(DECIDES, role) for role in roles):
        return headed(_("审批权限"), listed(role_name(plan, role) for role in roles) + aside(_("预案没有按金额分权限")))
    return headed(_("审批权限"), listed(_up_to(plan, role) for role in roles))


def _up_to(plan: Plan, role: str) -> str:
    limit = plan.limit(DECIDES, role)
    if limit is None:
        return _("{role}不限金额").format(role=role_name(plan, role))
    whence = {"supplement": _("预案未规定，本单位补充"), "unit": _("预案未定量，本单位设定")}.get(limit.source, limit.clause)
    return _("{role}至 {sum} 元").format(role=role_name(plan, role), sum=money(limit.up_to)) + aside(whence)


def pays_words(plan: Plan, pays: Compensation) -> tuple[str, ...]:
    """All that whoever decides or pays must see of the sum: a line for it, one for who may approve it."""
    return tuple(filter(None, [sum_words(pays), authority_words(plan)]))
