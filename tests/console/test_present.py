"""Texts of the board: widths in cells, safe characters, and what is left in the clock's own unit."""

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dutyroom.console.present.board.columns import GAP, LEFT, columns
from dutyroom.console.present.board.heading import Counts, Place, brief, full
from dutyroom.console.present.board.row import moving, resting, state_of
from dutyroom.console.present.board.time_left import left
from dutyroom.console.present.board.wall import counts_line
from dutyroom.console.present.cells import fit, fit_ends, wrap
from dutyroom.console.present.safe import lines, one_line
from dutyroom.console.present.shift.log import line
from dutyroom.console.present.shift.roster import short
from dutyroom.console.present.words import UNREAD, Words, names
from dutyroom.domain.board import BoardRow
from dutyroom.domain.plan.reader import read_plan
from dutyroom.lang import set_language
from dutyroom.services.log.views import LogEntry
from dutyroom.services.organisation.views import RoleHolder
from dutyroom.settings.plans import pack_names, pack_text
from tests.console import fake_room
from tests.console.fake_room import NOW, row, sample

CALENDAR = fake_room.FakeRoom([]).calendar
WORDS = Words(names(fake_room.LEVELS), names(fake_room.CHANNELS), names(fake_room.UNITS), names(fake_room.PEOPLE))
ZONE = ZoneInfo("Asia/Shanghai")
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@pytest.mark.parametrize(
    ("unit", "due", "says"),
    [
        ("working_days", 8 * DAY + 40 * MINUTE, "剩1工作日"),
        ("working_days", 13 * DAY + 40 * MINUTE, "剩4工作日"),
        ("working_hours", 8 * DAY + 40 * MINUTE, "剩8工时"),
        ("working_hours", 7 * DAY + 16 * HOUR, "剩1工时"),
        ("hours", HOUR + 9 * MINUTE, "1时09分"),
        ("hours", 47 * HOUR, "47时00分"),
        ("calendar_days", 3 * DAY, "剩3天"),
        ("minutes", 8 * MINUTE + 41 * SECOND, "08:41"),
        ("working_days", 41 * SECOND, "00:41"),
        ("minutes", 0 * SECOND, "00:00"),
        ("minutes", -SECOND, "超1分"),
        ("minutes", -12 * MINUTE, "超12分"),
        ("hours", -3 * HOUR - 5 * MINUTE, "超3时05分"),
        ("hours", -50 * HOUR, "超2天"),
        ("working_days", -2 * DAY, "超2工作日"),
    ],
)
def test_what_is_left_is_said_in_the_clocks_own_unit(unit: str, due: timedelta, says: str) -> None:
    assert left(row(1, due, clock_unit=unit), NOW, CALENDAR) == says


def test_a_paused_clock_and_no_clock() -> None:
    assert left(row(1, -HOUR, paused=True), NOW, CALENDAR) == "暂停计时"
    assert left(row(1, None), NOW, CALENDAR) == ""


def test_working_days_are_not_guessed_before_the_calendar_is_there() -> None:
    assert left(row(1, 5 * DAY), NOW, None) == ""


def test_states() -> None:
    assert state_of(row(1, 0 * SECOND), NOW) == "soon"
    assert state_of(row(1, -SECOND), NOW) == "overdue"
    assert state_of(row(1, -SECOND, paused=True), NOW) == "paused"
    assert state_of(row(1, HOUR), NOW) == "calm"
    assert state_of(row(1, 5 * DAY, warn=NOW), NOW) == "soon"


@pytest.mark.whole
@given(st.text(), st.integers(0, 40))
def test_fit_is_exact(text: str, width: int) -> None:
    assert cell_len(fit(one_line(text), width)) == width


def test_fit_never_halves_a_character() -> None:
    assert fit("城关支行", 7) == "城关支~"
    assert fit("城关支行", 6) == "城关~ "
    assert fit("城关支行", 8) == "城关支行"


@pytest.mark.whole
@pytest.mark.parametrize("code", pack_names())
def test_roles_of_a_plan_are_told_apart_in_the_narrow_roster(code: str) -> None:
    roles = read_plan(pack_text(code), code).roles
    shown = ["".join(part for part, _look in short(RoleHolder("x"), role.name, 28)) for role in roles]
    assert len(set(shown)) == len(roles)
    assert {cell_len(each) for each in shown} == {28}
    assert fit_ends("head of legal affairs", 12) == "head~affairs"


def test_no_line_begins_with_what_ends_a_sentence_and_a_clause_stays_together() -> None:
    assert wrap("停止上报，四.2(1)", 8) == ["停止上", "报，", "四.2(1)"]
    assert wrap("本单位设定。", 10) == ["本单位设", "定。"]
    assert wrap("没有消息（收费）", 10) == ["没有消息", "（收费）"]


@given(st.text(alphabet="ab城关。\n", min_size=1), st.integers(2, 9))
def test_wrap_loses_nothing(text: str, width: int) -> None:
    made = wrap(text, width)
    assert "".join(made) == text.replace("\n", "")
    assert all(cell_len(line) <= width for line in made)


@pytest.mark.whole
@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("width", [20, 52, 60, 79, 80, 91, 119, 155, 199])
@pytest.mark.parametrize("level_width", [0, 8, 40])
def test_columns_fill_the_width_and_rows_fill_the_columns(width: int, code: str, level_width: int) -> None:
    set_language(code)
    shown = columns(width, 8, level_width)
    if width > 76:
        assert next(each.width for each in shown if each.name == "level") >= min(level_width, 12)
    if width > 70:
        assert shown[-1].start + shown[-1].width == width
    assert all(after.start == before.start + before.width + GAP for before, after in pairwise(shown))
    for each in sample(60):
        texts = resting(each, shown, WORDS, ZONE)
        assert [cell_len(text) for text in texts] == [column.width for column in shown[2:]]
        fresh = moving(each, NOW, CALENDAR, LEFT[code])
        assert cell_len(fresh.marks + fresh.left) == 3 + LEFT[code]
        assert "~" not in fresh.left


def ambiguous(text: str) -> set[str]:
    return {character for character in text if unicodedata.east_asian_width(character) == "A"}


@pytest.mark.parametrize("code", ["zh", "en"])
def test_no_cell_holds_a_glyph_that_some_terminals_draw_double(code: str) -> None:
    set_language(code)
    assert ambiguous("■…—·") == set("■…—·")
    for width in (79, 91, 199):
        for each in [*sample(60), row(5, 9 * DAY, provisional=True, summary="很长" * 60, owner="nobody-known")]:
            fresh = moving(each, NOW, CALENDAR, LEFT[code])
            assert not ambiguous(fresh.marks + fresh.left + "".join(resting(each, columns(width, 8), WORDS, ZONE)))


def test_a_provisional_date_says_so_at_every_width() -> None:
    each = row(1, 100 * DAY, provisional=True)
    for width, word in ((79, "估"), (199, "暂估")):
        assert resting(each, columns(width, 8), WORDS, ZONE)[0].strip().endswith(word)


@pytest.mark.parametrize(
    "hostile",
    ["\x1b]52;c;ZXZpbA==\x1b\\", "\x9b2J", "a\u202eb", "a\u200bb", "a\U000e0041b", "\ud800", "a\u2028b", "\x7f", "a\tb\nc"],
)
def test_what_could_act_on_the_terminal_becomes_a_mark(hostile: str) -> None:
    for text in (one_line(hostile), lines(hostile).replace("\n", "")):
        assert all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text)
        assert text.isprintable()


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("利率纠纷“聚集”，约20人…", "[@click=app.quit]x", "plain"):
        assert one_line(text) == text


def test_no_code_shows_while_names_are_read() -> None:
    each: BoardRow = row(1, DAY, unit="zz", owner="who", level="urgent", channel="phone")
    texts = "".join(resting(each, columns(199, 8), UNREAD, ZONE))
    assert not [code for code in ("zz", "who", "urgent", "phone") if code in texts]
    assert "待交办" in "".join(resting(row(1, DAY, owner=""), columns(199, 8), UNREAD, ZONE))


def test_a_channel_is_read_whole_and_asks_for_no_note() -> None:
    words = Words(channels={"o": "其他（注明）", "c": "服务台"})
    for code, said in (("o", "其他"), ("c", "服务台")):
        each: BoardRow = row(1, DAY, channel=code)
        assert said in [text.strip() for text in resting(each, columns(91, 8, channel_width=6), words, ZONE)]
    assert next(each.width for each in columns(91, 8, channel_width=20) if each.name == "channel") == 6


def test_english_words_of_level_clock_and_outlet_are_whole_at_120() -> None:
    set_language("en")
    words = Words({"i": "important"}, {}, {"hall": "Main banking hall"})
    each: BoardRow = row(1, DAY, level="i", unit="hall", clock_en="first contact")
    texts = [text.strip() for text in resting(each, columns(91, 8), words, ZONE)]
    assert {"important", "first contact", "Main banking hall"} <= set(texts)


def entry(n: int, kind: str = "complaint.register", text: str = "很长的说明" * 9) -> LogEntry:
    return LogEntry(n, NOW, "wangmin", "王敏", "duty_officer", "", kind, f"0930-{n:03}", text)


def test_a_narrow_log_line_names_the_case_before_it_is_cut() -> None:
    assert line(entry(18), ZONE).startswith("16:50 王敏 0930-018 登记投诉 很长")
    assert line(LogEntry(1, NOW, "l", "李伟", "", "", "room.found", ""), ZONE) == "16:50 李伟 设立值班室"
    set_language("en")
    assert "Room set up" in line(LogEntry(1, NOW, "l", "Li Wei", "", "", "room.found", ""), ZONE)


def test_unknown_codes_show_as_they_are() -> None:
    each: BoardRow = row(1, DAY, unit="zz", owner="who")
    texts = resting(each, columns(199, 8), Words(), ZONE)
    assert "zz" in "".join(texts)
    assert "who" in "".join(texts)


def test_the_head_states_nothing_before_it_is_read() -> None:
    place = Place("县农商银行", NOW, "周三", "", None, ZONE, None)
    unread = Counts(open=80, overdue=2, loading=True, known=False)
    for lines_ in (full(place, unread), brief(place, unread, 80), [counts_line(place, unread, 80)]):
        words = "".join(text for each in lines_ for text, _look in each)
        assert "空缺" not in words
        assert "应急 无" not in words
        assert not re.search(r"(新收|已办结|待回拨) 0", words)
    known = "".join(text for each in full(replace(place, lead=""), Counts()) for text, _look in each)
    assert "值班长 空缺" in known
    assert "应急 无" in known
    assert "新收 0" in known


def test_groups_to_judge_are_lit_on_board_and_wall_while_there_are_any() -> None:
    place = Place("县银行", NOW, "周三", "", "李伟", ZONE, None)
    for counts, wanted in ((Counts(groups=2), [("同类待研判 2", "soon")]), (Counts(), [])):
        for told in (full(place, counts), brief(place, counts, 200), [counts_line(place, counts, 200)]):
            found = [(text.strip(), look) for line in told for text, look in line if "同类" in text]
            assert found == wanted


def test_a_head_without_room_leaves_out_what_is_nought() -> None:
    set_language("en")
    place = Place("County Bank", NOW, "Wednesday", "", "Li Wei", ZONE, None)
    counts = Counts(open=40, overdue=6, within_hour=3, unseen=15, open_calls=2, duties_soon=1)
    (words,) = ("".join(text for text, _look in each) for each in brief(place, counts, 80))
    assert cell_len(words) <= 80
    assert "call-backs" not in words
    assert words.endswith("duties soon 1")
    assert "call-backs 0" in "".join(text for text, _look in brief(place, Counts(open=40), 80)[0])


def test_lines_break_between_words_and_anywhere_in_chinese() -> None:
    assert wrap("there are twenty people at the door", 22) == ["there are twenty", "people at the door"]
    assert wrap("电话 138 0000 4321。门口", 11) == ["电话 138", "0000 4321。", "门口"]
    assert wrap("一二三四五", 4) == ["一二", "三四", "五"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("  - a", 80) == ["  - a"]
