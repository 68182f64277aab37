"""No digest without a key but of what is nobody's: the very kind by which secrets and numbers could be tried out."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PLAIN = re.compile(r"\bhashlib\b|\buuid[35]\(|\bcrc32\b|\badler32\b|(?<![.\w])hash\(")
ALLOWED = {
    "dutyroom/services/room/limits.py": "the text of regulatory limits",
    "dutyroom/services/plan/versions.py": "the text of a plan",
    "dutyroom/services/organisation/units.py": "the text of a unit's plan",
    "dutyroom/services/exercise/conductor.py": "which move of which exercise",
    "dutyroom/services/front/held_calls.py": "numbers made by chance",
    "dutyroom/settings/paths.py": "the database's address without its password",
    "dutyroom/store/log_file.py": "whether the log beside the file is what it was a second ago, in memory only",
    "dutyroom/store/probe.py": "what a server's protocol asks of a password, kept nowhere",
}
"""Where there is one, and of what."""


def plain_digests(folder: Path) -> set[str]:
    files = [*folder.glob("dutyroom/**/*.py"), *folder.glob("db/versions/*.py")]
    return {str(file.relative_to(folder)) for file in files if PLAIN.search(file.read_text("utf-8"))}


def test_no_digest_has_no_key_but_of_what_is_nobodys() -> None:
    assert plain_digests(ROOT) == set(ALLOWED)


def test_a_planted_one_is_seen(tmp_path: Path) -> None:
    for number, line in enumerate(("hashlib.sha256(x)", "uuid5(SPACE, x)", "zlib.crc32(x)", "hash(x)")):
        (tmp_path / "dutyroom").mkdir(exist_ok=True)
        (tmp_path / "dutyroom" / f"a{number}.py").write_text(line)
    assert len(plain_digests(tmp_path)) == 4
