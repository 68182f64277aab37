"""Acts of those who lead: who commands, questions and decisions, instructions, conferences, situation reports, what is learned.

Names are a public interface.
"""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import LATE, OPINION, OUTCOME, REASON, SECOND
from dutyroom.lang import N_

_COMMAND = "dutyroom.services.emergency.command"
_DECISIONS = "dutyroom.services.emergency.decisions"
_INSTRUCTIONS = "dutyroom.services.emergency.instructions"
_CONFERENCES = "dutyroom.services.emergency.conferences"
_LESSONS = "dutyroom.services.emergency.lessons"
_SITREPS = "dutyroom.services.emergency.sitreps"
_QUESTION = Field("question", N_("要决定的事项"), "text", True)
_OPTIONS = Field("options", N_("可选方案（一行一个）"), "text")
_FACTS = Field("facts", N_("依据的情况"), "text")
_CHOICE = Field("choice", N_("决定内容"), "text", True)
_MINUTES = Field("minutes", N_("限时（分钟）"), "number")
_SECTIONS = (
    Field("situation", N_("总体情况"), "text"),
    Field("actions", N_("已采取措施和进展"), "text"),
    Field("needs", N_("需协调事项和下一步"), "text"),
)

COMMAND = (
    Act("emergency.offer_command", N_("移交指挥"), "emergency", f"{_COMMAND}:offer", (Field("to", N_("接替人"), "choice", True, choices="persons", hand=True), REASON), grave=True, sees=True, changes=("wording",), stays=True),
    Act("emergency.command", N_("接管指挥"), "emergency", f"{_COMMAND}:take", (REASON,), grave=True, sees=True, changes=("wording",)),
    Act("emergency.concur", N_("会签"), "emergency", f"{_COMMAND}:concur", (Field("gate", N_("审批环节"), "choice", True, choices="gates"), Field("paper", N_("文稿编号"), about="paper"), OUTCOME, OPINION), grave=True, changes=("wording",)),
    Act("emergency.cancel", N_("撤销启动（误启动）"), "emergency", "dutyroom.services.emergency.ending:cancel", (REASON, *SECOND), second="second", grave=True, sees=True, changes=("wording",), rank=2),
    Act("emergency.ask", N_("请示"), "emergency", f"{_DECISIONS}:ask", (_QUESTION, _OPTIONS, _FACTS, Field("role", N_("请示谁"), "choice", choices="roles"), _MINUTES), changes=("wording",)),
    Act("request.answer", N_("批复"), "request", f"{_DECISIONS}:answer", (OUTCOME, _CHOICE, OPINION, Field("conference", N_("会商编号"), about="conference")), grave=True, sees=True, rank=2),
    Act("emergency.decide", N_("作出决定"), "emergency", f"{_DECISIONS}:decide", (_QUESTION, _OPTIONS, _CHOICE, Field("reason", N_("理由"), "text", True), _FACTS, Field("conference", N_("会商编号"), about="conference")), grave=True, changes=("wording",), rank=2),
    Act("decision.withdraw", N_("撤回决定"), "decision", f"{_DECISIONS}:withdraw", (_CHOICE, REASON), grave=True),
    Act("emergency.instruct", N_("批示督办"), "emergency", f"{_INSTRUCTIONS}:instruct", (Field("giver", N_("谁的批示"), required=True), Field("text", N_("内容"), "text", True), Field("taker", N_("承办"), "choice", True, choices="persons", hand=True), Field("due", N_("办理期限"), "moment", True, lean="ahead")), changes=("wording", "shift")),
    Act("instruction.report", N_("反馈督办"), "instruction", f"{_INSTRUCTIONS}:report_back", (Field("text", N_("办理情况"), "text", True, deed=True),)),
    Act("instruction.chase", N_("催办督办"), "instruction", f"{_INSTRUCTIONS}:chase", (Field("text", N_("催办情况"), "text", True),)),
    Act("instruction.done", N_("督办办结"), "instruction", f"{_INSTRUCTIONS}:finish", (Field("text", N_("办结意见"), "text", True),), changes=("shift",), sees=True),
    Act("emergency.confer", N_("召集会商"), "emergency", f"{_CONFERENCES}:call", (Field("title", N_("议题"), required=True), Field("at", N_("会商时间"), "moment"), Field("place", N_("地点或方式")), Field("invited", N_("参加人员"), "choices", True, choices="persons"), Field("guests", N_("外请人员"))), changes=("wording",)),
    Act("conference.minutes", N_("会商纪要"), "conference", f"{_CONFERENCES}:minutes", (Field("attended", N_("到会人员"), "choices", True, choices="persons"), Field("guests", N_("外请人员")), Field("minutes", N_("纪要"), "text", True, deed=True), Field("choice", N_("会商决定"), "text"), LATE), sees=True),
    Act("sitrep.draft", N_("起草态势报告"), "emergency", f"{_SITREPS}:draft", (Field("sitrep", N_("报告种类"), "choice", True, choices="sitreps"), *_SECTIONS)),
    Act("sitrep.edit", N_("修改态势报告"), "sitrep", f"{_SITREPS}:edit", _SECTIONS, sees=True),
    Act("sitrep.approve", N_("审签态势报告"), "sitrep", f"{_SITREPS}:approve", (OUTCOME, OPINION), grave=True, sees=True, rank=1),
    Act("sitrep.send", N_("发出态势报告"), "sitrep", f"{_SITREPS}:send", sees=True),
    Act("notice.chase", N_("催收回执"), "notice", "dutyroom.services.emergency.notices:chase", (Field("unit", N_("机构或人员"), "choice", True, choices="receivers"), Field("text", N_("催收情况"), "text", True))),
    Act("review.improve", N_("改进措施"), "emergency", f"{_LESSONS}:improve", (Field("text", N_("改进内容"), "text", True), Field("owner", N_("责任人"), "choice", True, choices="persons"), Field("due", N_("完成期限"), "moment", True, lean="ahead")), changes=("duties",)),
)  # fmt: skip
