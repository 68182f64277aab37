"""Writes requirements.lock: every dependency at one version, with the hashes of all its files.

pip resolves for this machine; requirements that only other machines have (Windows, other Pythons) are
resolved with it and written with their marker. The index is the one pip is configured for.
"""

import json
import os
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
TARGETS = [
    {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": system,
     "os_name": os_name, "platform_system": name, "platform_machine": machine,
     "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for python in ("3.11", "3.12", "3.13", "3.14")
    for system, os_name, name, machine in (
        ("linux", "posix", "Linux", "x86_64"), ("linux", "posix", "Linux", "aarch64"),
        ("darwin", "posix", "Darwin", "arm64"), ("win32", "nt", "Windows", "AMD64"))
]  # fmt: skip


def main() -> None:
    """Resolve until no target misses anything, then write the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    elsewhere: dict[str, set[str]] = {}
    while True:
        pins = resolve([*wanted, *elsewhere])
        missing = {n: m for n, m in requirements_elsewhere(pins).items() if n not in pins}
        if not missing:
            break
        elsewhere |= missing
    lines = ["# Made by `make lock` from pyproject.toml. Do not edit.\n"]
    for name in sorted(pins):
        version = pins[name]["version"]
        markers = " or ".join(f"({m})" for m in sorted(elsewhere.get(name, ())))
        hashes = file_hashes(name, version)
        head = f"{name}=={version}" + (f" ; {markers}" if markers else "")
        lines.append(" \\\n    ".join([head, *(f"--hash=sha256:{h}" for h in hashes)]) + "\n")
    (ROOT / "requirements.lock").write_text("".join(lines), encoding="utf-8")
    print(f"requirements.lock: {len(pins)} packages")


def resolve(wanted: list[str]) -> dict[str, dict[str, Any]]:
    """What pip would install here: metadata by canonical name."""
    options = ["--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    pip = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, *wanted], check=True, stdout=subprocess.PIPE
    )
    pins = {}
    for item in json.loads(pip.stdout)["install"]:
        extras = item.get("requested_extras", [])
        pins[canonicalize_name(item["metadata"]["name"])] = item["metadata"] | {"extras": extras}
    return pins


def requirements_elsewhere(pins: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """Names that some target needs and this machine does not, with their markers."""
    found: dict[str, set[str]] = {}
    for metadata in pins.values():
        for line in metadata.get("requires_dist", []):
            need = Requirement(line)
            name = canonicalize_name(need.name)
            extras = ["", *metadata["extras"]]
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras):
                continue
            if any(need.marker.evaluate({**t, "extra": e}) for t in TARGETS for e in extras):
                found.setdefault(name, set()).add(str(need.marker))
    return found


def file_hashes(name: str, version: str) -> list[str]:
    """The sha256 of every file that the index has of this version."""
    request = urllib.request.Request(
        f"{index_url()}/{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    hashes = [f["hashes"]["sha256"] for f in files if is_file_of(f["filename"], name, version)]
    if not hashes:
        raise SystemExit(f"no files of {name} {version} on the index")
    return sorted(hashes)


def is_file_of(filename: str, name: str, version: str) -> bool:
    """Whether an index file is a wheel or sdist of that version."""
    try:
        if filename.endswith(".whl"):
            found, its_version, *_ = parse_wheel_filename(filename)
        else:
            found, its_version = parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return False
    return found == name and its_version == Version(version)


def index_url() -> str:
    """The index in PIP_INDEX_URL, or pip's configuration, or pip's own default."""
    if given := os.environ.get("PIP_INDEX_URL"):
        return given.rstrip("/")
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True
    )
    if asked.returncode == 0:
        return asked.stdout.strip().rstrip("/")
    from pip._internal.models.index import PyPI

    return PyPI.simple_url.rstrip("/")


if __name__ == "__main__":
    main()
