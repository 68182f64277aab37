"""删除个人信息: what was told of a person becomes unreadable for good; what was done about it stays on the record."""

from __future__ import annotations

from dutyroom.domain.emergency import OVER, stage_name
from dutyroom.domain.errors import Fault, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.act.work import Work
from dutyroom.services.cases.holds import check_free
from dutyroom.services.cases.traces import drafts_about, keys_elsewhere, person_of
from dutyroom.store.erasure import check_known
from dutyroom.store.erasure import erase as erase_keys
from dutyroom.store.rows.cases import Complaint
from dutyroom.store.rows.emergencies import Emergency


def erase(work: Work) -> None:
    """Destroys the keys of a closed complaint, of its calls, and of what else tells of its person (个人信息保护法 第四十七条).

    Raises Refusal ``not_ready`` while the complaint or its emergency is open, ``held`` under a legal hold, ``erased``
    when it was done before, ``bad_input`` when the reason itself would keep a name or number.
    """
    complaint = work.row
    assert isinstance(complaint, Complaint)
    check_known(work.session, complaint.number)
    check_free(work.session, complaint.number)
    if complaint.closed_at is None:
        message = _("{number} 尚未办结，还要用到投诉人的信息。").format(number=complaint.number)
        raise Refusal("not_ready", message, _("办结后再删除。"))
    event = work.session.get(Emergency, complaint.emergency) if complaint.emergency else None
    if event is not None and event.stage not in OVER:
        raise Refusal(
            "not_ready",
            _("{number} 所在的应急事件还在「{stage}」。").format(number=complaint.number, stage=stage_name(event.stage)),
            _("事件结束后再删除。"),
        )
    if "reason" in work.clear:
        raise Refusal("bad_input", _("理由会长期保留，不能写姓名或号码。"), faults=(Fault("reason", _("请去掉姓名和号码。")),))
    person = person_of(work, complaint.number)
    elsewhere = keys_elsewhere(work, complaint.number, person)
    work.session.flush()
    erase_keys(work.session, work.room.keys, complaint.number, work.now, elsewhere, drafts_about(work, person))
    work.erased = True
    work.message = _("{number} 的个人信息已删除，不能恢复；脱敏的事由和办理记录保留。").format(number=complaint.number)
