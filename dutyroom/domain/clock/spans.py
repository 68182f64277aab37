"""Hours of a day as spans of seconds since midnight, and how people write them."""

import re
from collections.abc import Iterable, Sequence

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

Span = tuple[int, int]
"""Seconds since local midnight, [start, end). One that goes over midnight ends beyond 86400, on the next day."""

DAY = 86_400
_LONGEST_NIGHT = 16 * 3600
"""A span that goes over midnight and is longer was mistyped."""
WHOLE_DAY: tuple[Span, ...] = ((0, DAY),)

_SPAN = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*[-–—~～]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_hours(text: str) -> tuple[Span, ...]:
    """Spans written as `09:00-12:00,13:30-17:30`; seconds may be given, 24:00 ends a day, full-width signs
    count. The last may go over midnight (`22:00-06:00`): it belongs to the day that it begins on.

    Raises Refusal `bad_hours` for anything else, an empty text included.
    """
    plain = text.replace("：", ":").replace("，", ",").replace("、", ",")
    return check_spans([_span(part.strip()) for part in plain.split(",")])


def check_spans(spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """The same spans as a tuple. Raises Refusal `bad_hours` unless they ascend without overlap within 24 hours, beginning
    before midnight."""
    checked: list[Span] = []
    reached = 0
    for span in spans:
        whole = len(span) == 2 and all(isinstance(edge, int) and not isinstance(edge, bool) for edge in span)
        if not whole or not 0 <= span[0] < span[1] or span[0] >= DAY or (span[1] > DAY and span[1] - DAY > spans[0][0]):
            raise _refused(_("营业时段须在一天之内：{span}").format(span=_shown(span)))
        if span[0] < reached:
            raise _refused(_("营业时段须由早到晚、互不重叠：{span}").format(span=_shown(span)))
        reached = span[1]
        checked.append((span[0], span[1]))
    return tuple(checked)


def check_nights(days: Iterable[tuple[Span, ...]]) -> None:
    """Raises Refusal `bad_hours` where a span that goes over midnight could run into the next day's first one."""
    days = [spans for spans in days if spans]
    tail = max((spans[-1][1] - DAY for spans in days), default=0)
    if tail > 0 and any(spans[0][0] < tail for spans in days):
        raise _refused(_("跨夜时段与次日的营业时段重叠：{span}").format(span=_clock(tail)))


def write_hours(spans: Sequence[Span]) -> str:
    """The spans as people write them, 00:00 style with 24:00 for the end of the day."""
    return ",".join(f"{_clock(start)}-{_clock(end if end <= DAY else end - DAY)}" for start, end in spans)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if not found:
        raise _refused(_("看不懂的营业时段：{text}").format(text=text or "“”"))
    hour, minute, second, end_hour, end_minute, end_second = (int(part or 0) for part in found.groups())
    if max(minute, second, end_minute, end_second) > 59:
        raise _refused(_("看不懂的营业时段：{text}").format(text=text))
    start, end = hour * 3600 + minute * 60 + second, end_hour * 3600 + end_minute * 60 + end_second
    # 24:00 is the most that is written; what ends earlier than it begins ends on the next day.
    if end > DAY or start > DAY:
        raise _refused(_("看不懂的营业时段：{text}").format(text=text))
    night = end + DAY if end <= start else end
    if night > DAY and night - start > _LONGEST_NIGHT:
        raise _refused(_("营业时段须起早于止，跨夜的不超过 16 小时：{span}").format(span=text))
    return start, night


def _clock(second: int) -> str:
    text = f"{second // 3600:02d}:{second // 60 % 60:02d}"
    return f"{text}:{second % 60:02d}" if second % 60 else text


def _shown(span: Sequence[int]) -> str:
    if len(span) == 2 and all(isinstance(edge, int) and edge >= 0 for edge in span):
        return f"{_clock(span[0])}-{_clock(span[1])}"
    return str(tuple(span))


def _refused(message: str) -> Refusal:
    return Refusal("bad_hours", message, _("写法如 09:00-12:00,13:30-17:30，末段可到 24:00，或跨夜 22:00-06:00。"))
