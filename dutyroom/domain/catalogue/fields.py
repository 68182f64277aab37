"""Fields that several acts share."""

from __future__ import annotations

from dutyroom.domain.act import Field
from dutyroom.lang import N_

REASON = Field("reason", N_("理由"), "text", required=True)
REACHED = Field("result", N_("结果"), "choice", required=True, choices="=reached|no_answer|agreed")
AGAIN = Field("again_at", N_("约定再拨"), "moment", lean="ahead")
DIALLED = (
    Field("person", N_("报告对象"), "choice", True, choices="persons"),
    Field("number", N_("拨打号码"), "phone"),
    Field("result", N_("结果"), "choice", required=True, choices="=reached|no_answer|agreed|busy"),
    Field("text", N_("报告内容"), "text"),
)
RULING = (
    Field("person", N_("人员"), "choice", True, choices="persons"), Field("outcome", N_("回避结论"), "choice", True, choices="=aside|cleared"),
    REASON,
)  # fmt: skip
OUTCOME = Field("outcome", N_("决定"), "choice", required=True, choices="=approve|refuse")
OPINION = Field("reason", N_("意见"), "text")
LATE = Field("happened", N_("发生时间"), "moment", lean="past")
SOURCE = Field("source", N_("信息来源"))
SECOND = (Field("second", N_("会签人"), "choice", choices="persons", hand=True), Field("second_secret", N_("会签人口令"), secret=True))
