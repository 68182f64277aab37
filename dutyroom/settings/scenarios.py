"""The scenarios that come with the program, and scenario files that people wrote."""

from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.plans import plan_file_text

_folder = Path(__file__).resolve().parent.parent / "scenarios"


def scenario_names() -> tuple[str, ...]:
    """The codes of all shipped scenarios, in order of name."""
    return tuple(sorted(file.stem for file in _folder.glob("[!_]*.toml")))


def scenario_text(name: str) -> str:
    """The text of the scenario of that code, or of the file of that name.

    Raises Refusal ``not_found`` when there is neither, ``bad_file`` when the file can't be read.
    """
    if name in scenario_names():
        return (_folder / f"{name}.toml").read_text(encoding="utf-8")
    if name.endswith(".toml") or Path(name).exists():
        return plan_file_text(Path(name))
    known = _("可选：{known}").format(known="、".join(scenario_names()))
    raise Refusal("not_found", _("没有这个演练方案：{name}").format(name=name), known)


def new_scenario_text() -> str:
    """A small complete scenario that an author starts from."""
    return (_folder / "_new.toml").read_text(encoding="utf-8")
