"""`dutyroom plan` as a script sees it: output, JSON, exit codes, and files that are not what they should be."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dutyroom.cli.main import main
from dutyroom.domain.acts import ACTS
from dutyroom.domain.names import act_name
from dutyroom.domain.plan.diff import lists
from dutyroom.domain.plan.reader import read_plan
from dutyroom.settings.plans import new_plan_text, pack_names, pack_text
from tests.whole import few


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["plan", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def run_json(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code, out, _err = run(capsys, *words, "--json")
    return code, json.loads(out)


def test_list_names_every_pack_with_its_levels(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(capsys, "list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(pack_names())
    assert "紧急 / 重要 / 一般" in out
    code, data = run_json(capsys, "list")
    bank = next(plan for plan in data["plans"] if plan["code"] == "rural-commercial-bank")
    assert [level["name"] for level in bank["levels"]] == ["紧急", "重要", "一般"]


@pytest.mark.parametrize("code", pack_names())
def test_show_in_english_has_no_chinese_but_clauses(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    done, out, _err = run(capsys, "show", code, "--lang", "en")
    assert done == 0
    for line in out.splitlines():
        words = "".join(sign for sign in line if sign not in "一二三四五六七八九附")
        assert not [sign for sign in words if "\u4e00" <= sign <= "\u9fff"], line


@pytest.mark.parametrize("code", few(pack_names(), "bank-branches", "company"))
def test_show_leaves_out_nothing_that_has_a_name(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    plan = read_plan(pack_text(code), code)
    _done, out, _err = run(capsys, "show", code)
    things = [each for part in lists() for each in getattr(plan, part)]
    things += [each for stream in plan.workstreams for each in (*stream.tasks, *stream.rhythms)]
    things += [each for each in (plan.second_round, plan.alike) if each]
    fields = [field for each in (*plan.forms, *plan.steps) for field in each.fields]
    names = [each.name for each in things if hasattr(each, "name")] + [field.label for field in fields]
    assert not [name for name in names if name not in out]
    assert {act_name(ACTS[each.act]) for each in plan.allows} <= set(re.split(r"[、：:\s〔]+", out))
    assert ("须有本机构预案：分支行、分公司、网点" in out) == (plan.own_plans is not None)


def test_show_labels_what_the_plan_does_not_say(capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run(capsys, "show", "rural-commercial-bank")
    assert "上报: 紧急 15 分钟  〔四.1 预案未定量，本单位设定〕" in out
    assert "无新投诉 12 小时  〔预案未规定，本单位补充〕" in out
    assert "首报: 省联社、监管分局、当地政府 电话 30 分钟 书面 60 分钟" in out
    assert "5 分钟内 2 次未接，由下一位代行" in out
    _code, out, _err = run(capsys, "show", "sudden-incident")
    assert "回复: 一般 5 个工作日  〔四.3(1)〕" in out


def test_show_json_is_the_whole_plan(capsys: pytest.CaptureFixture[str]) -> None:
    code, data = run_json(capsys, "show", "rural-commercial-bank")
    assert code == 0
    assert data["plan"]["text"]["四.2"].startswith("启动预案")
    assert data["plan"]["workstreams"][0]["tasks"][0]["clock"]["source"] == "unit"


def test_show_of_an_unknown_plan_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "show", "nonsense")
    assert (code, out) == (1, "")
    assert "rural-commercial-bank" in err


@pytest.mark.whole
def test_check_of_every_pack(capsys: pytest.CaptureFixture[str]) -> None:
    code, data = run_json(capsys, "check", *pack_names())
    assert code == 0
    assert all(each["ok"] and not each["faults"] for each in data["files"])
    warned = {each["file"]: len(each["warnings"]) for each in data["files"] if each["warnings"]}
    assert warned == {"disposal-office": 3}


def test_check_prints_every_fault_of_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(new_plan_text(), encoding="utf-8")
    bad.write_text(
        new_plan_text().replace("rank = 0", "rank = x").replace("\n", "\r\n"), encoding="utf-8", newline=""
    )
    code, out, err = run(capsys, "check", good, bad)
    assert code == 1
    assert f"{good}：检查通过。" in out
    line = new_plan_text()[: new_plan_text().index("rank = 0")].count("\n") + 1
    assert f"{bad}:{line}" in out
    assert "1 处" in err
    bad.write_text(
        new_plan_text().replace("rank = 0", "rank = -3").replace("pinned", "pined"), encoding="utf-8"
    )
    code, data = run_json(capsys, "check", good, bad)
    assert code == 1
    assert [each["ok"] for each in data["files"]] == [True, False]
    first, second = data["files"][1]["faults"]
    assert (first["line"], first["path"]) == (line, "level[1].rank")
    assert second["mend"] == "是不是 pinned？"
    assert second["mend"] not in second["message"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        ("名".encode("gb18030"), "UTF-8"),
        (b"PK\x03\x04\xff", "Word"),
        (b"", "format"),
        (b"# " + b"x" * 600_000, "太大"),
        ("# 很".encode() * 300_000, "太大"),
    ],
    ids=["utf-16", "gb18030", "word", "empty", "large", "larger than is read"],
)
def test_check_of_what_is_no_plan(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(content)
    code, out, _err = run(capsys, "check", file)
    assert code == 1
    assert said in out


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.toml"
    file.write_text(new_plan_text(), encoding="utf-8-sig")
    assert run(capsys, "check", file)[0] == 0


def test_check_of_nothing_and_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in (tmp_path / "missing.toml", tmp_path):
        code, data = run_json(capsys, "check", place)
        assert code == 1
        assert "打不开" in data["files"][0]["faults"][0]["message"]


def test_new_writes_a_sound_plan_and_never_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    assert run(capsys, "new", file)[0] == 0
    code, out, err = run(capsys, "check", file)
    assert (code, out.strip()) == (0, f"{file}：检查通过。")
    assert f"dutyroom demo --plan {file}" in err, "what comes next"
    like = tmp_path / "like.toml"
    assert run(capsys, "new", like, "--from", "rural-commercial-bank")[0] == 0
    assert like.read_text(encoding="utf-8") == pack_text("rural-commercial-bank")
    assert run(capsys, "new", tmp_path / "none.toml", "--from", "nonsense")[0] == 1
    assert not (tmp_path / "none.toml").exists()
    file.write_text("mine", encoding="utf-8")
    code, out, err = run(capsys, "new", file)
    assert (code, out) == (1, "")
    assert "没有覆盖" in err
    assert file.read_text(encoding="utf-8") == "mine"
    assert run(capsys, "new", tmp_path / "no" / "folder.toml")[0] == 1


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys)[0] == 2
    assert run(capsys, "check")[0] == 2
