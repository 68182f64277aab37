"""Power cuts: what SQLite and the program write is recorded, and disks are made as a cut at any moment could leave them.

A VFS around SQLite's own (registered in the very library that the program uses) tells every write, truncation, sync and
deletion; the program's own files are told by what it calls of ``os``. What was not synced when the power went is there in
part: whole sectors, in any order, or none. A name (made, replaced, deleted) is there once its folder was synced, else the
names of a folder are there up to some moment. The log's index (``-shm``) is memory, and gone.
"""

from __future__ import annotations

import ctypes
import os
import random
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from dutyroom.store import driver

SECTOR = 512
Event = tuple[Any, ...]
"""``write`` file, offset, bytes · ``size`` file, bytes · ``sync`` file · ``name`` path, file or None · ``names`` folder ·
``told`` what was acknowledged."""

_CREATE, _DELETE_ON_CLOSE, _BESIDE = 0x4, 0x8, 0x800 | 0x4000 | 0x80000
_FULL = 13
_P = ctypes.c_void_p
# SQLite keeps the very pointer to a name, and looks behind it: it is never made a copy of.
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, _P, _P, _P, ctypes.c_int, ctypes.POINTER(ctypes.c_int))
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, _P, ctypes.c_char_p, ctypes.c_int)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, _P, _P, ctypes.c_int, ctypes.c_longlong)
_SIZE = ctypes.CFUNCTYPE(ctypes.c_int, _P, ctypes.c_longlong)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _P, ctypes.c_int)
_CLOSE = ctypes.CFUNCTYPE(ctypes.c_int, _P)


_KEPT: list[Any] = []


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int), ("size", ctypes.c_int), ("longest", ctypes.c_int), ("next", _P), ("name", ctypes.c_char_p),
        ("data", _P), ("open", _P), ("delete", _P), ("rest", _P * 14),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int), ("close", _P), ("read", _P), ("write", _P), ("truncate", _P), ("sync", _P), ("rest", _P * 13),
    ]  # fmt: skip


@dataclass
class Recording:
    """What was done to the files below ``root`` since it began."""

    root: Path
    events: list[Event] = field(default_factory=list)
    before: dict[str, bytes] = field(default_factory=dict)
    full: Callable[[], bool] = lambda: False
    """Whether the disk takes no more."""
    _numbers: dict[str, int] = field(default_factory=dict)
    _next: int = 0

    def told(self, what: object) -> None:
        """The program has acknowledged this."""
        self.events.append(("told", what))

    def number(self, path: str, new: bool = False) -> int:
        """The file that has that name now."""
        if new or path not in self._numbers:
            self._next += 1
            self._numbers[path] = self._next
            if path not in self.before or new:
                self.events.append(("name", path, self._next))
        return self._numbers[path]

    def moved(self, path: str, to: str, stays: bool) -> None:
        """A file got another name, or a second one."""
        number = self.number(path)
        self._numbers[to] = number
        self.events.append(("name", to, number))
        if not stays:
            self.gone(path)

    def gone(self, path: str) -> None:
        """A name is no more."""
        self._numbers.pop(path, None)
        self.events.append(("name", path, None))

    def inside(self, path: str) -> bool:
        return path.startswith(f"{self.root}/") and not path.endswith("-shm")


@contextmanager
def recorded(root: Path) -> Iterator[Recording]:
    """Records what this process writes below ``root``, by connections that are opened within."""
    recording = Recording(root)
    for file in root.rglob("*"):
        if file.is_file() and not file.name.endswith("-shm"):
            recording.before[str(file)] = file.read_bytes()
    for path in recording.before:
        recording.number(path)
    library = ctypes.CDLL(sys.modules[f"{driver.library.__package__}._sqlite3"].__file__)
    library.sqlite3_vfs_find.restype = _P
    library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
    library.sqlite3_vfs_register.argtypes = [_P, ctypes.c_int]
    library.sqlite3_vfs_unregister.argtypes = [_P]
    usual = library.sqlite3_vfs_find(None)
    shim, parts = _shim(recording, usual)
    # Whoever has not closed a connection still calls it: it is never freed.
    _KEPT.append((shim, parts))
    assert library.sqlite3_vfs_register(ctypes.addressof(shim), 1) == 0
    try:
        with _own_files(recording):
            yield recording
    finally:
        library.sqlite3_vfs_register(usual, 1)
        library.sqlite3_vfs_unregister(ctypes.addressof(shim))


def _shim(recording: Recording, usual: int) -> tuple[_Vfs, list[Any]]:
    theirs = _Vfs.from_address(usual)
    shim = _Vfs.from_buffer_copy(theirs)
    shim.name = b"power"
    shim.version = min(theirs.version, 2)
    opens, deletes = _OPEN(theirs.open), _DELETE(theirs.delete)
    tables: dict[int, _Methods] = {}
    files: dict[int, tuple[int, _Methods, str, list[bool]]] = {}

    def on_open(_vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        result = opens(usual, name, file, flags, out)
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        if result == 0 and recording.inside(path) and not flags & _DELETE_ON_CLOSE:
            slot = _P.from_address(file)
            address = slot.value or 0
            if address not in tables:
                theirs = _Methods.from_address(address)
                table = _Methods.from_buffer_copy(theirs)
                table.write, table.truncate = ctypes.cast(calls[0], _P), ctypes.cast(calls[1], _P)
                table.sync, table.close = ctypes.cast(calls[2], _P), ctypes.cast(calls[3], _P)
                tables[address] = table
            first = bool(flags & _BESIDE and flags & _CREATE)
            files[file] = (recording.number(path), _Methods.from_address(address), path, [first])
            slot.value = ctypes.addressof(tables[address])
        return result

    def on_write(file: int, data: int, size: int, at: int) -> int:
        number, methods, _path, _first = files[file]
        if recording.full():
            return _FULL
        recording.events.append(("write", number, at, ctypes.string_at(data, size)))
        return int(_WRITE(methods.write)(file, data, size, at))

    def on_truncate(file: int, size: int) -> int:
        number, methods, _path, _first = files[file]
        recording.events.append(("size", number, size))
        return int(_SIZE(methods.truncate)(file, size))

    def on_sync(file: int, flags: int) -> int:
        number, methods, path, first = files[file]
        result = int(_SYNC(methods.sync)(file, flags))
        recording.events.append(("sync", number))
        if first[0]:
            # SQLite syncs the folder with the first sync of a journal that it made.
            first[0] = False
            recording.events.append(("names", os.path.dirname(path)))
        return result

    def on_close(file: int) -> int:
        _number, methods, _path, _first = files.pop(file)
        return int(_CLOSE(methods.close)(file))

    def on_delete(_vfs: int, name: bytes, sync: int) -> int:
        path = os.fsdecode(name)
        there = os.path.exists(path)
        result = int(deletes(usual, name, sync))
        if result == 0 and there and recording.inside(path):
            recording.gone(path)
            if sync:
                recording.events.append(("names", os.path.dirname(path)))
        return result

    calls = [_WRITE(on_write), _SIZE(on_truncate), _SYNC(on_sync), _CLOSE(on_close)]
    hooks = [_OPEN(on_open), _DELETE(on_delete)]
    shim.open, shim.delete = ctypes.cast(hooks[0], _P), ctypes.cast(hooks[1], _P)
    return shim, [calls, hooks, tables, files, opens, deletes]


@contextmanager
def _own_files(recording: Recording) -> Iterator[None]:
    """The files that the program writes by itself: whole at their fsync, and their names."""
    fsync, opens, replace, link, unlink = os.fsync, os.open, os.replace, os.link, os.unlink

    def on_fsync(handle: int) -> None:
        fsync(handle)
        path = os.readlink(f"/proc/self/fd/{handle}")
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            recording.events.append(("names", path))
        elif recording.inside(path):
            number = recording.number(path)
            content = Path(path).read_bytes()
            recording.events += [("size", number, len(content)), ("write", number, 0, content), ("sync", number)]

    def on_open(path: Any, flags: int, *more: Any, **named: Any) -> int:
        there = os.path.exists(path)
        handle = opens(path, flags, *more, **named)
        if not there and flags & os.O_CREAT and recording.inside(os.fspath(path)):
            recording.number(os.fspath(path), new=True)
        return handle

    def on_replace(path: Any, to: Any) -> None:
        replace(path, to)
        if recording.inside(os.fspath(to)):
            recording.moved(os.fspath(path), os.fspath(to), stays=False)

    def on_link(path: Any, to: Any, **named: Any) -> None:
        link(path, to, **named)
        if recording.inside(os.fspath(to)):
            recording.moved(os.fspath(path), os.fspath(to), stays=True)

    def on_unlink(path: Any, *more: Any, **named: Any) -> None:
        unlink(path, *more, **named)
        if recording.inside(os.fspath(path)) and not named:
            recording.gone(os.fspath(path))

    with mock.patch.multiple(os, fsync=on_fsync, open=on_open, replace=on_replace, link=on_link, unlink=on_unlink):
        yield


class _Disk:
    """A disk with a cache: what is on it for certain, and what may be."""

    def __init__(self, recording: Recording) -> None:
        self.sure: dict[int, bytearray] = {}
        self.loose: dict[int, list[Event]] = {}
        self.names: dict[str, int] = {}
        self.new_names: list[tuple[str, int | None]] = []
        for number, (path, content) in enumerate(recording.before.items(), 1):
            self.names[path] = number
            self.sure[number] = bytearray(content)

    def do(self, event: Event) -> None:
        kind = event[0]
        if kind in ("write", "size"):
            self.loose.setdefault(event[1], []).append(event)
        elif kind == "sync":
            content = self.sure.setdefault(event[1], bytearray())
            for each in self.loose.pop(event[1], ()):
                _put(content, each)
        elif kind == "name":
            self.new_names.append(event[1:])
        elif kind == "names":
            rest = []
            for path, number in self.new_names:
                if os.path.dirname(path) == event[1]:
                    self._name(path, number)
                else:
                    rest.append((path, number))
            self.new_names = rest

    def _name(self, path: str, number: int | None) -> None:
        if number is None:
            self.names.pop(path, None)
        else:
            self.names[path] = number

    def cut(self, dice: random.Random) -> dict[str, bytes]:
        """The files as the power leaves them."""
        for path, number in self.new_names[: dice.randrange(len(self.new_names) + 1)]:
            self._name(path, number)
        for number, events in self.loose.items():
            content = self.sure.setdefault(number, bytearray())
            # All of it, nothing, or here and there a sector.
            share = dice.choice((0.0, 0.0, 0.3, 0.7, 1.0))
            for each in events:
                _put(content, each, dice if 0 < share < 1 else None, share)
        return {path: bytes(self.sure.get(number, b"")) for path, number in self.names.items()}


def _put(content: bytearray, event: Event, dice: random.Random | None = None, share: float = 1.0) -> None:
    if event[0] == "size":
        if share == 1 or (dice is not None and dice.random() < share):
            del content[event[2] :]
            content.extend(bytes(max(0, event[2] - len(content))))
        return
    _kind, _number, at, data = event
    for start in range(0, len(data), SECTOR) if share < 1 else (0,):
        piece = data[start : start + SECTOR] if share < 1 else data
        if share == 1 or (dice is not None and dice.random() < share):
            place = at + start
            content.extend(bytes(max(0, place - len(content))))
            content[place : place + len(piece)] = piece


def cuts(recording: Recording, count: int, seed: str) -> Iterator[tuple[dict[str, bytes], list[object], int]]:
    """Disks after that many cuts at random moments, with what had been told by then and the moment.

    Every third is right after something was told, before anything else could happen to be synced.
    """
    dice = random.Random(seed)
    after = [at for at, event in enumerate(recording.events, 1) if event[0] == "told"]
    moments = sorted(
        dice.choice(after) if after and number % 3 == 0 else dice.randrange(len(recording.events) + 1) for number in range(count)
    )
    disk, told, done = _Disk(recording), list[object](), 0
    for moment in moments:
        for event in recording.events[done:moment]:
            if event[0] == "told":
                told.append(event[1])
            else:
                disk.do(event)
        done = moment
        yield _copy(disk).cut(dice), list(told), moment


def _copy(disk: _Disk) -> _Disk:
    other = _Disk.__new__(_Disk)
    other.sure = {number: bytearray(content) for number, content in disk.sure.items()}
    other.loose = {number: list(events) for number, events in disk.loose.items()}
    other.names, other.new_names = dict(disk.names), list(disk.new_names)
    return other


def lay(files: dict[str, bytes], root: Path, folder: Path) -> None:
    """Puts those files of ``root`` into ``folder``, which holds nothing else afterwards."""
    for old in sorted(folder.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    for path, content in files.items():
        file = folder / Path(path).relative_to(root)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
