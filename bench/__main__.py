"""Every published figure, one command each.

python -m bench            lists them
python -m bench NAME       runs one and prints its lines of the table
python -m bench all        runs every one, each in a process of its own, and writes bench/RESULTS.md
"""

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.figure import HEAD, Figure, load

NAMES = (
    "first_paint", "board", "tick", "cursor", "painted", "act", "live", "kills", "month", "import_rows", "due", "alike",
    "keeper",
)  # fmt: skip
RESULTS = Path(__file__).with_name("RESULTS.md")


def main(words: list[str]) -> int:
    """Returns the exit code: 1 when a goal is missed."""
    if not words:
        for name in NAMES:
            print(f"{name:12} {(import_module(f'bench.{name}').__doc__ or '').splitlines()[0]}")
        return 0
    if words == ["all"]:
        return _all()
    figures: list[Figure] = import_module(f"bench.{words[0]}").main()
    if "--json" in words:
        print(json.dumps([asdict(each) for each in figures]))
        return 0
    print(HEAD)
    print(*(each.line for each in figures), sep="\n")
    return int(any(each.met is False for each in figures))


def _all() -> int:
    began = datetime.now(UTC)
    figures: list[Figure] = []
    for name in NAMES:
        print(f"== {name} ({load()})", flush=True)
        run = subprocess.run([sys.executable, "-m", "bench", name, "--json"], stdout=subprocess.PIPE, text=True)
        *told, last = run.stdout.splitlines() or [""]
        print(*told, sep="\n")
        if run.returncode:
            figures.append(Figure(name, "", "could not be measured", "", False))
            continue
        lines = [Figure(**each) for each in json.loads(last)]
        print(*(each.line for each in lines), sep="\n", flush=True)
        figures += lines
    missed = [each for each in figures if each.met is False]
    RESULTS.write_text(
        f"# Figures of {began:%Y-%m-%d %H:%M} UTC\n\n"
        f"`python -m bench all`, {load()} at the end. Absolute figures drift with the machine and with what else runs\n"
        "on it: compare ratios of one run. Every missed goal stands here as missed.\n\n"
        + "\n".join([HEAD, *(each.line for each in figures)])
        + f"\n\n{len(missed)} of {sum(each.met is not None for each in figures)} goals missed.\n",
        encoding="utf-8",
    )
    print(f"{RESULTS.name} written")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
