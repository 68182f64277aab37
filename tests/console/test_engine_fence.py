"""Textual's private parts are touched in engine/ alone: another version of Textual is then tried in one folder."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CONSOLE = Path(__file__).resolve().parents[2] / "dutyroom" / "console"
_MADE_BY_TEXTUAL = ("_default_", "_computes", "_css_type", "_decorated", "_inherit", "_merged", "_reactives", "_abc_")
"""What Textual itself sets on every class that derives from its own."""


def outside() -> list[Path]:
    return [file for file in sorted(CONSOLE.rglob("*.py")) if "engine" not in file.relative_to(CONSOLE).parts]


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


FOREIGN = re.compile(r"(?<!\bself)(?<!\bmade)\._(?!_)")
"""A private part of anything but oneself: only a file that has one is read as Python, which is dear."""


def test_no_private_part_of_anything_foreign_is_asked_for() -> None:
    found = []
    for file in outside():
        text = file.read_text("utf-8")
        if not FOREIGN.search(text):
            continue
        tree = ast.parse(text)
        reads = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and private(node.attr)]
        own = {node.attr for node in reads if isinstance(node.value, ast.Name) and node.value.id in ("self", "made")}
        own |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
        found += [f"{file.name}:{node.lineno} {ast.unparse(node)}" for node in reads if node.attr not in own]
    assert found == []


@cache
def written(file: str) -> dict[str, list[ast.AST]]:
    """All that each class of a file is written of."""
    tree = ast.parse(Path(file).read_text("utf-8"))
    return {node.name: list(ast.walk(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def nodes(kind: type) -> list[ast.AST]:
    """All that a class is written of."""
    return written(inspect.getfile(kind))[kind.__qualname__]


def classes() -> Iterator[type]:
    for file in outside():
        if file.name != "__init__.py":
            name = ".".join(("dutyroom", "console", *file.relative_to(CONSOLE).with_suffix("").parts))
            members = inspect.getmembers(importlib.import_module(name), inspect.isclass)
            yield from (each for _name, each in members if each.__module__ == name)


def test_no_class_has_a_private_part_of_its_own_where_textual_has_one() -> None:
    """Also where it is only read: what a class asks of itself but nothing of ours sets is Textual's."""
    found = []
    for each in classes():
        theirs = [base for base in each.__mro__ if base.__module__.startswith("textual")]
        if not theirs:
            continue
        named = {name for base in theirs for name in vars(base) if private(name)}
        found += [f"{each.__name__}.{name}" for name in vars(each).keys() & named if not name.startswith(_MADE_BY_TEXTUAL)]
        made: set[str] = set()
        for node in (node for base in each.__mro__ if base.__module__.startswith("dutyroom.") for node in nodes(base)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                made.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                made.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                made.add(node.id)
        asked = (node for node in nodes(each) if isinstance(node, ast.Attribute))
        found += [
            f"{each.__name__} asks itself for {node.attr}"
            for node in asked
            if private(node.attr) and isinstance(node.value, ast.Name) and node.value.id == "self" and node.attr not in made
        ]
    assert found == []
