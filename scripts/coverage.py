"""Makes docs/coverage.md: every line that the nine plans ask, where it is in the program, which tests hold it.

    python scripts/coverage.py            writes the page
    python scripts/coverage.py --check    says what is wrong with it, exit 1 if anything is

The lines stand in tests/requirements.toml; tests say which they hold: ``@pytest.mark.requirement("1.02", "5.04")``.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path("docs/coverage.md")
HEAD = """# What the nine plans ask, and what holds it

Made by `python scripts/coverage.py` from `tests/requirements.toml` and the tests' own marks; a test fails when a line
has no test or this page is stale. Plan words stand as the plans write them."""


def requirements(root: Path = ROOT) -> list[dict[str, Any]]:
    """The lines in the order of the file."""
    text = (root / "tests" / "requirements.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["requirement"]
    return found


def marked(root: Path = ROOT) -> dict[str, list[str]]:
    """Which tests bear each ID: ``tests/plans/test_in_use.py::test_7_02``, in the order of files and lines."""
    found: dict[str, list[str]] = {}
    for file in sorted((root / "tests").rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        if "mark.requirement" not in text:
            continue
        for test, ids in _in_file(ast.parse(text)):
            for each in ids:
                found.setdefault(each, []).append(f"{file.relative_to(root).as_posix()}::{test}")
    return found


def _in_file(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
            # Of a parameter too: the mark may stand anywhere in a decorator.
            ids = [each for decorator in node.decorator_list for each in _ids(decorator)]
            if ids:
                yield node.name, list(dict.fromkeys(ids))


def _ids(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.requirement":
            yield from (each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str))


def page(root: Path = ROOT) -> str:
    """The page as it ought to be."""
    lines, tests, plan = [HEAD], marked(root), ""
    for each in requirements(root):
        if each["plan"] != plan:
            plan = each["plan"]
            lines += ["", f"## {plan}", "", "| ID | what | where | tests |", "|---|---|---|---|"]
        held = [f"`{test.removeprefix('tests/')}`" for test in tests.get(each["id"], ())] or ["**none**"]
        lines.append(f"| {each['id']} | {_cell(each['what'])} | {_cell(each['where'])} | {'<br>'.join(held)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong: lines without a test, marks of no line, a page that is stale."""
    known, tests = [each["id"] for each in requirements(root)], marked(root)
    found = [f"no test bears {name}" for name in known if name not in tests]
    found += [f"{name} is no line of tests/requirements.toml: {tests[name][0]}" for name in tests if name not in known]
    there = root / PAGE
    if not there.exists() or there.read_text(encoding="utf-8") != page(root):
        found.append(f"{PAGE} is stale: python scripts/coverage.py")
    return found


def main() -> int:
    """Writes the page, or checks it."""
    if "--check" in sys.argv[1:]:
        wrong = faults()
        print("\n".join(wrong) or "sound")
        return bool(wrong)
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
