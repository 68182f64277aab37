"""What is written to the terminal in fewer bytes paints the same."""

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from dutyroom.console.engine.lean import lean

RED, BOLD, BACK = "\x1b[38;2;200;0;0;48;2;1;2;3m", "\x1b[1m", "\x1b[48;2;9;9;9m"
_looks = st.sampled_from([RED, BOLD, BACK, "\x1b[0m", "\x1b[m", "\x1b[0m" + RED])
_moves = st.sampled_from(["\n", "\n\x1b[3;2H", "\x1b[2;5H", "\x1b[4;1H", "\r"])
_texts = st.sampled_from(["a", "超时", " ", "12:03"])


def painted(*data: str) -> tuple[object, ...]:
    screen = pyte.Screen(12, 6)
    stream = pyte.Stream(screen)
    for each in data:
        stream.feed(each)
    cells = [[screen.buffer[y][x] for x in range(12)] for y in range(6)]
    return cells, screen.cursor.x, screen.cursor.y, screen.cursor.attrs


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(_looks, _moves, _texts), max_size=14).map("".join), max_size=3))
def test_the_same_picture(writes: list[str]) -> None:
    assert painted(*map(lean, writes)) == painted(*writes)


def test_what_is_left_out() -> None:
    rows = "\x1b[0m\x1b[5;9H\n".join(f"\x1b[{y};1H{RED}29:{y}" for y in (4, 5, 6))
    again = RED.replace("[", "[0;", 1)
    assert lean(f"{rows}\x1b[0m\x1b[1;1H") == f"\x1b[4;1H{RED}29:4\x1b[5;1H{again}29:5\x1b[6;1H29:6\x1b[1;1H\x1b[0m"
