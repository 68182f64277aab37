"""Present measures as Textual paints, or lines would run over and columns shift."""

import random
from functools import cache
from unicodedata import category

import pytest
from rich import cells as textuals

from dutyroom.console.present.cell_widths import cell_len, cropped, width_of
from dutyroom.console.present.safe import one_line
from tests.whole import few

UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""What is shown as a mark instead."""
SAID = "投诉人 ABC，电话13800000000；「客户」❤\ufe0f#\ufe0f☀\ufe0f👍🏽é e\u0301 각 ᄀ\u1161 〔2026〕３号 ①②\u302a한"


@cache
def shown() -> list[str]:
    return [chr(code) for code in range(0x110000) if category(chr(code)) not in UNSAFE]


@pytest.mark.whole
def test_every_character_that_can_be_shown_is_as_wide_as_textual_paints_it() -> None:
    assert [hex(ord(each)) for each in shown() if width_of(each) != textuals.get_character_cell_size(each)] == []


@pytest.mark.parametrize("step", few([1, 13], 13), ids=["all", "some"])
def test_every_picture_made_of_a_character_is_as_wide_as_textual_paints_it(step: int) -> None:
    pictures = [each + "\ufe0f" for each in shown() if ord(each) < 0x3000 or ord(each) % step == 0 or ord(each) >> 12 == 0x1F]
    assert [ascii(each) for each in pictures if cell_len(each) != textuals.cell_len(each)] == []


def test_texts_are_measured_and_cropped_as_textual_does_it() -> None:
    dice = random.Random(5)
    for _ in range(3000):
        text = one_line("".join(dice.choices(SAID, k=dice.randrange(14))))
        assert cell_len(text) == textuals.cell_len(text), ascii(text)
        width = dice.randrange(1, 12)
        if cell_len(text) > width:
            assert cropped(text, width).rstrip() == textuals.set_cell_size(text, width).rstrip(), ascii((text, width))
