"""What complaints that are alike speak of."""

from dutyroom.domain.alike import common_words


def grams(text: str) -> frozenset[str]:
    return frozenset(word[at : at + 2] for word in text.casefold().split() for at in range(len(word) - 1))


def test_pieces_of_chinese_and_whole_words_of_letters() -> None:
    chinese = ["取款机吞卡无人处理", "取款机吞卡要求赔偿"]
    assert common_words("取款机吞卡两天", [grams(each) for each in chinese]) == ("取款机吞卡",)
    english = ["charges for transactions taken twice", "transactions went missing in charges"]
    assert common_words("An iteration of transactions and charges", [grams(each) for each in english]) == (
        "transactions", "charges",
    )  # fmt: skip
