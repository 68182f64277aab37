"""Masking of personal data: phone 138****1234, name 张*, ID number first 3 and last 4; also inside free text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from dutyroom.domain.numbers import Number, each_number, numbers_in
from dutyroom.domain.spelling import names_in, places

_MAY_HOLD = re.compile(r"\d|[〇○零一二三四五六七八九幺]{7}|[壹贰叁肆伍陆柒捌玖零]{7}")
_SHOWN = {"mobile": (3, 4), "identity": (3, 4), "telephone": (0, 4), "card": (0, 4)}


def mask_text(text: str) -> str:
    """The text with telephone, ID and card numbers in it masked; its length does not change, nor do the words around."""
    return _masked(text, lambda _number: True)


def mask_public(text: str, told: Collection[str]) -> str:
    """A text for the public: ID and card numbers masked, and telephones that somebody ``told`` as theirs (their digits), while
    the hotline in it stays readable."""
    return _masked(text, lambda number: number.kind in ("identity", "card") or number.digits in told)


def _masked(text: str, wanted: Callable[[Number], bool]) -> str:
    if not _MAY_HOLD.search(text):
        return text
    out = list(text)
    for number in numbers_in(text):
        if wanted(number):
            _star(out, number)
    return "".join(out)


def _star(out: list[str], number: Number) -> None:
    head, tail = _SHOWN[number.kind]
    digits = [at for at in range(number.begin, number.end) if out[at].isalnum() or out[at] == "○"]
    # What is dialled before a mobile number (+86, 0) is no part of it.
    first = len(digits) - 11 + head if number.kind == "mobile" else head
    for at in digits[first : len(digits) - tail]:
        out[at] = "*"


def hide_names(text: str, names: tuple[str, ...]) -> str:
    """The text with these names (in their one spelling) masked wherever they stand in it, however they are typed."""
    found = places(text, names) if text and names else []
    out, upto = [], 0
    for begin, end in found:
        if begin >= upto:
            out += [text[upto:begin], mask_name(text[begin:end])]
        upto = max(upto, end)
    return "".join(out) + text[upto:] if found else text


def mask_name(name: str) -> str:
    """A name's first character and one star: 张三丰 → 张*; a name in Latin letters keeps its initial."""
    name = name.strip()
    return f"{name[0]}*" if name else ""


def mask_number(number: str) -> str:
    """A telephone, ID or card number with only its ends left; short numbers keep their last two digits."""
    number = number.strip()
    if len(number) >= 9:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    return "*" * max(0, len(number) - 2) + number[-2:]


def masked(kind: str, value: str) -> str:
    """The value of a personal field of that kind as screens may show it before it is revealed; each of several by itself."""
    if kind == "name":
        return "、".join(mask_name(each) for each in names_in(value)) or mask_name(value)
    if kind in ("phone", "id_number"):
        return "、".join(mask_number(each) for each in each_number(value)) or mask_number(value)
    return mask_text(value)
