"""The bill of materials is the lock's: every package that is installed stands in it, with the hashes that are accepted."""

from __future__ import annotations

from pathlib import Path

from scripts import materials

LOCK = 'one==1.0 \\\n    --hash=sha256:{a}\ntwo-more==2.1.post1 \\\n    --hash=sha256:{b} \\\n    --hash=sha256:{a}\n'


def test_the_bill_is_that_of_the_lock(monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", ["materials.py", "--check"])
    assert materials.main() == 0


def test_a_package_is_listed_with_every_hash_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text(LOCK.format(a="a" * 64, b="b" * 64), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n', encoding="utf-8")
    one, two = materials.bill(tmp_path)["components"]
    assert (one["name"], one["version"], len(one["hashes"])) == ("one", "1.0", 1)
    assert (two["purl"], [each["content"][0] for each in two["hashes"]]) == ("pkg:pypi/two-more@2.1.post1", ["b", "a"])
