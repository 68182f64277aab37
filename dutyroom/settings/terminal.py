"""This terminal: the installation, by an id that it keeps, and the line on which the program was started."""

import os
import re
import sys
from contextlib import suppress
from typing import TextIO

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.lang import set_language

_UNFIT = re.compile(r"[^\w./@:-]+", re.ASCII)


def this_line() -> str:
    """The terminal line (``pts/3``) of this process, "" where it has none: then all such processes are one."""
    for stream in (sys.stdin, sys.stderr, sys.stdout):
        with suppress(OSError, ValueError, AttributeError):
            if stream.isatty():
                name = os.ttyname(stream.fileno()) if hasattr(os, "ttyname") else "console"
                return name.removeprefix("/dev/")
    return ""


def must_be_terminal() -> None:
    """Raises Refusal ``no_terminal`` where a console can't be shown: a pipe, a file, a service, or one without Chinese."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    if not all(stream is not None and _is_terminal(stream) for stream in streams):
        no = _("值班台要在终端里打开，输入输出都不能转到别处。")
        raise Refusal("no_terminal", no, _("脚本请用 dutyroom status、dutyroom act。"))
    encoding = streams[2].encoding if streams[2] is not None else ""
    try:
        "值班".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        set_language("en")
        no = _("这台终端的编码（{encoding}）显示不了中文。").format(encoding=encoding)
        raise Refusal("no_terminal", no, _("请把终端设为 UTF-8，例如 LANG=C.UTF-8。")) from None


def _is_terminal(stream: TextIO) -> bool:
    with suppress(OSError, ValueError):
        return stream.isatty()
    return False


def this_installation() -> str:
    """The id of this installation for this user of the machine, made on first use; a passing one where it can't be kept."""
    from platformdirs import user_config_path

    file = user_config_path("dutyroom") / "installation"
    with suppress(OSError, ValueError):
        if known := file.read_text("ascii").strip():
            return known[:32]
    made = os.urandom(8).hex()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(made)
    with suppress(OSError, ValueError):
        # Another console may have made it at the same moment.
        return file.read_text("ascii").strip()[:32] or made
    return made


def this_place() -> str:
    """What people know it by: user, machine and line."""
    user = machine = "?"
    with suppress(ImportError, KeyError, AttributeError):
        import pwd

        user, machine = pwd.getpwuid(os.getuid()).pw_name, os.uname().nodename
    return " ".join(_UNFIT.sub("?", word) for word in (f"{user}@{machine}", this_line()) if word)[:80]
