"""An emergency played into a real room for tests of its screens: activated, with facts, papers and tasks."""

from __future__ import annotations

from tests.console.waiting import shown as shown
from tests.console.waiting import until as until
from tests.services.conftest import Played
from tests.services.conftest import new_room as new_room

GROUPS = ("complaints", "publicity", "customers", "security")


def complaint(room: Played, words: str = "20人聚集要求说明利率") -> str:
    """One registered, urgent complaint at the 城关 branch."""
    return room.act(
        "complaint.register", "liwei", content=words, channel=room.plan.channels[0].code, level="urgent",
        name="张三", phone="13900001111", unit="chengguan",
    ).subject  # fmt: skip


def report(room: Played) -> str:
    """Reported at 17:02 and proposed at 17:03."""
    room.clock.to("17:02")
    number = room.act(
        "emergency.report", "liwei", title="储户聚集", place="城关支行", scope="约20人", complaint=complaint(room)
    ).subject
    room.clock.to("17:03")
    room.act("emergency.propose", "liwei", number, scope="约20人聚集，要求说明利率")
    return number


def activate(room: Played, number: str) -> None:
    """Activated by the chief at 17:05, without the legal group."""
    room.clock.to("17:05")
    room.act("emergency.activate", "zhaoguoqiang", number, workstreams=GROUPS, response="Ⅱ", reason="人数持续增加")


def running(room: Played) -> str:
    """Activated, 110 people at 17:12, a sighting, a statement P1 and a solution P2; the clock stands at 17:36."""
    number = report(room)
    activate(room, number)
    room.clock.to("17:12")
    room.act("emergency.fact", "liwei", number, people=110, injured=1, cash="充足")
    room.act(
        "emergency.inform", "liwei", number, report="first", way="phone", recipients="provincial_union", place="城关支行",
        people=110, cause="核查中",
    )  # fmt: skip
    room.act("opinion.add", "wuting", number, place="短视频平台", reach=32000, tone="negative", text="现场视频")
    room.act("statement.draft", "wuting", number, title="致客户的说明", text="各位客户：\n我行正在核实。")
    room.act("solution.submit", "sunli", number, title="利差退还", text="按挂牌利率退还差额", measures=("apology", "refund"))
    room.clock.to("17:36")
    return number
