"""No file of the program stands in a large circle of imports or is too long to be read whole, and no folder is too full."""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dutyroom"
LARGEST_CIRCLE = 3
FULLEST_FOLDER = 45
LONGEST_FILE, LONGEST_MEDIAN = 400, 110


def modules(package: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    names = {".".join(file.relative_to(package.parent).with_suffix("").parts): file for file in package.rglob("*.py")}
    return {name.removesuffix(".__init__"): file for name, file in names.items()}


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Every statement at any depth: an import is one, and most of a tree is what stands in them."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, field, ())
            waiting += inner if isinstance(inner, list) else ()


@cache
def arrows(package: Path) -> dict[str, set[str]]:
    """Which modules each module imports: at its top, in functions and for type checkers alike."""
    files = modules(package)
    out: dict[str, set[str]] = {}
    for name, file in files.items():
        found: set[str] = set()
        for node in statements(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{file}:{node.lineno} is a relative import"
                inner = {f"{node.module}.{each.name}" for each in node.names}
                # A name that is no module is something in the module it is imported from.
                found |= {each if each in files else str(node.module) for each in inner}
        out[name] = (found & set(files)) - {name}
    return out


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which leads to all others of its group, the largest first."""

    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def walk(name: str) -> None:
        """Tarjan's: a module that leads back to none before it closes the group of all that came after it."""
        order[name] = low[name] = len(order)
        stack.append(name)
        for other in graph[name]:
            if other not in order:
                walk(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == order[name]:
            start = stack.index(name)
            found.append(sorted(stack[start:]))
            del stack[start:]

    for name in graph:
        if name not in order:
            walk(name)
    return sorted((each for each in found if len(each) > 1), key=lambda each: (-len(each), each))


def too_large(package: Path) -> list[list[str]]:
    return [each for each in circles(arrows(package)) if len(each) > LARGEST_CIRCLE]


def test_no_large_circle_of_imports() -> None:
    assert too_large(PACKAGE) == []


def test_services_stand_in_no_circle() -> None:
    assert [each for each in circles(arrows(PACKAGE)) if any(name.startswith("dutyroom.services") for name in each)] == []


def test_a_planted_circle_is_seen(tmp_path: Path) -> None:
    package = tmp_path / "planted"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "a.py").write_text("import planted.b", encoding="utf-8")
    (package / "b.py").write_text("from planted import c", encoding="utf-8")
    (package / "c.py").write_text("def late():\n    from planted.d import x", encoding="utf-8")
    (package / "d.py").write_text("if TYPE_CHECKING:\n    from planted.a import y", encoding="utf-8")
    assert too_large(package) == [["planted.a", "planted.b", "planted.c", "planted.d"]]


def test_no_folder_is_too_full() -> None:
    held = Counter(str(file.parent.relative_to(ROOT)) for file in PACKAGE.rglob("*.py") if file.name != "__init__.py")
    assert {folder: count for folder, count in held.items() if count > FULLEST_FOLDER} == {}


def test_files_are_read_whole() -> None:
    lengths = {name: len(file.read_text("utf-8").splitlines()) for name, file in modules(PACKAGE).items()}
    assert [name for name, lines in lengths.items() if lines > LONGEST_FILE] == []
    assert median(lines for lines in lengths.values() if lines) < LONGEST_MEDIAN
