"""The power goes at a random moment of real acts, of a backup, an upgrade, a restore and a set-up: nothing told is lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dutyroom import bootstrap
from dutyroom.domain.errors import Refusal
from dutyroom.services.front.front import Front
from dutyroom.services.front.held_calls import Held, HeldCall
from dutyroom.services.plan.founding import Member, found
from dutyroom.settings.own_days import OwnDays, save_own_days
from dutyroom.settings.plans import pack_text
from dutyroom.store import claim, driver, erased_list, erasure, migrate
from dutyroom.store.backup import backup, prove, restore
from dutyroom.store.driver import Mode
from dutyroom.store.engine import open_database
from dutyroom.store.keys import FILE_NAME, RoomKeys
from dutyroom.store.record import append
from dutyroom.store.schema import HISTORY
from dutyroom.store.verify import head_anchor, verify, write_anchor
from tests import whole
from tests.faults.power import Recording, cuts, lay, recorded
from tests.services.conftest import BANK, HandClock, Played, new_room
from tests.whole import few

FULL, EXTRA, NORMAL = Mode("WAL", "FULL"), Mode("DELETE", "EXTRA"), Mode("WAL", "NORMAL")


def _cuts(everyday: int, all_of_them: int) -> int:
    return all_of_them if whole.RUNS else everyday


def _acts(room: Played, recording: Recording, dice: random.Random, count: int) -> None:
    """Real acts, each told once it was answered: the log, complaints, what is done with them, drafts."""
    numbers: list[str] = []
    plan = room.plan
    for number in range(count):
        way = dice.randrange(4) if numbers else 1
        if way == 1:
            done = room.act(
                "complaint.register", "wangmin", name=f"客户{number}", phone=f"138{number:08}",
                content="等候很久" * dice.randrange(1, 90), level=plan.levels[-1].code,
                channel=plan.channels[0].code, category=plan.categories[0].code,
            )  # fmt: skip
            numbers.append(done.subject)
        elif way == 2:
            done = room.act("promise.make", "wangmin", dice.choice(numbers), due="10-09 10:00", text=f"第{number}次回访")
        else:
            done = room.act("log.write", "liwei", text=f"门口聚集{number}人" * dice.randrange(1, 40))
        recording.told(done.seq)


def _recorded_acts(folder: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch, count: int) -> Recording:
    monkeypatch.setattr(driver, "mode_for", lambda version: mode)
    with closing(new_room(folder)) as room, recorded(folder) as recording:
        _acts(room, recording, random.Random(str(mode)), count)
        # Rooms are closed, too: the log is merged into the file then.
        room.close()
    return recording


def _lost(recording: Recording, folder: Path, keys: RoomKeys, count: int, seed: str) -> int:
    """After how many of the cuts something that was told is missing; whatever else is wrong fails."""
    lost = 0
    for at, (files, told, moment) in enumerate(cuts(recording, count, seed)):
        lay(files, recording.root, folder)
        with closing(open_database(folder / "room.sqlite3")) as database:
            report = prove(database, keys) if at % 10 == 0 else verify(database, keys)
        assert report.sound, (seed, moment)
        lost += bool(told) and report.count < int(str(told[-1]))
    return lost


@pytest.mark.parametrize("mode", few([FULL, EXTRA], FULL), ids=lambda mode: f"{mode.journal}+{mode.synchronous}")
def test_no_act_that_was_answered_is_lost(mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made := tmp_path / "made").mkdir()
    (after := tmp_path / "after").mkdir()
    recording = _recorded_acts(made, mode, monkeypatch, _cuts(12, 120))
    keys = RoomKeys.open(made / "keys")
    assert _lost(recording, after, keys, _cuts(25, 2000), f"{mode}") == 0


@pytest.mark.whole
def test_without_the_sync_of_every_commit_some_are_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the file stays sound, and what was answered is missing."""
    (made := tmp_path / "made").mkdir()
    (after := tmp_path / "after").mkdir()
    recording = _recorded_acts(made, NORMAL, monkeypatch, _cuts(12, 120))
    assert _lost(recording, after, RoomKeys.open(made / "keys"), _cuts(25, 500), "control") > 0


def _after(recording: Recording, folder: Path, count: int, seed: str, look: Callable[[list[object]], None]) -> None:
    for files, told, moment in cuts(recording, count, seed):
        lay(files, recording.root, folder)
        try:
            look(told)
        except (AssertionError, Refusal, OSError) as wrong:
            raise AssertionError(f"cut at {moment} of {len(recording.events)}, told {told}: {wrong!r} {sorted(files)}") from wrong


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with a room of some acts, and its key."""
    folder = tmp_path / "made"
    folder.mkdir()
    with closing(new_room(folder)) as room:
        _acts(room, Recording(folder), random.Random(1), 5)
    return folder


@pytest.mark.whole
def test_a_backup_that_was_told_is_there_and_whole(made: Path, tmp_path: Path) -> None:
    (after := tmp_path / "after").mkdir()
    keys = RoomKeys.open(made / "keys")
    (made / "kept").mkdir()
    with recorded(made) as recording:
        with closing(open_database(made / "room.sqlite3")) as database:
            count = backup(database, keys, made / "kept" / "copy").count
        recording.told("backup")

    def look(told: list[object]) -> None:
        with closing(open_database(after / "room.sqlite3")) as database:
            assert verify(database, keys).count == count
        copy = after / "kept" / "copy"
        assert copy.exists() or not told
        if copy.exists():
            with closing(open_database(copy)) as opened:
                assert prove(opened, keys).count == count

    _after(recording, after, _cuts(15, 500), "backup", look)


@pytest.mark.whole
def test_a_restore_has_happened_or_has_not(made: Path, tmp_path: Path) -> None:
    (after := tmp_path / "after").mkdir()
    keys = RoomKeys.open(made / "keys")
    (made / "copies").mkdir()
    with closing(open_database(made / "room.sqlite3")) as database:
        former = backup(database, keys, made / "copies" / "copy").count
    with closing(Played(f"sqlite:///{made / 'room.sqlite3'}", keys, _clock())) as room:
        _acts(room, Recording(made), random.Random(2), 5)
        count = verify(room.database, keys).count
    with recorded(made) as recording:
        with closing(open_database(made / "room.sqlite3")) as database:
            done = restore(made / "copies" / "copy", database, keys, _clock().now())
        recording.told("restored")
    assert done.kept is not None
    name = done.kept.name

    def look(told: list[object]) -> None:
        with closing(open_database(after / "room.sqlite3")) as database:
            found = prove(database, keys).count
        assert found == former or (found == count and not told)
        kept = after / name
        assert kept.exists() or (found == count and not told), "what was there is not kept"
        if kept.exists():
            with closing(open_database(kept)) as opened:
                assert prove(opened, keys).count == count

    _after(recording, after, _cuts(15, 500), "restore", look)


def test_an_upgrade_has_happened_or_has_not(made: Path, tmp_path: Path) -> None:
    (after := tmp_path / "after").mkdir()
    keys, old = RoomKeys.open(made / "keys"), HISTORY[-2]
    with closing(open_database(made / "room.sqlite3")) as database:
        count = verify(database, keys).count
        migrate.downgrade(database, old)
    with recorded(made) as recording:
        with closing(open_database(made / "room.sqlite3")) as database:
            claim.upgrade(database, made / "keys")
        recording.told("upgraded")

    def look(told: list[object]) -> None:
        with closing(open_database(after / "room.sqlite3")) as database:
            assert migrate.version(database) in ((HISTORY[-1],) if told else (old, HISTORY[-1]))
            # Whatever was cut off is made whole by running it again.
            claim.upgrade(database, after / "keys")
            assert prove(database, keys).count == count

    _after(recording, after, _cuts(8, 300), "upgrade", look)


def test_a_room_that_was_set_up_has_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (made := tmp_path / "made").mkdir()
    (after := tmp_path / "after").mkdir()
    members = (Member("liwei", "李伟", secret="secret-123", shift="lead"), Member("wangmin", "王敏", secret="secret-123"))

    def makes(room: Front) -> None:
        found(room, "县农商银行", pack_text(BANK), members, cheap=True)

    monkeypatch.setenv("DUTYROOM_KEYS", str(made / "keys"))
    with recorded(made) as recording:
        bootstrap.set_up(str(made / "room.sqlite3"), makes)
        recording.told("founded")

    def look(told: list[object]) -> None:
        file = after / "room.sqlite3"
        assert file.exists() or not told
        if file.exists():
            keys = RoomKeys.open(after / "keys")
            with closing(open_database(file)) as database:
                assert prove(database, keys).count == 1

    _after(recording, after, _cuts(15, 300), "set up", look)


def _anchor(folder: Path, room: Played) -> Path:
    write_anchor(folder / "anchors", head_anchor(room.database, room.now()))
    return folder / "anchors"


def _marks(folder: Path, room: Played) -> Path:
    number = room.act(
        "complaint.register", "wangmin", name="张三丰", phone="13800138000", content="等候", level=room.plan.levels[-1].code,
        channel=room.plan.channels[0].code, category=room.plan.categories[0].code,
    ).subject  # fmt: skip
    with room.database.write() as session:
        erasure.erase(session, room.keys, number, room.now())
        append(session, room.keys, at=room.now(), actor="", role="", kind=erasure.KIND, command_id="erase", subject=number)
    erased_list.keep(room.database, folder / "erased.list")
    return folder / "erased.list"


def _held(folder: Path, room: Played) -> Path:
    Held(room.keys, folder / "held").keep(HeldCall("one", "wangmin", room.now().isoformat(), "16:50", "id"))
    return folder / "held" / "one.call"


def _days(folder: Path, room: Played) -> Path:
    save_own_days(folder / "calendar.json", OwnDays())
    return folder / "calendar.json"


def _key(folder: Path, room: Played) -> Path:
    RoomKeys.open(folder / "new" / "keys", create=True)
    return folder / "new" / "keys" / FILE_NAME


@pytest.mark.parametrize("keep", [_anchor, _marks, _held, _days, _key], ids=lambda keep: keep.__name__)
def test_a_file_that_was_told_to_be_kept_is_there(
    keep: Callable[[Path, Played], Path], tmp_path: Path
) -> None:
    (made := tmp_path / "made").mkdir()
    (after := tmp_path / "after").mkdir()
    (apart := tmp_path / "apart").mkdir()
    with closing(new_room(apart)) as room, recorded(made) as recording:
        kept = keep(made, room)
        recording.told("kept")
    content = kept.read_bytes()

    def look(told: list[object]) -> None:
        there = after / kept.relative_to(made)
        assert not told or there.read_bytes() == content

    _after(recording, after, _cuts(9, 60), keep.__name__, look)


def _clock() -> HandClock:
    return HandClock("2026-09-30T16:50:00+08:00")
