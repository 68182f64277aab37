"""What the language of plan files was: a text of an older format is carried over, and what changed is said.

The number rises with every change of the language (shapes, or acts that a plan must give to somebody), so that an older
program refuses a newer text by name and a newer one knows what it reads. The text itself stays as it was adopted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

from dutyroom.domain.acts import ACTS, label
from dutyroom.domain.catalogue.exercise import OF_EXERCISES
from dutyroom.domain.errors import Refusal
from dutyroom.domain.plan.build import acts_meant, exactness
from dutyroom.domain.plan.fault import Path, Problem
from dutyroom.domain.plan.later import AS_BEFORE, NOBODY
from dutyroom.domain.plan.shapes import FIELD, LISTS, PLAN, RHYTHM, STAGE, TASK
from dutyroom.domain.shapes import has_chinese, listed, shown
from dutyroom.lang import gettext as _

FORMAT = 3
"""The format of plan files that this program writes; older ones it carries over."""

Document = dict[str, Any]


def refuse_newer(document: Mapping[str, Any], known: int) -> None:
    """Raises Refusal ``newer_format`` for a text that only a newer program can read: nothing in it can be judged here."""
    said = document.get("format")
    if isinstance(said, int) and said > known:
        message = _("这份文本的格式是 {n}，本程序只认到 {known}。").format(n=said, known=known)
        raise Refusal("newer_format", message, _("请升级本机的 dutyroom。"))


def wrong_format(document: Mapping[str, Any], known: int) -> tuple[str, str] | None:
    """What is wrong with the format number of a text and how it is mended; None when it is one of 1 to ``known``."""
    said = document.get("format")
    if isinstance(said, int) and not isinstance(said, bool) and 1 <= said <= known:
        return None
    return _("缺 format，或不是 1 至 {n} 的整数。").format(n=known), _("第一行写 format = {n}。").format(n=known)


def carried(document: Mapping[str, Any], acts: Collection[str] = ACTS) -> tuple[Document, list[Problem], set[str]]:
    """The document as today's language says it; what changed, as warnings at the places of the text; acts left to nobody.

    What an older format did not allow either stays as it is, for the check of shapes to tell. Raises Refusal
    ``newer_format``.
    """
    refuse_newer(document, FORMAT)
    now = deepcopy(dict(document))
    said = document.get("format")
    if not isinstance(said, int) or said not in range(1, FORMAT):
        return now, [], set()
    now["format"] = FORMAT
    told: Told = []
    steps = {1: (_titles, _recipients, _thresholds, _choices, _english, _reached), 2: (_owed,)}
    for step in (each for before in range(said, FORMAT) for each in steps[before]):
        told += step(now)
    given, nobody = _given(now, acts, said)
    return now, [Problem(path, message, mend, warning=True) for path, message, mend in (*told, *given)], nobody


Told = list[tuple[Path, str, str]]


def _rows(document: Document, name: str) -> list[tuple[Path, Document]]:
    rows = document.get(name)
    return [((name, at), row) for at, row in enumerate(rows if isinstance(rows, list) else ()) if isinstance(row, dict)]


def _titles(document: Document) -> Told:
    """``title`` of a law became ``name``, with ``en`` beside it."""
    told: Told = []
    for path, row in _rows(document, "basis"):
        if "title" in row and "name" not in row:
            row["name"] = row.pop("title")
            row.setdefault("en", f"Law {int(path[1]) + 1}")
            mend = _("改写为 name，并写上英文 en。")
            told.append(((*path, "title"), _("title 读作 name，英文暂作 {en}。").format(en=row["en"]), mend))
    return told


def _recipients(document: Document) -> Told:
    """``recipient`` of a report, a text, became ``recipients``: codes of ``[[recipient]]``."""
    told: Told = []
    known: dict[str, str] = {}
    made = document.get("recipient", [])
    if not isinstance(made, list):
        return told
    taken = [row.get("code") for row in made if isinstance(row, dict)]
    for path, row in _rows(document, "report"):
        name = row.get("recipient")
        if not isinstance(name, str) or "recipients" in row:
            continue
        del row["recipient"]
        english = row.pop("recipient_en", "")
        if name not in known:
            number = next(n for n in range(len(known) + 1, 10_000) if f"recipient-{n}" not in taken)
            known[name] = code = f"recipient-{number}"
            taken.append(code)
            whence = {key: row[key] for key in ("clause", "source") if key in row}
            made.append({"code": code, "name": name, "en": english or code, **whence})
            document["recipient"] = made
        row["recipients"] = [known[name]]
        mend = _("改写为 recipients，并加一段 [[recipient]]。")
        told.append(((*path, "recipient"), _("recipient 读作报送对象「{name}」。").format(name=shown(name)), mend))
    return told


def _thresholds(document: Document) -> Told:
    """``report`` of a threshold became ``reports``."""
    told: Told = []
    for path, row in _rows(document, "threshold"):
        if "report" in row and "reports" not in row:
            row["reports"] = [code := row.pop("report")]
            mend = _("改写为 reports = [{code}]。").format(code=f'"{shown(code)}"')
            told.append(((*path, "report"), _("report 读作 reports。"), mend))
    return told


def _choices(document: Document) -> Told:
    """Choices that a plan listed itself (``=calm|upset``) are a line of text now: choices come from what the plan names."""
    told: Told = []
    for name in ("form", "step"):
        for path, row in _rows(document, name):
            fields = row.get("fields")
            for at, field in enumerate(fields if isinstance(fields, list) else ()):
                if isinstance(field, dict) and str(field.get("choices", "")).startswith("="):
                    was = str(field.pop("choices"))[1:]
                    field.pop("kind", None)
                    mend = _("删去 kind 和 choices。")
                    message = _("自列的选项 {choices} 不再有，改为填写文字。").format(choices=shown(was))
                    told.append(((*path, "fields", at, "choices"), message, mend))
    return told


def _english(document: Document) -> Told:
    """English texts had Chinese signs in them once: the code stands in for such a one."""
    told: Told = []
    for path, row, shape in _shaped(document):
        for key, kind in shape.items():
            if kind.lstrip("?") == "english" and has_chinese(row.get(key)):
                row[key] = row["code"] if isinstance(row.get("code"), str) else key
                told.append(((*path, key), _("英文里有汉字，英文界面上显示 {code}。").format(code=row[key]), _("写英文。")))
    return told


def _shaped(document: Document) -> list[tuple[Path, Document, Mapping[str, str]]]:
    head = document.get("plan")
    found: list[tuple[Path, Document, Mapping[str, str]]] = [(("plan",), head, PLAN)] if isinstance(head, dict) else []
    for name, shape in LISTS.items():
        for path, row in _rows(document, name):
            found.append((path, row, shape))
            for part, inner in (("task", TASK), ("stage", STAGE), ("rhythm", RHYTHM), ("fields", FIELD)):
                found += [((*path, *below), each, inner) for below, each in _rows(row, part)]
    return found


def _reached(document: Document) -> Told:
    """A step that is a report up was done by any such call; now it says whom it must have reached."""
    told: Told = []
    appointed = [row["code"] for _path, row in _rows(document, "role") if not row.get("by_shift") and "code" in row]
    for path, row in _rows(document, "step"):
        if row.get("act") == "complaint.report_up" and "to" not in row and appointed:
            row["to"] = list(appointed)
            mend = _("写 to：接通谁才算报告。")
            told.append((path, _("没有写 to，接通任一任命的角色都算报告。"), mend))
    return told


def _owed(document: Document) -> Told:
    """A complaint ended without steps that did not block its end: at every level they are only as the case asks."""
    told: Told = []
    levels = [row["code"] for _path, row in _rows(document, "level") if "code" in row]
    for path, row in _rows(document, "step"):
        blocks = row.get("blocks")
        if "complaint.close" not in (blocks if isinstance(blocks, list) else ()) and "if_needed" not in row and levels:
            row["if_needed"] = list(levels)
            said = _("「{name}」办结前不必完成。").format(name=shown(row.get("name", "")))
            told.append((path, said, _("须在办结前完成的，升到格式 3 即可；视情况办的写 if_needed。")))
    return told


def _given(document: Document, acts: Collection[str], before_format: int) -> tuple[Told, set[str]]:
    """Acts that came later are done by whoever does the act from which they follow; what follows from none, by nobody."""
    told: Told = []
    nobody: set[str] = set()
    said = _said(document, acts)
    new: dict[str, list[str]] = {}
    came = [pair for number, given in AS_BEFORE.items() if number > before_format for pair in given.items()]
    for follows, later in came:
        for act in later:
            # What nobody should do a plan may still have given to everybody, by a star: then to those who adopt plans.
            before = follows or (_LEADS if act in said else NOBODY)
            if act in acts and not _meant(said.get(act), act, said[before][1] if before in said else []):
                new.setdefault(before, []).append(act)
    for before, given in new.items():
        names = listed([_(label(act)) for act in given])
        if before in said:
            document["allow"].append({"acts": given, "roles": list(said[before][1]), "source": "supplement"})
            words = _("后来才有的事项 {acts}：由可办「{before}」的角色办。").format(acts=names, before=_(label(before)))
        else:
            nobody.update(given)
            words = _("后来才有的事项 {acts}：没有人可以办。").format(acts=names)
        told.append((("allow",), words, _("在 [[allow]] 里写明由哪些角色办。")))
    return told, nobody


def _said(document: Document, acts: Collection[str]) -> dict[str, tuple[str, list[str]]]:
    """By each act that the plan gives to somebody: how it was written, and the roles."""
    best: dict[str, tuple[str, list[str]]] = {}
    for _path, row in _rows(document, "allow"):
        written, roles = row.get("acts"), row.get("roles")
        if not isinstance(roles, list):
            continue
        for each in written if isinstance(written, list) else ():
            for act in acts_meant(each, acts) if isinstance(each, str) else ():
                if act not in best or exactness(each) > exactness(best[act][0]):
                    best[act] = (each, roles)
    return best


def _meant(said: tuple[str, list[str]] | None, act: str, roles: list[str]) -> bool:
    """Whether the plan itself gives the act. ``emergency.*`` did not mean a decision that nobody knew of yet."""
    if said is None:
        return False
    written, given = said
    known = ACTS[act]
    wide = written == "*" or written.partition(".")[0] in _FIRST_NOUNS
    weighty = bool(known.rank or known.grave or known.gives)
    return written == act or not wide or not weighty or not roles or sorted(given) == sorted(roles)


_LEADS = "plan.adopt"
_LATER = {act for given in AS_BEFORE.values() for later in given.values() for act in later}
_FIRST_NOUNS = {act.partition(".")[0] for act in ACTS if act not in _LATER and act not in OF_EXERCISES}
