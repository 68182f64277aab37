"""Acts on one complaint, from its registration to its close. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import AGAIN, DIALLED, LATE, REACHED, REASON, RULING, SECOND
from dutyroom.lang import N_

_IN = "dutyroom.services.cases.registering"
_CASES = "dutyroom.services.cases.handling"
# In the order of a call: who, how to reach them, what, what they ask for, where, how grave.
_COMPLAINT_FACTS = (
    Field("name", N_("投诉人"), "name", personal=True),
    Field("phone", N_("联系电话"), "phone", personal=True),
    Field("content", N_("投诉内容"), "text", required=True, personal=True),
    Field("demand", N_("诉求"), "text", personal=True),
    Field("unit", N_("被投诉机构"), "choice", choices="units"),
    Field("channel", N_("渠道"), "choice", required=True, choices="channels"),
    Field("category", N_("类别"), "choice", choices="categories"),
    Field("level", N_("级别"), "choice", required=True, choices="levels"),
    Field("people", N_("涉及人数"), "number"),
    Field("persons", N_("涉及人员"), "line", personal=True),
    Field("staff", N_("涉及本单位人员"), "choices", choices="persons"),
    Field("id_number", N_("证件号码"), "id_number", personal=True),
    Field("happened", N_("发生时间"), "moment", lean="past"),
    Field("received", N_("接报时间"), "moment", lean="past"),
    Field("reference", N_("录音或材料编号"), "line"),
)

COMPLAINTS = (
    Act(
        "complaint.register", N_("登记投诉"), "", f"{_IN}:register",
        (*_COMPLAINT_FACTS, Field("call", N_("来电编号"))),
        changes=("drafts", "groups", "calls", "call_backs"),
        stays=True,
    ),
    Act(
        "complaint.correct", N_("更正"), "complaint", f"{_IN}:correct",
        (*(Field(f.name, f.label, f.kind, False, f.personal, f.choices) for f in _COMPLAINT_FACTS if f.name != "level"), REASON),
        sees=True, changes=("groups", "call_backs"),
    ),
    Act("complaint.classify", N_("归类"), "complaint", f"{_IN}:classify", (Field("category", N_("类别"), "choice", True, choices="categories"),), sees=True, changes=("groups", "call_backs")),
    Act("complaint.level", N_("定级"), "complaint", "dutyroom.services.cases.grading:relevel", (Field("level", N_("级别"), "choice", True, choices="levels"), REASON, *SECOND), sees=True, second="second", key="f7", changes=("groups", "call_backs")),
    Act("complaint.transfer", N_("转办"), "complaint", f"{_CASES}:transfer", (Field("unit", N_("承办单位"), "choice", True, choices="units"), Field("text", N_("交办意见"), "text")), sees=True, key="f6", changes=("groups", "call_backs"), stays=True),
    Act("complaint.assign", N_("交办"), "complaint", f"{_CASES}:assign", (Field("owner", N_("承办人"), "choice", True, choices="persons", hand=True), Field("text", N_("交办意见"), "text")), sees=True, changes=("groups", "call_backs")),
    Act("complaint.recuse", N_("回避认定"), "complaint", "dutyroom.services.cases.recusal:rule", RULING, sees=True, changes=("groups", "call_backs")),
    Act("complaint.contact", N_("联系投诉人"), "complaint", f"{_CASES}:contact", (REACHED, AGAIN, Field("text", N_("联系情况"), "text", personal=True), LATE), key="f5", changes=("groups", "call_backs")),
    Act("complaint.acknowledge", N_("知悉"), "complaint", f"{_CASES}:acknowledge", key="space", changes=("groups", "call_backs"), stays=True),
    Act("complaint.report_up", N_("上报"), "complaint", f"{_CASES}:report_up", (*DIALLED, LATE), key="f8", changes=("directory", "groups", "call_backs"), stays=True),
    Act("complaint.step", N_("完成步骤"), "complaint", f"{_CASES}:step", (Field("step", N_("步骤"), "choice", True, choices="steps"), Field("text", N_("办理情况"), "text", True, personal=True, deed=True), LATE), changes=("groups", "call_backs")),
    Act("complaint.reply", N_("答复"), "complaint", f"{_CASES}:reply", (Field("text", N_("答复内容"), "text", True, personal=True, deed=True), Field("way", N_("告知方式"), "choice", choices="=call|phone|in_person|written|unreached|anonymous"), LATE), changes=("groups", "call_backs")),
    Act("complaint.satisfied", N_("满意度"), "complaint", f"{_CASES}:satisfied", (Field("answer", N_("投诉人态度"), "choice", True, choices="=satisfied|forgiven|dissatisfied"), Field("text", N_("说明"), "text", personal=True)), changes=("groups", "call_backs")),
    Act("complaint.pause", N_("暂停计时"), "complaint", f"{_CASES}:pause", (REASON,), sees=True, changes=("groups", "call_backs")),
    Act("complaint.resume", N_("恢复计时"), "complaint", f"{_CASES}:resume", sees=True, changes=("groups", "call_backs")),
    Act("complaint.close", N_("办结"), "complaint", f"{_CASES}:close", (Field("text", N_("办结说明"), "text", True, personal=True, deed=True),), sees=True, changes=("drafts", "groups", "archive", "call_backs")),
    Act("complaint.ask_time", N_("客户要求时间"), "complaint", "dutyroom.services.cases.asking:ask_time", (Field("requested_time", N_("客户要求的时间"), "moment", True, lean="ahead"), Field("requested_why", N_("客户的原话"), "text", True, personal=True, deed=True), *SECOND), sees=True, second="second", changes=("groups", "call_backs")),
    Act("complaint.waive", N_("免除"), "complaint", "dutyroom.services.cases.waiving:waive", (Field("clock", N_("时限"), "choice", choices="clocks"), Field("step", N_("步骤"), "choice", choices="steps"), REASON), sees=True, changes=("groups", "call_backs")),
    Act("complaint.rejudge", N_("改判时限"), "complaint", "dutyroom.services.cases.rejudging:rejudge", (Field("clock", N_("时限"), "choice", True, choices="clocks"), REASON), sees=True, changes=("groups",)),
    Act("complaint.withdraw", N_("投诉人撤回"), "complaint", "dutyroom.services.cases.waiving:withdraw", (Field("way", N_("告知方式"), "choice", True, choices="=call|phone|in_person|written"), Field("text", N_("投诉人的话"), "text", True, personal=True, deed=True), LATE, *SECOND), sees=True, second="second", changes=("drafts", "groups", "archive", "call_backs")),
    Act("complaint.danger", N_("标记危险情形"), "complaint", "dutyroom.services.cases.danger:mark", (Field("danger", N_("危险情形"), "choice", True, choices="=self_harm|violence|crowd|other"), Field("police", N_("报警"), "choice", True, choices="=reached|no_answer|not_called"), Field("text", N_("情况"), "text", True, personal=True), LATE), changes=("groups", "call_backs"), stays=True),
    Act("complaint.safe", N_("危险解除"), "complaint", "dutyroom.services.cases.danger:lift", (REASON,), sees=True, changes=("groups", "call_backs")),
    Act("complaint.close_many", N_("批量办结"), "", "dutyroom.services.cases.danger:close_many", (Field("complaints", N_("投诉编号（可多件）"), "text", True), Field("text", N_("办结说明"), "text", True, personal=True)), changes=("drafts", "groups", "archive", "call_backs")),
    Act("complaint.reveal", N_("查看原文"), "complaint", f"{_CASES}:reveal", (REASON,), logged=False, changes=("groups", "call_backs")),
    Act("personal.erase", N_("删除个人信息"), "complaint", "dutyroom.services.cases.erasing:erase", (REASON,), grave=True, sees=True, changes=("archive",), rank=2),
)  # fmt: skip
