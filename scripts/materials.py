"""Makes docs/bom.cdx.json: the bill of materials of what the program needs, in CycloneDX, from the lock alone.

    python scripts/materials.py            writes it
    python scripts/materials.py --check    exit 1 when it is not that of the lock
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILE = Path("docs/bom.cdx.json")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(root: Path = ROOT) -> dict[str, Any]:
    """The document: each package of the lock with its version and the hashes of every file that is accepted for it."""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = list(_PINNED.finditer(lock))
    ends = [*(pin.start() for pin in pins[1:]), len(lock)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": project["name"], "version": project["version"]}},
        "components": [
            {
                "type": "library",
                "name": pin[1],
                "version": pin[2],
                "purl": f"pkg:pypi/{pin[1].lower().replace('_', '-')}@{pin[2]}",
                "hashes": [{"alg": "SHA-256", "content": each} for each in _HASH.findall(lock[pin.end() : end])],
            }
            for pin, end in zip(pins, ends, strict=True)
        ],
    }


def main() -> int:
    """Writes the bill, or compares it."""
    text = json.dumps(bill(), ensure_ascii=False, indent=1) + "\n"
    if "--check" not in sys.argv:
        (ROOT / FILE).write_text(text, encoding="utf-8")
        return 0
    if (ROOT / FILE).read_text(encoding="utf-8") == text:
        return 0
    print(f"{FILE} is not that of the lock: python scripts/materials.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
