"""What is shipped: the file lists of wheel and sdist, and programs that start from them, offline."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IGNORED = shutil.ignore_patterns(
    "__pycache__", ".*cache", ".venv", ".git", "*.egg-info", ".hypothesis", "*.sqlite3", "dist", "build"
)

_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_SCRIPT = re.compile(r"\$\(BIN\)/python (\S+\.py)")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with a stray database in every shipped folder."""
    tree = tmp_path_factory.mktemp("source") / "dutyroom"
    shutil.copytree(ROOT, tree, ignore=IGNORED)
    shutil.copy(ROOT / ".gitignore", tree)
    for folder in ("db", "themes", "dutyroom"):
        (tree / folder).mkdir(exist_ok=True)
        (tree / folder / "dev.sqlite3").write_bytes(b"SQLite format 3\0")
        (tree / folder / "dev.sqlite3-wal").write_bytes(b"")
    return tree


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the sdist."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist"]
    run([*build, "--outdir", str(out), "."], source)
    return out


def run(command: list[str], where: Path) -> str:
    """Run it outside any checkout's reach and give back what it wrote."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV_"))}
    result = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


def shipped(root: Path, *folders: str) -> set[str]:
    """The files under version of those folders, as they lie in a checkout."""
    found = set()
    for folder in folders:
        for file in (root / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and "sqlite3" not in file.name:
                found.add(file.relative_to(root).as_posix())
    return found


@pytest.mark.whole
def test_the_wheel_holds_the_package_and_its_folders_and_nothing_else(built: Path, source: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
    beside = {f"dutyroom/_bundled/{name}" for name in shipped(source, "themes", "db")}
    assert names == shipped(source, "dutyroom") | beside
    assert not [n for n in names if "sqlite3" in n.rpartition("/")[2].partition(".")[2]]


def test_the_sdist_can_be_built_and_tested(built: Path, source: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {n.partition("/")[2] for n in archive.getnames()}
    assert shipped(source, "dutyroom", "themes", "db", "tests") <= names
    assert {"Makefile", "requirements.lock", "LICENSE", "README.md"} <= names
    assert not [n for n in names if n.endswith((".sqlite3", ".sqlite3-wal"))]


def test_the_sdist_has_every_file_at_the_top_and_every_page_that_one_of_them_leads_to(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {n.partition("/")[2] for n in archive.getnames()}
    # What a checkout ignores lies about in it as well.
    ours = run(["git", "ls-files"], ROOT).split() if (ROOT / ".git").exists() else [each.name for each in ROOT.iterdir()]
    top = {name for name in ours if "/" not in name and (ROOT / name).is_file() and not name.startswith(".")}
    assert {"README.en.md", "Makefile"} <= top
    assert sorted(top - names) == []
    told = {page for name in top if name.endswith(".md") for page in _LINK.findall((ROOT / name).read_text(encoding="utf-8"))}
    assert "docs/architecture.md" in told
    assert sorted(told - names) == []
    asked = set(_SCRIPT.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert asked
    assert asked <= names


def environment_with(requirement: list[str], where: Path) -> Path:
    """A new environment with this one's libraries and dutyroom alone installed. Gives the program."""
    venv.create(where, with_pip=False)
    site = where / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    # A checkout that is installed here stays out: .pth files in a folder so added are not read.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = str(where / "bin" / "python")
    install = [sys.executable, "-m", "pip", "--python", python, "install"]
    offline = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed"]
    run([*install, *offline, *requirement], where)
    return where / "bin" / "dutyroom"


def starts(program: Path, where: Path) -> None:
    """The program answers from its own copy, in both languages, with everything it looks up in files."""
    assert "重大客户投诉值班台" in run([str(program), "--help"], where)
    assert "Duty room console" in run([str(program), "--lang", "en", "--help"], where)
    words = "clock --unit working_days --amount 5 --from 2026-09-30T16:00:00+08:00 --hours 09:00-17:30 --json"
    assert '"2026-10-13T17:30:00+08:00"' in run([str(program), *words.split()], where)


def location(program: Path, where: Path) -> Path:
    code = "from dutyroom.settings.resources import resource as r; print(r('themes'), r('db'))"
    themes, db = run([str(program.with_name("python")), "-c", code], where).split()
    assert Path(themes).name == "themes"
    assert Path(db).name == "db"
    return Path(themes).parent


@pytest.mark.whole
def test_the_wheel_starts_in_a_clean_environment(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    program = environment_with([str(wheel)], tmp_path / "env")
    starts(program, tmp_path)
    assert location(program, tmp_path).is_relative_to(tmp_path / "env")


@pytest.mark.whole
def test_an_editable_installation_finds_the_folders_beside_it(source: Path, tmp_path: Path) -> None:
    program = environment_with(["--editable", str(source)], tmp_path / "env")
    starts(program, tmp_path)
    assert location(program, tmp_path) == source
