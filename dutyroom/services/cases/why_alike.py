"""Why complaints are taken for alike, in words with true figures: what is read by whoever confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dutyroom.domain.names import joined, listed, term
from dutyroom.lang import gettext as _
from dutyroom.lang import language

if TYPE_CHECKING:
    from dutyroom.domain.plan.plan import Plan


def why_alike(reason: dict[str, Any], count: int, plan: Plan) -> str:
    """The stored reason (``alike.reason_of``) as it is told: what a person wrote first, then what the cases have in common."""
    said = [str(reason["text"])] if reason.get("text") else []
    if "days" in reason:
        return joined([*said, *_as_before(reason, count)])
    if "cases" not in reason:
        return joined(said)
    said.append(_("{n} 件在 {span}内接报").format(n=reason["cases"], span=_span(reason["minutes"])))
    if reason["persons"] < reason["cases"]:
        said.append(_("共 {n} 人（同一号码算一人）").format(n=reason["persons"]))
    if reason["units"]:
        said.append(_("涉及 {n} 个机构").format(n=reason["units"]))
    if reason["category"]:
        code, n = reason["category"]
        said.append(_("类别为{name}的 {n} 件").format(name=term(plan.categories, code), n=n))
    said += [_word(each, reason) for each in reason["words"]]
    if reason["said"]:
        names = [pair[language() == "en"] for pair in reason["said"]]
        said.append(_("说的都是：{names}").format(names=listed(names)))
    said += [_("{n} 件金额同为 {sum}").format(n=n, sum=amount) for amount, n in reason["amounts"]]
    if reason["high"]:
        said.append(_("相像 {span}").format(span=_percent(reason)))
    return joined(said)


def _word(each: list[Any], reason: dict[str, Any]) -> str:
    word, n, seen = each
    if not reason["learned"]:
        return _("{n} 件提到“{word}”").format(n=n, word=word)
    told = _("{n} 件提到“{word}”（此前 90 日内 {all} 件中有 {seen} 件）")
    return told.format(n=n, word=word, all=reason["learned"], seen=seen)


def _span(minutes: int) -> str:
    if minutes < 120:
        return _("{n} 分钟").format(n=max(minutes, 1))
    hours = -(-minutes // 60)
    return _("{n} 小时").format(n=hours) if hours < 48 else _("{n} 天").format(n=-(-hours // 24))


def _percent(reason: dict[str, Any]) -> str:
    return f"{reason['low']}%" if reason["low"] == reason["high"] else f"{reason['low']}%–{reason['high']}%"


def _as_before(reason: dict[str, Any], count: int) -> list[str]:
    """As it was told of groups that were proposed before the cases' matter was weighed."""
    facts = {"unit": _("机构相同"), "category": _("类别相同"), "channel": _("渠道相同")}
    said = [_("{n} 件在 {days} 天内接报").format(n=count, days=reason["days"])]
    said += [facts[each] for each in reason["same"] if each in facts]
    said.append(_("文字相似 {span}").format(span=_percent(reason)))
    if reason["words"]:
        said.append(_("都提到 {words}").format(words=listed(f"“{each}”" for each in reason["words"])))
    return said
