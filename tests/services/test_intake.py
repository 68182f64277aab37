"""Import: many complaints by the gross leave behind just what single acts would, on both databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from dutyroom.domain.act import Command
from dutyroom.domain.errors import NotAllowed, Refusal
from dutyroom.lang import set_language
from dutyroom.services.act.work import Work
from dutyroom.services.cases.registering import register
from dutyroom.services.intake.complaints import take_in
from dutyroom.services.intake.mapping import Mapped
from dutyroom.services.intake.tabular import Sheet, read_rows
from dutyroom.services.organisation.views import SignedIn
from dutyroom.services.perform import batch as many
from dutyroom.store.replay import differences, payloads, replay, snapshot
from dutyroom.store.rows.board import BoardEntry
from dutyroom.store.rows.cases import CaseClock, Complaint
from dutyroom.store.rows.record import BlindToken, CommandResult, Gram, JournalEntry
from dutyroom.store.verify import verify
from tests.services.conftest import Played

WANGMIN = SignedIn("wangmin", "王敏", ())
COLUMNS = ("name", "phone", "content", "level", "channel", "category", "received")


def sheet(rows: list[dict[str, str]]) -> Sheet:
    return Sheet("UTF-8", COLUMNS, tuple((line, row) for line, row in enumerate(rows, 2)))


def row(room: Played, number: int, **more: str) -> dict[str, str]:
    plan = room.plan
    plain = {"level": plan.levels[-1].code, "channel": plan.channels[0].code, "category": plan.categories[0].code}
    words = f"张三丰在柜台等候{number}小时，电话 13800138000。"
    return {"name": "张三丰", "phone": f"139{number:08}", "content": words, "received": "", **plain, **more}


def whole(room: Played) -> None:
    assert verify(room.database, room.keys).sound
    with room.database.read() as session:
        assert differences(replay(payloads(session)), snapshot(session)) == []


def left_behind(room: Played, number: str, but: str = "") -> dict[str, Any]:
    """All that one registration wrote, but for its number, the token ``but`` and what is sealed with chance in it."""
    with room.database.read() as session:
        def rows(table: Any, field: Any) -> list[dict[str, Any]]:
            return [each.model_dump() for each in session.exec(select(table).where(field == number)).all()]

        entry = rows(JournalEntry, JournalEntry.subject)[0]
        told = [(what, table) for what, table, _key, _values in json.loads(entry["payload"])["rows"] if table != "counter"]
        sealed = json.loads(entry["payload"])["values"]
        kept = {
            "complaint": rows(Complaint, Complaint.number), "board": rows(BoardEntry, BoardEntry.number),
            "clocks": rows(CaseClock, CaseClock.subject),
            "tokens": sorted(each["token"] for each in rows(BlindToken, BlindToken.subject) if each["token"] != but),
            "grams": sorted(each["gram"] for each in rows(Gram, Gram.subject)), "rows": sorted(told),
            "values": {name: value["masked"] if isinstance(value, dict) else value for name, value in sealed.items()},
            "who": [entry[name] for name in ("at", "actor", "role", "clause", "kind", "format")],
            "plain": room.vault.reveal(session, number),
        }  # fmt: skip
    for part in ("complaint", "board", "clocks"):
        for each in kept[part]:
            for name in ("number", "id", "subject"):
                each.pop(name, None)
    return kept


def test_by_the_gross_is_as_one_by_one(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    given = row(room, 7)
    monkeypatch.setattr(many, "_one", lambda *_about: pytest.fail("performed alone, at twenty times the cost"))
    single = room.act("complaint.register", "wangmin", **{name: value for name, value in given.items() if value})
    taken = take_in(room, sheet([given]), Mapped(), WANGMIN)
    assert (taken.accepted, taken.rejected, taken.stopped) == (1, (), "")
    with room.database.read() as session:
        last = session.exec(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()  # type: ignore[attr-defined]
    assert last is not None
    assert last.seq == single.seq + 1
    cells = sorted((name, value) for name, value in given.items())
    once = room.keys.blind(f"row:{json.dumps([2, cells])}")
    assert left_behind(room, last.subject, once) == left_behind(room, single.subject)
    whole(room)
    again = room.perform(Command("complaint.register", "wangmin", "", last.command_id, values=given))
    assert (again.seq, again.subject) == (last.seq, last.subject)


def test_many_rows_good_and_bad_and_the_same_file_again(room: Played) -> None:
    rows = [row(room, number) for number in range(430)]
    rows[3]["level"] = "no such"
    rows[401]["received"] = "2999-01-01 08:00"
    before = room.head()
    taken = take_in(room, sheet(rows), Mapped(), WANGMIN)
    assert (taken.accepted, [(line, field) for line, field, _why in taken.rejected]) == (428, [(5, "level"), (403, "received")])
    assert room.head() == before + 428
    with room.database.read() as session:
        numbers = sorted(session.exec(select(Complaint.number)).all())
        assert len(session.exec(select(CommandResult.id)).all()) >= 428
    serials = [int(number.rpartition("-")[2]) for number in numbers]
    assert serials == list(range(serials[0], serials[0] + 428)), "a refused row takes no number"
    whole(room)
    assert len(room.search("13900000429")) == 1
    again = take_in(room, sheet(rows), Mapped(), WANGMIN)
    assert (again.accepted, again.already, len(again.rejected)) == (0, 428, 2)
    assert room.head() == before + 428


def test_somebody_else_takes_a_number_meanwhile(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    draw, others = many._draw, []

    def slowly(*about: Any) -> Any:
        drawn = draw(*about)
        if not others:
            others.append(room.act("complaint.register", "wangmin", **{k: v for k, v in row(room, 1).items() if v}))
        return drawn

    monkeypatch.setattr(many, "_draw", slowly)
    taken = take_in(room, sheet([row(room, number) for number in range(3)]), Mapped(), WANGMIN)
    assert taken.accepted == 3
    with room.database.read() as session:
        assert len(set(session.exec(select(Complaint.number)).all())) == 4
    whole(room)


def test_what_looks_at_more_than_its_own_values_is_performed_alone(room: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    def curious(work: Work) -> None:
        if "等候2小时" in work.values["content"]:
            assert work.session.exec(select(Complaint)).all()
        register(work)

    monkeypatch.setattr(many, "performer_of", lambda _act: curious)
    taken = take_in(room, sheet([row(room, number) for number in (1, 2, 3)]), Mapped(), WANGMIN)
    assert (taken.accepted, taken.rejected) == (3, ())
    with room.database.read() as session:
        assert len(session.exec(select(Complaint.number)).all()) == 3
    whole(room)


def test_hostile_text_comes_back_as_it_was(room: Played) -> None:
    words = "前\x00后\ud800␚[bold]‮完"
    assert take_in(room, sheet([row(room, 1, content=words)]), Mapped(), WANGMIN).accepted == 1
    with room.database.read() as session:
        number = session.exec(select(Complaint.number)).one()
        assert room.vault.plain(session, number)["content"] == words
        assert words in session.get_one(Complaint, number).summary
    whole(room)


@pytest.mark.whole
def test_stopped_it_says_what_was_taken_and_goes_on_from_there(room: Played) -> None:
    rows = [row(room, number) for number in range(250)]
    taken = take_in(room, sheet(rows), Mapped(), WANGMIN, go_on=lambda done: done < 200)
    assert (taken.accepted, bool(taken.stopped)) == (200, True)
    rest = take_in(room, sheet(rows), Mapped(), WANGMIN)
    assert (rest.accepted, rest.already, rest.rejected) == (50, 200, ())
    whole(room)


def test_tried_out_nothing_is_written_and_who_may_not_is_told(room: Played) -> None:
    before = room.head()
    tried = take_in(room, sheet([row(room, 1), row(room, 2, level="no such")]), Mapped(), WANGMIN, dry_run=True)
    assert (tried.accepted, len(tried.rejected), room.head()) == (1, 1, before)
    with pytest.raises(NotAllowed):
        take_in(room, sheet([row(room, 1)]), Mapped(), SignedIn("heyan", "何燕", ()))


def test_a_quote_that_is_not_closed_is_told_where_it_begins(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('content,level,channel\n利率,normal,phone\n"收费,normal,phone\n排队,normal,phone\n')
    sheet = read_rows(file)
    assert [line for line, _cells in sheet.rows] == [2]
    assert [(line, "引号没有结束" in why) for line, _column, why in sheet.bad] == [(3, True)]
    file.write_text('content,level,channel\n"利率\n第二行",normal,phone\n5" 屏,normal,phone\n')
    sheet = read_rows(file)
    assert [line for line, _cells in sheet.rows] == [2, 4]
    assert sheet.bad == ()


@pytest.mark.parametrize("words", ["zh", "en"])
def test_what_is_told_of_a_bad_row_tells_of_nobody(room: Played, words: str) -> None:
    """A column taken for another must not put every complainant on a screen."""
    set_language(words)
    told = row(room, 1, channel="张三丰", received="张三丰 13912345678", level="13912345678")
    rejected = take_in(room, sheet([told]), Mapped(), WANGMIN).rejected
    assert {field for _line, field, _why in rejected} == {"channel", "received", "level"}
    said = " ".join(why for _line, _field, why in rejected)
    assert not {part for part in ("三丰", "12345678", "1391234") if part in said}, said


def test_a_file_without_a_line_of_names_tells_of_nobody(room: Played) -> None:
    told = row(room, 1)
    bare = Sheet("UTF-8", tuple(told.values()), ((2, {value: value for value in told.values()}),))
    with pytest.raises(Refusal) as no:
        take_in(room, bare, Mapped({"name": "客户"}), WANGMIN)
    assert "第一行写列名" in no.value.hint
    assert "张三丰" not in no.value.hint
    with pytest.raises(Refusal, match="没有列") as no:
        take_in(room, sheet([told]), Mapped({"name": "客户"}), WANGMIN)
    assert "content" in no.value.hint
