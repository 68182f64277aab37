"""What would strand people who follow a plan is refused, however well-formed the file is."""

import pytest

from dutyroom.domain.plan.reader import check_plan, read_plan
from dutyroom.settings.plans import new_plan_text

REPORT = """[[recipient]]
code = "bureau"
name = "监管局"
en = "bureau"
source = "supplement"

[[report]]
code = "first"
name = "首报"
en = "first report"
kind = "first"
recipients = ["bureau"]
phone = "1 hours"
source = "supplement"

"""


def without(start: str) -> str:
    """The new-plan text without the part that begins with ``start``, up to the next blank line."""
    text = new_plan_text()
    at = text.index(start)
    return text[:at] + text[text.index("\n\n", at) + 2 :]


def messages(text: str) -> str:
    faults = check_plan(text, "x")
    assert all(fault.line >= 1 and fault.mend for fault in faults)
    return "\n".join(fault.message for fault in faults)


def swap(old: str, new: str) -> str:
    assert old in new_plan_text(), old
    return new_plan_text().replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (without('[[gate]]\ncode = "termination"'), "永远不会结束"),
        (swap("hours = 12\n", ""), "no_new_for"),
        (without("[[notice]]"), "没有终止通知"),
        (without('[[clock]]\ncode = "reply"'), "没有答复时限"),
        (without('[[role]]\ncode = "duty_officer"'), "duty_officer"),
        (without('[[channel]]\ncode = "other"'), "其他（注明）"),
        (without("# 谁可以办什么"), "没有人可以办"),
        (swap('acts = ["*"]', 'acts = ["call.*", "complaint.*"]'), "log.write"),
        (swap("by_shift = true\nshift_lead", "shift_lead"), "by_shift"),
        (swap('roles = ["leader", "deputy"]\napplies_to', 'roles = ["handler"]\napplies_to'), "没有人有权决定"),
        (swap('stop = ["complaint.reply"]', 'stop = ["complaint.step=later"]'), "停不下来"),
        (swap('limits = { major = "15 minutes" }', 'limits = { major = "15 minutes" }\nlimit = "1 hours"'), "只写一个"),
        (swap('clause = "四.2"\n\n[[step]]', "\n[[step]]"), "没有写明出自"),
        (swap("rank = 1", "rank = 0"), "次序相同"),
        (swap('clause = "四.1"\n\n# 审批', 'after = ["investigate"]\nclause = "四.1"\n\n# 审批'), "永远轮不到"),
        (swap('kind = "head_office"', 'kind = "head_office"\nparent = "head_office"'), "永远轮不到"),
        (swap('acts = ["statement.check"]', 'acts = ["statement.check", "statement.draft"]'), "提请人与决定人"),
        (swap("[[notice]]", REPORT + "[[notice]]"), "永远不会到期"),
        (swap('[[unit]]', '[[basis]]\nname = "合同法"\nen = "Contract Law"\nstatus = "repealed"\n\n[[unit]]'), "已废止"),
    ],
    ids=lambda text: text if len(text) < 20 else "plan",
)  # fmt: skip
def test_stranding_is_refused(text: str, said: str) -> None:
    assert said in messages(text)


@pytest.mark.requirement("5.07")
@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("中华人民共和国合同法", "in_force", "已废止"),
        ("《合同法》（1999年）", "amended", "已废止"),
        ("某某投诉管理办法", "in_force", "目录中查不到"),
        ("中华人民共和国公司法", "in_force", "标为现行，法规目录中为已修订"),
        ("中华人民共和国民法典", "repealed", "标为已废止，法规目录中为现行"),
        ("中华人民共和国民法典", "in_force", ""),
        ("企业内部管理规章制度", "in_force", ""),
    ],
)
def test_laws_are_looked_up_and_no_label_talks_them_over(name: str, status: str, said: str) -> None:
    text = swap("[[unit]]", f'[[basis]]\nname = "{name}"\nen = "A law"\nstatus = "{status}"\n\n[[unit]]')
    found = [each.message for each in check_plan(text, "plan") if each.path.startswith("basis")]
    assert [said in each for each in found] == ([True] if said else [])
    known = {"合同": "repealed", "某某": "unknown", "公司": "amended"}
    assert read_plan(text, "plan").basis[0].status == next((known[each] for each in known if each in name), "in_force")


@pytest.mark.requirement("5.07")
def test_a_repealed_law_in_the_text_alone_is_found_too() -> None:
    text = swap("[text]\n", '[text]\n"九" = "依据《中华人民共和国侵权责任法》处理。"\n')
    assert any("侵权责任法" in each.message and each.warning for each in check_plan(text, "plan"))


def test_a_step_that_blocks_what_it_waits_for_is_a_fault() -> None:
    reply = '[[step]]\ncode = "reply"\nname = "答复"\nen = "reply"\nact = "complaint.reply"\n'
    reply += 'roles = ["handler"]\nclause = "四.2"\n\n'
    text = swap("# 审批环节", reply + "# 审批环节").replace(
        'roles = ["handler"]\nclause = "四.1"',
        'roles = ["handler"]\nblocks = ["complaint.reply"]\nclause = "四.1"',
        1,
    )
    assert check_plan(text, "x") == ()
    assert "永远轮不到" in messages(
        text.replace('blocks = ["complaint.reply"]', 'blocks = ["complaint.reply"]\nafter = ["reply"]')
    )


def test_no_condition_at_all_is_a_fault() -> None:
    text = new_plan_text()
    start, end = text.index("# 终止条件"), text.index("[[notice]]")
    assert "[[condition]]" in messages(text[:start] + text[end:])


def test_a_role_that_may_do_nothing_is_a_fault() -> None:
    text = swap(
        "[[role]]\n",
        '[[role]]\ncode = "idle"\nname = "闲人"\nen = "idler"\nsource = "supplement"\n\n[[role]]\n',
    )
    assert "什么也不能办" in messages(text)


def test_repealed_law_is_a_warning_and_no_fault() -> None:
    text = swap(
        "[[unit]]", '[[basis]]\nname = "合同法"\nen = "Contract Law"\nstatus = "repealed"\n\n[[unit]]'
    )
    assert [fault.warning for fault in check_plan(text, "x")] == [True]


def test_the_known_acts_are_the_callers() -> None:
    faults = check_plan(new_plan_text(), "x", acts=["call.take"])
    assert any("没有这个事项" in fault.message for fault in faults)
