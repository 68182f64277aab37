"""`dutyroom`: the console on the configured database; the first time, a short set-up."""

from __future__ import annotations

import argparse
import getpass
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.plan.founding import Member


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    slow = _("慢速线路（SSH、卫星）：减少动画与刷新")
    parser.add_argument("--low-bandwidth", action="store_true", help=slow)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the console, after setting the room up where there is none yet."""
    from dutyroom.bootstrap import FIRST_ROWS, open_page, run_console
    from dutyroom.domain.errors import Refusal

    opened = None
    try:
        opened = open_page(args.database, FIRST_ROWS)
    except Refusal as no:
        if no.code not in ("no_schema", "no_database", "not_found"):
            raise
    if opened is None or "plan" not in opened[2]["settings"]:
        _set_up(args.database)
        opened = open_page(args.database, FIRST_ROWS)
    return run_console(opened, args.low_bandwidth)


def _set_up(database: str | None) -> None:
    """Asks for organisation, plan and the first two leaders, and only then makes the room.

    Raises Refusal ``not_set_up`` where nobody can answer or somebody gave up; then nothing was made.
    """
    from dutyroom.bootstrap import set_up
    from dutyroom.domain.errors import Refusal
    from dutyroom.services.plan.founding import found

    if not sys.stdin.isatty():
        raise Refusal("not_set_up", _("值班室还没有设立。"), _("请在终端里运行 dutyroom 完成设立，或用 dutyroom demo 看演示。"))
    try:
        organisation, text, people = _answers()
    except (EOFError, KeyboardInterrupt):
        print()
        raise Refusal("not_set_up", _("已放弃设立，没有留下任何数据。"), _("再运行 dutyroom 可重新开始。")) from None
    with _uninterrupted():
        set_up(database, lambda room: found(room, organisation, text, people))
    print(_("值班室已设立。登录后请添加人员并安排值班，并再任命一位决定或审核的人：能签字的只有两人时，少一人就不能任免。"))


def _answers() -> tuple[str, str, list[Member]]:
    from dutyroom.domain.errors import Refusal
    from dutyroom.domain.names import headed, named
    from dutyroom.domain.plan.reader import read_plan
    from dutyroom.services.plan.founding import check_founders
    from dutyroom.settings.plans import pack_names, pack_text

    print(_("第一次使用，先设立值班室（随时 Ctrl-C 放弃，不留任何数据）。"))
    organisation = _ask(_("单位名称："))
    names = pack_names()
    for place, name in enumerate(names, 1):
        print(f"  {place}  {named(read_plan(pack_text(name), name))}")
    plan = ""
    while not plan:
        said = _ask(_("选用预案（1–{n}）：").format(n=len(names)))
        if said.isdecimal() and 1 <= int(said) <= len(names):
            plan = names[int(said) - 1]
    print(_("任免、启用预案须两人签字：请先后由两位负责人各自设定口令。"))
    while True:
        people = [_first(), _second()]
        try:
            check_founders(organisation, people)
        except Refusal as no:
            print(" ".join([no.message, no.hint, *(headed(fault.field, fault.message) for fault in no.beside)]))
        else:
            return organisation, pack_text(plan), people


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What takes a second is not left half done by Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _first() -> Member:
    from dutyroom.services.plan.founding import Member

    name, code = _ask(_("首任负责人姓名：")), _ask(_("负责人账号（小写字母和数字）："))
    return Member(code, name, secret=_new_secret(_("负责人口令（至少 8 位）：")), shift="lead")


def _second() -> Member:
    from dutyroom.services.plan.founding import Member

    name, code = _ask(_("第二负责人姓名：")), _ask(_("第二负责人账号："))
    return Member(code, name, secret=_new_secret(_("第二负责人口令（至少 8 位）：")))


def _new_secret(prompt: str) -> str:
    while True:
        secret = getpass.getpass(prompt)
        if secret == getpass.getpass(_("再输一遍口令：")):
            return secret
        print(_("两次输入不同，请重来。"))


def _ask(prompt: str) -> str:
    while True:
        answer = input(prompt).strip()
        if answer:
            return answer
