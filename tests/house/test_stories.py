"""No story at a terminal counts its way through a form: a field more, and what is typed goes into the one before."""

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ALLOWED = {"e2e/forms.py", "faults/test_hostile.py"}
"""Who finds fields for all others, and a test of every field there is."""


def counted(source: str) -> list[int]:
    """Lines with a Tab that is pressed without looking."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "press"
        if any(isinstance(each, ast.Constant) and each.value in ("tab", "shift+tab") for each in node.args)
    ]


def test_fields_are_found_by_their_names() -> None:
    assert counted('desk.press("f2")\ndesk.press("f2", "tab")') == [2]
    files = [file for folder in ("e2e", "faults") for file in (TESTS / folder).glob("*.py")]
    named = {file.relative_to(TESTS).as_posix(): file for file in files}
    faults = {name: lines for name, file in named.items() if name not in ALLOWED and (lines := counted(file.read_text("utf-8")))}
    assert not faults, f"{faults}: tests/e2e/forms.py goes to a field by its name"
