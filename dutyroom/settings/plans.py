"""The plan packs that come with the program, and plan files that people wrote."""

from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

_folder = Path(__file__).resolve().parent.parent / "plans"
_MOST = 1 << 20  # twice what the reader accepts: enough to say that a file is too large


_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def pack_names() -> tuple[str, ...]:
    """The codes of all packs, in order of name."""
    return tuple(sorted(file.stem for file in _folder.glob("[!_]*.toml")))


def pack_text(name: str) -> str:
    """The text of the pack of that code. Raises Refusal `not_found` when there is none."""
    if name not in pack_names():
        known = _("可选：{known}").format(known="、".join(pack_names()))
        raise Refusal("not_found", _("没有这个预案：{name}").format(name=name), known)
    return (_folder / f"{name}.toml").read_text(encoding="utf-8")


def new_plan_text() -> str:
    """A small complete plan that an author starts from."""
    return (_folder / "_new.toml").read_text(encoding="utf-8")


def plan_file_text(file: Path) -> str:
    """The text of a plan file, without a byte order mark. Raises Refusal `bad_file` when it can't be read."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(_MOST)
    except OSError as unread:
        no = _("打不开文件：{file}").format(file=file)
        raise Refusal("bad_file", no, _("请核对路径和读取权限。")) from unread
    try:
        # A file cut short may end inside a character; it is too large anyhow.
        return raw.decode("utf-8-sig", "replace" if len(raw) == _MOST else "strict")
    except UnicodeDecodeError as unread:
        if raw.startswith(_OFFICE):
            no = _("{file} 是 Word 一类的文件，不是预案文件。").format(file=file)
            raise Refusal("bad_file", no, _("用 dutyroom plan new 写一份底稿，再把条文抄进去。")) from unread
        line = raw[: unread.start].count(b"\n") + 1
        no = _("{file} 第 {line} 行不是 UTF-8 文字。").format(file=file, line=line)
        raise Refusal("bad_file", no, _("在记事本里另存为，编码选 UTF-8。")) from unread
