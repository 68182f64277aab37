"""Every act of the room. Names are a public interface; labels are Chinese source texts (English in lang)."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field


def N_(text: str) -> str:
    """Marks a label for translation where it is shown."""
    return text


_CASES = "dutyroom.services.cases"
_CALLS = "dutyroom.services.calls"
_ROOM = "dutyroom.services.duty"
_LOG = "dutyroom.services.log"
_PLANS = "dutyroom.services.plans"
_CALENDARS = "dutyroom.services.calendars"
_EMERGENCY = "dutyroom.services.emergencies"
_WORK = "dutyroom.services.workstreams"
_PAPERS = "dutyroom.services.papers"
_ENDING = "dutyroom.services.ending"
_AUTHORITY = "dutyroom.services.authority"
_NOTICES = "dutyroom.services.notices"
_HANDOVER = "dutyroom.services.handover"
_LEADING = "dutyroom.services.leading"
_INFORMING = "dutyroom.services.informing"
_BOOK = "dutyroom.services.directory"

_REASON = Field("reason", N_("理由"), "text", required=True)
_REACHED = Field("result", N_("结果"), "choice", required=True, choices="=reached|no_answer|agreed")
_AGAIN = Field("again_at", N_("约定再拨"), "moment")
_DIALLED = (
    Field("person", N_("报告对象"), "choice", True, choices="persons"),
    Field("number", N_("拨打号码"), "phone"),
    Field("result", N_("结果"), "choice", required=True, choices="=reached|no_answer|agreed|busy"),
    Field("text", N_("报告内容"), "text"),
)
_OUTCOME = Field("outcome", N_("决定"), "choice", required=True, choices="=approve|refuse")
_OPINION = Field("reason", N_("意见"), "text")
_TELEPHONE = (
    Field("decider", N_("电话授权人"), "choice", choices="persons"),
    Field("telephone", N_("回拨的登记号码"), "phone"),
    Field("witness", N_("旁听人"), "choice", choices="persons"),
)
_LATE = Field("happened", N_("发生时间"), "moment")

# Who calls comes last: the hand is on the number when the telephone rings.
_CALL_FACTS = (
    Field("phone", N_("来电号码"), "phone", personal=True),
    Field("name", N_("姓名"), "name", personal=True),
    Field("content", N_("通话要点"), "text", personal=True),
    Field("caller", N_("来电人"), "choice", choices="=customer|leader|regulator|journalist|police|other"),
)
_PROMISE = Field("again_at", N_("约定回拨"), "moment")

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
    Field("id_number", N_("证件号码"), "id_number", personal=True),
    Field("happened", N_("发生时间"), "moment"),
    Field("received", N_("接报时间"), "moment"),
    Field("reference", N_("录音或材料编号"), "line"),
)

_CATALOGUE = (
    # Calls come before complaints.
    Act("call.take", N_("新来电"), "", f"{_CALLS}:take", (Field("received", N_("接报时间"), "moment"), *_CALL_FACTS), key="f2"),
    Act("call.note", N_("记录来电"), "call", f"{_CALLS}:note", (*_CALL_FACTS, _PROMISE), logged=False),
    Act("call.park", N_("暂存来电"), "call", f"{_CALLS}:park", (*_CALL_FACTS, _PROMISE), logged=False, key="f3"),
    Act("call.resume", N_("继续来电"), "call", f"{_CALLS}:resume", logged=False),
    Act("call.finish", N_("来电办结"), "call", f"{_CALLS}:finish", (*_CALL_FACTS, _PROMISE, Field("outcome", N_("处理结果"), "line", required=True))),
    Act("call.join", N_("并入投诉"), "call", f"{_CALLS}:join", (Field("complaint", N_("投诉编号"), required=True),)),
    Act("call.contact", N_("回拨"), "call", "dutyroom.services.callbacks:call_back", (_REACHED, _AGAIN, Field("text", N_("联系情况"), "text", personal=True), _LATE)),
    Act("call.reveal", N_("查看来电原文"), "call", "dutyroom.services.callbacks:reveal", (_REASON,), logged=False),
    # Complaints.
    Act(
        "complaint.register", N_("登记投诉"), "", f"{_CASES}:register",
        (*_COMPLAINT_FACTS, Field("call", N_("来电编号"))),
    ),
    Act(
        "complaint.correct", N_("更正"), "complaint", f"{_CASES}:correct",
        (*(Field(f.name, f.label, f.kind, False, f.personal, f.choices) for f in _COMPLAINT_FACTS if f.name != "level"), _REASON),
        sees=True,
    ),
    Act("complaint.classify", N_("归类"), "complaint", f"{_CASES}:classify", (Field("category", N_("类别"), "choice", True, choices="categories"),), sees=True),
    Act("complaint.level", N_("定级"), "complaint", f"{_CASES}:relevel", (Field("level", N_("级别"), "choice", True, choices="levels"), _REASON), sees=True, key="f7"),
    Act("complaint.transfer", N_("转办"), "complaint", f"{_CASES}:transfer", (Field("unit", N_("承办单位"), "choice", True, choices="units"), Field("text", N_("交办意见"), "text")), sees=True, key="f6"),
    Act("complaint.assign", N_("交办"), "complaint", f"{_CASES}:assign", (Field("owner", N_("承办人"), "choice", True, choices="persons"), Field("text", N_("交办意见"), "text")), sees=True),
    Act("complaint.contact", N_("联系投诉人"), "complaint", f"{_CASES}:contact", (_REACHED, _AGAIN, Field("text", N_("联系情况"), "text", personal=True), _LATE), key="f5"),
    Act("complaint.acknowledge", N_("知悉"), "complaint", f"{_CASES}:acknowledge", key="space"),
    Act("complaint.report_up", N_("上报"), "complaint", f"{_CASES}:report_up", (*_DIALLED, _LATE), key="f8"),
    Act("complaint.step", N_("完成步骤"), "complaint", f"{_CASES}:step", (Field("step", N_("步骤"), "choice", True, choices="steps"), Field("text", N_("办理情况"), "text", True, personal=True), _LATE)),
    Act("complaint.reply", N_("答复"), "complaint", f"{_CASES}:reply", (Field("text", N_("答复内容"), "text", True, personal=True), _LATE)),
    Act("complaint.satisfied", N_("满意度"), "complaint", f"{_CASES}:satisfied", (Field("answer", N_("投诉人态度"), "choice", True, choices="=satisfied|forgiven|dissatisfied"), Field("text", N_("说明"), "text", personal=True))),
    Act("complaint.pause", N_("暂停计时"), "complaint", f"{_CASES}:pause", (_REASON,), sees=True),
    Act("complaint.resume", N_("恢复计时"), "complaint", f"{_CASES}:resume", sees=True),
    Act("complaint.close", N_("办结"), "complaint", f"{_CASES}:close", (Field("text", N_("办结说明"), "text", True, personal=True),), sees=True),
    Act("complaint.reveal", N_("查看原文"), "complaint", f"{_CASES}:reveal", (_REASON,), logged=False),
    # The room.
    Act("log.write", N_("记一笔"), "", f"{_LOG}:write", (Field("text", N_("内容"), "text", True), _LATE, Field("about", N_("关于"))), key="f12"),
    Act("log.correct", N_("更正日志"), "", f"{_LOG}:correct", (Field("line", N_("日志序号"), "number", True), Field("text", N_("更正为"), "text", True))),
    Act("log.instruct", N_("记批示"), "", f"{_LEADING}:instruct", (Field("giver", N_("谁的批示"), required=True), Field("text", N_("内容"), "text", True), Field("taker", N_("承办"), "choice", True, choices="persons"), Field("due", N_("办理期限"), "moment"))),
    Act("log.done", N_("批示办结"), "", f"{_LEADING}:finish", (Field("instruction", N_("批示编号"), "number", True), Field("text", N_("办理情况"), "text", True))),
    Act("log.sign", N_("签阅日志"), "", f"{_LEADING}:sign", (Field("upto", N_("签阅到第几号"), "number", True), Field("text", N_("意见"), "text")), grave=True),
    Act("handover.propose", N_("交班"), "", f"{_HANDOVER}:propose", (Field("incoming", N_("接班值班长"), "choice", True, choices="persons"), Field("arriving", N_("同来值班"), "choices", choices="persons"), Field("staying", N_("留任值班"), "choices", choices="persons"), Field("note", N_("交代事项"), "text"), Field("takers", N_("逐项接手人"), "text", longest=100_000)), grave=True),
    Act("handover.accept", N_("接班"), "handover", f"{_HANDOVER}:accept", (Field("note", N_("接班意见"), "text"), Field("takers", N_("逐项接手人"), "text", longest=100_000)), grave=True, sees=True),
    Act("roster.appoint", N_("任命"), "", f"{_ROOM}:appoint", (Field("role", N_("角色"), "choice", True, choices="roles"), Field("person", N_("人员"), "choice", True, choices="persons"), Field("state", N_("状态"), "choice", choices="=in_room|on_call|away"))),
    Act("roster.relieve", N_("免去"), "", f"{_ROOM}:relieve", (Field("role", N_("角色"), "choice", True, choices="roles"), Field("person", N_("人员"), "choice", True, choices="persons"))),
    Act("shift.begin", N_("到岗"), "", f"{_ROOM}:begin_shift", (Field("person", N_("人员"), "choice", True, choices="persons"), Field("lead", N_("值班长"), "flag"))),
    Act("shift.end", N_("离岗"), "", f"{_ROOM}:end_shift", (Field("person", N_("人员"), "choice", True, choices="persons"),)),
    Act("shift.check", N_("点名"), "", f"{_LEADING}:check", (Field("present", N_("在室人员"), "choices", True, choices="persons"), Field("text", N_("巡查情况"), "text"))),
    Act("shift.plan", N_("排班"), "", "dutyroom.services.shifts:plan_shifts", (Field("text", N_("班次"), "text", True, longest=100_000),)),
    Act("person.add", N_("添加人员"), "", f"{_ROOM}:add_person", (Field("code", N_("账号"), required=True), Field("name", N_("姓名"), required=True), Field("en", N_("英文名")), Field("phone", N_("登记号码"), "phone"), Field("unit", N_("部门"), "choice", choices="units"), Field("pinyin", N_("拼音首字母")))),
    Act("person.secret", N_("设置口令"), "person", f"{_ROOM}:set_secret", (Field("new", N_("新口令"), required=True, personal=True),), grave=True, logged=False),
    Act("person.verify", N_("核实号码"), "person", f"{_BOOK}:verify", (Field("number", N_("号码"), "phone"), Field("result", N_("结果"), "choice", True, choices="=reached|no_answer|wrong")), logged=False),
    Act("person.number", N_("增减号码"), "person", f"{_BOOK}:change_number", (Field("number", N_("号码"), "phone", True), Field("kind", N_("号码类别"), "choice", choices="=mobile|office|home|other"), Field("remove", N_("删去此号码"), "flag"))),
    Act("person.deputy", N_("设B角"), "person", f"{_BOOK}:set_deputy", (Field("deputy", N_("B角"), "choice", choices="persons"),)),
    Act("watch.add", N_("加关注"), "", "dutyroom.services.watching:add", (Field("phone", N_("号码"), "phone", personal=True), Field("name", N_("姓名"), "name", personal=True), _REASON, Field("until", N_("到期时间"), "moment", True))),
    Act("watch.drop", N_("解除关注"), "watch", "dutyroom.services.watching:drop", (_REASON,)),
    Act("plan.adopt", N_("启用预案"), "", f"{_PLANS}:adopt", (Field("text", N_("预案文本"), "text", True, longest=600_000),), grave=True),
    Act("calendar.exception", N_("本单位工作日"), "", f"{_CALENDARS}:add_exception", (Field("date", N_("日期"), required=True), Field("open", N_("上班"), "flag"), _REASON)),
    Act("calendar.import", N_("导入放假安排"), "", f"{_CALENDARS}:import_year", (Field("text", N_("放假安排"), "text", True, longest=100_000),)),
    # Emergency: from report to termination.
    Act("emergency.report", N_("突发事件报告"), "", f"{_EMERGENCY}:report", (Field("title", N_("事件名称"), required=True), Field("place", N_("地点"), required=True), Field("scope", N_("影响范围"), "text"), Field("complaint", N_("投诉编号")), Field("follows", N_("前次突发事件")), _LATE)),
    Act("emergency.propose", N_("提请启动"), "emergency", f"{_EMERGENCY}:propose", (Field("scope", N_("性质和影响范围"), "text", True),), sees=True),
    Act("emergency.activate", N_("启动预案"), "emergency", f"{_EMERGENCY}:activate", (Field("workstreams", N_("进入应急状态的工作组"), "choices", True, choices="workstreams"), Field("response", N_("响应级别"), "choice", choices="=Ⅰ|Ⅱ|Ⅲ|Ⅳ"), Field("reason", N_("依据"), "text", True), *_TELEPHONE), grave=True, sees=True, key="f9"),
    Act("emergency.decline", N_("不启动"), "emergency", f"{_EMERGENCY}:decline", (_REASON, *_TELEPHONE), grave=True, sees=True),
    Act("emergency.response", N_("调整响应级别"), "emergency", f"{_EMERGENCY}:response", (Field("response", N_("响应级别"), "choice", True, choices="=Ⅰ|Ⅱ|Ⅲ|Ⅳ"), _REASON), grave=True, sees=True),
    Act("emergency.join", N_("纳入事件"), "emergency", f"{_EMERGENCY}:join", (Field("complaint", N_("投诉编号"), required=True), _REASON)),
    Act("emergency.leave", N_("移出事件"), "emergency", f"{_EMERGENCY}:leave", (Field("complaint", N_("投诉编号"), required=True), _REASON)),
    Act("emergency.fact", N_("现场情况"), "emergency", f"{_EMERGENCY}:fact", (Field("people", N_("现场人数"), "number"), Field("injured", N_("受伤人数"), "number"), Field("media", N_("到场媒体"), "number"), Field("stopped", N_("停业时间"), "line"), Field("text", N_("情况"), "text"), _LATE)),
    Act(
        "emergency.inform", N_("对外报告"), "emergency", f"{_INFORMING}:inform",
        (
            Field("report", N_("报告种类"), "choice", True, choices="reports"), Field("way", N_("方式"), "choice", True, choices="=phone|written"),
            Field("recipient", N_("报告对象")), Field("number", N_("拨打号码"), "phone"), Field("place", N_("地点")),
            Field("people", N_("现场人数"), "number"), Field("cause", N_("原因"), "text"), Field("text", N_("报告内容"), "text"), _LATE,
        ),
    ),
    Act("emergency.report_up", N_("逐级通知"), "emergency", "dutyroom.services.dialling:report_event", (*_DIALLED, _LATE)),
    Act("wording.set", N_("定统一口径"), "emergency", "dutyroom.services.wording:set_wording", (Field("statement", N_("声明编号")), Field("text", N_("口径内容"), "text"))),
    Act("emergency.command", N_("接管指挥"), "emergency", f"{_AUTHORITY}:take_command", (_REASON,), grave=True, sees=True),
    Act("emergency.sign", N_("补签"), "emergency", f"{_AUTHORITY}:sign", (Field("decision", N_("决定序号"), "number", True),), grave=True),
    Act("workstream.add", N_("增设工作组"), "emergency", f"{_WORK}:add", (Field("workstream", N_("工作组"), "choice", True, choices="workstreams"), _REASON)),
    Act("workstream.stand_down", N_("撤收工作组"), "emergency", f"{_WORK}:stand_down", (Field("workstream", N_("工作组"), "choice", True, choices="workstreams"), _REASON)),
    Act("task.add", N_("新任务"), "emergency", f"{_WORK}:add_task", (Field("workstream", N_("工作组"), "choice", True, choices="workstreams"), Field("title", N_("任务"), required=True), Field("owner", N_("负责人"), "choice", choices="persons"), Field("minutes", N_("限时（分钟）"), "number"))),
    Act("task.assign", N_("指定负责人"), "task", f"{_WORK}:assign_task", (Field("owner", N_("负责人"), "choice", True, choices="persons"),), sees=True),
    Act("task.done", N_("任务完成"), "task", f"{_WORK}:finish_task", (Field("evidence", N_("完成情况"), "text", True), _LATE), sees=True),
    Act("opinion.add", N_("记录舆情"), "emergency", f"{_WORK}:sighting", (Field("place", N_("平台"), required=True), Field("reach", N_("阅读量"), "number"), Field("tone", N_("倾向"), "choice", choices="=negative|neutral|positive"), Field("text", N_("内容"), "text", True), _LATE)),
    Act("statement.draft", N_("起草声明"), "emergency", f"{_PAPERS}:draft_statement", (Field("title", N_("标题"), required=True), Field("text", N_("正文"), "text", True))),
    Act("statement.edit", N_("修改声明"), "statement", f"{_PAPERS}:edit_statement", (Field("text", N_("正文"), "text", True),), sees=True),
    Act("statement.check", N_("法律审核"), "statement", f"{_PAPERS}:check_statement", (Field("outcome", N_("审核结论"), "choice", True, choices="=pass|return"), _OPINION), sees=True),
    Act("statement.approve", N_("审批声明"), "statement", f"{_PAPERS}:approve_statement", (_OUTCOME, _OPINION), grave=True, sees=True),
    Act("statement.publish", N_("发布声明"), "statement", f"{_PAPERS}:publish_statement", (Field("where", N_("发布渠道"), required=True),), sees=True),
    Act("solution.submit", N_("提交处理方案"), "emergency", f"{_PAPERS}:submit_solution", (Field("title", N_("方案名称"), required=True), Field("text", N_("方案内容"), "text", True), Field("measures", N_("处理措施"), "choices", True, choices="measures"), Field("complaint", N_("投诉编号")))),
    Act("solution.edit", N_("修改处理方案"), "solution", f"{_PAPERS}:edit_solution", (Field("text", N_("方案内容"), "text", True), Field("measures", N_("处理措施"), "choices", True, choices="measures")), sees=True),
    Act("solution.decide", N_("审批处理方案"), "solution", f"{_PAPERS}:decide_solution", (_OUTCOME, _OPINION), grave=True, sees=True),
    Act("measure.carry_out", N_("实施措施"), "solution", f"{_PAPERS}:carry_out", (Field("measure", N_("措施"), "choice", True, choices="measures"), Field("proof", N_("落实情况"), "text", True), Field("amount", N_("金额"), "money"))),
    Act("evidence.add", N_("终止条件佐证"), "emergency", f"{_ENDING}:evidence", (Field("condition", N_("终止条件"), "choice", True, choices="conditions"), Field("met", N_("已满足"), "flag"), Field("text", N_("佐证"), "text", True))),
    Act("emergency.request_end", N_("申请终止"), "emergency", f"{_ENDING}:request", (_REASON,), sees=True),
    Act("emergency.decide_end", N_("决定终止"), "emergency", f"{_ENDING}:decide", (_OUTCOME, _OPINION), grave=True, sees=True),
    Act("notice.receipt", N_("通知回执"), "notice", f"{_NOTICES}:receipt", (Field("unit", N_("机构"), "choice", True, choices="units"), Field("by", N_("签收人")))),
    Act("review.write", N_("总结评估"), "emergency", f"{_ENDING}:review", (Field("causes", N_("原因分析"), "text", True), Field("held", N_("有效做法"), "text", True), Field("gaps", N_("存在问题"), "text", True), Field("improvements", N_("改进措施"), "text", True))),
    Act("emergency.finish", N_("恢复正常"), "emergency", f"{_ENDING}:finish", grave=True, sees=True),
)  # fmt: skip

ACTS: dict[str, Act] = {act.name: act for act in _CATALOGUE}

_NOT_ACTS = {"room.found": N_("设立值班室"), "demo.fill": N_("备好演示投诉")}


def label(kind: str) -> str:
    """What people call a kind of journal entry: the act's label, or that of what nobody does by a form (source text)."""
    act = ACTS.get(kind)
    return act.label if act else _NOT_ACTS.get(kind, kind)
