"""Keeps a room of this release among the tests, for every later program to open: ``python scripts/keep_room.py 0.2.0``.

Two hours of a duty evening: a call, three complaints, an emergency that is being responded to, a statement that waits for
its approval, a solution. Run it on the commit that is released, from the project's folder; it never writes over one.
"""

from __future__ import annotations

import io
import lzma
import sys
import tarfile
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from argon2 import PasswordHasher  # noqa: E402 - stands with those below

from dutyroom.services.organisation import identity  # noqa: E402 - found by the path above
from dutyroom.settings.plans import pack_text  # noqa: E402 - found by the path above
from dutyroom.store.keys import FILE_NAME, RoomKeys  # noqa: E402 - found by the path above
from tests.services.conftest import BANK, SECRET, Played, founding, opened  # noqa: E402 - found by the path above


def evening(room: Played) -> None:
    """What has happened when the room is kept: 2026-09-30, 16:50 to 17:50."""
    act = room.act
    act("call.take", "wangmin", phone="13800138000", name="赵六", content="咨询存款")
    case = {"level": "important", "channel": "phone", "unit": "chengguan"}
    urgent = act(
        "complaint.register", "wangmin", level="urgent", content="门口聚集", channel="on_site", unit="chengguan",
        name="张三丰", phone="13800138000",
    ).subject  # fmt: skip
    act("complaint.register", "wangmin", content="收费没有事先告知", name="李四光", phone="13900139000", **case)
    act("complaint.register", "wangmin", content="柜台态度", name="王五", phone="13700137000", **case)
    for minute in ("16:56", "16:58"):
        room.clock.to(minute)
        act("complaint.report_up", "liwei", urgent, person="zhaoguoqiang", number="13900000001", result="no_answer")
    event = act("emergency.report", "liwei", title="储户聚集", place="城关支行", complaint=urgent).subject
    room.clock.to("17:02")
    act("emergency.propose", "liwei", event, scope="二十人聚集，可能扩大")
    room.clock.to("17:04")
    act(
        "emergency.activate", "wangmin", event, workstreams="complaints,publicity,customers,security,legal", response="Ⅱ",
        reason="群体性投诉", decider="qianming", telephone="139 0000 0002", witness="liwei", witness_secret=SECRET,
    )  # fmt: skip
    room.clock.to("17:12")
    act("emergency.fact", "zhenggang", event, people=110, injured=1, text="一人晕倒，救护车到场")
    act("emergency.inform", "liwei", event, report="first", way="phone", place="城关支行", people=110, cause="核查中")
    room.clock.to("17:30")
    act("opinion.add", "wuting", event, place="短视频", reach=32000, tone="negative", text="门口聚集视频")
    act("statement.draft", "wuting", event, title="关于城关支行", text="热线 0571-8888888")
    room.clock.to("17:50")
    act("statement.check", "zhoulei", "P1", outcome="pass")
    act("solution.submit", "sunli", event, title="补偿", text="退还收费", measures="apology,refund", sum="1200")
    act("log.write", "liwei", text="救护车已离开")


def keep(version: str) -> Path:
    """Makes the room and packs it; returns the file. Raises FileExistsError for a release that has its room."""
    kept = ROOT / "tests" / "years" / "rooms" / f"{version}.tar.xz"
    # Secrets cost half a second each; these are nobody's.
    identity.PasswordHasher = partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)  # type: ignore[misc, assignment]
    with tempfile.TemporaryDirectory(prefix="dutyroom-kept-") as said:
        folder = Path(said)
        keys, file = RoomKeys.open(folder, create=True), folder / "room.sqlite3"
        founding(pack_text(BANK))(str(file), keys)
        with closing(opened(str(file), keys)) as room:
            evening(room)
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for part in (folder / FILE_NAME, file):
                tar.add(part, part.name, filter=_nobodys)
    with kept.open("xb") as out:
        out.write(lzma.compress(packed.getvalue(), preset=9 | lzma.PRESET_EXTREME))
    return kept


def _nobodys(about: tarfile.TarInfo) -> tarfile.TarInfo:
    about.uid = about.gid = 0
    about.uname = about.gname = ""
    return about


if __name__ == "__main__":
    print(keep(sys.argv[1]))
