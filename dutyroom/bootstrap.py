"""The one place that wires the rooms of the house together."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dutyroom.domain.errors import Fallen, Refusal
from dutyroom.lang import gettext as _
from dutyroom.services.front.front import Front
from dutyroom.services.room.clock import Clock, ServerClock, ShiftedClock, WallClock
from dutyroom.services.room.terminal import Terminal
from dutyroom.settings.paths import DEMO_KEYS, database_url, held_folder, key_folder, view_file
from dutyroom.settings.terminal import must_be_terminal, this_installation, this_line, this_place
from dutyroom.store.keys import RoomKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from dutyroom.console.app import DutyroomApp
    from dutyroom.domain.board import BoardRow
    from dutyroom.services.telling.thread import Post
    from dutyroom.settings.board_views import Shelf
    from dutyroom.settings.channels import Channel

    Opened = tuple[Front, list[BoardRow], dict[str, Any]]

_TELLING = ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG")
"""By these the library would write every key to a file or to another program: secrets and personal data among them."""
FIRST_ROWS = 80
"""Rows painted before anything else is loaded: more than the tallest screen in use shows."""


def open_room(
    url: str | None = None, clock: Clock | None = None, create: bool = False, keys_in: Path | None = None
) -> Front:
    """The room on a database: as said, else in the user's data folder. With ``create`` tables and key are made.

    Without a ``clock`` it is the machine's, or a demo's own where the database says so. Raises Refusal when there is
    no such database, its schema is not this program's, or the room key is missing or another room's. ``keys_in``: where
    the key lies, if not where such a room's usually does.
    """
    return open_page(url, 0, clock, create, keys_in)[0]


def open_page(
    url: str | None, count: int, clock: Clock | None = None, create: bool = False, keys_in: Path | None = None
) -> Opened:
    """As ``open_room``, with the room's first ``count`` rows and head facts: all that the first paint shows, read at once."""
    address = database_url(url)
    if create:
        from dutyroom.store.claim import upgrade
        from dutyroom.store.engine import open_database

        database = open_database(address)
        upgrade(database, keys_in or key_folder(address))
        database.close()
    # Through the driver alone: the console's first page must not wait for the ORM. The database first: where there is
    # none, that is what needs saying, and not that its key is missing.
    from dutyroom.store.first_page import first_page
    from dutyroom.store.schema import check_version

    rows, facts = first_page(address, count)
    check_version(facts["schema"])
    carried = facts["settings"].get("exercise_key")
    keys = RoomKeys.carried(carried) if carried else RoomKeys.open(keys_in or key_folder(address))
    if facts["key_check"]:
        keys.belong(facts["key_check"])
    return Front(address, keys, clock or _clock_of(facts), _here()), rows, facts


def set_up(url: str | None, make: Callable[[Front], object]) -> None:
    """Makes a room and lets ``make`` found it. On a file there is all of it afterwards, or nothing.

    Raises what ``make`` raises, and Refusal ``founded`` when somebody else founded it meanwhile.
    """
    from dutyroom.store.fresh import fresh
    from dutyroom.store.url import sqlite_path

    address = database_url(url)
    path = sqlite_path(address)
    if path is None or path.exists():
        _founded(open_room(address, create=True), make)
        return
    with fresh(path, key_folder(address)) as (beside, keys):
        _founded(open_room(str(beside), WallClock(), create=True, keys_in=keys), make)


def _founded(room: Front, make: Callable[[Front], object]) -> None:
    try:
        make(room)
    finally:
        room.close()


def _here() -> Terminal:
    line = this_line()
    return Terminal(f"{this_installation()}:{line}", this_place(), attended=bool(line))


def server_for_exercise(url: str, live: str | None) -> str:
    """The address, if an exercise may be made there: an empty database of a server.

    Raises Refusal ``live_room`` for the live room's, ``founded`` for one in which there is a room or an exercise.
    """
    from dutyroom.store.first_page import first_page
    from dutyroom.store.url import is_postgres

    if not is_postgres(url):
        raise Refusal("bad_input", _("--on 只用于 PostgreSQL 地址。"), _("只在本机演练，不写 --on。"))
    empty = _("请管理员另建一个空库，专供这一场演练。")
    if url == database_url(live):
        raise Refusal("live_room", _("这是正式值班室的数据库，演练不能放在这里。"), empty)
    try:
        settings = first_page(url, 0)[1]["settings"]
    except Refusal as no:
        if no.code != "no_schema":
            raise
        return url
    if "exercise" in settings:
        raise Refusal("founded", _("这个数据库里已有一场演练。"), empty)
    raise Refusal("live_room", _("这是正式值班室的数据库，演练不能放在这里。"), empty)


@contextmanager
def passing_room() -> Iterator[Front]:
    """An empty room in a folder of its own, which goes with it."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="dutyroom-exercise-") as folder:
        (Path(folder) / DEMO_KEYS).mkdir(mode=0o700)
        room = open_room(str(Path(folder) / "room.sqlite3"), WallClock(), create=True)
        try:
            yield room
        finally:
            room.close()


def _wall_of(room: Front) -> Clock:
    """What everybody's watch shows: on a server the server's time, as for acts."""
    return getattr(room.clock, "wall", room.clock)


def _clock_of(facts: Mapping[str, Any]) -> Clock:
    settings, server = facts["settings"], facts.get("server_time")
    room: Clock = ServerClock(server) if server is not None else WallClock()
    run = settings.get("exercise_clock")
    if run is not None:
        from dutyroom.services.room.clock import ExerciseClock

        return ExerciseClock(room, run)
    seconds = settings.get("clock_offset")
    return room if seconds is None else ShiftedClock(timedelta(seconds=float(seconds)))


def run_console(opened: Opened, low_bandwidth: bool = False) -> int:
    """The console until the person leaves, on what ``open_page`` gave. Returns the exit code.

    Raises what brought the console down, if anything did: its words must not show personal data, so it is never
    printed here.
    """
    # Nothing of what is loaded up to the first paint is garbage; the app collects again from then on.
    gc.disable()
    room, rows, head = opened
    suit_terminal(os.environ, low_bandwidth)
    from dutyroom.settings.board_views import Shelf

    shelf = Shelf(view_file(room.url))
    if "exercise" in head["settings"]:
        return run_exercise(room, shelf, rows, head)
    from dutyroom.console.app import DutyroomApp
    from dutyroom.services.front.held_calls import Held

    return _run(room, DutyroomApp(room, rows, head, shelf, Held(room.keys, held_folder(room.url))), keeps=True)


def run_exercise(
    room: Front, shelf: Shelf, rows: list[BoardRow], head: dict[str, Any], facilitates: bool = False, live: str | None = None
) -> int:
    """The console of an exercise. ``facilitates``: it opens on the facilitator's page. ``live``: the live room's database,
    which is asked for emergencies that must not wait behind the exercise."""
    from dutyroom.console.exercise_app import ExerciseApp
    from dutyroom.services.front.held_calls import Held

    app = ExerciseApp(room, rows, head, shelf, Held(room.keys, held_folder(room.url)), facilitates)
    app.wall_now = _wall_of(room).now
    if live is not None:
        app.ask_live = lambda: live_emergencies(live)
    return _run(room, app, keeps=True)


def run_exercise_of(room: Front, facilitates: bool, live: str | None) -> int:
    """The console of an exercise that this process leads; ``live`` is the live room's database."""
    rows, head = room.first_page(FIRST_ROWS)
    suit_terminal(os.environ, low_bandwidth=False)
    from dutyroom.settings.board_views import Shelf

    return run_exercise(room, Shelf(view_file(room.url)), rows, head, facilitates, database_url(live))


def live_emergencies(url: str | None) -> str:
    """The titles of the emergencies that the live room has open, "" for none or where there is no live room."""
    from dutyroom.services.exercise.acts import open_titles

    try:
        room = open_room(url)
    except Refusal:
        return ""
    try:
        # Without the live room's plan: asked every few seconds, and the words in force here are the exercise's.
        with suppress(Refusal):
            return "、".join(open_titles(room))
        return ""
    finally:
        room.close()


def run_wallboard(room: Front, live: str | None = None) -> int:
    """The shared screen until somebody quits it; otherwise as ``run_console``. ``live``: as for ``run_exercise``."""
    rows, head = room.first_page(FIRST_ROWS)
    suit_terminal(os.environ, low_bandwidth=False)
    if "exercise" in head["settings"]:
        from dutyroom.console.exercise_app import ExerciseWallApp

        wall = ExerciseWallApp(room, rows, head)
        wall.wall_now = _wall_of(room).now
        if live is not None:
            wall.ask_live = lambda: live_emergencies(live)
        return _run(room, wall)
    from dutyroom.console.wallboard import WallboardApp

    return _run(room, WallboardApp(room, rows, head))


def post() -> Post:
    """How messages leave this machine: by the channels of its settings file, and by none while that can't be read."""
    from dutyroom.services.telling.thread import Post

    def ways() -> tuple[Channel, ...]:
        from dutyroom.settings.channels import read_channels

        with suppress(Refusal):
            return read_channels()
        return ()

    def send(url: str, title: str, body: str) -> None:
        from dutyroom.outbound import messages

        messages.send(url, title, body)

    return Post(ways, send)


def _run(room: Front, app: DutyroomApp, keeps: bool = False) -> int:
    """``keeps``: while it runs this process does its part in keeping the clocks (`services.telling`)."""
    keeper = None
    try:
        must_be_terminal()
        if keeps:
            from dutyroom.services.telling.thread import KeeperThread

            keeper = KeeperThread(room, post())
            keeper.start()
        app.run()
    finally:
        if keeper is not None:
            keeper.stop()
        room.close()
    if app.fault is not None:
        raise Fallen(app.put_away, app.unkept) from app.fault
    if app.unkept:
        raise Refusal("unkept", _("值班台已退出，有 {n} 份没有提交的内容没有存下。").format(n=app.unkept))
    if app.type_ahead.waiting:
        with suppress(OSError):
            unheard = _("值班台已退出；之前还有 {n} 次按键没来得及处理，没有生效。").format(n=app.type_ahead.waiting)
            print(unheard, file=sys.stderr)
    return app.return_code or 0


def suit_terminal(environment: MutableMapping[str, str], low_bandwidth: bool) -> None:
    """Settings that the user interface reads once, when it is imported."""
    for telling in _TELLING:
        environment.pop(telling, None)
    if environment.get("TERM_PROGRAM") == "iTerm.app":
        # Under the kitty keyboard protocol iTerm2 swallows what a Chinese input method commits.
        environment.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    if low_bandwidth:
        environment.setdefault("TEXTUAL_ANIMATIONS", "none")
        environment.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
        environment.setdefault("TEXTUAL_FPS", "15")
