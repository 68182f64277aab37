"""应急物资: what there is, how many, where and who keeps it; counted, used, written off."""

from __future__ import annotations

from dutyroom.domain.errors import Fault, Refusal
from dutyroom.domain.subjects import number_of
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.store.rows.duties import Supply
from dutyroom.store.rows.emergencies import Emergency


def add(work: Work) -> None:
    """登记物资."""
    values = work.values
    supply = Supply(
        id=work.next("supply"), name=work.masked("name"), number=_number(work), measure=work.masked("measure"),
        least=int(values.get("least") or 0), place=work.masked("place"), keeper=str(values["keeper"]), counted=work.now,
        counted_by=work.actor, note=work.masked("text"),
    )  # fmt: skip
    work.add(supply)
    work.subject = number_of("supply", supply.id)
    work.message = _("已登记 {what}。").format(what=_said(supply))


def count(work: Work) -> None:
    """清点物资: how many there are now; a new place or keeper if it moved."""
    supply = _kept(work)
    supply.number = _number(work)
    if place := work.masked("place"):
        supply.place = place
    if keeper := work.values.get("keeper"):
        supply.keeper = str(keeper)
    if note := work.masked("text"):
        supply.note = note
    supply.counted, supply.counted_by = work.now, work.actor
    work.message = _("已清点 {what}。").format(what=_said(supply))


def use(work: Work) -> None:
    """领用物资. Raises Refusal ``bad_input`` for more than there is, or for an emergency that is not there."""
    supply, taken = _kept(work), _number(work)
    if not 0 < taken <= supply.number:
        why = _("现有 {n}，须领 1 至 {n}。").format(n=supply.number) if supply.number else _("已没有存量。")
        raise Refusal("bad_input", _("领用数量不对。"), why, (Fault("number", why),))
    about = str(work.values.get("about") or "")
    if about and work.session.get(Emergency, about) is None:
        raise Refusal("not_found", _("没有这个事件。"), _("请核对编号，或留空。"), (Fault("about", _("没有这个编号。")),))
    supply.number -= taken
    work.came["left"] = supply.number
    left = _("已领用 {n}，余 {left}。").format(n=taken, left=supply.number)
    short = supply.number < supply.least
    work.message = left + (_("已低于最低储备 {n}，请补充。").format(n=supply.least) if short else "")


def drop(work: Work) -> None:
    """注销物资."""
    supply = _kept(work)
    supply.state, supply.note = "gone", work.masked("reason")
    work.message = _("已注销 {name}。").format(name=supply.name)


def _kept(work: Work) -> Supply:
    supply: Supply = work.row
    if supply.state != "kept":
        raise Refusal("closed", _("{name}已注销。").format(name=supply.name))
    return supply


def _number(work: Work) -> int:
    number = int(work.values["number"])
    if not 0 <= number < 1_000_000_000:
        raise Refusal("bad_input", _("数量不对。"), _("请填不小于 0 的整数。"), (Fault("number", _("数量不对。")),))
    return number


def _said(supply: Supply) -> str:
    return f"{supply.name} {supply.number}{supply.measure} {supply.place}"
