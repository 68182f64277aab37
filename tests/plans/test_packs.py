"""Each pack says what its plan says: read, sound, every clause in the text, every word with its English."""

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.domain.plan.plan import Plan
from dutyroom.domain.plan.reader import check_plan, read_plan
from dutyroom.settings.plans import new_plan_text, pack_names, pack_text

TEXTS = Path(__file__).parent / "texts"
NINE = (
    "bank-branches", "call-centre", "company", "disposal-office", "on-site", "property-management",
    "rural-commercial-bank", "sudden-incident", "three-tier",
)  # fmt: skip


def plan(code: str) -> Plan:
    return read_plan(pack_text(code), code)


def own_words(code: str, level: str) -> dict[str, tuple[int, str, str]]:
    """Amount, unit and source of each clock of a level, by code."""
    return {
        spec.code: (spec.amount, spec.unit, spec.source) for spec in plan(code).clocks if spec.applies(level)
    }


def sourced(pack: Plan) -> list[object]:
    lists = (
        pack.levels, pack.channels, pack.categories, pack.measures, pack.roles, pack.allows, pack.clocks, pack.steps,
        pack.gates, pack.workstreams, pack.conditions, pack.notices, pack.forms, pack.duties, pack.thresholds, pack.reports,
    )  # fmt: skip
    return [each for rows in lists for each in rows] + [
        task for each in pack.workstreams for task in each.tasks
    ]


def test_all_nine_are_there() -> None:
    assert pack_names() == NINE


@pytest.mark.parametrize("code", NINE)
def test_pack_is_sound(code: str) -> None:
    assert [fault for fault in check_plan(pack_text(code), code) if not fault.warning] == []
    assert plan(code).code == code


@pytest.mark.parametrize("code", NINE)
def test_text_is_the_plan_to_the_letter(code: str) -> None:
    """What the clauses leave over of the source is its title, numbering and nothing else."""
    left = "".join((TEXTS / f"{code}.txt").read_text(encoding="utf-8").split())
    for clause, words in plan(code).text.items():
        flat = "".join(words.split())
        for part in [flat] if flat in left else [word for word in words.split() if word]:
            assert part in left, f"{clause}: {part}"
            left = left.replace(part, "|", 1)
    numbering = re.compile(r"[一二三四五六七八九]、|\d\.\d|\d\.?|\(\d\)|[a-f][.)]|[-|:]")
    title = re.sub(r"[一1]、?\|.*", "", left)
    assert numbering.sub("", left.removeprefix(title)) == ""
    assert len(title) < 40


@pytest.mark.parametrize("code", NINE)
def test_every_thing_cites_a_clause_or_owns_up(code: str) -> None:
    pack = plan(code)
    for each in sourced(pack):
        assert each.source in ("plan", "unit", "supplement")  # type: ignore[attr-defined]
        assert each.clause in pack.text or (each.clause == "" and each.source == "supplement"), each  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", NINE)
def test_figure_called_the_plans_own_stands_in_its_text(code: str) -> None:
    """A clock with source `plan` quotes a number that the clause has; plan 9 writes 第一个工作日."""
    pack = plan(code)
    clocks = [
        *pack.clocks,
        *(gate.clock for gate in pack.gates),
        *(t.clock for w in pack.workstreams for t in w.tasks),
    ]
    for spec in clocks:
        if spec is not None and spec.source == "plan":
            words = {"working_days": "个工作日", "hours": "小时", "by_close": "个工作日"}[spec.unit]
            told = (f"{spec.amount}{words}", "第一个工作日" if spec.amount == 1 else "")
            assert any(each and each in pack.text[spec.clause] for each in told), spec


@pytest.mark.parametrize("code", NINE)
def test_every_act_is_somebodys(code: str) -> None:
    pack = plan(code)
    assert {act for act in ACTS if pack.allowed(act) is None} == OF_EXERCISES


@pytest.mark.parametrize("code", NINE)
def test_nothing_pauses_and_every_list_is_open(code: str) -> None:
    pack = plan(code)
    assert not [spec for spec in pack.clocks if spec.pausable]
    for terms in (pack.channels, pack.categories, pack.measures):
        assert terms[-1].code == "other"
        assert terms[-1].name == "其他（注明）"


@pytest.mark.parametrize("code", NINE)
def test_a_report_to_a_superior_is_done_by_reaching_them_and_never_by_a_tick(code: str) -> None:
    for step in plan(code).steps:
        spoken = re.search("上报|汇报|报告", step.name) and not step.paper
        assert (step.act == "complaint.report_up", bool(step.to)) == (bool(spoken), bool(spoken)), step.name


@pytest.mark.parametrize("code", NINE)
def test_english_is_english(code: str) -> None:
    for line in pack_text(code).splitlines():
        if re.match(r"\s*(en|\w+_en) = ", line):
            assert not re.search(r"[\u4e00-\u9fff]", line), line


@pytest.mark.parametrize("code", NINE)
def test_names_fit_the_columns_of_the_board(code: str) -> None:
    """A duty person reads the clock and the level of a row whole at 120 columns, in both languages."""
    pack = plan(code)
    wide = [each.name for each in pack.clocks if cell_len(each.name) > 8]
    wide += [each.en for each in pack.clocks if cell_len(each.en) > 13]
    assert wide + [each.name for each in pack.levels if max(cell_len(each.name), cell_len(each.en)) > 12] == []


@pytest.mark.parametrize("code", NINE)
def test_leaders_of_each_level_and_stand_ins(code: str) -> None:
    pack = plan(code)
    for level in pack.levels:
        assert pack.role(level.lead) is not None
    decider = pack.role(next(gate for gate in pack.gates if gate.act == "emergency.activate").roles[0])
    assert decider is not None
    assert decider.succession


def test_levels_are_each_plans_own() -> None:
    names = {code: [level.name for level in plan(code).levels] for code in NINE}
    assert names["sudden-incident"] == ["紧急", "重要", "一般"]
    assert names["three-tier"] == ["紧急", "重大", "一般"]
    assert names["property-management"] == ["重大", "一般"]
    assert names["bank-branches"][:3] == ["突发事件", "重大", "系统性"]
    assert "重大" not in names["sudden-incident"]


def test_plan_2_rural_commercial_bank() -> None:
    pack = plan("rural-commercial-bank")
    assert [own_words(pack.code, level)["reply"] for level in ("urgent", "important", "normal")] == [
        (1, "working_days", "unit"),
        (3, "working_days", "unit"),
        (5, "working_days", "unit"),
    ]
    assert own_words(pack.code, "urgent")["report_up"] == (15, "minutes", "unit")
    assert "report_up" not in own_words(pack.code, "normal")
    first = pack.levels[0]
    assert (first.name, first.pinned, first.activates) == ("紧急", True, False)
    assert [each.name for each in pack.workstreams] == [
        "投诉处理组",
        "宣传舆论组",
        "法律事务组",
        "客户关系组",
        "安全保卫组",
    ]
    chief = pack.role("chief")
    assert chief is not None
    assert (chief.name, chief.post, chief.succession) == ("总指挥", "行长", ("deputy",))
    assert [(each.kind, each.hours, each.source) for each in pack.conditions] == [
        ("complaints_closed", 0, "supplement"),
        ("all_satisfied", 0, "supplement"),
        ("no_new_for", 12, "supplement"),
    ]
    closed_before = {act: [gate.code for gate in pack.gates if act in gate.blocks] for act in ACTS}
    assert closed_before["statement.publish"] == ["statement_legal", "statement_approval"]
    assert closed_before["measure.carry_out"] == ["solution"]
    assert (pack.thresholds[0].fact, pack.thresholds[0].at_least) == ("people", 100)


def test_plan_7_is_5_3_1() -> None:
    replies = {
        spec.levels: (spec.amount, spec.unit, spec.clause, spec.source)
        for spec in plan("sudden-incident").clocks
        if spec.code == "reply"
    }
    assert replies == {
        ("urgent",): (1, "working_days", "四.3(3)", "plan"),
        ("important",): (3, "working_days", "四.3(2)", "plan"),
        ("normal",): (5, "working_days", "四.3(1)", "plan"),
    }
    assert [level.activates for level in plan("sudden-incident").levels] == [True, False, False]


def test_plan_9_24_hours_or_what_the_customer_asked_for() -> None:
    pack = plan("property-management")
    ordinary = next(spec for spec in pack.clocks if spec.code == "reply" and spec.applies("normal"))
    assert (ordinary.amount, ordinary.unit, ordinary.customer_time, ordinary.source) == (
        24,
        "hours",
        True,
        "plan",
    )
    assert [step.code for step in pack.steps if "complaint.close" in step.blocks] == ["form", "analysis", "education"]
    judge = pack.allowed("complaint.level")
    assert judge is not None
    assert judge.roles[0] == "manager"
    assert "duty_officer" not in judge.roles


def test_plan_5_archives_only_with_all_four() -> None:
    first = [step for step in plan("disposal-office").steps if step.applies("plain")]
    needed = [step.name for step in first if "complaint.close" in step.blocks]
    assert needed == ["投诉登记表", "调查报告", "处理意见", "反馈记录"]
    warned = [fault.message for fault in check_plan(pack_text("disposal-office"), "x") if fault.warning]
    assert len(warned) == 3
    assert any("合同法" in each and "民法典" in each for each in warned)


def test_plan_1_carries_out_nothing_before_approval() -> None:
    step = next(step for step in plan("company").steps if step.code == "carry_out")
    assert step.gate == "solution"
    assert plan("company").gate("solution").clause == "四.4(4)"  # type: ignore[union-attr]


@pytest.mark.parametrize("code", [*NINE, "new"])
def test_every_number_of_the_directory_is_dialled_each_month(code: str) -> None:
    pack = read_plan(new_plan_text(), "new") if code == "new" else plan(code)
    duty = next(each for each in pack.duties if each.code == "directory_test")
    assert (duty.every, duty.unit, duty.role) == (1, "months", "shift_lead")


def test_new_plan_is_sound() -> None:
    assert check_plan(new_plan_text(), "new.toml") == ()
