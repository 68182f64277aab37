"""Acts on calls: they come before complaints. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import AGAIN, LATE, REACHED, REASON
from dutyroom.lang import N_

_CALLS = "dutyroom.services.desk.calls"
# Who calls comes last: the hand is on the number when the telephone rings.
_CALL_FACTS = (
    Field("phone", N_("来电号码"), "phone", personal=True),
    Field("name", N_("姓名"), "name", personal=True),
    Field("content", N_("通话要点"), "text", personal=True),
    Field("caller", N_("来电人"), "choice", choices="=customer|leader|regulator|journalist|police|other"),
)
_PROMISE = Field("again_at", N_("约定回拨"), "moment", lean="ahead")

CALLS = (
    Act("call.take", N_("新来电"), "", f"{_CALLS}:take", (Field("received", N_("接报时间"), "moment", lean="past"), *_CALL_FACTS, Field("kept", N_("离线暂记"), "flag")), key="f2", changes=("calls", "call_backs"), stays=True),
    Act("call.note", N_("记录来电"), "call", f"{_CALLS}:note", (*_CALL_FACTS, _PROMISE), logged=False, changes=("calls", "call_backs"), stays=True),
    Act("call.park", N_("暂存来电"), "call", f"{_CALLS}:park", (*_CALL_FACTS, _PROMISE), logged=False, key="f3", changes=("calls", "call_backs"), stays=True),
    Act("call.resume", N_("继续来电"), "call", f"{_CALLS}:resume", logged=False, changes=("calls", "call_backs"), stays=True),
    Act("call.finish", N_("来电办结"), "call", f"{_CALLS}:finish", (*_CALL_FACTS, _PROMISE, Field("outcome", N_("处理结果"), "line", required=True)), changes=("calls", "call_backs"), stays=True),
    Act("call.join", N_("并入投诉"), "call", f"{_CALLS}:join", (Field("complaint", N_("投诉编号"), required=True),), changes=("calls", "call_backs"), stays=True),
    Act("call.contact", N_("回拨"), "call", "dutyroom.services.desk.call_backs:call_back", (REACHED, AGAIN, Field("text", N_("联系情况"), "text", personal=True), LATE), changes=("calls", "call_backs")),
    Act("call.reveal", N_("查看来电原文"), "call", "dutyroom.services.desk.call_backs:reveal", (REASON,), logged=False, changes=("calls", "call_backs")),
)  # fmt: skip
