"""Acts of an emergency, from its report to the return to normal. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import DIALLED, LATE, OPINION, OUTCOME, REASON, RULING, SOURCE
from dutyroom.lang import N_

_EMERGENCY = "dutyroom.services.emergency.course"
_WORK = "dutyroom.services.emergency.workstreams"
_TASKS = "dutyroom.services.emergency.tasks"
_ENDING = "dutyroom.services.emergency.ending"
_NOTICES = "dutyroom.services.emergency.notices"
_REPORTS = "dutyroom.services.emergency.reports"
_STAND_IN = Field("stand_in", N_("替补"), "choice", choices="persons", hand=True)
_TELEPHONE = (
    Field("decider", N_("电话授权人"), "choice", choices="persons", hand=True),
    Field("telephone", N_("回拨的登记号码"), "phone"),
    Field("witness", N_("旁听人"), "choice", choices="persons", hand=True),
    Field("witness_secret", N_("旁听人口令"), secret=True),
)

EMERGENCY = (
    Act("emergency.report", N_("突发事件报告"), "", f"{_EMERGENCY}:report", (Field("title", N_("事件名称"), required=True), Field("place", N_("地点"), required=True), Field("scope", N_("影响范围"), "text"), Field("complaint", N_("投诉编号")), Field("follows", N_("前次突发事件"), about="emergency"), SOURCE, Field("happened", N_("事发时间"), "moment", lean="past"), Field("received", N_("接报时间"), "moment", lean="past")), changes=("drafts", "wording"), stays=True),
    Act("emergency.propose", N_("提请启动"), "emergency", f"{_EMERGENCY}:propose", (Field("scope", N_("性质和影响范围"), "text", True),), sees=True, changes=("wording",), stays=True),
    Act("emergency.activate", N_("启动预案"), "emergency", f"{_EMERGENCY}:activate", (Field("workstreams", N_("进入应急状态的工作组"), "choices", True, choices="workstreams"), Field("response", N_("响应级别"), "choice", choices="=Ⅰ|Ⅱ|Ⅲ|Ⅳ"), Field("reason", N_("依据"), "text", True), *_TELEPHONE), telephone=True, second="witness", grave=True, sees=True, key="f9", changes=("wording",), rank=2),
    Act("emergency.decline", N_("不启动"), "emergency", f"{_EMERGENCY}:decline", (REASON, *_TELEPHONE), telephone=True, second="witness", grave=True, sees=True, changes=("drafts", "wording"), rank=2),
    Act("emergency.response", N_("调整响应级别"), "emergency", f"{_EMERGENCY}:response", (Field("response", N_("响应级别"), "choice", True, choices="=Ⅰ|Ⅱ|Ⅲ|Ⅳ"), REASON), grave=True, sees=True, changes=("wording",), rank=2),
    Act("emergency.join", N_("纳入事件"), "emergency", f"{_EMERGENCY}:join", (Field("complaint", N_("投诉编号"), required=True), REASON), changes=("wording",)),
    Act("emergency.leave", N_("移出事件"), "emergency", f"{_EMERGENCY}:leave", (Field("complaint", N_("投诉编号"), required=True), REASON), changes=("wording",)),
    Act("emergency.recuse", N_("回避认定"), "emergency", "dutyroom.services.cases.recusal:rule", RULING, sees=True, changes=("wording",)),
    Act("emergency.fact", N_("现场情况"), "emergency", f"{_EMERGENCY}:fact", (Field("people", N_("现场人数"), "number"), Field("injured", N_("受伤人数"), "number"), Field("media", N_("到场媒体"), "number"), Field("text", N_("情况"), "text"), Field("site", N_("现场"), "choice", choices="sites"), Field("whole", N_("各处合计"), "flag"), SOURCE, Field("dead", N_("死亡人数"), "number"), Field("missing", N_("失联人数"), "number"), Field("trapped", N_("被困人数"), "number"), Field("affected", N_("受影响客户数"), "number"), Field("amount", N_("涉及金额（元）"), "number"), Field("stopped", N_("停业起始"), "moment", lean="past"), Field("resumed", N_("已恢复营业"), "flag"), LATE), changes=("wording",), stays=True),
    Act(
        "emergency.inform", N_("信息报告"), "emergency", f"{_REPORTS}:inform",
        (
            Field("report", N_("报告种类"), "choice", True, choices="reports"), Field("way", N_("方式"), "choice", True, choices="=phone|written"),
            Field("recipients", N_("报告对象"), "choices", choices="recipients"), Field("taken_by", N_("对方接收人")),
            Field("number", N_("拨打号码"), "phone"), Field("place", N_("地点")), Field("people", N_("现场人数"), "number"),
            Field("injured", N_("受伤人数"), "number"), Field("cause", N_("原因"), "text"), Field("text", N_("报告内容"), "text"), LATE,
        ),
        changes=("wording",),
        stays=True,
    ),
    Act("emergency.report_up", N_("逐级通知"), "emergency", "dutyroom.services.desk.dialling:report_event", (*DIALLED, LATE), changes=("directory", "wording"), stays=True),
    Act("emergency.sign", N_("补签"), "emergency", "dutyroom.services.emergency.line_of_command:sign", (Field("decision", N_("决定序号"), "number", True, about="decision"),), grave=True, changes=("wording",), stays=True),
    Act("workstream.add", N_("增设工作组"), "emergency", f"{_WORK}:add", (Field("workstream", N_("工作组"), "choice", True, choices="workstreams"), REASON)),
    Act("workstream.stand_down", N_("撤收工作组"), "emergency", f"{_WORK}:stand_down", (Field("workstream", N_("工作组"), "choice", True, choices="workstreams"), REASON)),
    Act("task.add", N_("新任务"), "emergency", f"{_TASKS}:add", (Field("workstream", N_("工作组"), "choice", True, choices="workstreams"), Field("title", N_("任务"), required=True), Field("owner", N_("负责人"), "choice", choices="persons", hand=True), _STAND_IN, Field("minutes", N_("限时（分钟）"), "number"), Field("after", N_("须先完成的任务"), about="task"))),
    Act("task.assign", N_("指定负责人"), "task", f"{_TASKS}:assign", (Field("owner", N_("负责人"), "choice", True, choices="persons", hand=True), _STAND_IN), sees=True),
    Act("task.offer", N_("移交任务"), "task", f"{_TASKS}:offer", (Field("person", N_("移交给"), "choice", True, choices="persons", hand=True), Field("text", N_("交代事项"), "text")), sees=True, stays=True),
    Act("task.accept", N_("接手任务"), "task", f"{_TASKS}:accept", sees=True),
    Act("task.decline", N_("不接任务"), "task", f"{_TASKS}:decline", (REASON,), sees=True, stays=True),
    Act("task.done", N_("任务完成"), "task", f"{_TASKS}:finish", (Field("evidence", N_("完成情况"), "text", True, deed=True), LATE), sees=True),
    Act("opinion.add", N_("记录舆情"), "emergency", "dutyroom.services.emergency.opinion:sighting", (Field("place", N_("平台"), required=True), Field("reach", N_("阅读量"), "number"), Field("tone", N_("倾向"), "choice", choices="=negative|neutral|positive"), Field("text", N_("内容"), "text", True), Field("link", N_("链接")), Field("seen_by", N_("发现人"), "choice", choices="persons"), Field("item", N_("续报第几条"), "number"), LATE)),
    Act("evidence.add", N_("终止条件佐证"), "emergency", f"{_ENDING}:evidence", (Field("condition", N_("终止条件"), "choice", True, choices="conditions"), Field("met", N_("已满足"), "flag"), Field("text", N_("佐证"), "text", True))),
    Act("emergency.request_end", N_("申请终止"), "emergency", f"{_ENDING}:request", (REASON, Field("apart", N_("另案办理的投诉"), about="complaint", longest=4000)), sees=True, changes=("wording",)),
    Act("emergency.decide_end", N_("决定终止"), "emergency", f"{_ENDING}:decide", (OUTCOME, Field("seen", N_("申请之后的新情况已看过"), "flag"), OPINION), grave=True, sees=True, changes=("wording",), rank=2),
    Act("notice.receipt", N_("通知回执"), "notice", f"{_NOTICES}:receipt", (Field("unit", N_("机构或人员"), "choice", True, choices="receivers"), Field("by", N_("签收人"))), stays=True),
    Act("review.write", N_("总结评估"), "emergency", f"{_ENDING}:review", (Field("causes", N_("原因分析"), "text", True, deed=True), Field("held", N_("有效做法"), "text", True), Field("gaps", N_("存在问题"), "text", True), Field("improvements", N_("改进措施"), "text", True)), changes=("duties",)),
    Act("emergency.finish", N_("恢复正常"), "emergency", f"{_ENDING}:finish", grave=True, sees=True, changes=("drafts", "wording"), rank=2),
)  # fmt: skip
