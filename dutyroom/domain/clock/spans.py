"""Hours of a day as spans of seconds since midnight, and how people write them."""

import re
from collections.abc import Sequence

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

Span = tuple[int, int]
"""Seconds since local midnight, [start, end), within 0..86400."""

DAY = 86_400
WHOLE_DAY: tuple[Span, ...] = ((0, DAY),)

_SPAN = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*[-–—~～]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_hours(text: str) -> tuple[Span, ...]:
    """Spans written as `09:00-12:00,13:30-17:30`; seconds may be given, 24:00 ends a day, full-width signs
    count.

    Raises Refusal `bad_hours` for anything else, an empty text included.
    """
    plain = text.replace("：", ":").replace("，", ",").replace("、", ",")
    return check_spans([_span(part.strip()) for part in plain.split(",")])


def check_spans(spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """The same spans as a tuple. Raises Refusal `bad_hours` unless they ascend without overlap in
    00:00–24:00."""
    checked: list[Span] = []
    reached = 0
    for span in spans:
        whole = len(span) == 2 and all(isinstance(edge, int) and not isinstance(edge, bool) for edge in span)
        if not whole or not 0 <= span[0] < span[1] <= DAY:
            raise _refused(_("营业时段须起早于止，且在 00:00–24:00 之内：{span}").format(span=_shown(span)))
        if span[0] < reached:
            raise _refused(_("营业时段须由早到晚、互不重叠：{span}").format(span=_shown(span)))
        reached = span[1]
        checked.append((span[0], span[1]))
    return tuple(checked)


def write_hours(spans: Sequence[Span]) -> str:
    """The spans as people write them, 00:00 style with 24:00 for the end of the day."""
    return ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if not found:
        raise _refused(_("看不懂的营业时段：{text}").format(text=text or "“”"))
    hour, minute, second, end_hour, end_minute, end_second = (int(part or 0) for part in found.groups())
    if max(minute, second, end_minute, end_second) > 59:
        raise _refused(_("看不懂的营业时段：{text}").format(text=text))
    return hour * 3600 + minute * 60 + second, end_hour * 3600 + end_minute * 60 + end_second


def _clock(second: int) -> str:
    text = f"{second // 3600:02d}:{second // 60 % 60:02d}"
    return f"{text}:{second % 60:02d}" if second % 60 else text


def _shown(span: Sequence[int]) -> str:
    if len(span) == 2 and all(isinstance(edge, int) and edge >= 0 for edge in span):
        return f"{_clock(span[0])}-{_clock(span[1])}"
    return str(tuple(span))


def _refused(message: str) -> Refusal:
    return Refusal("bad_hours", message, _("写法如 09:00-12:00,13:30-17:30，末段可到 24:00。"))
