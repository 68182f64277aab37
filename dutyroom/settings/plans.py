"""The plan packs that come with the program."""

from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

_folder = Path(__file__).resolve().parent.parent / "plans"


def pack_names() -> tuple[str, ...]:
    """The codes of all packs, in order of name."""
    return tuple(sorted(file.stem for file in _folder.glob("*.toml")))


def pack_text(name: str) -> str:
    """The text of the pack of that code. Raises Refusal `not_found` when there is none."""
    if name not in pack_names():
        known = _("可选：{known}").format(known="、".join(pack_names()))
        raise Refusal("not_found", _("没有这个预案：{name}").format(name=name), known)
    return (_folder / f"{name}.toml").read_text(encoding="utf-8")
