"""Masking of texts: numbers however they are typed, names in all their spellings, and what is harmless left alone."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

import pytest

from dutyroom.domain.mask import hide_names, mask_public, mask_text, masked
from dutyroom.domain.numbers import digits_of
from dutyroom.domain.simplified import SIMPLE
from dutyroom.domain.spelling import name_tokens, names_in, sought, text_tokens

# Numbers against a generator that knows how people type, and nothing of how the program reads

BLANKS = " \u00a0\u3000\u2009\u202f"
DASHES = "-‐‑–—－"
DOTS = ".·•．"
BEFORE = ("", "客户", "电话：", "tel", "QQ", "请回电 ", "号码是", "(", "，", "第3户 ")
BEHIND = ("", "。", "，请于16:50前回电", "要求退费300元", ")", "转告", "/备用", "\n次日再拨", " 张先生")


def spaced(dice: random.Random, groups: list[str]) -> str:
    """Groups with one and the same sign between them, or none."""
    sign = dice.choice(("", dice.choice(BLANKS), dice.choice(DASHES), dice.choice(DOTS), "\u200b"))
    return sign.join(groups)


def mobile(dice: random.Random) -> tuple[str, str]:
    digits = f"1{dice.randint(3, 9)}{dice.randrange(10**9):09}"
    cut = dice.choice(((3, 7), (3, 6), (4, 7), (3,), (7,), (5,)))
    groups = [digits[begin:end] for begin, end in zip((0, *cut), (*cut, 11), strict=True)]
    before = dice.choice(("", "", "+86", "+86 ", "+86-", "0086", "0086 ", "86", "86-", "0", "（+86）", "(86)"))
    return before + spaced(dice, groups), digits


def line(dice: random.Random) -> tuple[str, str]:
    area = dice.choice(("010", "021", "025", "0755", "0571", "0317", "0930"))
    own = f"{dice.randint(2, 8)}{dice.randrange(10**7):07}"[: 7 if area in ("0317", "0930") else 8]
    own_typed = dice.choice((own, f"{own[:4]}{dice.choice(BLANKS + DASHES)}{own[4:]}" if len(own) == 8 else own))
    shapes = ("{0}-{1}", "({0}){1}", "（{0}）{1}", "{0} {1}", "{0}—{1}", "{0}{1}", "（{0}） {1}", "+86 {2} {1}", "0086-{2}-{1}")
    shape = dice.choice(shapes)
    return shape.format(area, own_typed, area[1:]), area + own


def identity(dice: random.Random) -> tuple[str, str]:
    born = f"{dice.randint(1930, 2015)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
    digits = dice.choice(("110105", "440301", "622921", "330106")) + born + f"{dice.randrange(1000):03}"
    digits += dice.choice("0123456789X")
    cut = dice.choice(((6, 14), (6, 10, 14), (4, 8, 12, 16), (3, 6, 10, 14), ()))
    groups = [digits[begin:end] for begin, end in zip((0, *cut), (*cut, 18), strict=True)]
    typed = spaced(dice, groups)
    return typed.replace("X", "x") if dice.random() < 0.3 else typed, digits


def card(dice: random.Random) -> tuple[str, str]:
    digits = dice.choice(("622202", "621700", "6228", "436742", "5187"))
    digits += "".join(dice.choice("0123456789") for _ in range(dice.choice((16, 19)) - len(digits)))
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    return spaced(dice, dice.choice((groups, [digits], [digits[:6], digits[6:]]))), digits


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in text)


def typed(dice: random.Random, kind: Callable[[random.Random], tuple[str, str]]) -> tuple[str, str, str, str]:
    number, digits = kind(dice)
    number = wide(number) if dice.random() < 0.25 else number
    return dice.choice(BEFORE), number, dice.choice(BEHIND), digits


def told(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum() or sign == "*")


def fault(before: str, number: str, behind: str, digits: str) -> str:
    """What is wrong with how the text was masked, "" for nothing."""
    text = before + number + behind
    shown = mask_text(text)
    if len(shown) != len(text) or not shown.startswith(before) or not shown.endswith(behind):
        return f"words changed: {text!r} {shown!r}"
    inside = told(shown[len(before) : len(shown) - len(behind)])
    if inside.count("*") < len(digits) - 7:
        return f"not masked: {text!r} {shown!r}"
    # The first three and the last four, and what is dialled before: nothing else of it may be left.
    left = inside.removeprefix("00").removeprefix("86").removeprefix("0").strip("*")
    head, _stars, tail = left.partition("*")
    return f"too much is left: {text!r} {shown!r}" if len(head) > 4 or len(tail.replace("*", "")) > 4 else ""


@pytest.mark.parametrize("kind", [mobile, line, identity, card])
def test_a_number_is_masked_however_it_is_typed(kind: Callable[[random.Random], tuple[str, str]]) -> None:
    dice = random.Random(kind.__name__)
    faults = [why for _at in range(1500) if (why := fault(*typed(dice, kind)))]
    assert not faults, "\n".join([f"{len(faults)} of 1500", *faults[:10]])


def test_the_generator_finds_what_was_not_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its control: as numbers were recognised before, in half-width groups with one blank or dash."""
    known = re.compile(r"(?<!\d)(1[3-9]\d)([ \-]?\d{4}[ \-]?)(\d{4})(?!\d)")

    def before(text: str) -> str:
        return known.sub(lambda found: found[1] + "*" * len(found[2]) + found[3], text)

    monkeypatch.setattr("tests.domain.test_mask.mask_text", before)
    dice = random.Random(1)
    assert sum(bool(fault(*typed(dice, mobile))) for _at in range(500)) > 150


HARMLESS = """
2026-09-30|2026-09-30 16:50|2026.09.30 14:30-15:00|20260930|2026年9月30日16时50分|09-30 16:50至10-01 03:05
1998.5.1-2026.3|1998-2003 2026-09-30 2026-10-01|2026-09-30—2026-10-08|9:00-11:30 14:00-17:30|周一至周五 8:30-17:30
二〇二六年九月三十日|2026/09/30 08:00|0930-001|0930-001、0930-002|0930-201 0930-202 0930-203|0930-001-2|L0930-018
应急〔2026〕1号|〔2026〕第0012号|2026-1|2026-1/3|T12 P3 R15 N2 M1 J4 Q7 W1 G1 C3 D12 S4 H2 V1|#128|第 3 版|#20260930
版本 1.2.3.4567|1200.50元|12,345,678.90元|￥1,200,000|50000元|人民币 3 000 000 元|300万元|1.5%|100.00%
本金 1000000 元，利息 35000.00 元|银保监会令2020年第3号 第十八条|个人信息保护法第四十七条|民法典第1165条|第一百八十四条
GB 2312-1980|ISO 27001:2022|消保〔2025〕117号|12378|95588|96588|110、120|12345热线|400-800-1234|4008001234
800-820-8820|转8012|分机 8012|内线6021|单号20260930165012|流水号 2026093012345678|交易号202609300000123
批次 2026-0930-0001|工单2026093000012|订单 0930-001|3楼5号窗口|柜台7号|18人|二十人聚集|96 人|110 人|排队 45 分钟
1 小时 20 分|5个工作日|24小时内|15:04:05|T+1|网点代码 330106|邮编 310012|支行 12 个、网点 143 个|机器编号 ATM-0012
车牌 浙A12345|IP 192.168.10.23|端口 8080|V8.2.8|一二三四五六七八九|三、五、七号|一九九八年至二〇〇三年
11 12 13 14 15 16 17|1 2 3 4 5 6 7 8 9 10|2019 2020 2021 2022|1000 2000 3000|客服95588 4008001234|第 12-15 页|0.0571
"""


def test_what_is_harmless_stays() -> None:
    texts = [each.strip() for line_ in HARMLESS.splitlines() for each in line_.split("|") if each.strip()]
    assert len(texts) >= 90
    assert [(text, mask_text(text)) for text in texts if mask_text(text) != text] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("两个号13812345678 13987654321都行", "两个号138****5678 139****4321都行"),
        ("0317-201 1234", "****-*** 1234"),
        ("0930-621 1234，0930-621", "****-*** 1234，0930-621"),
        ("010-65123456-8012", "***-****3456-8012"),
        ("座机 6512 3456，客服95588", "座机 **** 3456，客服95588"),
        ("+852 9123 4567", "+*** **** 4567"),
        ("一三八一二三四五六七八", "一三八****五六七八"),
        ("13812345678转告110105198806151236", "138****5678转告110***********1236"),
        ("身份证110105 19880615 123x。", "身份证110*** ******** 123x。"),
    ],
)  # fmt: skip
def test_examples(text: str, shown: str) -> None:
    assert mask_text(text) == shown


def test_a_public_text_keeps_its_hotline() -> None:
    text = "请拨0571-88123456；客户13812345678、13900001111，证件110105198806151236"
    shown = "请拨0571-88123456；客户138****5678、13900001111，证件110***********1236"
    assert mask_public(text, {"13812345678"}) == shown


def test_one_number_has_one_spelling() -> None:
    same = ("+86 138 1234 5678", "0086-13812345678", "013812345678", "１３８－１２３４－５６７８", "138·12345678")
    assert {digits_of(each) for each in same} == {"13812345678"}
    assert {digits_of(each) for each in ("+86 571 88123456", "（0571）8812-3456", "0086-0571-88123456")} == {"057188123456"}


# Names


@pytest.mark.parametrize(
    ("told_as", "text", "shown"),
    [
        ("陈小明", "客户陳小明、陈 小 明、陈·小·明和陈\u200b小明", "客户陳*、陈*、陈*和陈*"),
        ("陳小明", "陈小明来电", "陈*来电"),
        ("买买提·吐尔逊", "买买提吐尔逊、买买提•吐尔逊、買買提．吐爾遜", "买*、买*、買*"),
        ("John Smith", "Mr JOHN  SMITH, Johnsmithson, Ｊｏｈｎ Smith", "Mr J*, Johnsmithson, Ｊ*"),
        ("An Li", "An limit and an Li", "An limit and a*"),
        ("张三、李四（其母）等5人", "张三和李 四到场", "张*和李*到场"),
        ("张三先生", "张三到场", "张*到场"),
        ("王明", "国王\n明天", "国王\n明天"),
        ("匿名", "客户匿名投诉", "客户匿名投诉"),
        ("李", "李经理", "李经理"),
    ],
)  # fmt: skip
def test_a_name_is_hidden_in_all_its_spellings(told_as: str, text: str, shown: str) -> None:
    assert hide_names(text, sought(told_as)) == shown


def test_each_of_several_names() -> None:
    assert names_in("张三和李四与王五六、李和平 and 欧阳和平") == ("张三", "李四", "王五六", "李和平", "欧阳和平")
    assert masked("name", "张三、李四") == "张*、李*"
    assert masked("phone", "138 1234 5678、13812345678") == "138******5678、138****5678"
    assert name_tokens("陳小明、李四") == {"name:陈小", "name:小明", "name:李四"}
    assert text_tokens("陳 小明 JOHN·SMITH") == {"name:陈小", "name:小明", "word:john", "word:smith"}


def test_the_table_of_traditional_signs_is_in_order() -> None:
    assert len(SIMPLE) > 1500
    assert not [each for each in SIMPLE.items() if len(each[0]) != 1 or len(each[1]) != 1 or each[0] == each[1]]
    # One step: what is simplified is not simplified again.
    assert not set(SIMPLE.values()) & set(SIMPLE)
