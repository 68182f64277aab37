"""The plan's own words for what it calls otherwise than the program: 回复 for 答复, 归档 for 办结, everywhere alike."""

from __future__ import annotations

from dutyroom.domain.plan.plan import Plan
from dutyroom.lang import use_words
from dutyroom.lang.catalogue import catalogue

# The program's word, and the texts in which the plan's word takes its place.
_TEXTS = {
    "reply": ("答复", ("答复", "答复内容", "已答复")),
    "transfer": ("转办", ("转办", "已转办", "已转办 {name}。")),
    "assign": ("交办", ("交办", "已交办", "已交办 {name}。", "待交办", "{name}须回避，请另行交办。")),
    "close": ("办结", ("办结", "办结说明", "已办结", "{number} 已办结。", "还不能办结：{what}。", "补齐后再办结。")),
    "unit": ("网点", ("网点", "被投诉网点", "被投诉机构")),
}
_ALSO = {"unit": "机构"}
"""Another word of the program for the same."""


def use_plan_words(plan: Plan) -> None:
    """From now on this process speaks the plan's words. Where the plan has none, or the same, the program's stand."""
    words: dict[str, tuple[str, str]] = {}
    english = catalogue("en")
    for key, (usual, texts) in _TEXTS.items():
        own, own_english = plan.word(key), plan.word(key, english=True)
        if not own or own == usual:
            continue
        for text in texts:
            said = english.get(text, text)
            # English bends its words in a sentence; only the bare word can be put in place of another.
            if own_english and said == english.get(usual):
                said = own_english[:1].upper() + own_english[1:] if said[:1].isupper() else own_english
            words[text] = (text.replace(usual, own).replace(_ALSO.get(key, usual), own), said)
    use_words(words)
