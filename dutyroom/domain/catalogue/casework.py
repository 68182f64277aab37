"""Acts on what belongs to a complaint: its papers, departments' charges, its second round, complaints alike, units. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import LATE, OPINION, REASON, SECOND
from dutyroom.lang import N_

_PAPERS = "dutyroom.services.papers.papers"
_FILE = "dutyroom.services.papers.case_papers"
_CHARGES = "dutyroom.services.cases.charges"
_ROUNDS = "dutyroom.services.cases.rounds"
_GROUPS = "dutyroom.services.cases.groups"
_UNITS = "dutyroom.services.organisation.units"

_CHARGE = (
    Field("charge", N_("交办种类"), "choice", True, choices="charges"),
    Field("unit", N_("责任部门"), "choice", True, choices="units"),
    Field("text", N_("职责和要求"), "text", True),
    Field("owner", N_("负责人"), "choice", choices="persons", hand=True),
    Field("due", N_("办理期限"), "moment", lean="ahead"),
)

CASEWORK = (
    Act("complaint.solve", N_("报批处理方案"), "complaint", f"{_PAPERS}:solve", (Field("title", N_("方案名称"), required=True), Field("text", N_("方案内容"), "text", True, deed=True), Field("measures", N_("处理措施"), "choices", True, choices="measures"), Field("sum", N_("补偿金额"), "money")), changes=("groups", "call_backs")),
    Act("complaint.charge", N_("交部门办理"), "complaint", f"{_CHARGES}:give", _CHARGE, changes=("charges", "groups", "call_backs")),
    Act("complaint.reconsider", N_("提出复议"), "complaint", f"{_ROUNDS}:reconsider", (Field("text", N_("复议理由"), "text", True, personal=True), Field("received", N_("接报时间"), "moment", lean="past")), sees=True, changes=("drafts", "groups", "archive", "call_backs")),
    Act("paper.review", N_("审核材料"), "paper", f"{_FILE}:review", (Field("outcome", N_("审核结论"), "choice", True, choices="=pass|return"), OPINION, Field("proposals", N_("改进建议"), "text")), sees=True),
    Act("paper.read", N_("审阅签字"), "paper", f"{_FILE}:read", (OPINION,), grave=True, sees=True),
    Act("charge.record", N_("另行交办"), "", f"{_CHARGES}:record", (*_CHARGE, Field("complaint", N_("投诉编号"))), changes=("charges",)),
    Act("charge.report", N_("报告办理情况"), "charge", f"{_CHARGES}:report", (Field("text", N_("办理情况"), "text", True, deed=True), LATE), sees=True, changes=("charges",)),
    Act("charge.check", N_("核验办理情况"), "charge", f"{_CHARGES}:check", (Field("outcome", N_("核验结论"), "choice", True, choices="=pass|return"), OPINION), sees=True, changes=("charges",)),
    Act("group.form", N_("提出同类投诉"), "", f"{_GROUPS}:form", (Field("complaints", N_("投诉编号，逗号分开"), required=True, longest=4000), REASON), changes=("groups",)),
    Act("group.confirm", N_("确认同类投诉"), "group", f"{_GROUPS}:confirm", (REASON,), sees=True, changes=("groups",)),
    Act("group.refuse", N_("不认定同类投诉"), "group", f"{_GROUPS}:refuse", (REASON,), sees=True, changes=("groups",)),
    Act("group.add", N_("加入同类"), "group", f"{_GROUPS}:take_in", (Field("complaint", N_("投诉编号，逗号分开"), required=True, longest=4000), REASON), changes=("groups",)),
    Act("group.leave", N_("移出同类"), "group", f"{_GROUPS}:leave", (Field("complaint", N_("投诉编号，逗号分开"), required=True, longest=4000), REASON), changes=("groups",)),
    Act("unit.set", N_("登记机构"), "", f"{_UNITS}:keep", (Field("code", N_("机构代码"), required=True, words="house"), Field("name", N_("机构名称"), required=True, words="house"), Field("en", N_("英文名"), words="house"), Field("parent", N_("上级机构"), "choice", choices="units"), Field("kind", N_("机构种类"), "choice", True, choices="=head_office|branch|outlet|department"), *SECOND), grave=True, second="second", changes=("units",), gives=True),
    Act("unit.plan", N_("定本机构预案"), "", f"{_UNITS}:adopt", (Field("unit", N_("机构"), "choice", True, choices="units"), Field("text", N_("预案文本"), "text", longest=600_000, in_rows=True), REASON, *SECOND), second="second", grave=True, changes=("units",), rank=2, gives=True),
)  # fmt: skip
