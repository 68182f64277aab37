"""Consoles that stand beside each other: what one shows is compared, line by line, with one that starts now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from textual.pilot import Pilot

from dutyroom.console.app import DutyroomApp
from dutyroom.console.wallboard import WallboardApp
from dutyroom.services.front.front import Front
from tests.console.waiting import until
from tests.services.conftest import SECRET

SIZE = (120, 40)
Opens = Callable[[DutyroomApp], None]


@dataclass
class Glass:
    """One console on a page, signed in as ``person`` ("" for nobody)."""

    app: DutyroomApp
    pilot: Pilot[None]
    posted: list[int] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The screen, line by line; the time of the head's clock is the room's own."""
        with self.app._context():
            strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    async def settled(self) -> list[str]:
        """The screen once all is read that the journal has, and two looks show the same."""
        head = self.app.room.wait(-1, 0)
        await until(self.pilot, lambda: self.posted and self.posted[-1] >= head)
        before: list[str] = []
        for _n in range(60):
            await self.pilot.pause()
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
            with self.app._context():
                self.app._tick()
            await self.pilot.pause()
            if self.lines == before and not _owed(self.app):
                return before
            before = self.lines
        raise AssertionError("the screen does not come to rest\n" + "\n".join(before))


def _owed(app: DutyroomApp) -> bool:
    """Whether counts are still to come that the feed has put off."""
    feed = app._feed
    return feed is None or feed._uncounted is not None


@asynccontextmanager
async def glass(
    room: Front, opens: Opens | None = None, person: str = "", size: tuple[int, int] = SIZE, wall: bool = False
) -> AsyncIterator[Glass]:
    """A console that starts now, on a room of its own, as another process would have it."""
    own = type(room)(room.url, room.keys, room.clock)
    rows, head = own.first_page(80)
    app: DutyroomApp = WallboardApp(own, rows, head) if wall else DutyroomApp(own, rows, head)
    if isinstance(app, WallboardApp):
        # Its pages turn by themselves: the first one of each is compared.
        app.wall.turn_page = lambda: None  # type: ignore[method-assign]
    # Nobody touches its keys, and a walk over everything takes longer than a person may be away.
    app.lock_if_idle = lambda: None  # type: ignore[method-assign]
    async with app.run_test(size=size) as pilot:
        made = Glass(app, pilot)
        _listen(app, made.posted)
        await until(pilot, lambda: app.named is not None and app.summary is not None and made.posted)
        if person:
            app.session = own.sign_in(person, SECRET)
            app.board.put_session()
        if opens is not None:
            with app._context():
                opens(app)
        yield made
    own.close()


def _listen(app: DutyroomApp, posted: list[int]) -> None:
    """Notes up to which entry the console has been told."""
    own = app.room
    since, first = own.since, own.first_page

    def told(seq: int):  # type: ignore[no-untyped-def]
        news = since(seq)
        app.call_later(posted.append, max(news.seq, seq))
        return news

    own.since = told  # type: ignore[method-assign]
    posted.append(int(first(0)[1]["seq"]))


def differences(running: list[str], fresh: list[str]) -> list[str]:
    """Lines that are others on the console that runs."""
    pairs = [*zip(running, fresh, strict=False)]
    if len(running) != len(fresh):
        return [f"{len(running)} lines, {len(fresh)} on a fresh one"]
    return [f"  runs : {one}\n  fresh: {other}" for one, other in pairs if one != other]


Walk = Callable[[], Awaitable[None]]


@asynccontextmanager
async def several(*given: object) -> AsyncIterator[list[Glass]]:
    """Several of them at once."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(each) for each in given]  # type: ignore[arg-type]
