"""Acts on duties that have a date and on supplies. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import LATE, REASON
from dutyroom.lang import N_

_DUTIES = "dutyroom.services.duties.duties"
_SUPPLIES = "dutyroom.services.duties.supplies"
_KINDS = "=improvement|rectification|opinion|notice|round"
_OWNER = Field("owner", N_("负责人"), "choice", choices="persons")
_NUMBER = Field("number", N_("数量"), "number", True)
_NOTE = Field("text", N_("说明"), "text")

DUTIES = (
    Act("duty.list", N_("列入预案规定的定期事项"), "", f"{_DUTIES}:bring", changes=("duties",)),
    Act(
        "duty.add", N_("新增事项"), "", f"{_DUTIES}:add",
        (
            Field("kind", N_("事项种类"), "choice", True, choices=_KINDS), Field("title", N_("事项"), required=True),
            Field("text", N_("内容和要求"), "text"), _OWNER, Field("role", N_("责任角色"), "choice", choices="roles"),
            Field("unit", N_("责任单位"), "choice", choices="units"), Field("due", N_("完成期限"), "moment", lean="ahead"),
            Field("every", N_("每隔"), "number"), Field("period", N_("周期单位"), "choice", choices="=days|weeks|months|years"),
            Field("about", N_("由来（投诉或事件编号）")),
        ),
        changes=("duties",),
    ),
    Act("duty.done", N_("完成并签字"), "duty", f"{_DUTIES}:finish", (Field("text", N_("完成情况"), "text", True, deed=True), Field("reference", N_("佐证材料编号及存放处")), LATE), sees=True, changes=("duties",)),
    Act("duty.chase", N_("催办"), "duty", f"{_DUTIES}:chase", (Field("text", N_("催办情况"), "text", True, deed=True),), changes=("duties",)),
    Act("duty.assign", N_("落实责任人"), "duty", f"{_DUTIES}:assign", (Field("owner", N_("负责人"), "choice", True, choices="persons"), _NOTE), sees=True, changes=("duties",)),
    Act("duty.move", N_("改期"), "duty", f"{_DUTIES}:move", (Field("due", N_("完成期限"), "moment", True, lean="ahead"), REASON), sees=True, changes=("duties",)),
    Act("duty.drop", N_("撤销事项"), "duty", f"{_DUTIES}:drop", (REASON,), sees=True, changes=("duties",)),
    Act("supply.add", N_("登记物资"), "", f"{_SUPPLIES}:add", (Field("name", N_("物资名称"), required=True), _NUMBER, Field("measure", N_("计量单位")), Field("least", N_("最低储备"), "number"), Field("place", N_("存放地点"), required=True), Field("keeper", N_("保管人"), "choice", True, choices="persons"), _NOTE), changes=("supplies",)),
    Act("supply.count", N_("清点物资"), "supply", f"{_SUPPLIES}:count", (_NUMBER, Field("place", N_("存放地点")), Field("keeper", N_("保管人"), "choice", choices="persons"), _NOTE), sees=True, changes=("supplies",)),
    Act("supply.use", N_("领用物资"), "supply", f"{_SUPPLIES}:use", (Field("number", N_("领用数量"), "number", True), Field("about", N_("用于（事件编号）"), about="emergency"), _NOTE), sees=True, changes=("supplies",)),
    Act("supply.drop", N_("注销物资"), "supply", f"{_SUPPLIES}:drop", (REASON,), sees=True, changes=("supplies",)),
)  # fmt: skip
