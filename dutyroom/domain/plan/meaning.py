"""What each table and each item of a plan file means, for authors: said with faults and in docs/plan-items."""

from __future__ import annotations

from collections.abc import Mapping

from dutyroom.domain.plan.shapes import ALONE, FIELD, HOURS, LISTS, PLAN, RHYTHM, STAGE, TASK, Shape
from dutyroom.lang import gettext as _

TABLES: Mapping[str, Shape] = {
    "plan": PLAN, "hours": HOURS, **LISTS, "task": TASK, "stage": STAGE, "rhythm": RHYTHM, "fields": FIELD, **ALONE,
}  # fmt: skip
"""Every table that a plan file may have, by the last word of its header."""


def table_meaning(table: str) -> str:
    """What a table is for, without a full stop."""
    return _tables()[table]


def item_meaning(table: str, item: str) -> str:
    """What an item of a table says, without a full stop. Raises KeyError for one that is not known."""
    return _own().get(table, {}).get(item) or _common()[item]


def _tables() -> dict[str, str]:
    return {
        "plan": _("预案本身：名称、单位、编号样式"),
        "hours": _("工作时间；不上班的日子不写"),
        "level": _("级别，一级一段"),
        "channel": _("渠道：投诉从哪里来"),
        "category": _("类别：投诉的是什么"),
        "measure": _("处理措施，如道歉、退费"),
        "ground": _("启动预案的情形"),
        "role": _("角色：预案里担任一职的人"),
        "allow": _("谁可以办什么"),
        "clock": _("时限：多久之内办什么"),
        "step": _("办理一件投诉的步骤"),
        "gate": _("审批环节：不批准就不能往下办"),
        "charge": _("交给部门办的事"),
        "route": _("投诉来了谁到场、告诉谁"),
        "workstream": _("工作组，应急时设立"),
        "authority": _("多大金额由谁批"),
        "condition": _("终止条件，全部满足才能终止"),
        "notice": _("启动或终止时发给各机构的通知"),
        "form": _("办某件事时多填的内容"),
        "duty": _("定期的事，如培训、演练"),
        "basis": _("依据的法律和规定"),
        "threshold": _("到了多少就须报告"),
        "recipient": _("报告对象：上级、监管、政府、公安"),
        "report": _("信息报告：首报、续报、终报"),
        "sitrep": _("态势报告，启动后按间隔报到终止"),
        "unit": _("机构：本部、分支、网点、部门"),
        "task": _("工作组一设立就要办的任务"),
        "stage": _("工作组自己的环节，一次应急各办一次"),
        "rhythm": _("工作组隔一段时间要办一次的事"),
        "fields": _("表上的一栏"),
        "stand_in": _("联系不上时何时由下一位代行"),
        "routine": _("值班室的节奏：点名、补签"),
        "second_round": _("复议：不服的再办一次"),
        "alike": _("许多人投诉同一件事，几件算一批"),
        "own_plans": _("哪几类机构须有自己的预案"),
        "unusual": _("异常情况马上报给谁"),
    }


def _common() -> dict[str, str]:
    return {
        "code": _("代码：自己起的英文短名，别处用它指到这里"),
        "name": _("名称，用预案的原话"),
        "en": _("英文名"),
        "clause": _("出自哪一条，须是 [text] 里有的条号"),
        "source": _("出处：plan 原文，unit 数字由本单位定，supplement 本单位补充"),
        "limit": _("多久之内"),
        "limit_source": _("时限的出处与本段不同时写"),
        "levels": _("只用于哪几级；不写即各级"),
        "round": _("只用于第一轮 first 或复议 second；不写即两轮"),
        "when": _("工作时间 working 或非工作时间 off_hours；不写即随时"),
        "roles": _("哪些角色"),
        "role": _("哪个角色"),
        "after": _("先办完哪些才轮到它"),
        "blocks": _("这一项没办好之前不能办的事项"),
        "act": _("事项名"),
    }


def _own() -> dict[str, dict[str, str]]:
    seven = dict.fromkeys(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        _('这一天几点到几点，如 "09:00-12:00,13:30-17:30"'),
    )
    return {
        "plan": {
            "version": _("第几版"),
            "number": _("投诉编号样式，{serial} 是流水号"),
            "number_en": _("英文界面的编号样式，一般不写"),
            "event": _("突发事件编号样式"),
            "event_en": _("突发事件编号样式，英文"),
            "organisation": _("单位名称"),
            "organisation_en": _("单位英文名"),
        },
        "hours": {**seven, "zone": _("时区，中国写 Asia/Shanghai"), "make_up": _("调休补班日的时间；不写即同周一")},
        "level": {
            "rank": _("次序：最紧急的写 0，依次加 1"),
            "lead": _("由哪个角色牵头"),
            "meaning": _("什么样的投诉定这一级"),
            "meaning_en": _("什么样的投诉定这一级，英文"),
            "pinned": _("true：办结前一直在台账最上面"),
            "closes": _("只由哪些角色办结；不写即可办结的都行"),
            "activates": _("true：定了这一级就直接启动应急，原文这样规定才写"),
        },
        "role": {
            "single": _("false：可以几个人同时担任"),
            "by_shift": _("true：谁当班谁就是，不用任命"),
            "shift_lead": _("true：这是值班长"),
            "of_unit": _("true：是一个机构或部门的负责人，只办自己机构的投诉和交办事项"),
            "post": _("原文由什么职务担任，如行长"),
            "post_en": _("职务，英文"),
            "succession": _("联系不上时依次由哪些角色代行"),
            "appointed_by": _("由哪些角色任命"),
            "workstream": _("所在工作组"),
            "duties": _("职责"),
            "duties_en": _("职责，英文"),
        },
        "allow": {"acts": _("哪些事项；call.* 是 call 的全部，* 是全部")},
        "clock": {
            "kind": _("种类：reply 答复、report_up 上报、follow_up 回访（未办不能办结）；其他自己起名"),
            "start": _(
                "从何时起算：received 接报、level 首次定为该级别（立即上报一类）、"
                "activated 启动、step:步骤代码、first_working_moment 上班时、requested 客户要求"
            ),
            "stop": _("办了哪些事项之一算完成"),
            "limit": _("各级别相同时写"),
            "limits": _("各级别不同时写"),
            "warn": _("剩多少时提醒：20%、30m、2h、1d"),
            "restarting": _("true：完成后重新起算"),
            "until": _("重新起算到办了哪个事项为止"),
            "pausable": _("true：可以暂停计时"),
            "customer_time": _("true：可改按客户要求的时间"),
        },
        "step": {
            "roles": _("哪些角色可以办这一步"),
            "act": _("办哪个事项就算办了这一步；不写即「完成步骤」"),
            "to": _("上报的步骤写：打通其中一个角色才算"),
            "gate": _("先要批准的审批环节"),
            "fields": _("要填的内容"),
            "paper": _("true：所填形成一份材料，存档"),
            "includes": _("材料里附上：facts 事实、clocks 时限、contacts 联系、steps 步骤、charges 交办"),
            "repeats": _("true：可以办几次"),
            "if_needed": _("在这些级别视情况办；不写即办结前都要完成"),
            "unless": _("办了这一步就不用办本步"),
            "after_close": _("true：办结之后办，办结后仍列为未了"),
            "done_when": _("填成这样才算完成，如 again=no"),
            "charge": _("由哪一种交办事项完成"),
            "kinds": _("转到哪几类机构才算完成"),
            "each_of": _("由哪一栏填的部门：不止一个时须逐个交办，否则不必办"),
        },
        "gate": {
            "act": _("作出决定的事项，如 emergency.activate、emergency.decide_end、solution.decide"),
            "roles": _("哪些角色有权决定"),
            "applies_to": _("决定的是什么：突发事件、处理方案、声明、材料、预案"),
            "four_eyes": _("false：提请的人可以自己批"),
            "quorum": _("须几人同意"),
            "members": _("会签的角色"),
            "step": _("审的是哪一步的材料"),
        },
        "charge": {
            "roles": _("哪些角色可以交办、核验"),
            "check": _("true：办完须核验"),
            "alone": _("true：没有投诉也可交办"),
        },
        "route": {
            "attend": _("到场的角色，在班的第一位去"),
            "tell": _("先告诉的角色，依次"),
            "step": _("到场记在哪一步"),
        },
        "workstream": {
            "role": _("由哪个角色带领"),
            "duties": _("这个组做什么"),
            "duties_en": _("这个组做什么，英文"),
            "default": _("false：启动时不先勾选这个组"),
            "kind": _("工作台账：投诉、宣传、法律、客户、安保、一般"),
            "records": _("逐项写台账，代替 kind 的"),
            "task": _("任务，写成 [[workstream.task]]"),
            "stage": _("环节，写成 [[workstream.stage]]"),
            "rhythm": _("定时的事，写成 [[workstream.rhythm]]"),
        },
        "rhythm": {"every": _("多久一次"), "stop": _("办了哪些事项之一就从头再计")},
        "authority": {"up_to": _("至多多少元")},
        "condition": {
            "kind": _(
                "怎样判定：complaints_closed 投诉全部办结、all_satisfied 全部满意、no_new_for 多久没有新投诉、stated 由人佐证"
            ),
            "hours": _("多少小时没有新投诉，只与 no_new_for 同写"),
        },
        "notice": {
            "kind": _("activation 启动时，termination 终止时"),
            "text": _("通知正文"),
            "text_en": _("通知正文，英文"),
            "to": _("发给谁：units 各机构"),
            "limit": _("回执多久之内收齐"),
        },
        "form": {"act": _("哪个事项的表"), "fields": _("多填的内容"), "either": _("其中至少填一项，只用于登记投诉")},
        "duty": {
            "every": _("每几"), "unit": _("天、周、月、年"), "role": _("由哪个角色办"),
            "at": _("当日几点前，如 17:00；不写即下班前"),
        },
        "basis": {
            "status": _("现状：in_force 现行、amended 已修订、repealed 已废止、unknown 查无"),
            "note": _("说明，如现行规定叫什么"),
            "note_en": _("说明，英文"),
        },
        "threshold": {
            "fact": _(
                "看哪个数：people 人数、injured 伤员、dead 死亡、missing 失联、trapped 被困、affected 受影响客户、"
                "amount 涉及金额（元）、media 媒体、reach 浏览量、complaints 投诉件数、closed_hours 停业小时"
            ),
            "at_least": _("到了多少"),
            "reports": _("到了就须发哪些报告"),
        },
        "recipient": {"kind": _("哪一类：上级、监管、政府、公安、其他")},
        "report": {
            "kind": _("first 首报、follow_up 续报、final 终报"),
            "recipients": _("报给哪些对象"),
            "start": _("从何时起算：threshold 到了报告门槛，happened 事发，received 接报，activated 启动；不写即 threshold"),
            "phone": _("电话报告的时限"),
            "written": _("书面报告的时限"),
            "required": _("缺了就不能报的：place 地点、people 人数、injured 伤员"),
        },
        "sitrep": {
            "audience": _("给谁看：room 值班室，leaders 领导"),
            "to": _("发给哪些角色"),
            "limit": _("多久一次"),
        },
        "channel": {"spoken": _("true：登记时投诉人在电话上或在场，登记即已告知")},
        "unit": {"parent": _("上级机构"), "kind": _("本部、分支、网点、部门")},
        "fields": {
            "name": _("这一栏的代码"),
            "label": _("这一栏的名称"),
            "kind": _("填什么：一行字、一段字、姓名、电话、证件号、选一项、选几项、时间、数、金额、是否"),
            "required": _("true：必填"),
            "personal": _("true：个人信息，平时隐去"),
            "choices": _("从哪里选，只与 choice、choices 同写"),
            "most": _("至多几；多的照样登记，标明"),
            "least": _("至少选几项"),
        },
        "stand_in": {"failed_calls": _("几次未接"), "minutes": _("几分钟之内")},
        "routine": {"check_minutes": _("几分钟点一次名"), "sign_hours": _("口头决定几小时内补签"),
            "tries": _("拨几次未接通才算联系不上投诉人"), "words": _("办理情况至少写几个不同的字"),
            "move_days": _("责任人自己至多改期几日"),
            "ask_days": _("客户要求的时间在接报几日以后须另一人会签"),
            "remind_minutes": _("告警无人知悉，几分钟后再提醒（此后逐次加倍）"),
        },
        "second_round": {"roles": _("哪些角色可以提出"), "after": _("第一轮办完哪些步骤才能提")},
        "alike": {
            "roles": _("哪些角色确认"),
            "at_least": _("几件以上"),
            "within_days": _("几日之内"),
            "likeness": _("文字多相像，百分数"),
            "same": _("哪些须相同：unit 机构、category 类别、channel 渠道"),
            "level": _("确认后定为哪一级；不写即不变"),
        },
        "own_plans": {"kinds": _("哪几类机构")},
        "unusual": {"role": _("报给哪个角色"), "limit": _("多久之内处理")},
    }
