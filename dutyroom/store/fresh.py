"""A new room on a file, made out of sight: it stands in its place whole, with its key, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _
from dutyroom.settings.files import settle, unwritten
from dutyroom.store.keys import FILE_NAME

_TAILS = ("", "-wal", "-shm", "-journal")


@contextmanager
def fresh(path: Path, keys: Path) -> Iterator[tuple[Path, Path]]:
    """Where to make the room that shall lie at ``path``, and its key; both are put in place at the end.

    A key that lies in the folder ``keys`` already is used there. Raises Refusal ``founded`` when somebody else made the
    room or the key meanwhile, ``cannot_write``. Nothing is left where the body raises.
    """
    mark = secrets.token_hex(4)
    beside, apart = path.with_name(f".{path.name}.{mark}"), keys / f".new-{mark}"
    known = (keys / FILE_NAME).exists()
    try:
        if not known:
            apart.mkdir(parents=True, mode=0o700)
        yield beside, keys if known else apart
        if not known:
            os.link(apart / FILE_NAME, keys / FILE_NAME)
            settle(keys)
        os.link(beside, path)
        settle(path.parent)
    except FileExistsError as taken:
        raise Refusal("founded", _("值班室已经设立。"), _("直接打开即可。")) from taken
    except OSError as fault:
        raise unwritten(path, fault) from fault
    finally:
        for tail in _TAILS:
            beside.with_name(beside.name + tail).unlink(missing_ok=True)
        if not known:
            shutil.rmtree(apart, ignore_errors=True)

