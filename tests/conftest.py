"""What every test gets: an environment of its own, Chinese, and in CI no silent skips.

`make test` is the everyday run. With ``--whole`` (`make test-all`) come the tests marked ``whole``, both databases for
every test that has the fixture ``engine``, and ten times the examples of hypothesis.
"""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dutyroom.lang import set_language, use_words
from tests import whole

# The same examples in every run: red is never a matter of luck. `pytest --hypothesis-profile=explore` looks for new ones.
# A test says how many it tries only where that is about the test and not about time.
settings.register_profile("everyday", max_examples=25, derandomize=True, deadline=None)
settings.register_profile("whole", max_examples=250, derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)

ON_POSTGRESQL = (
    "tests/services/test_emergency_race.py",
    "tests/services/test_gone_for_good.py::test_nothing_comes_back",
    "tests/services/test_retry.py",
    "tests/services/test_story.py::test_handing_over_the_shift_leads",
    "tests/services/test_story.py::test_two_people_one_record",
    "tests/store/test_checks.py::test_a_room_from_before",
    "tests/store/test_commands.py::test_a_room_is_made_checked_anchored_and_verified",
    "tests/store/test_cuts.py",
    "tests/store/test_feed.py::test_a_commit_wakes",
    "tests/store/test_feed.py::test_a_cut_connection",
    "tests/store/test_first_page.py::test_rows_are_the_queues_first[postgresql-60]",
    "tests/store/test_health.py",
    "tests/store/test_keys.py::test_erasing",
    "tests/store/test_migrate.py::test_a_schema_upgraded_meanwhile",
    "tests/store/test_migrate.py::test_up_and_down",
    "tests/store/test_record.py::test_nothing_passes_the_journal_by[postgresql-_raw]",
    "tests/store/test_record.py::test_nothing_passes_the_journal_by[postgresql-_savepoint]",
    "tests/store/test_record.py::test_replay",
    "tests/store/test_text.py::test_both_databases_sort",
    "tests/store/test_text.py::test_hostile",
    "tests/store/test_verify.py::test_tampering_without_the_key_is_evident[postgresql-truncate and mend the head]",
    "tests/store/test_verify.py::test_the_database_itself_refuses",
)
"""What runs on PostgreSQL too every day: where the two databases do it each in its own way (triggers, locks, waking,
sorting, migrations, what a key erases), and a piece of a story. All else that has the fixture ``engine`` runs there with
``--whole``; a test that is about PostgreSQL alone has no twin on SQLite and always runs."""

# Programs that tests start would compile the whole of dutyroom again each time: half of what starting one costs.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.fixture(autouse=True)
def _own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours = ("DUTYROOM_", "TEXTUAL")
    # The snapshot plugin keeps its folder in a variable of its own.
    for name in [n for n in os.environ if n.startswith(ours) and not n.startswith("TEXTUAL_SNAPSHOT")]:
        monkeypatch.delenv(name)
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / f"xdg-{name.lower()}"))
    set_language("zh")
    # A plan gives its words to the whole process; the next test may be about another plan.
    use_words({})
    yield
    set_language("zh")


LOST = pytest.StashKey[set[str]]()


@pytest.fixture
def lost_lines(pytestconfig: pytest.Config) -> set[str]:
    """Lines of requirements.toml whose every test was left to ``--whole``."""
    return pytestconfig.stash.get(LOST, set())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="every test on both databases, also those marked whole")


def pytest_configure(config: pytest.Config) -> None:
    # `--hypothesis-profile` is read after this.
    settings.load_profile("whole" if config.getoption("--whole") else "everyday")
    whole.RUNS = bool(config.getoption("--whole"))


def _leave_for_the_whole(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Takes out what the everyday run leaves. A single test that is named in full runs wherever it is."""
    if config.getoption("--whole"):
        return
    names = {item.nodeid for item in items}

    def left(item: pytest.Item) -> bool:
        twin = item.nodeid.replace("postgresql", "sqlite")
        there = twin != item.nodeid and twin in names and not item.nodeid.startswith(ON_POSTGRESQL)
        return there or item.get_closest_marker("whole") is not None

    gone = [item for item in items if len(items) > 1 and left(item)]
    without = set(gone)
    kept = [item for item in items if item not in without]
    held = {line for item in kept for mark in item.iter_markers("requirement") for line in mark.args}
    lost = {str(line) for item in gone for mark in item.iter_markers("requirement") for line in mark.args} - held
    folders = {file.parent for file in Path(__file__).parent.rglob("test_*.py")}
    # Of a part of the tests nothing follows.
    config.stash[LOST] = lost if folders == {item.path.parent for item in items} else set()
    config.hook.pytest_deselected(items=gone)
    items[:] = kept


LONG = ("e2e", "faults", "exercise", "packaging")
TOGETHER = ("test_build.py", "test_exercises.py")
"""Files whose tests look at what one of them has made: in one worker it is made once."""
LONGEST = ("test_story", "test_script", "test_never", "test_emergency_walk", "test_hostile", "test_night", "test_kills")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every worker begins with its share of what takes long, the longest first: nobody waits for one of them at the end.
    Workers get neighbouring items, an equal number each, and take from one another at the end."""
    _leave_for_the_whole(config, items)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.path.parent.name in LONG]
    slow.sort(key=lambda item: not item.path.name.startswith(LONGEST))
    quick = [item for item in items if item.path.parent.name not in LONG]
    each = -(-len(items) // workers)
    ordered: list[pytest.Item] = []
    groups: dict[str, list[pytest.Item]] = {}
    for item in slow:
        groups.setdefault(item.path.name if item.path.name in TOGETHER else item.nodeid, []).append(item)
    for worker in range(workers):
        mine = [item for group in list(groups.values())[worker::workers] for item in group]
        ordered += mine + quick[: each - len(mine)]
        quick = quick[each - len(mine) :]
    items[:] = ordered


def pytest_collection_finish() -> None:
    # What was loaded and collected stays: looking through it again and again is a twentieth of what the tests take.
    gc.freeze()
    # Nor is what a test leaves behind looked for after every 700 things that it makes: another tenth.
    gc.set_threshold(50_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"{len(skipped)} skipped: in CI that is a failure.", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and os.environ.get("CI") and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
