"""Faults in a plan file: found all at once, each at its line, each with its mend."""

import pytest

from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.reader import LARGEST, check_plan, read_plan, reread_plan
from dutyroom.lang import set_language
from dutyroom.settings.plans import new_plan_text, pack_text


def changed(old: str, new: str) -> str:
    """The new-plan text with one thing changed."""
    text = new_plan_text()
    assert old in text, old
    return text.replace(old, new, 1)


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_nothing_wrong() -> None:
    plan = read_plan(new_plan_text(), "new.toml")
    assert plan.allowed("call.take") is not None
    assert plan.allowed("call.nonsense") is None
    assert plan.level("重大") is None
    assert plan.word("reply") == "答复"
    assert plan.word("reply", english=True) == "reply"
    assert "四.2 重大投诉3个工作日内答复" in plan.source_text


def test_the_more_exact_allow_counts() -> None:
    plan = read_plan(new_plan_text(), "new.toml")
    allow = plan.allowed("emergency.activate")
    assert allow is not None
    assert allow.roles == ("leader", "deputy")
    assert plan.allowed("emergency.report").roles[0] == "duty_officer"  # type: ignore[union-attr]


FAULTS = [
    # (change from, to, words at the fault's line, key path, words in the message)
    ("rank = 0", "rank = -1", "rank = -1", "level[1].rank", "不小于 0"),
    ("rank = 0", "rank = true", "rank = true", "level[1].rank", "整数"),
    ("pinned = true", 'pinned = "yes"', 'pinned = "yes"', "level[1].pinned", "true 或 false"),
    ("pinned = true", "pined = true", "pined = true", "level[1].pined", "pinned"),
    ("\nformat = 3", "\nformat = 0", "format = 0", "format", "format = 3"),
    ('lead = "leader"', 'lead = "boss"', 'lead = "boss"', "level[1].lead", "boss"),
    ('code = "normal"', 'code = "major"', 'code = "major"\nname = "一般"', "level[2].code", "写了两次"),
    ('"15 minutes"', '"15 minuts"', '"15 minuts"', "clock[1].limits.major", "30 minutes"),
    ('"15 minutes"', '"0 minutes"', '"0 minutes"', "clock[1].limits.major", "至少为 1"),
    ('limits = { major = "15 minutes" }', 'limits = { urgent = "15 minutes" }', "urgent =", "clock[1].limits.urgent", "urgent"),
    ('stop = ["complaint.reply"]', 'stop = ["complaint.replay"]', "complaint.replay", "clock[2].stop[1]", "complaint.reply"),
    ('start = "level"', 'start = "sometime"', "sometime", "clock[1].start", "起算"),
    ('start = "level"', 'start = "step:nowhere"', "step:nowhere", "clock[1].start", "nowhere"),
    ('warn = ["30%"]', 'warn = ["300%"]', "300%", "clock[1].warn[1]", "20%"),
    ('clause = "二.1"', 'clause = "二.9"', "二.9", "level[1].clause", "[text]"),
    ('acts = ["*"]', 'acts = ["cal.*"]', "cal.*", "allow[1].acts[1]", "没有这个事项"),
    ('blocks = ["measure.carry_out"]', 'blocks = ["solution.decide"]', 'blocks = ["solution', "gate[2].blocks", "挡住了自己"),
    ('act = "emergency.activate"', 'act = "call.take"', "call.take", "gate[1].act", "不能决定"),
    ('zone = "Asia/Shanghai"', 'zone = "Asia/Nowhere"', "Asia/Nowhere", "hours.zone", "时区"),
    ('zone = "Asia/Shanghai"', 'zone = "../../etc/passwd"', "passwd", "hours.zone", "时区"),
    ('monday = "09:00-12:00,', 'monday = "12:00-09:00,', "monday", "hours.monday", "早于"),
    ('number = "{month:02}', 'number = "{moon:02}', "{moon", "plan.number", "serial"),
    ('event = "应急〔{year}〕{serial}号"', 'event = "{serial.__class__}"', "__class__", "plan.event", "serial"),
    ('succession = ["deputy"]', 'succession = ["leader"]', 'succession = ["', "role[1].succession", "代行"),
    ('kind = "no_new_for"', 'kind = "stated"', '[[condition]]\ncode = "quiet"', "condition[2]", "hours"),
    ('en = "telephone"', 'en = "电话"', 'en = "电话"', "channel[1].en", "写英文"),
    ('reply = ["答复", "reply"]', 'reply = ["答复"]', 'reply = ["', "wording.reply", "中英文"),
    ('en = "telephone"\n', "", '[[channel]]\ncode = "phone"', "channel[1]", "英文名"),
    ('lead = "leader"\n', "", '[[level]]\ncode = "major"', "level[1]", "由哪个角色牵头"),
    ('"15 minutes"', '"15分钟"', '"15分钟"', "clock[1].limits.major", '写 "15 minutes"'),
    ('"15 minutes"', '"1 working_day"', '"1 working_day"', "clock[1].limits.major", '写 "1 working_days"'),
    ('"15 minutes"', '"3 个工作日"', '"3 个工作日"', "clock[1].limits.major", '写 "3 working_days"'),
    ('stop = ["complaint.reply"]', 'stop = ["答复"]', '"答复"]', "clock[2].stop[1]", "写它的事项名 complaint.reply"),
    ('kind = "reply"', 'kind = "答复"', 'kind = "答复"', "clock[2].kind", "reply 答复、report_up 上报"),
    ('lead = "leader"', 'lead = "组长"', 'lead = "组长"', "level[1].lead", "写它的代码 leader"),
    ('lead = "leader"', 'lead = "boss"', 'lead = "boss"', "level[1].lead", "leader 组长"),
    ('succession = ["deputy"]', 'succession = "deputy"', 'succession = "', "role[1].succession", '["deputy"]'),
    ("hours = 12", 'hours = "12"', 'hours = "12"', "condition[2].hours", "写 12"),
    ('clause = "二.1"', 'clause = "二.9"', "二.9", "level[1].clause", '"二.9" = "…"'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "path", "said"), FAULTS, ids=[f"{f[3]} {f[1]}" for f in FAULTS])
def test_fault_has_line_path_and_mend(old: str, new: str, at: str, path: str, said: str) -> None:
    text = changed(old, new)
    faults = check_plan(text, "my.toml")
    fault = next((each for each in faults if each.path == path), None)
    assert fault is not None, faults
    assert said in fault.message
    assert fault.mend
    assert fault.message.endswith(fault.mend)
    assert fault.line == line_of(text, at)
    assert fault.field == f"my.toml:{fault.line}"


def test_every_fault_at_once_in_the_order_of_lines() -> None:
    text = (
        changed("rank = 0", "rank = 1.5")
        .replace("pinned = true", "pinned = 1")
        .replace('"15 minutes"', '"soon"')
    )
    faults = check_plan(text, "x")
    assert [fault.path for fault in faults] == ["level[1].rank", "level[1].pinned", "clock[1].limits.major"]
    with pytest.raises(Refusal) as refused:
        read_plan(text, "x")
    assert refused.value.code == "bad_plan"
    assert refused.value.faults == faults


def test_a_cycle_of_tasks_is_told_at_each() -> None:
    more = (
        '[[workstream.task]]\ncode = "b"\nname = "乙"\nen = "b"\nrole = "handler"\nafter = ["investigate"]\n'
    )
    more += 'source = "supplement"\n\n'
    text = changed('limit = "60 minutes"', 'after = ["b"]\nlimit = "60 minutes"').replace(
        "# 终止条件", more + "# 终止条件"
    )
    assert [fault.path for fault in check_plan(text, "x")] == [
        "workstream[1].task[1].after",
        "workstream[1].task[2].after",
    ]


def test_syntax_error_has_its_line() -> None:
    text = changed('name = "电话"', 'name = "电话')
    (fault,) = check_plan(text, "x")
    assert fault.line == line_of(text, 'name = "电话')
    assert "引号没有结束" in fault.mend


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "电话"', "name = “电话”", '“ ”。 换到英文输入法，改打 "'),
        ("rank = 0", "rank ＝ 0", "＝。 换到英文输入法，改打 ="),
        ("rank = 0", "rank\u3000= 0", "改打空格"),
        ("[[step]]", "【【step】】", "改打 [ ]"),
        ("pinned = true", "pinned = True", "小写的 true 或 false"),
        ('meaning = "其他投诉"', 'meaning = "其他"投诉""', "文字里面的引号改用 “ ”"),
    ],
)
def test_what_a_word_processor_or_a_chinese_keyboard_writes_is_told_with_its_mend(old: str, new: str, said: str) -> None:
    text = changed(old, new)
    (fault,) = check_plan(text, "x")
    assert fault.line == line_of(text, new)
    assert said in fault.message


def test_such_signs_are_told_on_every_line_at_once_and_not_within_texts() -> None:
    text = changed('name = "电话"', "name = “电话”").replace('name = "服务"', "name = “服务，”  # “")
    assert [fault.line for fault in check_plan(text, "x")] == [line_of(text, "“电话"), line_of(text, "“服务")]
    assert check_plan(changed('name = "电话"', 'name = "“电话”，"  # 【】'), "x") == ()


@pytest.mark.parametrize(
    "text",
    [
        'a = "', "a = [", "a = {b = 1", "a b", "[a", "[[a]", "a = 1 b = 2", "= 1", "a", "a = b", "a = 2026-02-30", 'a = "\\q"',
        "[a]\n[a]", "a = 1\na = 2", "a = 1\n[a]", "a = [1]\n[[a]]", "a = {b = 1, b = 2}", 'a = "\\ud800"', "a = {b = 1}\n[a.c]",
    ],
)  # fmt: skip
def test_what_the_parser_says_is_said_in_the_language_of_the_room(text: str) -> None:
    (fault,) = check_plan(text, "x")
    assert not any(sign.isascii() and sign.isalpha() for sign in fault.message.replace("true 或 false", "")), fault


@pytest.mark.parametrize("sign", ["\x1b", "\u202e", "\u200b", "\x00", "\ud800", "\ufeff", "\u2028"])
def test_hidden_characters_are_refused(sign: str) -> None:
    text = changed('name = "电话"', f'name = "电{sign}话"')
    faults = check_plan(text, "x")
    assert [fault.line for fault in faults] == [line_of(text, "电")]
    assert f"U+{ord(sign):04X}" in faults[0].message


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ('name = "电\\u202e话"', "channel[1].name"),
        ('name = "电\\u001b话"', "channel[1].name"),
        ('name = """电\n话"""', "channel[1].name"),
    ],
)
def test_hidden_characters_written_as_escapes_are_refused_too(written: str, path: str) -> None:
    assert [fault.path for fault in check_plan(changed('name = "电话"', written), "x")] == [path]


@pytest.mark.parametrize(
    "line", ['"\\u001b]52;c;eA\\u0007" = 1', 'code = "\\u001b[2J"', "wording.x = ['\\u009b', 'x']"]
)
def test_no_fault_writes_to_the_terminal(line: str) -> None:
    faults = check_plan(changed("[[channel]]\n", f"[[channel]]\n{line}\n"), "x")
    assert faults
    assert all((fault.message + fault.path + fault.mend).isprintable() for fault in faults)


def test_a_clause_is_no_place_for_control_characters() -> None:
    assert check_plan(changed('"四.1" =', '"四\\u202e1" = "x"\n"四.1" ='), "x")


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "x = " + "[" * 5000 + "]" * 5000,
        "x = " + "{a = " * 300 + "1" + "}" * 300,
        "a" + ".a" * 200_000 + " = 1",
        "[" + "a." * 100_000 + "a]",
        "",
        "format = 1",
        "level = 3",
        "[[level]]\n[[level.x]]\n[level.x.y]",
        "plan = [1]\nhours = [[]]\ntext = 4\nwording = 5\nlevel = [1]\nrole = {}",
        "\r",
        '"" = 1',
        '[text]\n"" = ""\n',
        'format = 1\nformat = 2',
        "x = 99999999999999999999999999",
        "x = " + "9" * 5000,
        "x = 1e999\ny = nan\nz = 2026-02-30",
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_what_is_no_plan_is_refused_with_a_place(text: str) -> None:
    faults = check_plan(text, "x")
    assert faults
    assert all(fault.line >= 1 for fault in faults)


def test_a_file_too_large_is_refused_unread() -> None:
    (fault,) = check_plan("# " + "很" * LARGEST, "x")
    assert "太大" in fault.message


def test_faults_are_told_in_english() -> None:
    set_language("en")
    for fault in check_plan(changed("pinned = true", "pined = 1"), "x"):
        assert not [sign for sign in fault.message if "\u4e00" <= sign <= "\u9fff"]


def test_a_plan_in_force_from_before_an_act_existed_is_still_read() -> None:
    text = pack_text("rural-commercial-bank")
    start = text.index('[[allow]]\nacts = ["personal.erase"]')
    old = text[:start] + text[text.index("[[allow]]", start + 1) :]
    with pytest.raises(Refusal, match="处错误"):
        read_plan(old, "old")
    plan = reread_plan(old, "old")
    assert plan.allowed("personal.erase") is None
    assert plan.allowed("complaint.reveal") is not None
    for broken in ("", text.replace("rank = 0", 'rank = "x"'), "[plan"):
        with pytest.raises(Refusal, match="读不出"):
            reread_plan(broken, "broken")
