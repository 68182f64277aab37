"""The files of regulatory limits that come with the program."""

from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.files import text

_folder = Path(__file__).resolve().parent.parent / "limits"


def limits_names() -> tuple[str, ...]:
    """The codes of all files, in order."""
    return tuple(sorted(file.stem for file in _folder.glob("*.toml")))


def limits_text(name: str) -> str:
    """The text of the file of that code, or of the TOML file of that path.

    Raises Refusal ``not_found`` or ``bad_file``.
    """
    if name in limits_names():
        return (_folder / f"{name}.toml").read_text("utf-8")
    if not name.endswith(".toml"):
        known = _("可选：{known}").format(known="、".join(limits_names()))
        raise Refusal("not_found", _("没有这套监管时限：{name}").format(name=name), known)
    return text(Path(name))
