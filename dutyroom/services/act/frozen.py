"""A first round whose second has begun: its record stays as it was (5.04)."""

from __future__ import annotations

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.store.rows.cases import Complaint


def check_frozen(complaint: Complaint) -> None:
    """Raises Refusal ``frozen`` for a first round whose second has begun, naming where to go on."""
    if complaint.followed_by:
        said = _("{number} 已进入复议，第一轮的记录不再更改。").format(number=complaint.number)
        raise Refusal("frozen", said, _("请在 {number} 办理。").format(number=complaint.followed_by))
