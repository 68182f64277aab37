"""Acts of a tabletop exercise: the facilitator's. A live room's plan lets nobody do them. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.lang import N_

_EXERCISE = "dutyroom.services.exercise.acts"
_NO = Field("no", N_("情景信息编号"), "number", True)

EXERCISE = (
    Act("exercise.begin", N_("开始演练"), "", f"{_EXERCISE}:begin", logged=False, changes=("roster", "exercise")),
    Act("exercise.clock", N_("调整演练时钟"), "", f"{_EXERCISE}:set_clock", (Field("rate", N_("快慢（0 为暂停，至多 600 倍）"), "number"), Field("to", N_("跳到"), "moment"), Field("more", N_("延长（分钟）"), "number")), logged=False, changes=("exercise",)),
    Act("exercise.end", N_("结束演练"), "", f"{_EXERCISE}:end", (Field("reason", N_("说明"), "text"),), logged=False, changes=("exercise",)),
    Act("inject.send", N_("发出情景信息"), "", f"{_EXERCISE}:send", (_NO,), logged=False, changes=("exercise", "injects")),
    Act("inject.hold", N_("暂缓情景信息"), "", f"{_EXERCISE}:hold", (_NO,), logged=False, changes=("exercise", "injects")),
    Act("inject.release", N_("恢复情景信息"), "", f"{_EXERCISE}:release", (_NO,), logged=False, changes=("exercise", "injects")),
    Act("inject.skip", N_("略过情景信息"), "", f"{_EXERCISE}:skip", (_NO,), logged=False, changes=("exercise", "injects")),
    Act("inject.add", N_("追加情景信息"), "", f"{_EXERCISE}:add", (Field("sender", N_("来自"), required=True), Field("to", N_("发给"), "choice", True, choices="roles"), Field("method", N_("方式"), "choice", True, choices="=phone|post|visitor|superior|media|paper|scene"), Field("text", N_("内容"), "text", True)), logged=False, changes=("exercise", "injects")),
    Act("observation.add", N_("记观察"), "", f"{_EXERCISE}:observe", (Field("kind", N_("观察类别"), "choice", True, choices="=strength|gap|improvement|note"), Field("text", N_("内容"), "text", True), Field("objective", N_("目标"), "choice", choices="objectives"), Field("owner", N_("改进责任人")), Field("due", N_("完成日期"))), logged=False, changes=("exercise",)),
)  # fmt: skip

OF_EXERCISES = frozenset(act.name for act in EXERCISE)
"""Names of acts that a plan leaves out: the room of an exercise adds who does them."""
