"""An exercise from its file to its report: checked, played through the same way every time, led, judged, written."""

from __future__ import annotations

import atexit
import json
import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import rmtree, which
from subprocess import run
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from sqlmodel import Session

from dutyroom.bootstrap import live_emergencies, open_room
from dutyroom.cli.exercise import evaluation_data
from dutyroom.cli.main import main
from dutyroom.console.exercise_app import ExerciseApp, ExerciseWallApp
from dutyroom.console.feed import Feed
from dutyroom.console.screens.exercise.facilitator import FacilitatorScreen
from dutyroom.console.screens.exercise.injects import InjectsScreen
from dutyroom.console.widgets.frame import FrameTop
from dutyroom.domain.act import Command
from dutyroom.domain.errors import Refusal
from dutyroom.domain.scenario.conduct import Happened
from dutyroom.domain.scenario.evaluation import judge, scores
from dutyroom.domain.scenario.reader import check_scenario, read_scenario
from dutyroom.domain.scenario.scenario import Trigger
from dutyroom.lang import set_language
from dutyroom.outbound.after_action import write_report
from dutyroom.services.exercise import conductor
from dutyroom.services.exercise.conductor import Conductor, acts_in
from dutyroom.services.exercise.from_emergency import scenario_from
from dutyroom.services.exercise.running import Leading, run_through
from dutyroom.services.exercise.setting_up import FACILITATOR, StepClock, pack_plan, set_up
from dutyroom.services.exercise.views import ExerciseView
from dutyroom.services.front.front import Front
from dutyroom.services.organisation.views import SignedIn
from dutyroom.services.room.clock import WallClock
from dutyroom.settings.exercise_store import database_of, numbers
from dutyroom.settings.scenarios import new_scenario_text, scenario_names, scenario_text
from tests.console.at_desk import shown, until
from tests.copies import ready
from tests.databases import Databases
from tests.patience import PATIENCE_S
from tests.whole import few


@contextmanager
def exercise(folder: Path, name: str, plays: tuple[str, ...] = ()) -> Iterator[Front]:
    (folder / "demo-keys").mkdir(parents=True)
    with closing(open_room(str(folder / "room.sqlite3"), StepClock(datetime.now(UTC)), create=True)) as room:
        set_up(room, scenario_text(name), "0000-0", plays)
        yield room


def facilitate(room: Front, act: str, **values: object) -> None:
    room.perform(Command(act, FACILITATOR, "facilitator", uuid4().hex, values=values))


@dataclass(frozen=True)
class Played:
    """One run of a scenario by its own moves: what was refused to the last, the evaluation, the database left behind."""

    refused: list[str]
    view: ExerciseView
    data: bytes
    database: str


@cache
def played(name: str, language: str = "zh") -> Played:
    """That run, played once for all tests that only look at it."""
    folder = Path(mkdtemp(prefix="dutyroom-played-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    set_language(language)
    try:
        with exercise(folder / "x", name) as room:
            refused = [f"{each.move.role} {each.move.act}: {each.why}" for each in run_through(room)]
            view = room.exercise()
            data = json.dumps(evaluation_data(view), ensure_ascii=False).encode()
            return Played(refused, view, data, room.url)
    finally:
        set_language("zh")


@pytest.mark.whole
@pytest.mark.requirement("X.04")
@pytest.mark.parametrize("name", few(scenario_names(), "first-steps"))
def test_a_shipped_scenario_plays_through_to_its_end_the_same_in_both_languages(name: str) -> None:
    one, other = played(name, "zh"), played(name, "en")
    view = one.view
    assert one.refused == other.refused == []
    assert view.percent == 100
    assert view.ended is not None
    assert view.began is not None
    assert view.ended < view.ends == view.began + timedelta(minutes=view.scenario.ending.at)
    assert {each.state for each in view.injects} <= {"sent", "skipped"}
    assert one.data == other.data
    assert len(one.data) > 2000


@pytest.mark.whole
@pytest.mark.requirement("X.04")
def test_each_scenario_trains_what_it_is_for_in_its_time() -> None:
    """Activation, every workstream that the plan has, an inject that only comes if the players are slow, the end."""
    for name in scenario_names():
        scenario = read_scenario(scenario_text(name), name, pack_plan)
        course = [inject for inject in scenario.injects if not inject.trigger.unless]
        expected = {each.act: each for inject in course for each in inject.expected}
        assert all(inject.hint_en for inject in scenario.injects if inject.hint), name
        if scenario.guided:
            assert scenario.sitting <= 15, name
            assert all(inject.hint for inject in scenario.injects), name
            continue
        assert 30 <= scenario.sitting <= 90, name
        groups = {each.code for each in pack_plan(scenario.plan).workstreams}
        assert set(expected["emergency.activate"].values["workstreams"]) == groups, name
        assert {"emergency.decide_end", "review.write", "statement.publish", "solution.decide"} <= set(expected), name
        assert len(course) < len(scenario.injects), name


@pytest.mark.whole
def test_what_nobody_does_is_missed_and_the_roles_that_people_play_are_left_to_them(tmp_path: Path) -> None:
    with exercise(tmp_path / "x", "bank-run", ("duty_officer", "shift_lead")) as room:
        run_through(room)
        view = room.exercise()
    verdicts = {(each.inject, each.expected.act): each.verdict for each in view.judged}
    assert verdicts[1, "call.take"] == "missed"
    assert verdicts[5, "statement.draft"] == "not_asked"
    assert not [act for act, _line in view.timeline if act.act == "call.take"]
    assert view.percent == 0


@pytest.mark.whole
def test_what_was_not_due_when_the_facilitator_broke_off_is_held_against_nobody(tmp_path: Path) -> None:
    with exercise(tmp_path / "x", "bank-run", ("duty_officer", "shift_lead")) as room:
        facilitate(room, "exercise.begin")
        Conductor(room).step()
        facilitate(room, "exercise.clock", to=room.now() + timedelta(minutes=5))
        with room.database.read() as session:
            room.follow_clock(session)
        facilitate(room, "exercise.end", reason="live emergency")
        verdicts = {each.expected.act: each.verdict for each in room.exercise().judged if each.inject == 1}
    assert verdicts == {"call.take": "missed", "complaint.register": "open", "complaint.report_up": "open"}


def test_the_clock_never_goes_back_and_injects_are_held_skipped_and_sent_once(tmp_path: Path) -> None:
    with exercise(tmp_path / "x", "bank-run", ("duty_officer", "shift_lead")) as room:
        with pytest.raises(Refusal, match="还没有开始"):
            facilitate(room, "exercise.clock", rate=2)
        assert {each.state for each in room.exercise().injects} == {"waiting"}, "to come already before it begins"
        facilitate(room, "exercise.begin")
        before = room.now()
        with pytest.raises(Refusal, match="不能往回拨"):
            facilitate(room, "exercise.clock", to=before - timedelta(minutes=1))
        facilitate(room, "exercise.clock", to=before + timedelta(minutes=30))
        facilitate(room, "inject.hold", no=1)
        facilitate(room, "inject.release", no=1)
        facilitate(room, "inject.send", no=1)
        with pytest.raises(Refusal, match="已经发出"):
            facilitate(room, "inject.send", no=1)
        facilitate(room, "inject.skip", no=2)
        facilitate(room, "inject.add", sender="行领导", to="shift_lead", method="superior", text="现在怎么样了？")
        facilitate(room, "observation.add", kind="gap", text="没有记下来电时间", objective="report")
        with pytest.raises(Refusal, match="需要改正"):
            facilitate(room, "observation.add", kind="gap", text="没有这样的目标", objective="nothing")
        with pytest.raises(Refusal) as no:
            facilitate(room, "observation.add", kind="improvement", text="补一次培训")
        assert {fault.field for fault in no.value.faults} == {"owner", "due"}
        facilitate(room, "exercise.clock", more=20)
        view = room.exercise()
        assert room.now() == before + timedelta(minutes=30)
        assert view.ends == before + timedelta(minutes=view.scenario.sitting + 20), "quiet hours that nobody jumped don't count"
    assert [(each.no, each.state) for each in view.injects if each.state != "waiting"] == [
        (1, "sent"), (2, "skipped"), (11, "sent"),
    ]  # fmt: skip
    assert view.observations[0].text == "没有记下来电时间"


@pytest.mark.requirement("X.04")
def test_a_live_emergency_keeps_an_exercise_from_starting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any room with an open emergency stands for the live one; that of an exercise of the bank's is one."""
    monkeypatch.setattr("dutyroom.settings.terminal.must_be_terminal", lambda: None)
    with exercise(tmp_path / "live", "bank-run") as room:
        run = Conductor(room)
        facilitate(room, "exercise.begin")
        run.step()
        while not room.emergencies():
            at = run.next()
            assert at is not None
            room.clock.at = at  # type: ignore[attr-defined]
            run.step()
        address = room.url
    assert live_emergencies(address) == "储户聚集·城关支行"
    assert main(["exercise", "run", "bank-run", "--database", address]) == 1
    said = capsys.readouterr().err
    assert "储户聚集·城关支行" in said
    assert "--anyway" in said
    assert numbers() == ()
    assert live_emergencies(str(tmp_path / "nothing.sqlite3")) == ""


@pytest.mark.whole
@pytest.mark.parametrize(("name", "hinted"), [("first-steps", True), ("bank-run", False)])
async def test_a_newcomer_sees_each_hint_without_asking_for_it(name: str, hinted: bool, tmp_path: Path) -> None:
    with exercise(tmp_path / "x", name, ("duty_officer",)) as room:
        facilitate(room, "exercise.begin")
        Conductor(room).step()
        app = ExerciseApp(room, *room.first_page(80))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "#1" in shown(pilot))
            assert ("提示：先按 Ctrl+O 登录" in shown(pilot)) == hinted
            await pilot.press("i")
            await until(pilot, lambda: isinstance(app.screen, InjectsScreen) and "发给 值班员" in shown(pilot))
            assert ("F2 接电话" in shown(pilot)) == hinted
            await pilot.press("h")
            await until(pilot, lambda: ("F2 接电话" in shown(pilot)) != hinted)


@pytest.mark.whole
async def test_an_exercise_that_begins_while_the_console_opens_is_seen_to_have_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look before the feed's first one, and a beginning in between: nothing told of it, and the frame said 暂停."""
    with exercise(tmp_path / "x", "first-steps", ("duty_officer",)) as room:
        first = Feed._load

        def late(feed: Feed) -> int:
            facilitate(room, "exercise.begin")
            Conductor(room).step()
            return first(feed)

        # Who looks early is let look first; who does not is not waited for.
        looked = threading.Event()
        injects = Front.injects
        monkeypatch.setattr(Front, "injects", lambda self: (injects(self), looked.set())[0])
        monkeypatch.setattr(Feed, "_load", lambda feed: (looked.wait(1), late(feed))[1])
        app = ExerciseApp(room, *room.first_page(80))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "#1" in shown(pilot))


@pytest.mark.whole
async def test_a_live_emergency_that_was_told_before_the_facilitators_page_opened_is_told_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with exercise(tmp_path / "x", "bank-run", ("duty_officer",)) as room:
        app = ExerciseApp(room, *room.first_page(80), facilitates=True)
        app.ask_live = lambda: "东门支行系统中断"
        signed_in = Front.sign_in
        told = threading.Event()

        def late(self: Front, person: str, secret: str) -> SignedIn:
            told.wait(120)
            return signed_in(self, person, secret)

        monkeypatch.setattr(Front, "sign_in", late)
        async with app.run_test(size=(160, 40)) as pilot:
            await until(pilot, lambda: "东门支行系统中断。导调台 P 暂停、E 结束演练" in shown(pilot))
            told.set()
            await until(pilot, lambda: isinstance(app.screen, FacilitatorScreen))
            await until(pilot, lambda: "东门支行系统中断。导调台 P 暂停、E 结束演练" in shown(pilot))


@pytest.mark.whole
async def test_the_facilitator_sees_what_each_inject_waits_for_and_what_is_owed(tmp_path: Path) -> None:
    with exercise(tmp_path / "x", "bank-run", ("duty_officer",)) as room:
        app = ExerciseApp(room, *room.first_page(80), facilitates=True)
        app.ask_live = lambda: "东门支行系统中断"
        async with app.run_test(size=(160, 40)) as pilot:
            await until(pilot, lambda: "「上报」之后" in shown(pilot))
            assert "未「发布声明」才发" in shown(pilot)
            assert "dutyroom exercise join 0000-0" in shown(pilot)
            await until(pilot, lambda: "东门支行系统中断。导调台 P 暂停、E 结束演练" in shown(pilot))
            await until(pilot, lambda: "正式突发事件：东门支行系统中断" in shown(pilot).splitlines()[0])
            await pilot.press("b")
            await until(pilot, lambda: room.exercise().began is not None)
            Conductor(room).step()
            await until(pilot, lambda: "待办 新来电、登记投诉、上报" in shown(pilot))
            await pilot.press("t")
            await until(pilot, lambda: "延长（分钟）" in shown(pilot))
            await pilot.press("escape")
            await until(pilot, lambda: "延长（分钟）" not in shown(pilot))
            await pilot.press("y")
            await until(pilot, lambda: "I 情景信息" in shown(pilot) and "E 导调台" in shown(pilot))
            await pilot.press("i")
            await until(pilot, lambda: isinstance(app.screen, InjectsScreen))
            await pilot.press("escape", "escape", "escape")
            await until(pilot, lambda: app.screen is app.board)
            await pilot.press("e")
            await until(pilot, lambda: isinstance(app.screen, FacilitatorScreen) and "待办 新来电" in shown(pilot))
            await pilot.press("o")
            await until(pilot, lambda: "2 不足" in shown(pilot) and "及时受理和上报" in shown(pilot))
        wall = ExerciseWallApp(room, *room.first_page(80))
        wall.ask_live = lambda: "东门支行系统中断"
        async with wall.run_test(size=(160, 40)) as pilot:
            await until(pilot, lambda: "#1 来电 储户刘女士 138 0000 4321" in shown(pilot))
            # The word stands at all four corners, and before the exercise's time.
            await until(pilot, lambda: [shown(pilot).splitlines()[at].count("演练") for at in (0, -1)] == [3, 2])
            assert "I 已读" not in shown(pilot), "nobody can press it there"
            assert wall.screen.query_one(FrameTop).size.width == 156, "the room for the inject is taken below, not at the side"
            await until(pilot, lambda: "正式突发事件：东门支行系统中断" in shown(pilot).splitlines()[0])


@pytest.mark.whole
def test_the_clock_stands_while_nobody_leads(tmp_path: Path) -> None:
    (tmp_path / "demo-keys").mkdir()
    wall = WallClock()
    with closing(open_room(str(tmp_path / "room.sqlite3"), wall, create=True)) as room:
        set_up(room, scenario_text("first-steps"), "0000-0", ("duty_officer",), wall)
        facilitate(room, "exercise.begin")
        facilitate(room, "exercise.clock", rate=60)
        Leading(room).pause()
        with room.database.read() as session:
            room.follow_clock(session)
        assert (room.exercise().rate, room.exercise().ended) == (0, None)
        assert room.now() > room.exercise().began


@pytest.mark.whole
@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_an_exercise_on_a_server_is_joined_by_its_address_and_never_made_in_a_room(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dutyroom.settings.terminal.must_be_terminal", lambda: None)
    url = databases.empty()
    live = databases.copy("ready", ready)
    argv = ["exercise", "run", "first-steps", "--on"]
    assert main([*argv, live]) == 1
    assert "正式值班室的数据库" in capsys.readouterr().err
    assert main([*argv, url, "--database", url]) == 1
    assert "正式值班室的数据库" in capsys.readouterr().err
    assert main([*argv, str(tmp_path / "x.sqlite3")]) == 1
    assert "PostgreSQL" in capsys.readouterr().err
    assert numbers() == ()
    opened: list[Front] = []
    monkeypatch.setattr("dutyroom.bootstrap.run_exercise_of", lambda room, *_given: opened.append(room) or 0)
    assert main([*argv, url]) == 0
    (number,) = numbers()
    assert database_of(number) == url
    opened[0].close()
    # Another machine: it has no folder of the exercise and no key.
    for name in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("DUTYROOM_KEYS", raising=False)
    with closing(open_room(url)) as room:
        Conductor(room).step()
        call = {"phone": "13800001101", "name": "唐女士", "content": "多收"}
        room.perform(Command("call.take", "wangmin", "", uuid4().hex, values=call))
        assert [each.state for each in room.exercise().injects][:2] == ["sent", "waiting"]
        assert room.exercise().judged[0].verdict == "met"
    assert main([*argv, url]) == 1
    assert "已有一场演练" in capsys.readouterr().err


def test_players_may_not_lead_and_a_live_room_has_no_exercise(tmp_path: Path) -> None:
    with exercise(tmp_path / "x", "bank-run", ("duty_officer",)) as room:
        for act in ("exercise.begin", "inject.send", "exercise.end"):
            with pytest.raises(Refusal) as no:
                room.perform(Command(act, "liwei", "", uuid4().hex, values={"no": 1} if act == "inject.send" else {}))
            assert no.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('to = "duty_officer"', 'to = "nobody"', "预案没有这个角色"),
        ('from = "caller"', 'from = "caler"', "[[cast]] 里没有这个人"),
        ("138 0000 0001", "138 1234 5678", "可能是真的号码"),
        ('act = "call.take"\nwithin', 'act = "call.tak"\nwithin', "没有这个事项"),
        ("at = 0 ", "at = 99 ", "在演练结束之后才来"),
        ("at = 0 ", 'after = "inject.1" #', "互相等待"),
        ('objective = "report"', 'objective = "else"', "没有这个目标"),
        ("values_en = { content", "values_en = { text", "没有这一栏"),
        ("ends_at = 60 ", "ends_at = 99999 ", "演练太长"),
        ('plan = "rural-commercial-bank"', 'plan = "nowhere"', "没有这个预案"),
    ],
)
def test_a_scenario_that_can_not_be_played_is_refused_with_its_line(old: str, new: str, said: str) -> None:
    text = new_scenario_text()
    assert check_scenario(text, "x", pack_plan) == ()
    assert old in text
    faults = check_scenario(text.replace(old, new), "x.toml", pack_plan)
    assert any(said in fault.message and fault.line > 1 for fault in faults), faults


AGAIN = """[[move]]
role = "shift_lead"
act = "emergency.report"
after = "emergency.activate"
values = { title = "再报", place = "网点", complaint = "$complaint.1" }
values_en = { title = "again", place = "branch" }
"""
AFTERWARDS = """[[move]]
role = "duty_officer"
act = "call.finish"
after = "inject.4"
subject = "$call"
values = { outcome = "已答复" }
values_en = { outcome = "answered" }
"""
PLAYED = [("data-leak", AGAIN, "emergency.report"), ("first-steps", AFTERWARDS, "call.finish")]


@pytest.mark.parametrize(("name", "move", "act"), few(PLAYED, PLAYED[1]), ids=["an event twice", "a call that became a case"])
def test_a_move_that_the_plan_does_not_let_happen_is_told_with_its_line(
    name: str, move: str, act: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only playing shows it: an urgent level makes the event under data-leak's plan; who registers a call has finished it."""
    text = scenario_text(name)
    file = tmp_path / "double.toml"
    file.write_text(text + "\n" + move, encoding="utf-8")
    assert main(["scenario", "check", str(file), "--json"]) == 1
    found = {each["file"]: each["faults"] for each in json.loads(capsys.readouterr().out)["files"]}
    (fault,) = found[str(file)]
    assert f"{act} 没有办成" in fault["message"]
    assert fault["line"] == text.count("\n") + 2


def test_an_act_answers_one_expectation_and_late_counts_half() -> None:
    scenario = read_scenario(scenario_text("bank-run"), "bank-run", pack_plan)
    began = scenario.at
    sent = {1: began, 6: began}

    def done(minute: int, seq: int) -> Happened:
        return Happened(seq, began + timedelta(minutes=minute), "call.take", "x", "duty_officer")

    both = judge(scenario, began, sent, [done(1, 1), done(20, 2)], {}, began + timedelta(hours=1), True)
    assert [each.verdict for each in both if each.expected.act == "call.take"] == ["met", "late"]
    one = judge(scenario, began, sent, [done(1, 1)], {}, began + timedelta(hours=1), True)
    assert [each.verdict for each in one if each.expected.act == "call.take"] == ["met", "missed"]
    opinion = next(score for score in scores(scenario, both) if score.objective == "opinion")
    assert (opinion.met, opinion.late, opinion.missed, opinion.percent) == (0, 1, 0, 50)


def test_who_was_quicker_than_the_inject_is_not_behind() -> None:
    """What an inject asks for counts since its cause; a step of the emergency whenever it was taken."""
    scenario = read_scenario(scenario_text("bank-run"), "bank-run", pack_plan)
    began = scenario.at
    at = {"complaint.satisfied": 1, "emergency.report": 2, "complaint.report_up": 3, "measure.carry_out": 40}

    def verdicts(**more: int) -> dict[str, str]:
        minutes = {**at, **{act.replace("_", ".", 1): minute for act, minute in more.items()}}
        acts = sorted((minute, act) for act, minute in minutes.items())
        happened = [Happened(n, began + timedelta(minutes=m), act, "x", "") for n, (m, act) in enumerate(acts)]
        sent = {2: began + timedelta(minutes=5), 8: began + timedelta(minutes=43)}
        return {each.expected.act: each.verdict for each in judge(scenario, began, sent, happened, {}, began, True)}

    assert verdicts()["emergency.report"] == "met"
    assert verdicts()["complaint.satisfied"] == "missed"
    assert verdicts(complaint_satisfied=41)["complaint.satisfied"] == "met"


@pytest.mark.whole
def test_another_conductor_goes_on_where_the_last_one_was_killed(tmp_path: Path) -> None:
    """Nothing is kept in the conductor: one for every moment gives the same exercise as one for all."""
    with exercise(tmp_path / "x", "first-steps") as room:
        facilitate(room, "exercise.begin")
        at: datetime | None = room.now()
        while at is not None:
            room.clock.at = at  # type: ignore[attr-defined]
            leads = Conductor(room)
            leads.step()
            at = leads.next()
        data = json.dumps(evaluation_data(room.exercise()), ensure_ascii=False).encode()
    assert data == played("first-steps").data


@pytest.mark.whole
@pytest.mark.requirement("X.04")
@pytest.mark.parametrize("name", few([name for name in scenario_names() if name != "first-steps"], "bank-run"))
def test_a_branch_is_taken_only_by_players_who_were_slow_and_is_scored_so(name: str, tmp_path: Path) -> None:
    """The same moves, one act of them only once the inject has come that it would have kept away."""
    scenario = read_scenario(scenario_text(name), name, pack_plan)
    branch = next(each for each in scenario.injects if each.trigger.unless)
    (act,) = branch.trigger.unless
    held_back = next(move for move in scenario.moves if move.act == act)

    def judged(view: ExerciseView, of: str, no: int = 0) -> set[str]:
        return {each.verdict for each in view.judged if each.expected.act == of and no in (0, each.inject)}

    quick = played(name).view
    assert next(each.state for each in quick.injects if each.no == branch.no) == "skipped"
    assert {each.verdict for each in quick.judged if each.inject == branch.no} == {"not_asked"}
    assert judged(quick, act) - {"not_asked"} == {"met"}

    role = held_back.role
    asked = Trigger(after=f"inject.{branch.no}", delay=1)
    late = asked if act in {each.act for each in branch.expected} else replace(asked, delay=15)
    script = [replace(move, trigger=late) if move is held_back else move for move in scenario.moves if move.role == role]
    answers = [next(move for move in scenario.moves if move.act == each.act) for each in branch.expected if each.act != act]
    script += [replace(move, role=role, trigger=asked) for move in answers]
    with exercise(tmp_path / "x", name, (role,)) as room:
        run_through(room, script)
        slow = room.exercise()
    sent = next(each for each in slow.injects if each.no == branch.no)
    assert sent.state == "sent"
    assert {each.verdict for each in slow.judged if each.inject == branch.no} == {"met"}
    assert "late" in judged(slow, act)
    assert slow.percent is not None
    assert slow.percent < 100


@pytest.mark.whole
def test_the_conductor_reads_each_act_of_the_journal_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(session: Session, after: int = 0) -> list[tuple[Happened, str]]:
        found = acts_in(session, after)
        read.extend(act.seq for act, _command in found)
        return found

    monkeypatch.setattr(conductor, "acts_in", counted)
    with exercise(tmp_path / "x", "first-steps") as room:
        run_through(room)
    assert len(read) > 15
    assert len(read) == len(set(read))


@pytest.mark.whole
def test_a_finished_emergency_becomes_a_scenario_without_personal_data() -> None:
    with closing(open_room(played("bank-run").database)) as room:
        made_of = scenario_from(room, "2026-1")
        text = made_of.text
        with pytest.raises(Refusal, match="找不到"):
            scenario_from(room, "2026-9")
        paper = room.print_log(room.log(), "试").read_text(encoding="utf-8").splitlines()
    assert check_scenario(text, "made", pack_plan) == ()
    made = read_scenario(text, "made", pack_plan)
    assert [inject.method for inject in made.injects] == ["phone", "scene", "post"]
    assert any(each.act == "emergency.activate" for inject in made.injects for each in inject.expected)
    assert not [word for word in ("刘女士", "13800004321", "4321") if word in text]
    assert "未列出的也可能有" in text or not made_of.suspected
    assert paper[0] == paper[-1] == "【演练】"


@pytest.mark.whole
def test_the_report_is_a_document_marked_on_every_page_and_never_written_over(tmp_path: Path) -> None:
    view = played("bank-run").view
    path = tmp_path / "report.docx"
    write_report(view, path)
    with zipfile.ZipFile(path) as parts:
        body = parts.read("word/document.xml").decode()
        heads = [parts.read(name).decode() for name in parts.namelist() if "header" in name or "footer" in name]
    assert "桌面推演评估报告" in body
    assert "挤兑谣言与网点聚集" in body
    assert len(heads) == 2
    assert all("演练" in head for head in heads)
    size = path.stat().st_size
    with pytest.raises(Refusal, match="文件已存在"):
        write_report(view, path)
    assert path.stat().st_size == size


@pytest.mark.whole
@pytest.mark.requirement("X.04")
@pytest.mark.skipif(not which("soffice") and not os.environ.get("CI"), reason="LibreOffice is not on this machine")
def test_libreoffice_opens_the_report_and_its_mark_is_on_every_page(tmp_path: Path) -> None:
    write_report(played("wrong-charges").view, tmp_path / "report.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")]
    run(command, check=True, capture_output=True, timeout=PATIENCE_S)
    command = ["pdftotext", str(tmp_path / "report.pdf"), "-"]
    text = run(command, check=True, capture_output=True, timeout=PATIENCE_S).stdout.decode()
    pages = text.removesuffix("\f").split("\f")
    assert 3 <= len(pages) <= 8
    assert all(page.count("演练") >= 6 for page in pages)
    for said in ("桌面推演评估报告", "重复扣费、媒体询问（系统性）", "二、实际经过", "三、逐项评估", "四、优点、不足与改进"):
        assert said in text
    # The head of the timeline stands again where it goes on.
    assert sum("人员" in page and "办理" in page for page in pages) >= 2
