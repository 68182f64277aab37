"""Whatever is wrong with a file that somebody hands to the program: it is read, or refused in one line that says what to do."""

from __future__ import annotations

import json
import random
import resource
from pathlib import Path

import pytest

from dutyroom.domain.errors import Refusal
from tests import whole
from tests.faults.readers import READERS, Read, workbook
from tests.faults.spoiled import spoiled, spoiled_archive
from tests.patience import PATIENCE_S

EACH, EACH_WHOLE = 15, 1000
"""How many spoiled files of each kind are tried: every day, and with ``--whole``."""


def _fates(name: str, folder: Path, read: Read | None = None) -> dict[str, int]:
    """How many were read and how many refused; fails with the seed of one that came to neither."""
    goods, ending, reads = READERS[name]
    fates = {"read": 0, "refused": 0}
    for seed in range(EACH_WHOLE if whole.RUNS else EACH):
        dice = random.Random(f"{name}-{seed}")
        file = folder / f"spoiled{ending}"
        file.write_bytes((spoiled_archive if ending == ".xlsx" else spoiled)(dice.choice(goods), dice))
        said = _fate(read or reads, file, f"{name}, seed {seed}")
        fates["refused" if said else "read"] += 1
        assert not [words for words in said if "\n" in words or "Error" in words], (seed, said)
    return fates


def _fate(read: Read, file: Path, which: str) -> list[str]:
    """What was said of a file that was refused."""
    try:
        read(file)
    except Refusal as no:
        return [no.message, no.hint, *(fault.message for fault in no.faults)]
    except Exception as fault:
        raise AssertionError(f"{which}: {type(fault).__name__}") from fault
    return []


@pytest.mark.parametrize("name", READERS)
def test_a_spoiled_file_is_read_or_refused(name: str, tmp_path: Path) -> None:
    goods, ending, read = READERS[name]
    for good in goods:
        (tmp_path / f"good{ending}").write_bytes(good)
        read(tmp_path / f"good{ending}")
    (tmp_path / f"good{ending}").unlink()
    fates = _fates(name, tmp_path)
    # How a terminal looks at the board is no reason to refuse: those two tell of it beside what they give.
    assert fates["refused"] > 0 or name in ("views", "theme")


@pytest.mark.whole
@pytest.mark.parametrize("name", ["values", "anchors"])
def test_a_reader_without_guard_is_found(name: str, tmp_path: Path) -> None:
    def read(file: Path) -> None:
        try:
            text = file.read_text("utf-8-sig")
            for line in text.splitlines() if name == "anchors" else [text]:
                int(json.loads(line or "{}").get("seq", 0))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as bad:
            raise Refusal("bad_file", "读不了") from bad

    with pytest.raises(AssertionError, match="seed"):
        _fates(name, tmp_path, read)


BOMBS = {
    "rows.csv": b"a,b\n" * 8_000_000,
    "columns.csv": b"," * 20_000_000,
    "blank.csv": b"a\n" + b"\n" * 30_000_000,
    "lines.jsonl": b"{}\n" * 8_000_000,
    "deep.jsonl": b"[" * 30_000_000,
    "large.csv": b"x" * 70_000_000,
}


@pytest.mark.whole
@pytest.mark.parametrize("name", [*BOMBS, "cells.xlsx", "index.xlsx", "/dev/zero"])
def test_a_file_without_bounds_takes_no_more_than_a_bound_of_memory(name: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    file = tmp_path / name if not name.startswith("/") else tmp_path / "zero.csv"
    if name in BOMBS:
        file.write_bytes(BOMBS[name])
    elif name == "cells.xlsx":
        _book_of(file, b"<row>" + b"<c/>" * 12_000_000 + b"</row>")
    elif name == "index.xlsx":
        _many_parts(file)
    else:
        file.symlink_to(name)
    words = "import sys, pathlib; from dutyroom.services.intake import tabular; tabular.read_rows(pathlib.Path(sys.argv[1]))"
    # 1.5 GB of addresses: what a small machine can give.
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))  # noqa: E731
    command = [sys.executable, "-c", words, file]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, preexec_fn=limit)
    assert done.returncode == 0 or "Refusal: " in done.stderr, done.stderr[-400:]
    assert "MemoryError" not in done.stderr


def _book_of(file: Path, rows: bytes) -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(workbook())) as good, zipfile.ZipFile(file, "w") as out:
        for name in good.namelist():
            sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + rows
            out.writestr(name, sheet + b"</sheetData></worksheet>" if "sheet1" in name else good.read(name))


def _many_parts(file: Path) -> None:
    import zipfile

    with zipfile.ZipFile(file, "w") as out:
        for number in range(60_000):
            out.writestr(f"{number}", b"")
