"""The figures of a period as sheets of cells, for a spreadsheet."""

from __future__ import annotations

from dutyroom.domain.clock.calendar import Calendar
from dutyroom.domain.names import choice_name, listed
from dutyroom.domain.ways_out import way_name
from dutyroom.lang import gettext as _
from dutyroom.services.documents.figures import Figures, Row

Rows = list[list[str | int | float]]


def sheets(found: Figures, calendar: Calendar) -> list[tuple[str, Rows]]:
    """(name, rows) of each sheet; the first row of each is its head."""
    since, until = (f"{calendar.local(each):%Y-%m-%d %H:%M}" for each in (found.since, found.until))
    total = found.total
    neither: Rows = [[choice_name(status), count] for status, count in found.neither]
    summary: Rows = [
        [_("指标"), _("数值")],
        [_("期间起"), since],
        [_("期间止"), until],
        [_("新收"), total.received],
        [_("已办结"), total.closed],
        [_("在办"), found.open],
        *neither,
        [_("时限内"), total.kept],
        [_("超时"), total.broken],
        [_("满意"), found.satisfied],
        [_("已问满意度"), found.asked],
        [rate_name(found), round(found.rate, 3)],
        *_warned(found),
    ]
    made = [(_("概况"), summary)]
    head: list[str | int | float] = [_("新收"), _("已办结"), _("时限内"), _("超时")]
    for table in found.tables:
        rows: Rows = [[table.title, *head], *(_cells(row) for row in table.rows), _cells(total)]
        made.append((table.title, rows))
    trend: Rows = [[_("日期"), _("新收"), _("已办结")]]
    trend += [[label, came, closed] for label, came, closed in found.trend]
    made.append((_("趋势"), trend))
    ways: Rows = [[_("月份"), _("经办人"), _("种类"), _("次数"), _("编号")]]
    ways += [[each.month, each.by, way_name(each.way), each.times, listed(each.cases)] for each in found.ways]
    made.append((ways_name(), ways))
    meant: Rows = [[_("指标"), _("各项含义")]]
    meant += [[name, what] for name, what in _definitions(found)]
    made.append((_("指标说明"), meant))
    return made


def _warned(found: Figures) -> Rows:
    return [[name, value] for name, value in warned(found)]


def warned(found: Figures) -> list[tuple[str, int | float]]:
    """How many warnings were raised, and how many one person got in ten minutes; nothing where none was raised."""
    if not found.warned.raised:
        return []
    mean, worst = round(found.warned.mean, 2), found.warned.worst
    return [(_("告警条数"), found.warned.raised), (_("每人每十分钟平均"), mean), (_("每人每十分钟最多"), worst)]


def _definitions(found: Figures) -> list[tuple[str, str]]:
    return [
        (_("新收"), _("期间内接报的投诉，撤回的也计。")),
        (_("已办结"), _("其中已办结的；办结未了的不计。")),
        (_("时限内"), _("其中按时完成的时限，一件投诉可有多个。")),
        (_("超时"), _("其中逾期的时限。")),
        (_("满意"), _("答复后表示满意或谅解的；只在已问的之中计。")),
        (rate_name(found), _("新收件数除以基数（每千），没有基数时除以期间的工作日数。")),
        (ways_name(), _("期间内免除、降级、未联系上等，不论投诉何时收到。")),
    ]


def rate_name(found: Figures) -> str:
    """What the complaint rate is counted by."""
    return _("投诉率（每千）") if found.base else _("投诉率（件/工作日）")


def ways_name() -> str:
    """What the ways out are called together."""
    return _("例外办理")


def _cells(row: Row) -> list[str | int | float]:
    return [row.name, row.received, row.closed, row.kept, row.broken]
