"""act, complaint, status, journal, roster and demo as scripts use them: JSON, exit codes, no traceback."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete

from dutyroom.bootstrap import open_room
from dutyroom.domain.act import Field
from dutyroom.services.room import vocabulary
from dutyroom.settings.plans import pack_names
from dutyroom.store.rows.record import BlindToken
from tests.cli.rooms import CommandLine, new_room
from tests.services.conftest import SECRET
from tests.whole import few


@pytest.fixture
def dutyroom(tmp_path: Path) -> CommandLine:
    return new_room(tmp_path)


REGISTER = ("--level", "urgent", "--channel", "phone", "--values", "-")
TOLD = json.dumps({"content": "柜面收费争议，电话13812345678", "name": "张三丰"})


def test_act_then_list_show_status(dutyroom: CommandLine) -> None:
    done = dutyroom("act", "complaint.register", *REGISTER, "--as", "wangmin", "--json", stdin=TOLD)
    assert done.code == 0, done.err
    number = done.json["subject"]
    listed = dutyroom("complaint", "list", "--json").json["complaints"]
    assert set(listed[0]) == {
        "number", "level", "status", "channel", "category", "unit", "handling", "owner", "received", "next_due", "next_clock",
        "overdue", "paused",
    }  # fmt: skip
    assert (listed[0]["number"], listed[0]["next_clock"], listed[0]["overdue"]) == (number, "report_up", False)
    assert listed[0]["next_due"].endswith("+08:00")
    shown = dutyroom("complaint", "show", number, "--json")
    assert shown.json["facts"]["content"] == "柜面收费争议，电话138****5678"
    assert shown.json["facts"]["name"] == "张*"
    status = dutyroom("status", "--json").json
    assert status["counts"]["open"] == 1
    assert status["shift_lead"] == "李伟"
    for words in (("complaint", "list"), ("complaint", "show", number), ("status",), ("status", "--plain"), ("roster", "show")):
        for lang in ("zh", "en"):
            plain = dutyroom(*words, lang=lang)
            assert plain.code == 0, plain.err
            assert "13812345678" not in plain.out
            assert "张三丰" not in plain.out
    revealed = dutyroom("act", "complaint.reveal", number, "--reason", "回访", "--as", "wangmin", "--json")
    assert revealed.json["values"]["name"] == "张三丰"


def test_refusals_have_a_code_a_line_and_an_exit_code(dutyroom: CommandLine) -> None:
    cases = (
        (3, "not_allowed", ("act", "complaint.close", "--values", "-", "--as", "wangmin")),
        (1, "unknown_act", ("act", "complaint.fly", "--as", "wangmin")),
        (1, "bad_input", ("act", "complaint.register", "--level", "nonsense", "--as", "wangmin")),
        (1, "not_found", ("complaint", "show", "0101-999")),
        (1, "bad_file", ("complaint", "import", "nothing.csv", "--as", "wangmin")),
    )
    number = dutyroom("act", "complaint.register", *REGISTER, "--as", "wangmin", "--json", stdin=TOLD).json["subject"]
    for code, name, words in cases:
        words = (*words[:2], number, *words[2:]) if words[1] == "complaint.close" else words
        ran = dutyroom(*words, "--json", stdin='{"text": "已了结"}')
        assert (ran.code, ran.json["error"]["code"]) == (code, name), (words, ran)
        assert set(ran.json["error"]) == {"code", "message", "hint"}
        assert ran.err.count("\n") == 1
        assert "Traceback" not in ran.err
    assert dutyroom("act", "log.write", "--text", "x", "--as", "wangmin", secret="wrong").code == 1
    assert dutyroom("act", "log.write", "--text", "x", "--as", "wangmin", secret=None).code == 1
    assert dutyroom("act", "log.write", "--text", "x").code == 2
    assert dutyroom("act", "log.write", "--secret", "x", "--as", "wangmin").code == 2
    assert dutyroom("complaint").code == 2


def test_what_a_refusal_has_said_is_not_said_again_behind_a_code(dutyroom: CommandLine) -> None:
    """「close：尚未完成步骤：…」 stood behind the same words."""
    number = dutyroom("act", "complaint.register", *REGISTER, "--as", "wangmin", "--json", stdin=TOLD).json["subject"]
    ran = dutyroom("act", "complaint.close", number, "--values", "-", "--as", "sunli", stdin='{"text": "已了结"}')
    assert ran.code == 1
    assert "close" not in ran.err
    assert ran.err.count("调查核实") == 1


def test_the_same_command_id_acts_once(dutyroom: CommandLine) -> None:
    words = ("act", "log.write", "--text", "保安到场", "--as", "liwei", "--command-id", "one", "--json")
    assert dutyroom(*words).json == dutyroom(*words).json
    lines = [json.loads(line) for line in dutyroom("journal", "follow", "--once", "--json").out.splitlines()]
    assert [line["text"] for line in lines if line["act"] == "log.write"] == ["保安到场"]


@pytest.mark.parametrize("values", few([
    ("complaint.register", "content", "柜面收费"), ("call.take", "phone", "13812345678"), ("call.take", "name", "张三丰"),
    ("complaint.register", "id_number", "110101199003071234"), ("person.secret", "new", "a new long secret"),
    ("person.add", "phone", "13812345678"), ("complaint.close", "text", "张三丰满意"),
], ("call.take", "phone", "13812345678"), ("person.secret", "new", "a new long secret"), one=True))  # fmt: skip
def test_what_is_personal_or_secret_is_no_argument(dutyroom: CommandLine, values: tuple[str, str, str]) -> None:
    act, field, value = values
    for words in ((f"--{field.replace('_', '-')}", value), (f"--{field}={value}",)):
        ran = dutyroom("act", act, *words, "--as", "wangmin")
        assert ran.code == 2
        assert "--values" in ran.err
        assert value not in ran.out + ran.err


def test_a_plans_own_personal_field_is_no_argument_either(dutyroom: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Field("policy_holder", "投保人", personal=True)
    monkeypatch.setattr(vocabulary, "form_fields", lambda act, _plan: (*act.fields, own))
    ran = dutyroom("act", "log.write", "--text", "x", "--policy-holder", "张三丰", "--as", "wangmin")
    assert (ran.code, "--values" in ran.err, "张三丰" in ran.err) == (2, True, False)


@pytest.mark.whole
def test_a_new_secret_comes_by_the_environment_or_a_file(
    dutyroom: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("act", "person.secret", "wangmin", "--as", "wangmin")
    monkeypatch.setenv("DUTYROOM_NEW_SECRET", "first new secret")
    assert dutyroom(*words).code == 0
    monkeypatch.delenv("DUTYROOM_NEW_SECRET")
    (tmp_path / "new.json").write_text('{"new": "second new secret"}')
    assert dutyroom(*words, "--values", str(tmp_path / "new.json"), secret="first new secret").code == 0
    assert dutyroom(*words, secret="second new secret").code == 1
    monkeypatch.setenv("DUTYROOM_NEW_SECRET", "a long one for another")
    monkeypatch.setenv("DUTYROOM_SECOND_SECRET", SECRET)
    reset = ("act", "person.reset", "sunli", "--as", "zhaoguoqiang", "--second", "qianming")
    assert dutyroom(*reset).code == 0
    assert dutyroom("act", "log.write", "--text", "x", "--as", "sunli", secret="a long one for another").code == 0


AS = ("--as", "wangmin")
HEAD = "content,level,channel,name,phone\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")]
)
def test_import_in_any_encoding(dutyroom: CommandLine, tmp_path: Path, encoding: str, said: str) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(("投诉内容,级别,渠道,投诉人\n收费争议较大请尽快处理,一般,电话,张三\n").encode(encoding))
    ran = dutyroom("complaint", "import", str(file), *AS, "--json")
    assert (ran.json["accepted"], ran.json["rejected"]) == (1, [])
    assert said in ran.err
    listed = dutyroom("complaint", "list", "--json").json["complaints"]
    assert [row["level"] for row in listed] == ["normal"]


@pytest.mark.whole
def test_bad_rows_are_refused_by_line_and_good_ones_taken(dutyroom: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    rows = [
        "收费,normal,phone,张三,13812345678",  # 2 good
        "收费,normal,phone",  # 3 ragged
        "有\x00空字符,normal,phone,,",  # 4 NUL
        "=cmd|' /C calc'!A0,normal,phone,[/],",  # 5 good: text is text
        "收费,没有这级,phone,,",  # 6 unknown level
        f"{'长' * 10_000_000},normal,phone,,",  # 7 ten megabytes
        '"两行\n内容",normal,phone,,',  # 8–9 good
        ",normal,phone,,",  # 10 nothing said
        "收费,normal,phone,,,,",  # 11 ragged
    ]
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    dry = dutyroom("complaint", "import", str(file), *AS, "--dry-run", "--json").json
    ran = dutyroom("complaint", "import", str(file), *AS, "--json")
    assert ran.code == 0, ran.err
    assert ran.json == dry
    assert ran.json["accepted"] == 3
    assert [(each["line"], each["field"]) for each in ran.json["rejected"]] == [
        (3, ""), (4, "content"), (6, "level"), (7, "content"), (10, "content"), (11, ""),
    ]  # fmt: skip
    again = dutyroom("complaint", "import", str(file), *AS, "--json")
    assert (again.json["accepted"], again.json["already"], again.code) == (0, 3, 0), "it is all there, and that is no fault"
    assert len(dutyroom("complaint", "list", "--json").json["complaints"]) == 3


def test_jsonl_with_a_mapping(dutyroom: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    lines = [{"what": "收费", "lv": "important", "via": "wechat"}, {"what": {"a": 1}}]
    file.write_text("\n".join(map(json.dumps, lines)) + "\nnot json\n" + "[" * 5000, encoding="utf-8")
    ran = dutyroom(
        "complaint", "import", str(file), *AS, "--map", "content=what", "--map", "level=lv", "--map", "channel=via", "--json"
    )
    assert ran.json["accepted"] == 1, ran
    assert [each["line"] for each in ran.json["rejected"]] == [2, 3, 4]
    assert dutyroom("complaint", "import", str(file), *AS, "--map", "nonsense=what").code == 1
    assert dutyroom("complaint", "import", str(file), *AS, "--map", "content=nothing").code == 1


def workbook(path: Path, sheet: str) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        out.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{space}" xmlns:r="{relation}"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
        )
        out.writestr("xl/_rels/workbook.xml.rels", '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/></R>')
        out.writestr("xl/worksheets/sheet1.xml", sheet.format(space=space))


@pytest.mark.whole
def test_a_workbook_and_a_bomb(dutyroom: CommandLine, tmp_path: Path) -> None:
    good, bomb, entity = (tmp_path / f"{name}.xlsx" for name in ("good", "bomb", "entity"))

    def row(*cells: str) -> str:
        return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"

    table = row("投诉内容", "级别", "渠道") + row("收费", "一般", "电话") + row("收费", "没有", "电话")
    workbook(good, f'<worksheet xmlns="{{space}}"><sheetData>{table}</sheetData></worksheet>')
    ran = dutyroom("complaint", "import", str(good), *AS, "--json")
    assert ran.json["accepted"] == 1, ran
    assert [each["line"] for each in ran.json["rejected"]] == [3]
    workbook(bomb, "<worksheet>" + "a" * 100_000_000 + "</worksheet>")
    workbook(entity, '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet xmlns="{space}">&e;</worksheet>')
    for file in (bomb, entity):
        ran = dutyroom("complaint", "import", str(file), *AS, "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "bad_file")


def test_journal_and_roster_leave_as_files(dutyroom: CommandLine, tmp_path: Path) -> None:
    dutyroom("act", "complaint.register", *REGISTER, "--as", "wangmin", stdin=TOLD)
    out = tmp_path / "journal.jsonl"
    assert dutyroom("journal", "export", str(out), "--json").json["entries"] == 2
    entries = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [each["kind"] for each in entries] == ["room.found", "complaint.register"]
    assert "13812345678" not in out.read_text(encoding="utf-8")
    assert dutyroom("journal", "export", str(out)).code == 1, "a file is never overwritten"
    table = tmp_path / "shifts.csv"
    assert dutyroom("roster", "export", str(table)).code == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert {row["person"] for row in rows} == {"liwei", "wangmin"}
    plan = tmp_path / "plan.csv"
    plan.write_text("person,since,until,lead\nwangmin,2027-01-01 08:00,2027-01-01 20:00,是\n", encoding="utf-8")
    plan.write_text(plan.read_text(encoding="utf-8").replace("2027-01-01 ", "2027-01-01T"), encoding="utf-8")
    ran = dutyroom("roster", "import", str(plan), "--as", "liwei", "--json")
    assert ran.json == {"shifts": 1, "already": 0}, ran
    assert dutyroom("roster", "import", str(plan), "--as", "liwei", "--json").json == {"shifts": 0, "already": 1}
    plan.write_text(plan.read_text(encoding="utf-8").replace("T20:00", "T21:00"), encoding="utf-8")
    assert dutyroom("roster", "import", str(plan), "--as", "sunli").code == 3
    calendar = tmp_path / "shifts.ics"
    assert dutyroom("roster", "export", str(calendar)).code == 0
    assert calendar.read_bytes().count(b"BEGIN:VEVENT\r\n") == 3


def test_act_list_names_every_act(dutyroom: CommandLine) -> None:
    from dutyroom.domain.acts import ACTS

    assert [each["name"] for each in dutyroom("act", "list", "--json").json["acts"]] == list(ACTS)


def test_without_a_room_it_says_so(tmp_path: Path) -> None:
    nowhere = CommandLine(tmp_path)
    for words in (("status",), ("complaint", "list"), ("journal", "follow", "--once"), ("roster", "show")):
        ran = nowhere(*words)
        assert ran.code == 1
        assert "Traceback" not in ran.err
        assert ran.err.count("\n") == 1
    assert nowhere().code == 1, "no terminal to set it up in"
    assert "设立" in nowhere().err


@pytest.mark.whole
@pytest.mark.parametrize("lang", few(["zh", "en"], "zh"))
def test_demo_without_a_screen(tmp_path: Path, lang: str) -> None:
    words = ("demo", "--headless", "--seconds", "1", "--at", "2026-09-30T16:50", "--complaints", "12")
    ran = CommandLine(tmp_path)(*words, lang=lang)
    assert ran.code == 0, ran.err
    assert "12" in ran.out or "13" in ran.out
    assert "wangmin" not in ran.out, "people are called by their names"
    assert not list(tmp_path.glob("room.sqlite3*")), "the real database is never touched"


@pytest.mark.whole
@pytest.mark.parametrize("name", few(pack_names(), "company"))
def test_demo_of_every_plan(tmp_path: Path, name: str) -> None:
    ran = CommandLine(tmp_path)("demo", "--headless", "--seconds", "0", "--plan", name, "--complaints", "8")
    assert ran.code == 0, ran.err


def test_demo_of_no_plan(tmp_path: Path) -> None:
    assert CommandLine(tmp_path)("demo", "--headless", "--plan", "nothing").code == 1
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("format = 1", encoding="utf-8")
    assert f"{wrong}:1" in CommandLine(tmp_path)("demo", "--headless", "--plan", str(wrong)).err


def test_an_upgrade_finds_the_people_of_before_in_all_their_spellings(dutyroom: CommandLine) -> None:
    """Names and numbers were indexed as they had been typed."""
    url = f"sqlite:///{dutyroom.folder / 'room.sqlite3'}"
    told = json.dumps({"content": "排队", "name": "陳小明", "phone": "0086-13812345678"})
    number = dutyroom("act", "complaint.register", *REGISTER, "--as", "wangmin", "--json", stdin=told).json["subject"]
    with closing(open_room(url, keys_in=dutyroom.folder / "keys")) as room:
        with room.database.write() as session:
            session.connection().execute(delete(BlindToken))
        assert room.search("陈小明") == ()
        assert dutyroom("db", "upgrade", "--json").code == 0
        assert room.search("陈小明") == room.search("138 1234 5678") == (number,)
