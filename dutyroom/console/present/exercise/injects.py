"""How injects look: what they are, who they come from, how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutyroom.console.present.safe import one_line
from dutyroom.domain.names import choice_name
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.exercise.views import InjectView


def method_name(code: str) -> str:
    """How an inject comes."""
    return _("来电") if code == "phone" else choice_name(code)


def state_name(code: str) -> str:
    """How an inject stands."""
    return {"waiting": _("待发"), "held": _("暂缓"), "sent": _("已发"), "skipped": _("略过")}.get(code, code)


def told(inject: InjectView) -> str:
    """One line: what it is and from whom."""
    return " ".join(filter(None, [f"#{inject.no}", method_name(inject.method), one_line(inject.sender), one_line(inject.phone)]))
