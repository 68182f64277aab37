"""Files as rooms are handed them: each stands for its kind, and what is right was said before it was tried."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import select

from dutyroom.domain.errors import Refusal
from dutyroom.services.intake import bounds
from dutyroom.services.intake.complaints import Taken, known_titles, take_in
from dutyroom.services.intake.delimited import mended
from dutyroom.services.intake.mapping import Mapped
from dutyroom.services.intake.tabular import Sheet, Wanted, read_rows
from dutyroom.services.organisation.views import SignedIn
from dutyroom.store.rows.cases import Complaint
from tests.services.conftest import Played

FILES = Path(__file__).with_name("files")
WANGMIN = SignedIn("wangmin", "王敏", ())
# The words of the files are another organisation's: its levels and channels are put into those of the room's plan.
WORDS = {"level": {"一般": "normal", "重要": "normal"}, "channel": {"电话": "phone", "现场": "phone"}}


def take(room: Played, name: str | Path, **said: object) -> Taken:
    sheet = read_rows(FILES / name, Wanted(known=known_titles(room)))
    return take_in(room, sheet, Mapped(words=WORDS, **said), WANGMIN)  # type: ignore[arg-type]


def told(room: Played) -> list[tuple[str, dict[str, str]]]:
    """Each complaint's moment of receipt in the room's zone, and what is kept of it in clear."""
    with room.database.read() as session:
        rows = session.exec(select(Complaint).order_by(Complaint.number)).all()
        zone = room.calendar
        return [(f"{zone.local(row.received):%Y-%m-%d %H:%M}", dict(room.vault.plain(session, row.number))) for row in rows]


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("x01-date-cells.xlsx", "13812345678"), ("x03-phone-poi-exponent.xlsx", "13812345678"),
        ("x04-hidden-first-sheet.xlsx", "13912345678"), ("x05-title-row-merged.xlsx", "13712345678"),
        ("x08-formula-cached.xlsx", "13712345672"), ("x12-strict-ooxml.xlsx", "13812345678"),
        ("x31-phonetic.xlsx", "13812340001"), ("c13-equals-quoted.csv", "13812340104"),
        ("c15-trailing-empty-columns.csv", "13812340106"), ("c30-unknown-columns.csv", "13812340012"),
    ],
)  # fmt: skip
def test_a_row_is_taken_whole(room: Played, name: str, phone: str) -> None:
    assert take(room, name) == Taken(1, ())
    ((received, plain),) = told(room)
    assert plain["phone"] == phone
    assert plain["name"] != "宁东dong"
    if name.startswith("x01"):
        assert received == "2026-09-29 08:03"


@pytest.mark.parametrize(
    ("name", "taken", "field", "why"),
    [
        ("x16-people.xlsx", 1, "people", "整数"), ("x35-phone-lost-digits-text.xlsx", 0, "phone", "少了几位"),
        ("x37-error-cell.xlsx", 0, "content", "C2 是出错的公式"), ("ledger.xls", 1, "content", "C4 是出错的公式"),
        ("ledger.ods", 1, "content", "C3 是出错的公式"),
    ],
)  # fmt: skip
def test_a_row_that_lost_something_is_refused_by_its_cell(
    room: Played, name: str, taken: int, field: str, why: str
) -> None:
    found = take(room, name)
    assert (found.accepted, [each[1] for each in found.rejected]) == (taken, [field])
    assert why in found.rejected[0][2]
    assert [plain["phone"] for _at, plain in told(room)] in ([], ["13712345679"], ["13812340002"])


def test_no_column_goes_without_a_word(room: Played) -> None:
    with pytest.raises(Refusal, match="不认识：F"):
        take(room, "x15-cell-without-header.xlsx")
    assert take(room, "x15-cell-without-header.xlsx", ignored=("F",)) == Taken(1, (), passed=("F",))
    again = take(room, "x15-cell-without-header.xlsx", columns={"demand": "F"})
    assert again.accepted == 1, "what was left out before makes it another row"
    assert told(room)[-1][1]["demand"] == "转张主任"


def test_a_case_is_known_by_its_number_elsewhere(room: Played) -> None:
    assert take(room, "c30-unknown-columns.csv").accepted == 1
    assert take(room, "c31-same-rows-headers-mended.csv") == Taken(0, (), already=1)
    with room.database.read() as session:
        number = session.exec(select(Complaint.number)).one()
    sheet = Sheet("", ("编号", "content"), ((2, {"编号": number, "content": "回来的"}),))
    said = Mapped(fixed={"level": "normal", "channel": "phone"})
    assert take_in(room, sheet, said, WANGMIN) == Taken(0, (), already=1), "the room's own number"


def test_moments_as_others_write_them(room: Played) -> None:
    room.clock.at = room.clock.at.replace(year=2026, month=9, day=30)
    assert take(room, "c25-slash-date.csv").rejected == ()
    assert [at[:10] for at, _plain in told(room)] == ["2026-09-29", "2026-09-29"]
    assert told(room)[1][0].endswith("10:15")


def test_a_table_of_another_country_is_taken_with_a_map(room: Played, tmp_path: Path) -> None:
    file = tmp_path / "cfpb.csv"
    file.write_text(
        "Date received,Product,Issue,Consumer complaint narrative,Submitted via,Timely response?,Complaint ID\n"
        "09/21/2026,Credit card,Fees or interest,Charged the annual fee twice; asked for it back,Web,Yes,900000001\n"
    )
    room.clock.at = room.clock.at.replace(year=2026, month=9, day=30)
    said = {
        "fixed": {"level": "normal"}, "dates": "mdy",
        "ignored": ("*",),
    }  # fmt: skip
    words = WORDS | {"channel": {"Web": "phone"}}
    sheet = read_rows(file, Wanted(known=known_titles(room)))
    mapped = Mapped(words=words, **said)  # type: ignore[arg-type]
    taken = take_in(room, sheet, mapped, WANGMIN)
    assert (taken.accepted, taken.passed) == (1, ("Product", "Issue", "Timely response?"))
    assert told(room)[0][0].startswith("2026-09-21")
    assert take_in(room, sheet, mapped, WANGMIN).already == 1


def test_a_ledger_of_a_county(tmp_path: Path) -> None:
    """GB18030, semicolons said in its first line, a title, a total."""
    file = tmp_path / "ledger.csv"
    lines = "sep=;\r\n九月投诉台账;;\r\n客户;手机;问题描述\r\n张三;13812340001;排队, 太久\r\n合计;1;\r\n"
    file.write_bytes(lines.encode("gb18030"))
    sheet = read_rows(file)
    assert sheet.encoding == "GB18030"
    assert sheet.rows == ((4, {"客户": "张三", "手机": "13812340001", "问题描述": "排队, 太久"}),)
    assert sheet.notes == ("列名在第 3 行。", "第 5 行是合计，没有导入。")
    assert read_rows(file, Wanted(header=4)).columns == ("张三", "13812340001", "排队, 太久")
    with pytest.raises(Refusal, match="第 9 行"):
        read_rows(file, Wanted(header=9))


@pytest.mark.parametrize("old", [False, True])
def test_dates_and_numbers_of_both_systems(tmp_path: Path, old: bool) -> None:
    file = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(file, {"date_1904": old}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["接报时间", "日期", "证件号码", "金额", "比"])
        sheet.write_datetime(1, 0, datetime(2026, 9, 29, 8, 3, 20), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}))
        sheet.write_datetime(1, 1, datetime(2026, 9, 29), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(1, 2, [330106199001011234, 0.1 + 0.2, "1.3812340002E10"])
        sheet.merge_range(1, 5, 3, 5, "同一机构")
        sheet.write(0, 5, "机构")
        sheet.write(2, 0, "次行")
        sheet.write(3, 0, "末行")
        sheet.set_row(2, None, None, {"hidden": True})
    read = read_rows(file)
    first, second, third = (cells for _line, cells in read.rows)
    assert [first[name] for name in ("接报时间", "日期", "金额", "比")] == [
        "2026-09-29 08:03:20", "2026-09-29", "0.3", "13812340002",
    ]  # fmt: skip
    assert "15 位" in read.spoilt[2, "证件号码"]
    assert (second["机构"], third["机构"]) == ("同一机构", "同一机构")
    assert "有 1 行是隐藏的，也读了。" in read.notes
    assert [line for line, _cells in read_rows(file, Wanted(seen_only=True)).rows] == [2, 4]


def test_a_cell_far_away_takes_no_room(tmp_path: Path) -> None:
    file = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write(bounds.MOST_ROWS - 1, bounds.MOST_COLUMNS - 1, "x")
    with pytest.raises(Refusal, match="表格太大"):
        read_rows(file)


def test_what_bears_another_name_is_what_it_is(tmp_path: Path) -> None:
    for name in ("a.xls", "b.csv"):
        (tmp_path / name).write_bytes((FILES / "x08-formula-cached.xlsx").read_bytes())
        assert read_rows(tmp_path / name).rows[0][1]["姓名"] == "周八"
    (tmp_path / "c.xls").write_text("姓名\t电话\n张三\t1\n", encoding="gb18030")
    assert read_rows(tmp_path / "c.xls").rows == ((2, {"姓名": "张三", "电话": "1"}),)
    (tmp_path / "d.xls").write_text("<html><table><tr><td>姓名")
    with pytest.raises(Refusal, match="网页"):
        read_rows(tmp_path / "d.xls")
    with pytest.raises(Refusal) as no:
        read_rows(FILES / "x04-hidden-first-sheet.xlsx", Wanted(sheet="没有"))
    assert "字典、投诉台账" in no.value.hint
    chosen = read_rows(FILES / "x04-hidden-first-sheet.xlsx", Wanted(sheet="字典"))
    assert chosen.columns == ("渠道", "级别")


@pytest.mark.parametrize(
    ("cell", "text", "lost"),
    [
        ('="138"', "138", False), ("'=1+1", "=1+1", False), ("''+1", "'+1", False), ("'好", "'好", False), ("1.38E+10", "", True),
        ("1.3812340002E10", "13812340002", False), ("GD1E5", "GD1E5", False), ("=1+1", "=1+1", False), ("1E", "1E", False),
    ],
)  # fmt: skip
def test_signs_that_spreadsheets_put_around_a_text(cell: str, text: str, lost: bool) -> None:
    assert mended(cell)[0] == text
    assert bool(mended(cell)[1]) == lost


def test_jsonl_says_the_same(room: Played, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    rows = [{"姓名": "张三", "电话": 13812340001, "内容": "排队", "渠道": "电话", "级别": "一般"}]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    assert take(room, file).accepted == 1
    assert told(room)[0][1]["phone"] == "13812340001"
