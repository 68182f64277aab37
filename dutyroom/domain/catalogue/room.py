"""Acts of the room: the log, instructions, handover, watches, the plan in force and the calendar. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import LATE, OPINION, OUTCOME, REASON, SECOND
from dutyroom.lang import N_

_LOG = "dutyroom.services.log.entries"
_CALENDARS = "dutyroom.services.clocks.calendars"
_HANDOVER = "dutyroom.services.shift.handover"
_SHIFT_LEAD = "dutyroom.services.shift.lead"
_INSTRUCTIONS = "dutyroom.services.log.instructions"

_TEXT = Field("text", N_("预案文本"), "text", True, longest=600_000, in_rows=True)
_WHAT = Field("what", N_("修订说明"), "text", True)
_FROM = Field("since", N_("施行时间（不填即批准时）"), "moment")

ROOM = (
    Act("log.write", N_("记一笔"), "", f"{_LOG}:write", (Field("text", N_("内容"), "text", True), LATE, Field("about", N_("关于"))), key="f12", changes=("shift",)),
    Act("log.correct", N_("更正日志"), "", f"{_LOG}:correct", (Field("line", N_("日志序号"), "number", True), Field("text", N_("更正为"), "text", True)), changes=("shift",)),
    Act("log.instruct", N_("记批示"), "", f"{_INSTRUCTIONS}:instruct", (Field("giver", N_("谁的批示"), required=True), Field("text", N_("内容"), "text", True), Field("taker", N_("承办"), "choice", True, choices="persons"), Field("due", N_("办理期限"), "moment", lean="ahead")), changes=("shift",)),
    Act("log.done", N_("批示办结"), "", f"{_INSTRUCTIONS}:finish", (Field("instruction", N_("批示编号"), "number", True, about="instruction"), Field("text", N_("办理情况"), "text", True)), changes=("shift",)),
    Act("log.sign", N_("签阅日志"), "", f"{_SHIFT_LEAD}:sign", (Field("upto", N_("签阅到第几号"), "number", True), Field("text", N_("意见"), "text")), grave=True, changes=("shift",)),
    Act("handover.propose", N_("交班"), "", f"{_HANDOVER}:propose", (Field("incoming", N_("接班值班长"), "choice", True, choices="persons"), Field("arriving", N_("同来值班"), "choices", choices="persons"), Field("staying", N_("留任值班"), "choices", choices="persons"), Field("note", N_("交代事项"), "text"), Field("takers", N_("逐项接手人"), "text", longest=100_000, in_rows=True)), grave=True, changes=("shift",)),
    Act("handover.accept", N_("接班"), "handover", f"{_HANDOVER}:accept", (Field("note", N_("接班意见"), "text"), Field("takers", N_("逐项接手人"), "text", longest=100_000, in_rows=True)), grave=True, sees=True, changes=("people", "directory", "roster", "shift"), gives=True),
    Act("watch.add", N_("加关注"), "", "dutyroom.services.desk.watches:add", (Field("phone", N_("号码"), "phone", personal=True), Field("name", N_("姓名"), "name", personal=True), REASON, Field("until", N_("到期时间"), "moment", True)), changes=("watches",)),
    Act("watch.drop", N_("解除关注"), "watch", "dutyroom.services.desk.watches:drop", (REASON,), changes=("watches",)),
    Act("plan.adopt", N_("启用预案"), "", "dutyroom.services.plan.life:adopt", (_TEXT, *SECOND), second="second", grave=True, changes=("plan", "roster", "units", "calendar", "drafts", "duties"), rank=2, gives=True),
    Act("plan.draft", N_("起草预案"), "", "dutyroom.services.plan.life:draft", (_WHAT, _FROM, _TEXT), changes=("drafts",)),
    Act("plan.edit", N_("修改预案草案"), "plan", "dutyroom.services.plan.life:edit", (_WHAT, _FROM, _TEXT), sees=True, changes=("drafts",)),
    Act("plan.review", N_("审核预案"), "plan", "dutyroom.services.plan.life:review", (Field("outcome", N_("审核结论"), "choice", True, choices="=pass|return"), OPINION), sees=True, changes=("drafts",), rank=1),
    Act("plan.approve", N_("批准预案"), "plan", "dutyroom.services.plan.life:approve", (OUTCOME, OPINION, _FROM, *SECOND), second="second", grave=True, sees=True, changes=("plan", "roster", "units", "calendar", "drafts", "duties"), rank=2, gives=True),
    Act("plan.withdraw", N_("撤回预案草案"), "plan", "dutyroom.services.plan.life:withdraw", (REASON,), sees=True, changes=("drafts",)),
    Act("plan.interpret", N_("解释预案"), "", "dutyroom.services.plan.life:interpret", (Field("clause", N_("条款"), required=True), Field("question", N_("问题"), "text", True), Field("answer", N_("解释"), "text", True)), changes=("drafts",)),
    Act("calendar.exception", N_("本单位工作日"), "", f"{_CALENDARS}:add_exception", (Field("date", N_("日期"), required=True), Field("open", N_("上班"), "flag"), REASON), changes=("calendar",)),
    Act("calendar.import", N_("导入放假安排"), "", f"{_CALENDARS}:import_year", (Field("text", N_("放假安排"), "text", True, longest=100_000, in_rows=True),), changes=("calendar",)),
)  # fmt: skip
