"""Complaints about one matter are found by what they say and by their facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dutyroom.domain.alike import (
    Case,
    Seeker,
    Words,
    alike,
    amounts,
    family,
    said_in_common,
    terms,
    words_in_common,
)
from dutyroom.domain.matters import SAME
from dutyroom.domain.plan.handling import Alike
from tests.alike import kept

NOON = datetime(2026, 9, 30, 4, tzinfo=UTC)
RULE = Alike("同类投诉", "alike", (), at_least=3, within_days=7, likeness=45)


def case(number: str, text: str, **facts: object) -> Case:
    return replace(Case(number, NOON, terms=terms(text), amounts=amounts(text)), **facts)


def like(one: str, other: str, words: Words | None = None, rule: Alike = RULE, **facts: object) -> int:
    return Seeker(case("1", one), rule, words or Words()).likeness(case("2", other, **facts))


def test_no_case_is_alike_to_itself() -> None:
    same = [case(number, "信用卡年费重复扣收") for number in "123"]
    assert alike(same[0], same, RULE, Words()) == {"2": 100, "3": 100}
    # Near each other, but not the same: nobody is told 100 because a case met itself on the way.
    near = [case("1", "信用卡年费被扣了两次"), case("2", "年费重复收取，要求退还"), case("3", "年费双重扣款，客户不认可")]
    assert max(family(near[0], near, RULE, Words()).values()) < 100


def test_words_that_every_complaint_has_make_nothing_alike() -> None:
    forms = "客户来电反映问题，表示不满，要求我行尽快处理并给予答复，{}。"
    matters = ("保安不让停放自行车", "理财到期没有兑付", "存单挂失要本人到场")
    one, two, three = (forms.format(each) for each in matters)
    assert max(like(one, two), like(two, three), like(one, three)) < RULE.likeness


def test_what_the_room_often_hears_weighs_little_and_a_flood_of_one_day_does_not() -> None:
    sold = "网银渠道购买的贵金属"
    often = Words([(date(2026, 9, n), [terms(f"{sold}问题第{n}件")] * 20) for n in range(1, 30)])
    assert like(f"{sold}行情延迟", f"{sold}交割拖后", often) < like(f"{sold}行情延迟", f"{sold}交割拖后")
    days = [(date(2026, 9, n), [terms(f"事由{n}甲乙丙丁"[:6])] * 20) for n in range(1, 30)]
    flood = Words([*days, (date(2026, 9, 30), [terms("信用卡年费扣了两次")] * 600)])
    assert like("年费扣了两次", "信用卡年费重复收取", flood) >= RULE.likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ATM把我的卡吃进去了", "取款机吞卡"), ("年費重複扣款", "年费扣了两次"),
        ("charged the yearly fee twice", "The annual fee was a duplicate charge"),
    ],
)
def test_one_thing_is_said_in_many_ways(one: str, other: str) -> None:
    assert like(one, other) >= RULE.likeness


def test_sums_of_money_are_one_however_they_are_written() -> None:
    assert amounts("多收200元") == amounts("两百块") == amounts("¥200.00") == amounts("200 dollars") == {"200"}
    assert amounts("一千二百元、3.5万元、1,234元") == {"1200", "35000", "1234"}
    assert amounts("六次 95588 2026年") == frozenset()


def test_facts_speak_for_or_against_but_never_alone() -> None:
    one, other = "信用卡年费扣了两次200元", "年费重复收了"
    plain = like(one, other)
    assert like(one, f"{other}200元") > plain
    assert like(one, other, received=NOON + timedelta(days=6)) < plain
    assert like(one, other, received=NOON + timedelta(days=8)) == 0
    assert like("保安态度差，索赔200元", "电梯停运损失200元") < RULE.likeness
    card = case("1", one, category="card", unit="east", caller="x")
    assert Seeker(card, RULE, Words()).likeness(case("2", other, category="card", unit="east", caller="x")) > plain
    assert Seeker(card, RULE, Words()).likeness(case("2", other, category="loan")) < plain
    asked = replace(RULE, same=("category",))
    assert Seeker(card, asked, Words()).likeness(case("2", other, category="loan")) == 0
    assert Seeker(card, asked, Words()).likeness(case("2", other)) == 0


def test_no_chain_leads_from_one_matter_to_another() -> None:
    lost, low = "汇款失败，账上的钱却扣掉了，没收到", "对账单寄错地址，每月都要自己去打印"
    between = "汇款失败，没收到，对账单也寄错地址"
    cases = [case("1", lost), case("2", between), *(case(f"3{n}", low) for n in range(4))]
    assert alike(cases[1], cases, RULE, Words()).keys() == {"1", "30", "31", "32", "33"}
    assert family(cases[0], cases, RULE, Words()).keys() == {"2"}


def test_what_they_have_in_common_is_told_in_their_own_words() -> None:
    texts = ("取款机吞卡无人处理", "取款机吞卡要求赔偿", "三元桥取款机又吞卡了")
    cases = [case(f"{n}", text) for n, text in enumerate(texts)]
    words = Words([(date(2026, 9, 1), [terms("取款机坏了"), terms("排队")])])
    (first, *_more) = words_in_common(texts[0], cases, words)
    assert first[0] == "取款机吞卡"
    assert words.seen(terms("取款机"))
    assert "#吞卡" in said_in_common(cases)
    english = [case("1", "charges for transactions taken twice"), case("2", "transactions went missing in charges")]
    told = [piece for piece, _terms in words_in_common("An iteration of transactions and charges", english, Words())]
    assert told == ["transactions", "charges"]


def test_every_way_of_saying_a_thing_is_found_and_stands_once() -> None:
    ways = [(phrase, f"#{name}") for name, _english, phrases in SAME for phrase in phrases.split("|")]
    assert len({phrase for phrase, _name in ways}) == len(ways)
    assert [phrase for phrase, name in ways if name not in terms(phrase)] == []


@pytest.mark.parametrize("part", ["dev", "held"])
def test_matters_are_found_among_invented_complaints(part: str) -> None:
    told = kept.complaints(part)
    scored = kept.pairs(told, kept.likeness(Words()))
    ours, peer = kept.at(RULE.likeness, scored), kept.best(kept.pairs(told, kept.trigrams))
    assert ours.right / ours.found >= 0.75
    assert ours.right / ours.there >= 0.8
    assert ours.right / ours.there > 1.5 * peer.right / peer.there
    groups = kept.grouped(told, Words())
    found = kept.members(told, groups)
    assert found.right / found.found >= 0.8
    assert found.right / found.there >= 0.85
    if part == "held":
        # Twenty paraphrases at four branches on one day: none of them had been proposed.
        sizes = [sum(each.matter == "yearly_fee_twice" for each in group) for group in groups]
        assert max(sizes) >= 18
