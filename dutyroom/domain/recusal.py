"""回避: who may not handle a complaint because it is about them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dutyroom.domain.spelling import fold, places, plain_name

_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]")
_AFTER = re.compile(
    "[的对在说把被将是不没未向给从等和与及或让叫称要就也都]|经理|主任|主管|行长|部长|科长|处长|局长|院长|校长|店长|班长|组长|队长|站长|"
    "所长|会计|出纳|总监|总裁|总(?!.)|副|书记|助理|秘书|柜员|柜面|客服|坐席|保安|保洁|司机|律师|师傅|老师|同志|同事|职工|员工|先生|女士|"
    "小姐|态度|服务|收费|拒绝|推诿|辱骂|骂|打人|办理|要求|私自|擅自|违规|收取|故意|多次|当面|接待|处理|告知|承诺|泄露|此人|本人|其人"
)
"""What may follow a name in a line of people: whose post or doing it is, never the next sign of a longer name."""
_BEFORE = re.compile("[的是叫找被由对与和及给在诉]$")
_SURNAMES = (
    "欧阳 司马 司徒 司空 上官 诸葛 东方 皇甫 尉迟 公孙 公冶 慕容 长孙 令狐 南宫 夏侯 轩辕 宇文 百里 呼延 端木 独孤 万俟 闻人 "
    "申屠 太叔 钟离 澹台 宗政 濮阳 淳于 单于 鲜于 闾丘 仲孙 赫连 拓跋 西门 左丘 梁丘 第五 东郭 南门 羊舌 微生"
)
_TWO_SIGNS = frozenset(_SURNAMES.split())
"""Surnames of two signs: 司马光 is not 马光, whatever stands before."""


def named_in(text: str, staff: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The codes of those ``staff`` (code → names) whom the words of 涉及人员 name.

    By person, not by letters: a name counts as a whole, with a post or what they did around it (柜员王敏, 王敏经理,
    王敏态度差), and never as a part of a longer one, whoever bears that: 王敏华 is not 王敏, nor 司马光 马光. Latin names count
    as whole words, in any case. However it is spelt (李偉, 李 伟), it is found.
    """
    found = _spans(text, staff)
    every = [span for spans in found.values() for span in spans]
    return frozenset(
        code
        for code, spans in found.items()
        if any(_whole(text, span) and not _within(span, every) for span in spans)
    )


def like_in(text: str, staff: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The codes of those whose name stands there only as a part of what may be a longer one: a person says who is meant."""
    return frozenset(_spans(text, staff)) - named_in(text, staff)


def _spans(text: str, staff: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[int, int]]]:
    found = {}
    for code, names in staff.items():
        spans = places(text, tuple(plain for name in names if len(plain := plain_name(name)) > 1))
        if spans:
            found[code] = spans
    return found


def _within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(at <= span[0] and span[1] <= end and end - at > span[1] - span[0] for at, end in others)


def _whole(text: str, span: tuple[int, int]) -> bool:
    folded = fold(text).replace("\u200b", " ")
    begin, end = span
    name = folded[begin:end]
    before, after = folded[:begin], folded[end:]
    if " " in name:
        # Signs set apart: a blank is then no end of the name.
        before, after = before.replace(" ", ""), after.replace(" ", "")
    if not _HAN.match(name.lstrip()):
        return True
    return _ends(_run(after)) and _begins(_run(before[::-1])[::-1], name)


def _run(text: str) -> str:
    """The Han signs with which the text begins."""
    at = next((at for at, sign in enumerate(text) if not _HAN.match(sign)), len(text))
    return text[:at]


def _ends(rest: str) -> bool:
    return not rest or bool(_AFTER.match(rest))


def _begins(lead: str, name: str) -> bool:
    if not lead or _BEFORE.search(lead):
        return True
    # One sign alone is a surname before it, as in 张王敏; more of them say who it is.
    return len(lead) > 1 and lead[-1] + name[0] not in _TWO_SIGNS
