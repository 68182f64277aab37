"""Telephone, identity-card and bank-card numbers as people type them, told from dates, sums, case and order numbers.

A run of digits with little between them is cut into its groups; a number is one group or several that stand beside each
other, so that no piece of a longer row of digits is ever taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dutyroom.domain.spelling import fold

Kind = Literal["mobile", "telephone", "identity", "card"]

# On folded text. Between two groups: blanks, dots, unseen signs, one dash or slash, brackets of an area code.
_RUN = re.compile(r"\+?\d(?:[ .\u200b()]{0,3}-?[ .\u200b()]{0,3}\d|[ .\u200b-]{0,3}x(?![a-z0-9]))*")
_GROUP = re.compile(r"\d+x?|x")
_WORDS = "〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_SPELT = re.compile(rf"[{_WORDS}](?:[ .\-\u200b]{{0,2}}[{_WORDS}]){{6,24}}")
_FIGURES = str.maketrans(_WORDS, "0001234567891123456789")
_RINGING = re.compile(
    r"(?:电话|座机|固话|手机|号码|联系方式|拨打|致电|回拨|传真|tel|phone|call|fax)[^\d\n。，；,;]{0,4}$"
)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_MOBILE = re.compile(r"(?:0086|86)?0?(1[3-9]\d{9})$")
_AREA = re.compile(r"((?:0086|86)0?|0)((?:10|2\d)[2-9]\d{7}|[3-9]\d\d[2-9]\d{6,7})$")
_IDENTITY = re.compile(
    r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|7[12]|8[1-3]|91)\d{4}"
    r"(?:(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})$"
)
_ABROAD = re.compile(r"(?:00)?(?:85[23]\d{8}|886\d{8,9}|1[2-9]\d{9}|(?:44|33|49|39|34|7|81|82|6[0-6]|84|91|61)\d{7,11})$")
_MOST = 19
_LEAST = 7
_GROUPS_OF_A_LINE = frozenset({(8,), (7,), (4, 4), (3, 4), (4, 3), (2, 2, 2, 2), (3, 2, 2), (3, 3, 2), (5, 3), (3, 5)})
_GROUPS_OF_A_CARD = frozenset(
    {(6, 10), (6, 13), (8, 8), (8, 11), (4, 15), (4, 6, 5), (4, 4, 4, 7), (6, 4, 4, 4, 1), (6, 4, 4, 4)}
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: where it stands, what it is, and its digits as they are compared (an ID's X small)."""

    begin: int
    end: int
    kind: Kind
    digits: str


@dataclass(frozen=True, slots=True)
class _Group:
    digits: str
    begin: int
    end: int
    # What stands between it and the group before.
    before: str


def numbers_in(text: str) -> list[Number]:
    """Every number that is somebody's, in order."""
    folded = fold(text)
    found: list[Number] = []
    for run in _RUN.finditer(folded):
        if run.end() - run.start() >= _LEAST:
            found += _of_run(folded, run.group(), run.start())
    spelt = [each for run in _SPELT.finditer(folded) for each in _spelt(run)]
    return sorted(found + spelt, key=lambda each: each.begin) if spelt else found


def _of_run(text: str, run: str, start: int) -> Iterator[Number]:
    groups: list[_Group] = []
    last = 0
    for match in _GROUP.finditer(run):
        groups.append(_Group(match.group(), start + match.start(), start + match.end(), run[last : match.start()]))
        last = match.end()
    at = 0
    while at < len(groups):
        for width in _widths(groups, at):
            number = _number(text, groups, at, width)
            if number is not None:
                yield number
                at += width
                break
        else:
            at += 1


def _widths(groups: Sequence[_Group], at: int) -> Iterator[int]:
    """How many groups a number that begins here may have: one that is whole by itself is one, else the most there can be."""
    if len(groups[at].digits) >= 11:
        yield 1
    widths, digits = [], 0
    for width, group in enumerate(groups[at:], 1):
        digits += len(group.digits)
        if digits > _MOST + 4:
            break
        if digits >= _LEAST:
            widths.append(width)
    yield from reversed(widths)


def _number(text: str, groups: Sequence[_Group], at: int, width: int) -> Number | None:
    mine = groups[at : at + width]
    digits = "".join([each.digits for each in mine])
    sizes = tuple(len(each.digits) for each in mine)
    even = _alike(mine)
    follows = groups[at + width] if at + width < len(groups) else None
    abroad = mine[0].begin > 0 and text[mine[0].begin - 1] == "+"
    kind = _kind(digits, sizes, even, abroad, mine, follows)
    if kind is None and _rung(text, mine, digits):
        kind = "telephone"
    return Number(mine[0].begin, mine[-1].end, kind, digits_of(digits)) if kind else None


def _kind(
    digits: str, sizes: tuple[int, ...], even: bool, abroad: bool, mine: Sequence[_Group], follows: _Group | None
) -> Kind | None:
    if mobile := _MOBILE.match(digits):
        own = _after(sizes, mobile.start(1))
        # What is between the prefix and the number need not be what is in the number.
        if _as_people_group(own, _alike(mine[-len(own) :]), (3, 4, 4)):
            return "mobile"
    if _IDENTITY.match(digits) and _as_people_group(sizes, True, (6, 8, 4), 1 if len(digits) == 18 else 3):
        return "identity"
    if (line := _AREA.match(digits)) and _a_line(line, sizes, mine, follows):
        return "telephone"
    if abroad and _ABROAD.match(digits) and (len(sizes) > 1 or digits.startswith(("852", "853", "886"))):
        return "telephone"
    return "card" if _a_card(digits, sizes, even) else None


def _alike(groups: Sequence[_Group]) -> bool:
    """Whether there is the same between all of them."""
    return len({each.before for each in groups[1:]}) < 2


def _after(sizes: tuple[int, ...], prefix: int) -> tuple[int, ...]:
    """The sizes of the groups without the digits of a prefix in front."""
    out = []
    for size in sizes:
        taken = min(size, prefix)
        prefix -= taken
        if size > taken:
            out.append(size - taken)
    return tuple(out)


def _as_people_group(sizes: tuple[int, ...], even: bool, usual: tuple[int, ...], least: int = 3) -> bool:
    """Whether somebody would write one number in groups of these sizes: as usual, sign by sign, in pairs or in few pieces."""
    if len(sizes) == 1 or sizes == usual or set(sizes) == {1}:
        return True
    pieces = sizes[1:] if sizes[0] == 1 else sizes
    pairs = set(sizes[:-1]) | set(sizes[1:])
    in_pairs = sizes.count(2) >= len(sizes) - 1 and pairs <= {1, 2, 3}
    return even and (min(pieces) >= least or in_pairs)


def _a_line(line: re.Match[str], sizes: tuple[int, ...], mine: Sequence[_Group], follows: _Group | None) -> bool:
    code, rest = line.group(1), line.group(2)
    area = 2 if rest[0] in "12" else 3
    local = _after(sizes, len(code))
    own = _after(sizes, len(code) + area)
    if set(sizes) != {1} and (local[0] < area or own not in _GROUPS_OF_A_LINE):
        return False
    # 0930-201 0930-202 are two cases of one day: a number does not end where another case's begins.
    case = follows is not None and follows.before == "-" and len(follows.digits) == 3
    return not (case and _MONTH_DAY.match(mine[-1].digits))


def _a_card(digits: str, sizes: tuple[int, ...], even: bool) -> bool:
    if not 15 <= len(digits) <= _MOST or _DATE.match(digits):
        return False
    if len(sizes) == 1:
        return True
    if digits[0] not in "34569" or "x" in digits:
        return False
    fours = sizes[:4] == (4, 4, 4, 4) and len(sizes) <= 5 and sum(sizes[4:]) <= 3
    alike = len(set(sizes[:-1])) == 1 and 3 <= sizes[0] <= 6 and sizes[-1] <= sizes[0]
    return fours or sizes in _GROUPS_OF_A_CARD or set(sizes) == {1} or (even and alike and _adds_up(digits))


def _adds_up(digits: str) -> bool:
    """The check digit of a card (Luhn)."""
    twice = [sum(divmod(2 * int(each), 10)) for each in digits[-2::-2]]
    return (sum(twice) + sum(int(each) for each in digits[-1::-2])) % 10 == 0


def _rung(text: str, mine: Sequence[_Group], digits: str) -> bool:
    """A number without its area code, behind a word for telephone."""
    usual = len(digits) in (7, 8) and digits[0] in "2345678" and not _DATE.match(digits)
    return usual and len(mine) <= 4 and bool(_RINGING.search(text[max(0, mine[0].begin - 16) : mine[0].begin]))


def _spelt(run: re.Match[str]) -> Iterator[Number]:
    digits = "".join(sign for sign in run.group().translate(_FIGURES) if sign.isdecimal())
    if _MOBILE.match(digits) or _AREA.match(digits):
        yield Number(run.start(), run.end(), "mobile", digits_of(digits))
    elif _IDENTITY.match(digits) or (len(digits) >= 16 and not _DATE.match(digits)):
        yield Number(run.start(), run.end(), "identity", digits)


def digits_of(number: str) -> str:
    """A telephone or ID number as it is compared: its digits and a final X, without China's country code, and without the
    0 that is dialled before a mobile number from elsewhere.
    """
    folded = fold(number)
    if not any(map(str.isdecimal, folded)):
        folded = folded.translate(_FIGURES)
    plain = "".join(sign for sign in folded if sign.isdecimal() or sign == "x").upper()
    mobile = _MOBILE.match(plain)
    if mobile:
        return mobile.group(1)
    line = _AREA.match(plain)
    return f"0{line.group(2)}" if line else plain


_BETWEEN = re.compile(r"[、,，;；/／|\n&]|或|和|与")


def each_number(value: str) -> tuple[str, ...]:
    """The numbers in a field that asks for one, each as it is typed: several stand apart by a sign, or by what they are."""
    out: list[str] = []
    for part in _BETWEEN.split(value):
        digits = digits_of(part)
        # Two that stand beside each other have more digits than any one that is dialled.
        found = numbers_in(part) if len(digits) > 13 else []
        if len(found) > 1:
            out += [part[each.begin : each.end] for each in found]
        elif digits:
            out.append(part.strip())
    return tuple(out)
