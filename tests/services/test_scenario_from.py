"""A scenario made of an emergency: who is known is replaced, what is suspected is listed, and no more is promised."""

from __future__ import annotations

import pytest

from dutyroom.domain.scenario.reader import check_scenario
from dutyroom.services.exercise.from_emergency import scenario_from
from dutyroom.services.exercise.setting_up import pack_plan
from dutyroom.store.record import append
from dutyroom.store.rows.emergencies import Emergency
from tests.services.conftest import Played


@pytest.fixture
def ended(room: Played) -> Played:
    """A finished emergency in whose title and texts people stand in clear."""
    case = {"name": "欧阳震华", "phone": "13987654321", "content": "取款", "channel": "phone", "level": "urgent"}
    number = room.act("complaint.register", "wangmin", **case).subject
    title = "欧阳 震华带头聚集，李伟处置"
    event = room.act("emergency.report", "liwei", title=title, place="城关支行", complaint=number).subject
    room.act("emergency.propose", "liwei", event, scope="可能扩大")
    room.act("emergency.activate", "zhaoguoqiang", event, workstreams="complaints", reason="群体性投诉")
    text = "欧阳震华和老王建群 QQ 238812345，电话 139 8765 4321"
    room.act("emergency.fact", "wangmin", event, people=20, text=text)
    with room.database.write() as session:
        row = session.get_one(Emergency, event)
        row.ended, row.stage = room.now(), "ended"
        # As it was written before whoever is at hand was masked on the way in.
        row.title = title
        append(session, room.keys, at=room.now(), actor="", role="", kind="x", command_id="x", subject=event)
    return room


def test_who_is_known_is_replaced_and_who_is_suspected_is_listed(ended: Played) -> None:
    made = scenario_from(ended, "2026-1")
    for known in ("欧阳震华", "欧阳 震华", "李伟", "13987654321", "139 8765 4321", "4321"):
        assert known not in made.text
    assert 'name = "客户1带头聚集，值班人员' in made.text
    assert {"老王", "QQ 238812345"} <= {words for _where, words in made.suspected}
    head = made.text.splitlines()[1]
    assert "情景" in head
    assert "老王" not in head
    assert "已替换" not in head
    assert check_scenario(made.text, "made", pack_plan) == ()
