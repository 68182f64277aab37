"""Makes docs/plan-items.zh.md and docs/plan-items.en.md: everything that may be written in a plan file, and every act.

    python scripts/plan_items.py            writes the pages
    python scripts/plan_items.py --check    exit 1 if one of them is stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from dutyroom.domain.acts import ACTS
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.domain.plan.form import MUST
from dutyroom.domain.plan.meaning import TABLES, item_meaning, table_meaning
from dutyroom.domain.plan.shapes import ALONE
from dutyroom.lang import gettext, set_language

ROOT = Path(__file__).resolve().parents[1]
_INSIDE = {"task": "workstream.task", "stage": "workstream.stage", "rhythm": "workstream.rhythm"}

_HEAD = {
    "zh": """# 预案文件各项的写法

由 `python scripts/plan_items.py` 据程序生成。先读[预案编写指南](plan-guide.zh.md)；忘了哪一段能写什么，到这里查。
必写的打 ✓，不打的没有就不写。""",
    "en": """# What may be written in a plan file

Made from the program by `python scripts/plan_items.py`. Read [the guide](plan-guide.en.md) first and look things up here.
✓ must be there; the rest is left out where the plan has none.""",
}
_COLUMNS = {"zh": "| 项 | 必写 | 意思 | 写法 |", "en": "| item | must | meaning | written |"}
_WRITTEN = {
    "code": ('"dept-head"', '"dept-head"'), "text": ('"文字"', '"text"'), "english": ('"English"', '"English"'),
    "whole": ("0", "0"), "amount": ("3", "3"), "flag": ("true", "true"),
    "time": ('"17:00"', '"17:00"'), "codes": ('["a", "b"]', '["a", "b"]'),
    "act": ('"complaint.reply"', '"complaint.reply"'), "acts": ('["complaint.reply"]', '["complaint.reply"]'),
    "allowed": ('["call.*"]', '["call.*"]'), "stops": ('["complaint.step=visit"]', '["complaint.step=visit"]'),
    "clause": ('"四.2"', '"四.2"'), "limit": ('"30 minutes"', '"30 minutes"'),
    "limits": ('{ urgent = "1 working_days", normal = "5 working_days" }',) * 2, "warnings": ('["20%", "2h"]',) * 2,
    "fields": ('[{ name = "cause", label = "原因", en = "cause", kind = "text" }]',) * 2, "tasks": ("", ""), "stages": ("", ""),
    "rhythms": ("", ""), "parts": ('["fact", "solution"]',) * 2,
}  # fmt: skip
_ACTS = {
    "zh": "\n## 事项名\n\n用在 `stop`、`act`、`acts`、`blocks` 里。\n\n| 事项名 | 是什么 |\n|---|---|",
    "en": "\n## Names of acts\n\nFor `stop`, `act`, `acts` and `blocks`.\n\n| name | is |\n|---|---|",
}


def name(language: str) -> Path:
    """Where the page in that language lies."""
    return Path("docs") / f"plan-items.{language}.md"


def page(language: str) -> str:
    """The page as it ought to be."""
    set_language(language)
    try:
        return "\n".join(_lines(language)) + "\n"
    finally:
        set_language("zh")


def _lines(language: str) -> Iterator[str]:
    yield _HEAD[language]
    for table, shape in TABLES.items():
        alone = table in ("plan", "hours", *ALONE)
        inside = _INSIDE.get(table, table)
        header = f"[{inside}]" if alone else "fields = [{ … }]" if table == "fields" else f"[[{inside}]]"
        must = " ✓" if table in ("plan", "hours", *MUST) else ""
        yield f"\n## `{header}`{must} {table_meaning(table)}\n\n{_COLUMNS[language]}\n|---|---|---|---|"
        for item, kind in shape.items():
            needed = "" if kind.startswith("?") else "✓"
            yield f"| `{item}` | {needed} | {_cell(item_meaning(table, item))} | {_written(kind.lstrip('?'), language)} |"
    yield _ACTS[language]
    for act, spec in ACTS.items():
        if act not in OF_EXERCISES:
            yield f"| `{act}` | {gettext(spec.label)} |"


def _written(kind: str, language: str) -> str:
    if kind.startswith("="):
        return " ".join(f'`"{each}"`' for each in kind[1:].split("|"))
    example = _WRITTEN[kind][language == "en"]
    return f"`{example}`" if example else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Writes the pages, or checks them."""
    stale = [each for each in ("zh", "en") if not _fresh(each)]
    if "--check" in sys.argv[1:]:
        print("\n".join(f"{name(each)} is stale: python scripts/plan_items.py" for each in stale) or "sound")
        return bool(stale)
    for each in stale:
        (ROOT / name(each)).write_text(page(each), encoding="utf-8")
    return 0


def _fresh(language: str) -> bool:
    there = ROOT / name(language)
    return there.exists() and there.read_text(encoding="utf-8") == page(language)


if __name__ == "__main__":
    sys.exit(main())
