"""The plan's own words for what it calls otherwise than the program: 回复 for 答复, 归档 for 办结, everywhere alike."""

from __future__ import annotations

import re

from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import use_words
from dutyroom.lang.catalogue import catalogue

# The program's word, and the texts in which the plan's word takes its place.
_TEXTS = {
    "reply": ("答复", ("答复", "答复内容", "已答复")),
    "transfer": ("转办", ("转办", "已转办", "已转办 {name}。")),
    "assign": ("交办", ("交办", "已交办", "已交办 {name}。", "待交办", "{name}须回避，请另行交办。")),
    "close": ("办结", ("办结", "办结说明", "已办结", "{number} 已办结。", "还不能办结：{what}。", "补齐后再办结。")),
    "unit": ("机构", ("机构", "被投诉机构")),
}
_BARE = ("reply", "transfer", "assign", "close")
"""English bends these in a sentence: only the bare word is put in place of another."""

_LEAD, _LEAD_ENGLISH = "值班长", "shift lead"


def use_plan_words(plan: Plan) -> None:
    """From now on this process speaks the plan's words. Where the plan has none, or the same, the program's stand."""
    words: dict[str, tuple[str, str]] = {}
    english = catalogue("en")
    for key, (usual, texts) in _TEXTS.items():
        own, own_english = plan.word(key), plan.word(key, english=True)
        if not own or own == usual:
            continue
        for text in texts:
            said, bare = english.get(text, text), english.get(usual, "")
            if own_english and (key not in _BARE or said == bare):
                said = _in_english(said, bare, own_english)
            words[text] = (text.replace(usual, own), said)
    lead = next((role for role in plan.roles if role.shift_lead), None)
    if lead is not None and lead.name != _LEAD:
        # Every text: who leads the shift is one role of the plan, and nobody else is meant.
        for text in (each for each in english if _LEAD in each):
            words[text] = (text.replace(_LEAD, lead.name), _in_english(english[text], _LEAD_ENGLISH, lead.en))
    use_words(words)


def _in_english(said: str, usual: str, own: str) -> str:
    """The text with the plan's word in place of the usual one, with a capital where that had one."""

    def put(found: re.Match[str]) -> str:
        return own[:1].upper() + own[1:] if found[0][:1].isupper() else own

    return re.sub(rf"\b{re.escape(usual)}\b", put, said, flags=re.IGNORECASE) if usual else said
