"""Laws and rules that plans cite, and how they stand: the program's own list, which no label in a plan talks over (5.07)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from dutyroom.domain.plan.terms import Basis, BasisStatus
from dutyroom.lang import gettext as _

CHECKED = 2025
"""At the end of this year the list was held against what had been published."""
_CIVIL_CODE = (
    "2021-01-01 起由民法典取代，请改引《中华人民共和国民法典》。",
    "Replaced by the Civil Code on 2021-01-01; cite the Civil Code.",
)


def _amended(text: str, english: str) -> tuple[BasisStatus, str, str]:
    return "amended", f"现行文本为 {text}", f"In the text {english}"


_IN_FORCE: tuple[BasisStatus, str, str] = ("in_force", "", "")
_REPEALED: tuple[BasisStatus, str, str] = ("repealed", *_CIVIL_CODE)

STATUTES: Mapping[str, tuple[BasisStatus, str, str]] = {
    "民法典": _IN_FORCE,
    "合同法": _REPEALED, "侵权责任法": _REPEALED, "民法通则": _REPEALED, "民法总则": _REPEALED, "物权法": _REPEALED,
    "担保法": _REPEALED, "婚姻法": _REPEALED, "继承法": _REPEALED, "收养法": _REPEALED,
    "消费者权益保护法": _IN_FORCE,
    "消费者权益保护法实施条例": _IN_FORCE,
    "产品质量法": _IN_FORCE,
    "价格法": _IN_FORCE,
    "电子商务法": _IN_FORCE,
    "个人信息保护法": _IN_FORCE,
    "数据安全法": _IN_FORCE,
    "食品安全法": _IN_FORCE,
    "安全生产法": _IN_FORCE,
    "保险法": _IN_FORCE,
    "商业银行法": _IN_FORCE,
    "银行业监督管理法": _IN_FORCE,
    "物业管理条例": _IN_FORCE,
    "信访工作条例": _IN_FORCE,
    "标准化法": _amended("2017 年修订", "revised in 2017"),
    "广告法": _amended("2021 年修正", "amended in 2021"),
    "公司法": _amended("2023 年修订，2024-07-01 施行", "revised in 2023, in force since 2024-07-01"),
    "突发事件应对法": _amended("2024 年修订，2024-11-01 施行", "revised in 2024, in force since 2024-11-01"),
    "反不正当竞争法": _amended("2025 年修订，2025-10-15 施行", "revised in 2025, in force since 2025-10-15"),
    "治安管理处罚法": _amended("2025 年修订，2026-01-01 施行", "revised in 2025, in force since 2026-01-01"),
    "网络安全法": _amended("2025 年修正，2026-01-01 施行", "amended in 2025, in force since 2026-01-01"),
    "信访条例": (
        "repealed", "2022-05-01 起由《信访工作条例》取代。",
        "Replaced on 2022-05-01 by the Regulations on Petition Work (信访工作条例).",
    ),
    "工商行政管理部门处理消费者投诉办法": (
        "repealed", "2020-01-01 起由市场监督管理部门的投诉举报规定取代。",
        "Replaced on 2020-01-01 by the market regulator's rules on complaints and reports.",
    ),
    "欺诈消费者行为处罚办法": (
        "repealed", "2015-03-15 起由《侵害消费者权益行为处罚办法》取代。",
        "Replaced on 2015-03-15 by the Measures for Punishing Infringements of Consumer Rights (侵害消费者权益行为处罚办法).",
    ),
    "侵害消费者权益行为处罚办法": _IN_FORCE,
    "银行业保险业消费投诉处理管理办法": _IN_FORCE,
    "银行保险机构消费者权益保护管理办法": _IN_FORCE,
}  # fmt: skip
"""By the title without 中华人民共和国: status, and what to say of it in Chinese and English."""

_LAW = re.compile(r"(?:法|法典|条例|办法|规定|细则|规则|解释)(?:[（(].*[)）])?$")
CITED = re.compile(r"《([^《》]+)》")


def plain_title(name: str) -> str:
    """A title as it is looked up: without 《》, and without the country's name or an edition in brackets."""
    title = re.sub(r"[《》\s]", "", name)
    return re.sub(r"[（(][^（）()]*[)）]$", "", title).removeprefix("中华人民共和国")


def is_law(name: str) -> bool:
    """Whether it is called as laws and rules of the state are, and not as an organisation's own."""
    return bool(_LAW.search(name.strip("《》 ")))


def looked_up(basis: Basis) -> Basis:
    """As the list has it, whatever the plan says; one that the list has not stands as 查无, an organisation's own as it says."""
    known = STATUTES.get(plain_title(basis.name))
    if known is not None:
        status, note, note_en = known
        return replace(basis, status=status, note=note, note_en=note_en)
    return replace(basis, status="unknown") if is_law(basis.name) else basis


def basis_status(status: str) -> str:
    """Whether a law that is cited is in force."""
    words = {"in_force": _("现行"), "amended": _("已修订"), "repealed": _("已废止"), "unknown": _("查无")}
    return words[status]
