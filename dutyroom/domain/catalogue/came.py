"""What came of acts beside what their forms say: what the rules chose, counted, numbered or passed from one to another.

The performer puts the values into ``Work.came`` (and what they were before into ``Work.was``); the line of the act tells them.
"""

from __future__ import annotations

from dutyroom.domain.act import Field
from dutyroom.lang import N_

_DUE = Field("due", N_("办理期限"), "moment")
_OWNER = Field("owner", N_("负责人"), "choice", choices="persons")
_COMMANDER = Field("commander", N_("指挥"), "choice", choices="persons")
_UNWITNESSED = Field("unwitnessed", N_("无见证"), "flag")
_EVENT = Field("event", N_("突发事件"), about="emergency")
_DECISION = Field("decision", N_("决定"), about="decision")
_CHARGE = Field("number", N_("交办编号"), about="charge")
_OUTGOING = Field("outgoing", N_("交班人"), "choice", choices="persons")
_INCOMING = Field("incoming", N_("接班人"), "choice", choices="persons")
_ITEMS = Field("items", N_("交接事项"), "number")
_EDITION = Field("edition", N_("第几版"), "number")
_PLAN = Field("plan", N_("预案"), words="house")
_PROMISE = Field("record", N_("承诺编号"), about="record")
_LIMITS = Field("limits", N_("监管时限"), "choice", choices="limits")
_LEFT = Field("left", N_("余"), "number")

CAME: dict[str, tuple[Field, ...]] = {
    "complaint.register": (_EVENT,),
    "complaint.level": (_EVENT,),
    "complaint.safe": (Field("danger", N_("危险情形"), "choice", choices="=self_harm|violence|crowd|other"),),
    "complaint.extend": (_DUE,),
    "complaint.check_ask": (_DUE,),
    "complaint.resume": (_DUE,),
    "complaint.reconsider": (Field("second", N_("第二轮编号")), _DUE),
    "complaint.solve": (Field("paper", N_("处理方案"), about="paper"),),
    "complaint.charge": (_CHARGE, _DUE),
    "charge.record": (_DUE,),
    "promise.make": (_PROMISE,),
    "promise.keep": (_PROMISE,),
    "promise.fail": (_PROMISE,),
    "handover.propose": (_OUTGOING, _ITEMS),
    "handover.accept": (_OUTGOING, _INCOMING, _ITEMS),
    "duty.list": (Field("count", N_("事项数"), "number"),),
    "duty.add": (Field("due", N_("完成期限"), "moment"),),
    "duty.done": (Field("next", N_("下次期限"), "moment"),),
    "supply.use": (_LEFT,),
    "calendar.exception": (Field("day", N_("当日"), "choice", choices="=working|day_off"),),
    "calendar.import": (Field("year", N_("年份"), "number"),),
    "plan.adopt": (_EDITION, _PLAN),
    "plan.approve": (_EDITION, _PLAN, Field("since", N_("施行时间"), "moment")),
    "unit.plan": (_PLAN,),
    "plan.limits": (_LIMITS,),
    "plan.limits_off": (_LIMITS,),
    "roster.appoint": (Field("before", N_("原任"), "choices", choices="persons"),),
    "shift.plan": (Field("count", N_("班次数"), "number"),),
    "person.end": (Field("roles", N_("不再担任"), "choices", choices="roles"),),
    "emergency.activate": (_COMMANDER, _UNWITNESSED),
    "emergency.decline": (_UNWITNESSED,),
    "emergency.command": (_COMMANDER,),
    "emergency.fact": (Field("crossed", N_("达到阈值"), "choices", choices="thresholds"),),
    "emergency.inform": (
        Field("recipients", N_("报告对象"), "choices", choices="recipients"), Field("serial", N_("第几次报告"), "number"),
        Field("corrects", N_("更正第几次报告"), "number"),
    ),
    "emergency.sign": (_DECISION,),
    "emergency.ask": (Field("role", N_("请示谁"), "choice", choices="roles"), Field("request", N_("请示编号"), about="request")),
    "request.answer": (_DECISION,),
    "emergency.decide": (_DECISION,),
    "emergency.confer": (Field("conference", N_("会商编号"), about="conference"),),
    "conference.minutes": (_DECISION,),
    "emergency.instruct": (Field("instruction", N_("批示编号"), about="instruction"),),
    "emergency.finish": (Field("unsigned", N_("账号已结束未补签"), "choices", choices="persons"),),
    "measure.carry_out": (Field("open", N_("未付"), "money"),),
    "task.accept": (_OWNER,),
    "task.decline": (_OWNER,),
    "notice.receipt": (Field("left", N_("尚欠回执"), "number"),),
    "review.improve": (Field("duty", N_("列入事项"), about="duty"),),
    "sitrep.send": (Field("recipients", N_("发给"), "choices", choices="persons"),),
}  # fmt: skip
"""By act."""
