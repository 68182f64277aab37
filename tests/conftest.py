"""What every test gets: an environment of its own, Chinese, and in CI no silent skips."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dutyroom.lang import set_language, use_words

# The same examples in every run: red is never a matter of luck. `pytest --hypothesis-profile=explore` looks for new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", max_examples=1000)
settings.load_profile("steady")
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


LONGEST = ("test_script", "test_story", "test_never", "test_hostile", "test_emergency_walk", "test_kills")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests at real terminals mostly wait: every second worker begins with its share of them, the longest first, while
    the others work. Workers get neighbouring items, an equal number each, and take from one another at the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    lanes = max(workers // 2, 1)
    slow = [item for item in items if item.path.parent.name in ("e2e", "faults")]
    slow.sort(key=lambda item: not item.path.name.startswith(LONGEST))
    quick = [item for item in items if item.path.parent.name not in ("e2e", "faults")]
    each = -(-len(items) // workers)
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        mine = slow[worker // 2 :: lanes] if worker % 2 == 0 and worker // 2 < lanes else []
        ordered += mine + quick[: each - len(mine)]
        quick = quick[each - len(mine) :]
    items[:] = ordered


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"{len(skipped)} skipped: in CI that is a failure.", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and os.environ.get("CI") and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
