"""One name in all its spellings: full width, zero-width signs, dots and spaces inside, 陳 and 陈; several names in one field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from dutyroom.domain.simplified import SIMPLE

_ALPHABETS = "\u33ff"
"""No letter of an alphabet, and no punctuation once it is folded, comes after it."""
_HIDDEN = "\u200b"
_GAPS = frozenset(" ." + _HIDDEN)
_DOTS = frozenset("·•‧∙⋅・･‘’'`｀＇")
# Fillers and joiners that are seen as nothing, and that Unicode does not class as format signs.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0") | {chr(at) for at in range(0xFE00, 0xFE10)}


_NOBODY = (
    "匿名 匿名者 匿名客户 不详 未知 未提供 不愿透露 无名 某某 某人 客户 储户 顾客 先生 女士 小姐 本人 家属 群众 市民 网友 居民 "
    "村民 老人 用户 投诉人 来电人 当事人 代理人 消费者 经办人 负责人 记者 律师 anonymous unknown customer client caller none"
)
NO_NAMES = frozenset(_NOBODY.split())
"""What is typed where a name is asked for and there is none: no text is searched for these."""

_LETTERS = re.compile(r"[^\W\d_]+")
_WITHIN = re.compile(f"[{''.join(sorted(_GAPS))}]")
_BETWEEN = re.compile(r"[、,，;；/／|\n&＆+＋]|\s(?:和|与|及|and)\s")
_AND = re.compile("[和与及]")
_ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")
_TITLE = re.compile(r"(?:先生|女士|小姐|太太|等[0-9０-９一二三四五六七八九十几多数]*[人户位名]?)$")


class _Fold(dict[int, str]):
    """What each sign is compared as: always one sign for one, so that places in the text stay."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in _DOTS:
        return "."
    if kind == "Cf" or sign in _UNSEEN:
        return _HIDDEN
    if kind == "Zs" or sign == "\t":
        return " "
    if kind == "Pd" or sign == "−":
        return "-"
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", sign).casefold()
    return SIMPLE.get(plain, plain) if len(plain) == 1 else sign


_FOLD = _Fold()


def fold(text: str) -> str:
    """The text as it is compared, sign for sign: narrow, in small letters, simplified; whatever is unseen is U+200B, every
    dot ``.``, every blank a space, every dash ``-``. Lines stay lines.
    """
    return text.translate(_FOLD)


def plain_name(name: str) -> str:
    """The one spelling of a name, by which it is compared: folded, without anything that may stand inside it."""
    return "".join(sign for sign in fold(name) if sign not in _GAPS and not sign.isspace())


def names_in(value: str) -> tuple[str, ...]:
    """The names in a field that asks for one: 「张三、李四（母）等5人」 holds 张三 and 李四; each as it is typed."""
    found = (_without_title(each) for part in _BETWEEN.split(_ASIDE.sub("", value)) for each in _apart(part.strip()))
    return tuple(dict.fromkeys(name for name in found if name))


def _apart(part: str) -> list[str]:
    """The two names of 张三和李四; 李和平 is one."""
    for mark in _AND.finditer(part):
        two = [part[: mark.start()], part[mark.end() :]]
        if all(len(each) > 1 and each[0] > "\u2e80" for each in two):
            return [two[0], *_apart(two[1])]
    return [part]


def _without_title(part: str) -> str:
    name = part.strip()
    short = _TITLE.sub("", name)
    return short if len(plain_name(short)) > 1 else name


def sought(value: str) -> tuple[str, ...]:
    """The names of such a field in their one spelling, as far as a text may be searched for them: from two signs on, or
    three letters, and nothing that is typed where there is no name."""
    plain = (plain_name(name) for name in names_in(value))
    return tuple(name for name in plain if len(name) > 1 + name.isascii() and name not in NO_NAMES and not name.isdecimal())


def places(text: str, names: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where these names (in their one spelling) stand in the text, however they are typed there: (begin, end), in order."""
    if not names:
        return []
    folded = fold(text)
    if _GAPS.isdisjoint(folded):
        found = _each(folded, names)
    else:
        held = [at for at, sign in enumerate(folded) if sign not in _GAPS]
        tight = "".join(folded[at] for at in held)
        found = ((held[begin], held[end - 1] + 1) for begin, end in _each(tight, names))
    return sorted(each for each in found if _whole(folded, *each))


def _each(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for name in names:
        at = text.find(name)
        while at >= 0:
            yield at, at + len(name)
            at = text.find(name, at + 1)


def _whole(text: str, begin: int, end: int) -> bool:
    """Whether letters end where the name does: Li is not in Limit."""
    if _is_letter(text[begin]) and begin and _is_letter(text[begin - 1]):
        return False
    return not (_is_letter(text[end - 1]) and end < len(text) and _is_letter(text[end]))


def _is_letter(sign: str) -> bool:
    """Of an alphabet, whose words are set apart."""
    return sign < "\u2e80" and sign.isalpha()


def name_tokens(value: str) -> set[str]:
    """By what somebody is found when this is typed: the pairs of signs of each name; a single sign stands for itself."""
    return {f"name:{pair}" for name in names_in(value) for pair in _pairs(plain_name(name))}


def _pairs(plain: str) -> set[str]:
    return {plain[at : at + 2] for at in range(max(1, len(plain) - 1))} if plain else set()


def word_tokens(value: str) -> set[str]:
    """The words of letters in a name, or in a text that may hold one."""
    found: set[str] = set()
    for run in _LETTERS.findall(fold(value).replace(_HIDDEN, "")):
        words = [run] if run.isascii() else "".join(sign if sign < "\u2e80" else " " for sign in run).split()
        found |= {f"word:{word}" for word in words if len(word) > 1}
    return found


def names_tokens(value: str) -> set[str]:
    """By what a text's tokens find the names of this field: their pairs of signs; of letters their words, and all together."""
    return name_tokens(value) | word_tokens(value) | {f"word:{name}" for name in sought(value) if _is_letter(name[0])}


def text_tokens(text: str) -> set[str]:
    """By what the names that a text may hold are looked up: its pairs of signs of no alphabet, its words of letters."""
    signs = _WITHIN.sub("", fold(text))
    pairs = pairwise(signs)
    return {f"name:{one}{two}" for one, two in pairs if one > _ALPHABETS and two > _ALPHABETS} | word_tokens(text)
