"""`dutyroom doctor`: what runs, what is wrong, what to do. Looks only; changes nothing."""

from __future__ import annotations

import argparse
import json
import os
import stat
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.domain.errors import Refusal
from dutyroom.domain.names import listed
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.store.engine import Database

_APART_S = 5
"""Seconds that the clocks of a machine and of the server may differ without a word."""

Line = tuple[str, str, bool, str]
"""Name in programs, what was found, whether it is well, what to do."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    lines = [*_program(), *_terminal(), *_driver(), _zone(), *_database(args.database)]
    well = all(line[2] for line in lines)
    if args.json:
        checks = [{"name": n, "found": f, "ok": ok, "do": do} for n, f, ok, do in lines]
        print(json.dumps({"ok": well, "checks": checks}, ensure_ascii=False))
        return 0 if well else 1
    for name, found, ok, do in lines:
        words = _("正常  {name}：{found}") if ok else _("问题  {name}：{found}")
        print(words.format(name=_titles()[name], found=found))
        if do:
            print(f"      {do}")
    return 0 if well else 1


def _titles() -> dict[str, str]:
    return {
        "program": _("程序"),
        "python": "Python",
        "terminal": _("终端"),
        "encoding": _("字符编码"),
        "zone": _("时区数据"),
        "clock": _("时钟"),
        "sqlite": _("SQLite 库"),
        "address": _("数据库"),
        "place": _("存放位置"),
        "server": _("服务器"),
        "schema": _("数据库结构"),
        "key": _("值班室密钥"),
        "key_file": _("密钥文件权限"),
        "triggers": _("留痕保护"),
        "journal": _("留痕链"),
        "plan": _("现行预案"),
        "plans": _("其他预案文本"),
        "authority": _("任免"),
        "heads": _("机构负责人"),
        "telephone": _("电话授权"),
    }


def _program() -> list[Line]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("dutyroom")
    except PackageNotFoundError:
        found = _("未安装，在源码目录中运行")
    return [("program", found, True, ""), ("python", sys.version.split()[0], True, "")]


def _terminal() -> list[Line]:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    utf8 = encoding in ("utf8", "gb18030", "gbk", "cp936")
    do = "" if utf8 else _("请设 LANG=zh_CN.UTF-8 或 PYTHONUTF8=1，否则中文显示不全。")
    size = os.terminal_size((0, 0))
    if sys.stdout.isatty():
        size = os.get_terminal_size()
    place = _("{term}，{columns} 列 × {lines} 行").format(
        term=os.environ.get("TERM") or _("未知"), columns=size.columns, lines=size.lines
    )
    if not size.columns:
        place = _("不在终端中运行")
    return [("terminal", place, True, ""), ("encoding", encoding or _("未知"), utf8, do)]


def _driver() -> list[Line]:
    from dutyroom.store import driver

    said = driver.describe()
    found = f"{said['library']} {said['version']}, {said['journal']} + {said['synchronous']} ({said['why']})"
    return [("sqlite", found, True, "")]


def _zone() -> Line:
    from dutyroom.domain.clock.zone import data_version, time_zone

    try:
        time_zone("Asia/Shanghai")
    except Refusal as no:
        return ("zone", no.message, False, no.hint)
    release = data_version()
    if release:
        return ("zone", f"tzdata {release}", True, "")
    return ("zone", _("用系统自带的"), True, _("建议安装 tzdata，各机一致。"))


def _clock(database: Database) -> Line:
    """Whose time acts bear, and how far this machine's is from it."""
    from dutyroom.services.room.clock import WallClock

    if database.path is not None:
        return ("clock", _("以本机为准"), True, "")
    with database.read() as session:
        server: datetime = session.connection().exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    ahead = round((WallClock().now() - server).total_seconds())
    if abs(ahead) < _APART_S:
        return ("clock", _("以数据库服务器为准，本机与之一致"), True, "")
    words = _("以数据库服务器为准，本机快 {n} 秒") if ahead > 0 else _("以数据库服务器为准，本机慢 {n} 秒")
    return ("clock", words.format(n=abs(ahead)), False, _("办理的时刻不受影响；请核对两边的时钟（NTP）。"))


def _writable(database: Database) -> list[Line]:
    """That a server takes no acts is to be seen here before the first one is refused; a file's is said with its place."""
    if database.path is not None:
        return []
    with database.read() as session:
        connection = session.connection()
        standby = connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one()
        # The session's own is read-only here anyway: what counts is with what one begins.
        closed = connection.exec_driver_sql(
            "SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only'"
        ).scalar_one()
    if standby:
        return [("server", _("备库，只读"), True, _("可以查看，不能办理。"))]
    if closed == "on":
        return [("server", _("已设为只读（default_transaction_read_only）"), False, _("可以查看，不能办理；请管理员改回。"))]
    return []


def _database(said: str | None) -> list[Line]:
    from dutyroom.settings.paths import database_url
    from dutyroom.store.engine import open_database

    lines: list[Line] = []
    try:
        database: Database = open_database(database_url(said))
        path = database.path
        lines.append(("address", database.shown, True, ""))
        if path is not None and not path.exists():
            lines.append(
                (
                    "schema",
                    _("还没有数据库"),
                    True,
                    _("首次运行 dutyroom 时建立，或运行 dutyroom db upgrade。"),
                )
            )
            return lines
        return lines + _inside(database, path)
    except Refusal as no:
        return [*lines, ("schema", no.message, False, no.hint)]


def _inside(database: object, path: Path | None) -> list[Line]:
    from dutyroom.settings.paths import key_folder
    from dutyroom.store import driver, migrate, triggers
    from dutyroom.store.claim import claim
    from dutyroom.store.engine import Database
    from dutyroom.store.keys import FILE_NAME, RoomKeys
    from dutyroom.store.schema import HISTORY
    from dutyroom.store.verify import verify

    assert isinstance(database, Database)
    lines: list[Line] = []
    if path is not None:
        place = driver.file_system(path) or _("本机")
        if driver.lying(path):
            lines.append(("place", _("{place}，只读").format(place=place), True, _("可以查看，不能办理。")))
        else:
            driver.refuse_network(path)
            lines.append(("place", place, True, ""))
    # Before the schema is judged: whoever is about to upgrade wants to know whether the plan will be read.
    plans = _plans(database) if migrate.version(database) else []
    lines += plans
    try:
        migrate.check(database)
    except Refusal as no:
        return [*lines, ("schema", no.message, False, no.hint)]
    lines.append(("schema", HISTORY[-1], True, ""))
    lines.append(_clock(database))
    lines += _writable(database)
    with database.read() as session:
        unlike = triggers.unlike(session.connection())
    lines.append(
        (
            "triggers",
            _("触发器不全或不是原样") if unlike else _("拒绝改动"),
            not unlike,
            _("请查明何人改动，并核验留痕。") if unlike else "",
        )
    )
    folder = key_folder(database.url)
    try:
        keys = RoomKeys.open(folder)
        claim(database, keys)
    except Refusal as no:
        return [*lines, ("key", no.message, False, no.hint)]
    file = folder / FILE_NAME
    lines.append(("key", str(file), True, ""))
    loose = sys.platform != "win32" and bool(stat.S_IMODE(file.stat().st_mode) & 0o077)
    lines.append(
        (
            "key_file",
            oct(stat.S_IMODE(file.stat().st_mode)),
            not loose,
            _("请运行 chmod 600。") if loose else "",
        )
    )
    report = verify(database, keys)
    found = _("{n} 条完好").format(n=report.count) if report.sound else report.why
    lines.append(("journal", found, report.sound, "" if report.sound else _("请运行 dutyroom audit verify。")))
    lines += _beside(database) if all(line[2] for line in plans if line[0] == "plan") else []
    unread = any(not line[2] and line[0] in ("plan", "plans") for line in lines)
    # Who may appoint follows from the plan and from what stands beside it.
    return lines if unread else [*lines, *_authority(database.url)]


def _plans(database: object) -> list[Line]:
    """Whether the plan in force can be read, what of it is carried over, and which other versions can't be read."""
    from dutyroom.services.plan.readable import plan_states
    from dutyroom.services.room.clock import WallClock
    from dutyroom.store.engine import Database

    assert isinstance(database, Database)
    lines: list[Line] = []
    for each in plan_states(database, WallClock().now()):
        if each.no is not None:
            lines.append(("plan" if each.in_force else "plans", each.no.message, False, each.no.hint))
        elif each.in_force:
            said, do = _("第 {n} 版（{code}）").format(n=each.version, code=each.code), ""
            if each.carried:
                said += _("，按旧格式写成，{n} 处按今天的格式读").format(n=len(each.carried))
                do = _("逐处见 dutyroom plan carried；修订预案时照样写。")
            lines.append(("plan", said, True, do))
    return lines


def _beside(database: object) -> list[Line]:
    from dutyroom.services.plan.readable import beside_the_plan
    from dutyroom.store.engine import Database

    assert isinstance(database, Database)
    with database.read() as session:
        return [("plans", no.message, False, no.hint) for no in beside_the_plan(session)]


def _authority(url: str) -> list[Line]:
    from dutyroom.bootstrap import open_room
    from dutyroom.services.plan.way_back import gaps, heads_of_nothing, narrow, out_of_reach

    with closing(open_room(url)) as room:
        found, heads, few, mute = gaps(room), heads_of_nothing(room), narrow(room), out_of_reach(room)
    do = _("有权的人用「任命」补齐；没有人可以任免的，持数据库和密钥的人用 dutyroom db recover。")
    more = _("能签字的只有{names}，少一人就办不成：请再任命一位决定或审核的人。").format(names=listed(few)) if few else ""
    lines = [("authority", "；".join(found) or _("两人签字可办"), not found, do if found else more)]
    if heads:
        said = _("未登记所属机构：{names}").format(names=listed(heads))
        lines.append(("heads", said, True, _("他们办不了任何机构的事，请用「定所属机构」登记。")))
    if mute:
        said = _("没有登记号码：{names}").format(names=listed(mute))
        lines.append(("telephone", said, True, _("他们不能以电话授权，请用「改登记号码」登记。")))
    return lines
