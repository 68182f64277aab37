"""What other systems and ledgers call the things that the forms here ask for. All in lower case."""

from __future__ import annotations

NUMBER = "number"
"""Stands for the number that a case has elsewhere: no field of a form, and by it the same case is known again."""

OF_COMPLAINTS: dict[str, tuple[str, ...]] = {
    NUMBER: (
        "编号", "工单编号", "工单号", "投诉编号", "案件编号", "受理编号", "流水号", "转办单号",
        "complaint id", "case id", "case number", "ticket", "ticket id", "unique key", "number",
    ),
    "name": (
        "姓名", "客户", "客户姓名", "投诉人姓名", "来电人", "反映人", "诉求人", "联系人",
        "customer", "customer name", "complainant",
    ),
    "phone": (
        "电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "来电号码", "客户电话", "联系号码",
        "telephone", "mobile", "phone number",
    ),
    "content": (
        "内容", "问题描述", "投诉描述", "反映内容", "反映问题", "诉求内容", "投诉事项", "事项", "事由", "工单内容", "描述",
        "description", "complaint", "narrative", "consumer complaint narrative",
    ),
    "demand": ("客户诉求", "要求", "投诉诉求", "request", "desired resolution"),
    "unit": ("机构", "网点", "被投诉单位", "被诉机构", "涉及机构", "分支机构", "branch"),
    "channel": ("来源", "来源渠道", "受理渠道", "投诉渠道", "submitted via", "source"),
    "category": ("类型", "问题类型", "投诉类型", "投诉类别", "业务类型", "complaint type", "type"),
    "level": ("等级", "投诉等级", "紧急程度", "严重程度", "priority", "severity"),
    "people": ("人数",),
    "id_number": ("身份证", "身份证号", "身份证号码", "证件号"),
    "happened": ("事发时间",),
    "received": (
        "受理时间", "受理日期", "来电时间", "投诉时间", "投诉日期", "登记时间", "接报日期", "收到时间",
        "date received", "created date", "received at",
    ),
}  # fmt: skip
"""By the field of ``complaint.register``."""

OF_SHIFTS: dict[str, tuple[str, ...]] = {
    "person": ("人员", "值班人员", "值班人", "姓名", "账号", "name", "staff"),
    "since": ("开始", "开始时间", "上班时间", "起", "自", "start", "from"),
    "until": ("结束", "结束时间", "下班时间", "止", "至", "end", "to"),
    "lead": ("值班长", "带班", "带班领导", "是否值班长"),
    "day": ("日期", "值班日期", "date"),
    "shift": ("班次", "shift"),
    "name": ("显示姓名", "person name"),
}
"""By the column of a roster of shifts; the last three tell what the others do."""

RESULTS = frozenset({
    "状态", "当前时限", "下一时限", "承办人", "承办单位", "办结时间", "突发事件", "轮次",
    "status", "next limit", "due", "owner", "handling unit", "closed", "emergency", "round",
})  # fmt: skip
"""Columns that tell how a case stands where it came from: named when they are passed over, and never asked about."""
