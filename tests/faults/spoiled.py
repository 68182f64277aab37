"""Files as a bad disk, a wrong program or a hand in a hurry leaves them: made from good ones, the same for the same seed."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator

_VALUES = (
    "Infinity", "-Infinity", "NaN", "inf", "-inf", "nan", "1e999", "-1", "0", "9" * 30, "9" * 5000, "true", "null", "''", '""',
    "[]", "{}", "[[]]", "[{}]", "0x7fffffffffffffff", "1979-05-27", "9999-12-31", "0000-00-00", "25:61", "07:32:00",
    "1979-05-27T07:32:00Z", "9999-12-31T23:59:59+23:59", "P1D", '"\\ud800"', '"\\u0000"', "'\x7f'", '"\u202e"',
    '"' + "报" * 3000 + '"', "[" * 300 + "]" * 300, "[" * 60_000, "{" * 60_000, '{"a":' * 30_000,
    '"=cmd()"', '"../../x"', "\x00", "\ufeff", "1.5.2",
)  # fmt: skip
"""What is put in a value's place."""
_VALUE = re.compile(r"(?<=[=:,\[])\s*(\"[^\"\n]*\"|[\w.+-]+)")
_BYTES = (b"\x00", b"\xff", b"\xfe\xff", b"\xc3\x28", b"\r", b"\n", b'"', b"'", b"[", b"{", b",", b"=", b"<", b"&", b"\x80" * 9)


def spoiled(good: bytes, dice: random.Random) -> bytes:
    """The file with one to four things wrong."""
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        good = dice.choice(_WAYS)(good, dice)
    return good


def spoiled_archive(good: bytes, dice: random.Random) -> bytes:
    """A zip file (xlsx) in which a part is spoiled, missing, doubled or far too large; or all of it is."""
    way = dice.randrange(10)
    if way == 0:
        return _flipped(good, dice)
    if way == 1:
        return _cut(good, dice)
    parts = dict(_parts(good))
    name = dice.choice(sorted(parts))
    if way == 2:
        del parts[name]
    elif way == 3:
        parts[name] = _bomb(name, dice)
    elif way in (4, 5, 6):
        parts[name] = _attribute(parts[name], dice)
    else:
        parts[name] = spoiled(parts[name], dice)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as out:
        for each, content in parts.items():
            out.writestr(dice.choice((each,) * 9 + (each.upper(),)), content)
    return made.getvalue()


def _parts(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        for name in parts.namelist():
            yield name, parts.read(name)


def _bomb(name: str, dice: random.Random) -> bytes:
    """A part of a sheet that unpacks to very much, has very many cells, nests, or names entities."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    tail = b"</sheetData></worksheet>"
    return dice.choice((
        b" " * 40_000_000,
        head + b"<row/>" * 250_000 + tail,
        head + b"<row><c/></row>" * 1000 + tail,
        b"<a>" * 20_000 + b"</a>" * 20_000,
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'.encode("utf-16"),
        head + b'<row r="999999999999"><c r="ZZZ9"><v>1</v></c></row>' + tail,
        head + b'<row r="-1"><c r="A1" t="s"><v>-1</v></c><c t="s"><v>9999999</v></c></row>' + tail,
    ))  # fmt: skip


def _attribute(part: bytes, dice: random.Random) -> bytes:
    found = list(re.finditer(rb'(?<==")[^"]*(?=")|(?<=<v>)[^<]*', part))
    if not found:
        return spoiled(part, dice)
    one = dice.choice(found)
    return part[: one.start()] + dice.choice(_VALUES).encode("utf-8", "surrogatepass") + part[one.end() :]


def _flipped(good: bytes, dice: random.Random) -> bytes:
    spoiled_one = bytearray(good)
    for _ in range(dice.choice((1, 3, 20))):
        if spoiled_one:
            spoiled_one[dice.randrange(len(spoiled_one))] = dice.randrange(256)
    return bytes(spoiled_one)


def _cut(good: bytes, dice: random.Random) -> bytes:
    return good[: dice.randrange(len(good) + 1)]


def _inserted(good: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(good) + 1)
    return good[:at] + dice.choice(_BYTES) * dice.choice((1, 2, 500)) + good[at:]


def _lines(good: bytes, dice: random.Random) -> bytes:
    lines = good.split(b"\n")
    at = dice.randrange(len(lines))
    way = dice.randrange(4)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(at, lines[dice.randrange(len(lines))])
    elif way == 2:
        dice.shuffle(lines)
    else:
        lines[at] *= dice.choice((2, 200))
    return b"\n".join(lines)


def _value(good: bytes, dice: random.Random) -> bytes:
    text = good.decode("utf-8", "surrogateescape")
    found = list(_VALUE.finditer(text))
    if not found:
        return _inserted(good, dice)
    one = dice.choice(found)
    said = f"{text[: one.start()]}{dice.choice(_VALUES)}{text[one.end() :]}"
    return said.encode("utf-8", "surrogateescape" if "\ud800" not in said else "surrogatepass")


def _encoded(good: bytes, dice: random.Random) -> bytes:
    codec = dice.choice(("utf-16", "utf-16-le", "gb18030", "utf-8-sig", "utf-32"))
    return good.decode("utf-8", "replace").encode(codec, "replace")


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped, _cut, _inserted, _lines, _value, _value, _value, _value, _encoded,
)  # fmt: skip
