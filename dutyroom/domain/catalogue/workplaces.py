"""Acts on what workstreams keep: facts, rumours, exhibits, promises, scenes … (domain.records). Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import LATE, REASON
from dutyroom.lang import N_

_ADD = "dutyroom.services.emergency.records:add"
_MOVE = "dutyroom.services.emergency.records:move"
_CUSTOMERS = "dutyroom.services.cases.customers"
_SECURITY = "dutyroom.services.emergency.security"

_COMPLAINT = Field("complaint", N_("投诉编号"))
_STANDING = Field("standing", N_("认定"), "choice", True, choices="=undisputed|disputed|unclear")
_PROGRESS = Field("text", N_("进展"), "text", True)
_RESULT = Field("text", N_("结果"), "text", True)
_WHERE_KEPT = Field("place", N_("存放在"), required=True)
_KEEPER = Field("person", N_("持有人"), "choice", True, choices="persons", hand=True)
_POLICE = Field("police", N_("已报警"), "flag")
_GUARDS = Field("people", N_("值守人员"), "choices", choices="persons")
_STRENGTH = Field("count", N_("人数"), "number")
_TOLD = Field("text", N_("说明"), "text", personal=True)

WORKPLACES = (
    # 投诉处理
    Act("fact.add", N_("记录事实"), "emergency", _ADD, (Field("text", N_("事实"), "text", True), Field("source", N_("来源"), required=True), _STANDING, _COMPLAINT, LATE)),
    Act("fact.settle", N_("重新认定"), "record", _MOVE, (_STANDING, Field("text", N_("依据"), "text", True)), sees=True),
    Act("finding.add", N_("作出调查结论"), "emergency", _ADD, (Field("text", N_("结论"), "text", True, deed=True), Field("cause", N_("原因"), "text"), _COMPLAINT)),
    Act("finding.revise", N_("修改调查结论"), "record", _MOVE, (Field("text", N_("结论"), "text", True, deed=True), REASON), sees=True),
    # 宣传舆论
    Act("opinion.watch", N_("监测无新情况"), "emergency", "dutyroom.services.emergency.rhythms:looked", (Field("text", N_("监测范围"), "text", True),)),
    Act("rumour.add", N_("记录谣言"), "emergency", _ADD, (Field("text", N_("说法"), "text", True), Field("place", N_("平台")), Field("link", N_("链接")), LATE)),
    Act("rumour.answer", N_("回应谣言"), "record", _MOVE, (Field("text", N_("回应"), "text", True), Field("where", N_("回应渠道")), Field("statement", N_("声明编号"), about="statement")), sees=True),
    Act("speaker.appoint", N_("指定发言人"), "emergency", "dutyroom.services.emergency.records:appoint_speaker", (Field("person", N_("发言人"), "choice", True, choices="persons", hand=True), REASON)),
    Act("speaker.relieve", N_("免去发言人"), "record", _MOVE, (REASON,), sees=True),
    # 法律事务
    Act("question.ask", N_("提出法律问题"), "emergency", _ADD, (Field("text", N_("问题"), "text", True), Field("asker", N_("提出人"), "choice", choices="persons"), Field("person", N_("请谁答复"), "choice", choices="persons", hand=True), Field("due", N_("答复时限"), "moment", lean="ahead"), _COMPLAINT)),
    Act("question.answer", N_("出具法律意见"), "record", _MOVE, (Field("text", N_("意见"), "text", True),), sees=True),
    Act("exhibit.add", N_("登记证据"), "emergency", _ADD, (Field("text", N_("证据名称"), required=True), Field("source", N_("取自")), _WHERE_KEPT, Field("person", N_("持有人"), "choice", choices="persons"), Field("reference", N_("编号或校验值")), _COMPLAINT, LATE)),
    Act("exhibit.pass", N_("移交证据"), "record", _MOVE, (_KEEPER, _WHERE_KEPT, REASON, LATE), sees=True),
    Act("exhibit.release", N_("证据退还或归档"), "record", _MOVE, (Field("place", N_("去向"), required=True), REASON), sees=True),
    Act("hold.place", N_("冻结删除"), "emergency", _ADD, (_COMPLAINT, REASON)),
    Act("hold.lift", N_("解除冻结"), "record", _MOVE, (REASON,), sees=True),
    Act("dispute.add", N_("登记纠纷"), "emergency", _ADD, (Field("text", N_("争议事项"), "text", True), Field("way", N_("途径"), "choice", True, choices="=negotiation|mediation|arbitration|lawsuit|administrative"), Field("due", N_("时限"), "moment", lean="ahead"), Field("person", N_("承办人"), "choice", choices="persons", hand=True), _COMPLAINT)),
    Act("dispute.move", N_("纠纷进展"), "record", _MOVE, (_PROGRESS, Field("due", N_("下一时限"), "moment", lean="ahead"), LATE), sees=True),
    Act("dispute.close", N_("纠纷了结"), "record", _MOVE, (_RESULT,), sees=True),
    Act("lawyer.engage", N_("聘请外部律师"), "emergency", _ADD, (Field("firm", N_("律师事务所"), required=True), Field("contact", N_("律师及电话")), Field("text", N_("委托事项"), "text", True))),
    Act("lawyer.end", N_("结束委托"), "record", _MOVE, (_RESULT,), sees=True),
    # 客户关系
    Act("customer.plan", N_("联系安排"), "complaint", f"{_CUSTOMERS}:card", (Field("due", N_("下次联系"), "moment", True, lean="ahead"), Field("person", N_("联系人"), "choice", choices="persons", hand=True), Field("way", N_("方式"), "choice", choices="=phone|visit|online"), _TOLD)),
    Act("customer.mood", N_("记录情绪"), "complaint", f"{_CUSTOMERS}:card", (Field("mood", N_("情绪"), "choice", True, choices="=calm|worried|angry|desperate"), _TOLD)),
    Act("customer.support", N_("心理疏导"), "complaint", f"{_CUSTOMERS}:card", (Field("support", N_("是否接受"), "choice", True, choices="=accepted|declined|later"), Field("by", N_("由谁疏导"), required=True), _TOLD)),
    Act("promise.make", N_("作出承诺"), "complaint", f"{_CUSTOMERS}:promise", (Field("text", N_("承诺内容"), "text", True, personal=True), Field("due", N_("兑现时限"), "moment", True, lean="ahead"), Field("person", N_("承办人"), "choice", choices="persons", hand=True))),
    Act("promise.keep", N_("兑现承诺"), "record", _MOVE, (Field("text", N_("兑现情况"), "text", True, personal=True),), sees=True),
    Act("promise.fail", N_("承诺未兑现"), "record", _MOVE, (Field("text", N_("原因和补救"), "text", True, personal=True),), sees=True),
    # 安全保卫
    Act("scene.open", N_("设现场"), "emergency", _ADD, (Field("place", N_("地点"), required=True), Field("text", N_("情况"), "text"), LATE), stays=True),
    Act("scene.count", N_("清点现场"), "record", f"{_SECURITY}:count", (Field("people", N_("现场人数"), "number", True), Field("injured", N_("受伤人数"), "number"), Field("text", N_("情况"), "text"), LATE), sees=True, stays=True),
    Act("scene.clear", N_("解除现场"), "record", f"{_SECURITY}:clear", (Field("text", N_("情况"), "text", True),), sees=True),
    Act("post.set", N_("布置岗位"), "emergency", _ADD, (Field("place", N_("岗位"), required=True), _GUARDS, _STRENGTH, Field("text", N_("任务"), "text")), stays=True),
    Act("post.move", N_("调整岗位"), "record", _MOVE, (_GUARDS, _STRENGTH, Field("text", N_("调整说明"), "text", True)), sees=True),
    Act("post.withdraw", N_("撤岗"), "record", _MOVE, (REASON,), sees=True),
    Act("incident.add", N_("记录现场事件"), "emergency", f"{_SECURITY}:incident", (Field("place", N_("地点"), required=True), Field("text", N_("经过"), "text", True), Field("injured", N_("受伤人数"), "number"), _POLICE, LATE), stays=True),
    Act("incident.handle", N_("处置情况"), "record", _MOVE, (Field("text", N_("处置"), "text", True), _POLICE, LATE), sees=True, stays=True),
    Act("incident.close", N_("处置完毕"), "record", _MOVE, (_RESULT,), sees=True),
    # 各组
    Act("workstream.step", N_("完成环节"), "emergency", "dutyroom.services.emergency.stages:step", (Field("step", N_("环节"), "choice", True, choices="stages"), Field("text", N_("办理情况"), "text", True), LATE)),
)  # fmt: skip
