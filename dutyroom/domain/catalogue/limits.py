"""Acts on regulatory limits beside the plan (X.06). Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import LATE, REASON
from dutyroom.lang import N_

_LIMITS = "dutyroom.services.cases.limits"

LIMITS = (
    Act("plan.limits", N_("启用监管时限"), "", f"{_LIMITS}:switch_on", (Field("limits", N_("监管时限"), "choice", choices="limits"), Field("text", N_("改过的文本"), "text", longest=100_000, in_rows=True)), grave=True, changes=("plan", "drafts"), rank=2),
    Act("plan.limits_off", N_("停用监管时限"), "", f"{_LIMITS}:switch_off", (REASON,), grave=True, changes=("plan", "drafts"), rank=2),
    Act("complaint.extend", N_("延长办理期限"), "complaint", f"{_LIMITS}:extend", (REASON, Field("approver", N_("审批人"), "choice", choices="persons", hand=True), Field("told", N_("告知投诉人时间"), "moment", lean="past")), sees=True, changes=("groups", "call_backs")),
    Act("complaint.check_ask", N_("核查申请"), "complaint", f"{_LIMITS}:ask_check", (Field("text", N_("申请理由"), "text", True, personal=True), LATE), sees=True, changes=("groups", "call_backs")),
    Act("complaint.check_decide", N_("核查决定"), "complaint", f"{_LIMITS}:decide_check", (Field("text", N_("核查决定内容"), "text", True, personal=True), LATE), sees=True, changes=("groups", "call_backs")),
)  # fmt: skip
