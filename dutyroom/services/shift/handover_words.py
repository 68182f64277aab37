"""What people call the things that a handover passes on."""

from __future__ import annotations

from dutyroom.domain.acts import ACTS
from dutyroom.domain.handover import Item
from dutyroom.lang import gettext as _


def kind_name(kind: str) -> str:
    """What people call a kind of item."""
    return {
        "emergency": _("突发事件"), "unseen": _("待知悉"), "promise": _("待回拨"), "instruction": _("批示"),
        "call": _("未结来电"), "draft": _("未交草稿"),
    }.get(kind, kind)  # fmt: skip


def item_text(item: Item) -> str:
    """What an item is about, in words: a draft by the name of its form, everything else as it was stored."""
    if item.kind == "draft":
        form, _blank, subject = item.text.partition(" ")
        return " ".join(filter(None, [_(ACTS[form].label) if form in ACTS else form, subject]))
    return _("其余 {n} 件").format(n=item.number[1:]) if item.number.startswith("+") else item.text
