"""Acts on roles, shifts and people. Names are a public interface."""

from __future__ import annotations

from dutyroom.domain.act import Act, Field
from dutyroom.domain.catalogue.fields import REASON, SECOND
from dutyroom.lang import N_

_ROOM = "dutyroom.services.organisation.roster"
_SHIFT_LEAD = "dutyroom.services.shift.lead"
_ACCOUNTS = "dutyroom.services.organisation.accounts"
_BOOK = "dutyroom.services.organisation.directory"

STAFF = (
    Act("roster.appoint", N_("任命"), "", f"{_ROOM}:appoint", (Field("role", N_("角色"), "choice", True, choices="posts"), Field("person", N_("人员"), "choice", True, choices="persons"), Field("state", N_("状态"), "choice", choices="=in_room|on_call|away"), *SECOND), grave=True, changes=("people", "directory", "roster", "shift"), second="second", rank=1, gives=True),
    Act("roster.relieve", N_("免去"), "", f"{_ROOM}:relieve", (Field("role", N_("角色"), "choice", True, choices="posts"), Field("person", N_("人员"), "choice", True, choices="persons"), *SECOND), grave=True, changes=("people", "directory", "roster", "shift"), second="second", rank=1, gives=True),
    Act("roster.state", N_("在位情况"), "", f"{_ROOM}:set_state", (Field("person", N_("人员"), "choice", True, choices="persons"), Field("state", N_("状态"), "choice", True, choices="=in_room|on_call|away")), changes=("people", "directory", "roster", "shift")),
    Act("shift.begin", N_("到岗"), "", f"{_ROOM}:begin_shift", (Field("person", N_("人员"), "choice", True, choices="persons"), Field("lead", N_("值班长"), "flag")), changes=("people", "directory", "roster", "shift"), gives=True),
    Act("shift.end", N_("离岗"), "", f"{_ROOM}:end_shift", (Field("person", N_("人员"), "choice", True, choices="persons"),), changes=("people", "directory", "roster", "shift"), gives=True),
    Act("shift.check", N_("点名"), "", f"{_SHIFT_LEAD}:check", (Field("present", N_("在室人员"), "choices", True, choices="persons"), Field("text", N_("巡查情况"), "text")), changes=("shift",)),
    Act("shift.plan", N_("排班"), "", "dutyroom.services.intake.shifts:plan_shifts", (Field("text", N_("班次"), "text", True, longest=100_000, in_rows=True),), changes=("roster", "shift"), gives=True),
    Act("person.add", N_("添加人员"), "", f"{_ROOM}:add_person", (Field("code", N_("账号"), required=True, words="house"), Field("name", N_("姓名"), required=True, words="house"), Field("en", N_("英文名"), words="house"), Field("phone", N_("登记号码"), "phone"), Field("unit", N_("部门"), "choice", choices="units"), Field("pinyin", N_("拼音首字母"), words="house")), changes=("people", "directory", "roster")),
    Act("person.secret", N_("设置口令"), "person", f"{_ROOM}:set_secret", (Field("new", N_("新口令"), required=True, secret=True),), grave=True, changes=("people", "directory")),
    Act("person.reset", N_("重设他人口令"), "person", f"{_ROOM}:reset_secret", (Field("new", N_("新口令"), required=True, secret=True), *SECOND), second="second", grave=True, changes=("people", "directory"), rank=1, gives=True),
    Act("person.unit", N_("定所属机构"), "person", f"{_ACCOUNTS}:set_unit", (Field("unit", N_("机构"), "choice", True, choices="units"), *SECOND), grave=True, second="second", changes=("people", "directory"), rank=1, gives=True),
    Act("person.end", N_("结束账号"), "person", f"{_ACCOUNTS}:end", (REASON, *SECOND), second="second", grave=True, changes=("people", "directory", "roster", "shift"), rank=1, gives=True),
    Act("person.verify", N_("核实号码"), "person", f"{_BOOK}:verify", (Field("number", N_("号码"), "phone"), Field("result", N_("结果"), "choice", True, choices="=reached|no_answer|wrong")), logged=False, changes=("directory",)),
    Act("person.number", N_("增减号码"), "person", f"{_BOOK}:change_number", (Field("number", N_("号码"), "phone", True), Field("kind", N_("号码类别"), "choice", choices="=mobile|office|home|other"), Field("remove", N_("删去此号码"), "flag")), changes=("people", "directory", "roster")),
    Act("person.phone", N_("改登记号码"), "person", f"{_BOOK}:register_number", (Field("number", N_("登记号码"), "phone", True), *SECOND), grave=True, second="second", changes=("people", "directory", "roster")),
    Act("person.deputy", N_("设B角"), "person", f"{_BOOK}:set_deputy", (Field("deputy", N_("B角"), "choice", choices="persons"),), changes=("people", "directory", "roster")),
)  # fmt: skip
