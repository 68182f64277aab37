"""The finder of lines: exact on headers, keys and list items, whatever TOML allows around them."""

import pytest

from dutyroom.domain.plan.fault import Locator, Path, write_path

TEXT = '''# a comment with [[brackets]] and "quotes
format = 1
"四.2" = "a # not a comment"

[plan]
name = """three
lines [x]
here"""   # after
code = 'literal \\'
numbers = [ # first
    1,
    2, # comment ]
    [3, 4],
]
inline = { urgent = "1 working_days", "重要" = ["a",
  "b"] }
dotted.key.deep = 2021-01-01 10:00:00

[[role]]
code = "one"
[[role]]
code = "two"
fields = [
    { name = "x", kind = "line" },
    { name = "y" },
]
[[role.task]]
code = "t1"
[[role.task]]
code = "t2"

[role.more]
late = true
[hours] # the end
zone = "Asia/Shanghai"'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("format",), 2),
        (("四.2",), 3),
        (("plan",), 5),
        (("plan", "name"), 6),
        (("plan", "code"), 9),
        (("plan", "numbers"), 10),
        (("plan", "numbers", 0), 11),
        (("plan", "numbers", 1), 12),
        (("plan", "numbers", 2, 1), 13),
        (("plan", "inline", "urgent"), 15),
        (("plan", "inline", "重要", 1), 16),
        (("plan", "dotted", "key", "deep"), 17),
        (("role", 0, "code"), 20),
        (("role", 1), 21),
        (("role", 1, "code"), 22),
        (("role", 1, "fields", 1, "name"), 25),
        (("role", 1, "task", 1, "code"), 30),
        (("role", 1, "more", "late"), 33),
        (("hours",), 34),
        (("hours", "zone"), 35),
    ],
)
def test_lines(path: Path, line: int) -> None:
    assert Locator(TEXT).line(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("nowhere",), 1),
        (("hours", "monday"), 34),
        (("role", 1, "task", 0, "name"), 27),
        (("role", 1, "fields", 0, "en"), 24),
    ],
)
def test_what_is_missing_is_told_at_the_nearest_line_around_it(path: Path, line: int) -> None:
    assert Locator(TEXT).line(path) == line


def test_windows_line_ends() -> None:
    assert Locator(TEXT.replace("\n", "\r\n")).line(("role", 1, "task", 1, "code")) == 30


def test_paths_are_counted_from_one() -> None:
    assert write_path(("clock", 2, "stop", 0)) == "clock[3].stop[1]"
