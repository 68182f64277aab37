"""Acts on the papers of an emergency: statements, solutions and the measures in them, the one wording. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import OPINION, OUTCOME
from dutyroom.lang import N_

_PAPERS = "dutyroom.services.papers.papers"

_SUM = Field("sum", N_("补偿金额"), "money")

PAPERS = (
    Act("wording.set", N_("定统一口径"), "emergency", "dutyroom.services.emergency.wording:set_wording", (Field("statement", N_("声明编号")), Field("text", N_("口径内容"), "text", words="public")), changes=("wording",)),
    Act("statement.draft", N_("起草声明"), "emergency", f"{_PAPERS}:draft_statement", (Field("title", N_("标题"), required=True), Field("text", N_("正文"), "text", True, words="public"))),
    Act("statement.edit", N_("修改声明"), "statement", f"{_PAPERS}:edit_statement", (Field("text", N_("正文"), "text", True, words="public"),), sees=True),
    Act("statement.check", N_("法律审核"), "statement", f"{_PAPERS}:check_statement", (Field("outcome", N_("审核结论"), "choice", True, choices="=pass|return"), OPINION), sees=True, rank=1),
    Act("statement.approve", N_("审批声明"), "statement", f"{_PAPERS}:approve_statement", (OUTCOME, OPINION), grave=True, sees=True, rank=2),
    Act("statement.publish", N_("发布声明"), "statement", f"{_PAPERS}:publish_statement", (Field("where", N_("发布渠道"), required=True),), sees=True),
    Act("solution.submit", N_("提交处理方案"), "emergency", f"{_PAPERS}:submit_solution", (Field("title", N_("方案名称"), required=True), Field("text", N_("方案内容"), "text", True, deed=True), Field("measures", N_("处理措施"), "choices", True, choices="measures"), _SUM, Field("complaint", N_("投诉编号")))),
    Act("solution.edit", N_("修改处理方案"), "solution", f"{_PAPERS}:edit_solution", (Field("text", N_("方案内容"), "text", True, deed=True), Field("measures", N_("处理措施"), "choices", True, choices="measures"), _SUM), sees=True),
    Act("solution.decide", N_("审批处理方案"), "solution", f"{_PAPERS}:decide_solution", (OUTCOME, OPINION), grave=True, sees=True, rank=2),
    Act("measure.assign", N_("指定措施负责人"), "solution", "dutyroom.services.papers.measures:assign_measure", (Field("measure", N_("措施"), "choice", True, choices="measures"), Field("owner", N_("负责人"), "choice", True, choices="persons", hand=True))),
    Act("measure.carry_out", N_("实施措施"), "solution", "dutyroom.services.papers.measures:carry_out", (Field("measure", N_("措施"), "choice", True, choices="measures"), Field("proof", N_("落实情况"), "text", True, deed=True), Field("amount", N_("金额"), "money"))),
)  # fmt: skip
