"""The panel's picture answers at a glance, at every size, in both languages, whatever the plan's workstreams are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from dutyroom.bootstrap import open_room
from dutyroom.console.present.emergency.banner import banner
from dutyroom.console.present.emergency.event import Scene, misplaced
from dutyroom.console.present.emergency.panel import panel
from dutyroom.console.present.layout import Picture, Spot, beside, clip, step
from dutyroom.console.present.outage import Outage
from dutyroom.console.present.words import Words, names
from dutyroom.domain.act import Command
from dutyroom.lang import set_language
from dutyroom.services.demo.demo import fill
from dutyroom.services.emergency.panel.views import WorkstreamView
from dutyroom.settings.paths import DEMO_KEYS
from dutyroom.settings.plans import pack_names, pack_text
from tests.console.played import new_room, running
from tests.services.conftest import HandClock
from tests.whole import few


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    room = new_room(Path(tmp_path_factory.mktemp("panel")), beat=running)
    view = room.emergency(room.begun)
    words = Words(people=names(room.people()), roles=names(room.plan.roles))
    yield Scene(view, room.plan, room.now(), words, room.calendar.tz)
    room.close()


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    yield
    set_language("zh")


def text(picture: Picture) -> str:
    return "\n".join("".join(part for part, _look in line) for line in picture.lines)


SIZES = [(80, 22), (100, 30), (120, 38), (200, 58), (40, 10), (20, 4)]


@pytest.mark.whole
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", few(SIZES, (80, 22), (120, 38), (20, 4), one=True))
def test_every_size_is_filled_exactly(scene: Scene, size: tuple[int, int], language: str) -> None:
    set_language(language)
    width, height = size
    picture = panel(scene, width, height, "now:0")
    assert len(picture.lines) <= height
    assert {sum(cell_len(part) for part, _look in line) for line in picture.lines} == {width}
    assert all(spot.y + spot.height <= height + 20 and spot.x + spot.width <= width for spot in picture.spots)


@pytest.mark.parametrize("size", [(80, 22), (120, 38), (200, 58)])
def test_it_answers_the_leaders_questions(scene: Scene, size: tuple[int, int]) -> None:
    said = text(panel(scene, *size, "now:0"))
    for answer in (
        "应急〔2026〕1号", "储户聚集", "Ⅱ级响应", "处置中", "17:05 起，已 31分", "赵国强（总指挥）",
        "已报 省联社 17:12", "待报 电话首报",
        "报告 17:02", "研判 17:03", "[处置 17:05]", "现场人数 110(17:12)",
        "安全保卫组组长 郑刚", "限 17:25 超11分", "Enter 去办",
        "1 投诉处理组", "5 安全保卫组", "未启用", "! 超时 2", "0/3 已满足", "1 件在办：0930-001",
    ):  # fmt: skip
        assert answer in said, f"{answer}\n{said}"


def test_what_is_late_is_said_by_word_mark_and_look(scene: Scene) -> None:
    first = next(line for line in panel(scene, 120, 38, "now:0").lines if "到场维护秩序" in "".join(t for t, _l in line))
    assert {look for _text, look in first} == {"alarm"}
    early = replace(scene, now=scene.now - timedelta(minutes=25))
    first = next(line for line in panel(early, 120, 38, "now:0").lines if "到场维护秩序" in "".join(t for t, _l in line))
    assert {look for _text, look in first} == {"now"}


def test_the_countdown_runs_to_the_second(scene: Scene) -> None:
    before = text(panel(scene, 120, 38, "now:0"))
    after = text(panel(replace(scene, now=scene.now + timedelta(seconds=1)), 120, 38, "now:0"))
    assert "29:00" in before
    assert "28:59" in after


def test_the_cursor_starts_on_what_falls_to_the_person_at_the_screen(scene: Scene) -> None:
    def first(me: str) -> str:
        seen = replace(scene, me=me)
        return next(line for line in text(panel(seen, 120, 38, f"now:{seen.first_own}")).splitlines() if ">现在" in line)

    assert "总指挥 赵国强（您）  处理方案审批" in first("zhaoguoqiang")
    assert "值班员 李伟（您）  电话首报：监管分局、当地政府" in first("liwei")
    assert "值班员 李伟（您可办）  电话首报：监管分局、当地政府" in first("wangmin")


def test_what_is_due_first_stands_first_whoever_sits_here(scene: Scene) -> None:
    """One's own four hours hid another's twelve minutes."""
    dues = [line.due for line in scene.lines if line.due and not line.alarm]
    assert dues == sorted(dues)
    for me in ("zhaoguoqiang", "liwei"):
        assert replace(scene, me=me).lines == scene.lines


def test_a_plan_may_have_other_workstreams(scene: Scene) -> None:
    for count in (1, 2, 6):
        streams = tuple(WorkstreamView(f"w{n}", f"第{n}组", "", "active", "", 0, 0, None) for n in range(count))
        other = replace(scene, view=replace(scene.view, workstreams=streams))
        for width, height in ((80, 22), (120, 38)):
            picture = panel(other, width, height, "now:0")
            assert [s.name for s in picture.spots if s.name.startswith("work:")] == [f"work:w{n}" for n in range(count)]
            assert f"{count} 第{count - 1}组" in text(picture)


@pytest.mark.parametrize("pack", few(pack_names(), "rural-commercial-bank", "three-tier"))
def test_every_shipped_plan_has_its_panel(pack: str, tmp_path: Path) -> None:
    (tmp_path / DEMO_KEYS).mkdir(mode=0o700)
    clock = HandClock("2026-09-30T10:00:00+08:00")
    room = open_room(str(tmp_path / "room.sqlite3"), clock, create=True)
    fill(room, pack_text(pack), 1, timedelta(0))
    plan = room.plan
    holders = {role: person.code for person in room.people() for role in person.roles}
    allow = plan.allowed("emergency.report")
    assert allow is not None
    reporter = next(holders[role] for role in allow.roles if role in holders)
    given = {"title": "测试事件", "place": "现场"}
    number = room.perform(Command("emergency.report", reporter, "", "r" * 32, "", given)).subject
    view = room.emergency(number)
    words = Words(people=names(room.people()), roles=names(plan.roles))
    for width, height in ((80, 22), (120, 38)):
        said = text(panel(Scene(view, plan, room.now(), words, room.calendar.tz), width, height, "now:0"))
        assert "现在" in said
        assert "提请启动" in said
        assert all(stream.name[:6] in said for stream in plan.workstreams)
        assert all(condition.name[:6] in said for condition in plan.conditions)
    room.close()


def test_a_lost_database_is_said_on_the_panel(scene: Scene) -> None:
    lost = replace(scene, outage=Outage(scene.now))
    assert "数据中断 17:36:00 起" in text(panel(lost, 80, 22, "now:0"))


def test_more_now_lines_than_room_scroll_with_the_cursor(scene: Scene) -> None:
    last = len(scene.view.now) - 1
    picture = panel(scene, 80, 22, f"now:{last}")
    assert f"{last + 1}/{last + 1}" in text(picture)
    assert [s.name for s in picture.spots if s.name.startswith("now:")] == [f"now:{last - 1}", f"now:{last}"]


def test_hostile_text_shows_as_marks(scene: Scene) -> None:
    bad = replace(scene, view=replace(scene.view, title="[@click=app.quit]x\x1b]52;c;a\x07\u202e"))
    said = text(panel(bad, 120, 38, "now:0"))
    assert "[@click=app.quit]x" in said
    assert not any(mark in said for mark in "\x1b\x07\u202e")


def test_the_cursor_walks_by_direction(scene: Scene) -> None:
    spots = panel(scene, 120, 38, "now:0").spots
    assert step(spots, "now:4", 0, 1).startswith("work:")
    assert step(spots, "work:complaints", 1, 0) == "work:publicity"
    assert step(spots, "work:security", 1, 0) == "work:security"
    assert step(spots, "work:complaints", 0, 1) == "ending"
    assert step(spots, "work:security", 0, 1) == "record"
    assert step(spots, "now:0", 0, -1) == "facts"
    assert step(spots, "gone", 0, 1) == spots[0].name


def test_every_spot_can_be_reached_by_arrows(scene: Scene) -> None:
    for size in ((80, 22), (120, 38), (200, 58)):
        spots = panel(scene, *size, "now:0").spots
        reached, wave = {"now:0"}, ["now:0"]
        while wave:
            here = wave.pop()
            found = {step(spots, here, dx, dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))} - reached
            reached |= found
            wave += found
        assert reached >= {spot.name for spot in spots}


def test_the_banner_never_cuts_who_must_decide_for_a_long_title(scene: Scene) -> None:
    view = replace(scene.view, title="很长的事件名称" * 9, stage="assessed", now=scene.view.now[:1])
    for width in (80, 120):
        (line,) = banner([view], scene.plan, scene.words, scene.now, scene.zone, width)
        said = "".join(part for part, _look in line)
        assert cell_len(said) == width
        assert "应急〔2026〕1号" in said
        assert "安全保卫组组长 郑刚" in said
        assert said.endswith("F9 应急 ")


def test_pictures_stand_side_by_side() -> None:
    left, right = Picture(3), Picture(2)
    left.add([("ab", "plain")], spot="l")
    right.add([("中文", "plain")], [("x", "plain")], spot="r")
    both = beside([left, right], 1)
    assert text(both) == "ab  ~ \n    x "
    assert both.spots == [Spot("l", 0, 0, 3, 1), Spot("r", 4, 0, 2, 2)]
    assert clip([("a", "strong")], 3, "head") == [("a", "strong"), ("  ", "head")]


def test_acts_out_of_place_are_told_by_the_stage() -> None:
    assert misplaced("emergency.activate", "assessed") == ""
    assert "处置中" in misplaced("emergency.activate", "responding")
    assert misplaced("emergency.decide_end", "end_requested") == ""
    assert misplaced("emergency.decide_end", "responding")
    assert misplaced("task.add", "responding") == ""
    assert misplaced("task.add", "reported")
