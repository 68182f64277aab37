"""`dutyroom db`: make or upgrade the tables, check all of the database, back it up, restore it."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from dutyroom.cli.signing import read_secret, secret_options
from dutyroom.cli.words import say
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.plan.readable import PlanState
    from dutyroom.store.engine import Database
    from dutyroom.store.keys import RoomKeys


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `upgrade`, `check`, `scrub`, `backup`, `restore`, `export`, `recover`, `replan` and `erase-again`."""
    parser.set_defaults(json=False)
    acts = parser.add_subparsers(metavar=_("操作"), required=True)
    upgrade = acts.add_parser("upgrade", help=_("建表，或升级到本程序的结构"))
    upgrade.set_defaults(run=_upgrade)
    check = acts.add_parser("check", help=_("检查文件、结构、密钥、留痕链，并核对数据与留痕是否一致"))
    check.set_defaults(run=_check)
    scrub = acts.add_parser("scrub", help=_("清除已删除内容在数据库文件中的残留"))
    scrub.set_defaults(run=_scrub)
    backup = acts.add_parser("backup", help=_("备份到新文件并核验（值班不必停）"))
    backup.set_defaults(run=_backup)
    restore = acts.add_parser("restore", help=_("核验备份后恢复；原有数据另存，已删除的个人信息再次删除"))
    restore.set_defaults(run=_restore)
    recover = acts.add_parser("recover", help=_("没有人或只剩一人可以签字任免时，凭数据库和密钥任命一人（留痕）"))
    recover.add_argument("role", metavar=_("角色"))
    recover.add_argument("user", metavar=_("账号"))
    gone = _("不能再签字的人（离任、失联），可多次给出；其口令停用")
    recover.add_argument("--lost", metavar=_("账号"), action="append", default=[], help=gone)
    secret_options(recover)
    recover.set_defaults(run=_recover)
    out = acts.add_parser("export", help=_("不依赖预案，把库中全部内容写成文本；任何版本的库都可以"))
    out.add_argument("folder", metavar=_("文件夹"), type=Path)
    out.add_argument("--personal", action="store_true", help=_("个人信息也写成明文（留痕）"))
    out.set_defaults(run=_export)
    replan = acts.add_parser("replan", help=_("预案读不出时，凭数据库和密钥换上同一预案读得出的文本（留痕）"))
    replan.add_argument("file", metavar=_("文件"), type=Path)
    replan.add_argument("--version", type=int, default=0, metavar="N", help=_("第几版（默认：现行的）"))
    replan.set_defaults(run=_replan)
    again = acts.add_parser("erase-again", help=_("用数据库自带工具恢复之后：再次删除名单上的个人信息"))
    again.set_defaults(run=_erase_again)
    for act in (restore, again):
        act.add_argument("--erased", metavar=_("文件"), type=Path, help=_("另存的已删除名单 erased.list"))
    for act in (backup, restore):
        act.add_argument("file", metavar=_("文件"), type=Path)
    for act in (upgrade, check, scrub, backup, restore, recover, out, replan, again):
        act.add_argument("--json", action="store_true", help=_("以 JSON 输出"))


def _upgrade(args: argparse.Namespace) -> int:
    from dutyroom.services.plan.readable import refuse_unreadable
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store import migrate
    from dutyroom.store.claim import upgrade
    from dutyroom.store.engine import open_database

    database = open_database(database_url(args.database))
    before = migrate.version(database)
    if migrate.is_older(before):
        # The program that made this room can still open it; after the upgrade that one could not either.
        refuse_unreadable(database, WallClock().now())
    reached, keys = upgrade(database, key_folder(database.url))
    _index(database, keys)
    plans = _plans(database)
    words = [_("数据库结构已是 {version}。").format(version=reached), *plan_words(plans)]
    facts = [
        {"version": each.version, "plan": each.code, "in_force": each.in_force, "readable": each.no is None,
         "carried": [said.message for said in each.carried]}
        for each in plans
    ]  # fmt: skip
    return say(args.json, {"schema": reached, "from": before, "plans": facts}, "\n".join(words))


def _index(database: Database, keys: RoomKeys) -> None:
    from dutyroom.services.room.vault import Vault

    # Not only when the schema was another: what was cut off halfway is made whole by running it again.
    database.act(Vault(keys).index_again)


def _plans(database: Database) -> tuple[PlanState, ...]:
    from dutyroom.services.plan.readable import plan_states
    from dutyroom.services.room.clock import WallClock

    return plan_states(database, WallClock().now())


def plan_words(plans: tuple[PlanState, ...]) -> list[str]:
    """What is to be said of a room's plans: which can't be read, and what the one in force says otherwise than written."""
    words = [each.no.message + each.no.hint for each in plans if each.no is not None]
    for each in plans:
        if each.in_force and each.carried:
            said = _("现行预案（第 {n} 版）按旧格式写成，{count} 处按今天的格式读：")
            words.append(said.format(n=each.version, count=len(each.carried)))
            words += [f"  {line.message.removesuffix(line.mend).rstrip()}" for line in each.carried]
    return words


def _check(args: argparse.Namespace) -> int:
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store import erased_list
    from dutyroom.store.backup import prove
    from dutyroom.store.engine import open_existing
    from dutyroom.store.keys import RoomKeys

    database = open_existing(database_url(args.database))
    keys = RoomKeys.open(key_folder(database.url))
    report = prove(database, keys, erased_list.read(erased_list.list_file(keys)))
    words = _("数据库完好：留痕 {n} 条，数据与留痕一致，个人信息的密钥齐全，触发器如初。").format(n=report.count)
    words += _("检索用的索引、草稿不在留痕之内，少了看不出；持有密钥者改写、整库换回，用 audit verify --anchor 核验。")
    return say(args.json, {"sound": True, "entries": report.count, "mac": report.mac}, words)


def _scrub(args: argparse.Namespace) -> int:
    from dutyroom.settings.paths import database_url
    from dutyroom.store.engine import open_existing
    from dutyroom.store.migrate import check
    from dutyroom.store.scrub import scrub

    database = open_existing(database_url(args.database))
    check(database)
    if not scrub(database, whole=True):
        raise Refusal("busy", _("没有清除：有值班台正在使用数据库。"), _("请退出各值班台再试。"))
    return say(args.json, {"scrubbed": True}, _("已清除。备份、服务器的日志和副本中的，须另行清除。"))


def _backup(args: argparse.Namespace) -> int:
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store.backup import backup
    from dutyroom.store.engine import open_existing
    from dutyroom.store.keys import RoomKeys

    database = open_existing(database_url(args.database))
    made = backup(database, RoomKeys.open(key_folder(database.url)), args.file)
    if made.proven:
        words = _("已备份到 {file}，留痕 {n} 条，核验无误。").format(file=args.file, n=made.count)
    else:
        words = _("已备份到 {file}，结构是 {schema}，页面完好。").format(file=args.file, schema=made.schema)
        if made.report is not None:
            words += _("留痕 {n} 条逐条相接；数据与留痕是否一致，由升级后的 dutyroom db check 核对。").format(n=made.count)
        else:
            words += _("留痕由建立它的程序核验。")
    words += _("密钥文件不在其中，请另行保管。")
    facts = {
        "file": str(args.file), "entries": made.count, "mac": made.report.mac if made.report else "", "schema": made.schema,
        "proven": made.proven,
    }  # fmt: skip
    return say(args.json, facts, words)


def _export(args: argparse.Namespace) -> int:
    from dutyroom.services.documents.everything import export_all
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store.engine import open_existing
    from dutyroom.store.keys import RoomKeys

    database = open_existing(database_url(args.database))
    keys = RoomKeys.open(key_folder(database.url)) if args.personal else None
    done, seq = export_all(database, args.folder, keys, WallClock().now())
    words = _("已导出到 {folder}：{tables} 张表 {rows} 行，预案文本 {plans} 份。").format(
        folder=args.folder, tables=done.tables, rows=done.rows, plans=done.plans
    )
    if args.personal:
        words += _("个人信息 {n} 条是明文，请妥善保管，用完销毁。").format(n=done.personal)
        words += _("已留痕第 {n} 号。").format(n=seq) if seq else _("库的结构不是本程序的，没有留痕。")
    else:
        words += _("个人信息仍是密文；要明文，加 --personal。")
    words += "".join(_("读不出：{what}。").format(what=what) for what in done.unread)
    facts = {
        "folder": str(args.folder), "tables": done.tables, "rows": done.rows, "plans": done.plans, "personal": done.personal,
        "seq": seq, "unread": list(done.unread),
    }  # fmt: skip
    say(args.json, facts, words)
    return 1 if done.unread else 0


def _replan(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.services.plan.way_back import replan
    from dutyroom.settings.plans import plan_file_text

    with closing(open_room(args.database)) as room:
        version, seq = replan(room, plan_file_text(args.file), args.version)
    return say(args.json, {"version": version, "seq": seq}, _("第 {n} 版已换上；已留痕第 {seq} 号。").format(n=version, seq=seq))


def _recover(args: argparse.Namespace) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.services.plan.way_back import recover

    with closing(open_room(args.database)) as room:
        seq = recover(room, args.role, args.user, read_secret(args), args.lost)
    return say(args.json, {"seq": seq}, _("已任命，并换了口令；已留痕第 {n} 号。请尽快任命第二人。").format(n=seq))


def _restore(args: argparse.Namespace) -> int:
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store.backup import restore
    from dutyroom.store.engine import open_database
    from dutyroom.store.keys import RoomKeys

    database = open_database(database_url(args.database))
    keys = RoomKeys.open(key_folder(database.url))
    done = restore(args.file, database, keys, WallClock().now(), args.erased)
    words = _("已恢复，留痕 {n} 条，核验无误；再次删除个人信息 {erased} 人。").format(
        n=done.report.count, erased=done.erased_again
    )
    if done.upgraded:
        _index(database, keys)
        words += _("备份是旧结构（{version}），已升级。").format(version=done.upgraded)
    if done.kept:
        words += _("原数据库存于 {file}。").format(file=done.kept)
    words += _("请重新打开各值班台。")
    facts = {
        "entries": done.report.count,
        "mac": done.report.mac,
        "erased_again": done.erased_again,
        "kept": str(done.kept) if done.kept else None,
        "upgraded": done.upgraded or None,
    }
    return say(args.json, facts, words)


def _erase_again(args: argparse.Namespace) -> int:
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store import erased_list
    from dutyroom.store.claim import keys_for
    from dutyroom.store.engine import open_existing
    from dutyroom.store.erasure import erase_again
    from dutyroom.store.migrate import check

    database = open_existing(database_url(args.database))
    check(database)
    keys = keys_for(database, key_folder(database.url))
    now = WallClock().now()
    marks = erased_list.read(erased_list.list_file(keys), args.erased)
    count = erase_again(database, keys, (), marks, now, f"again:{now:%Y%m%dT%H%M%S}")
    told = erased_list.finish(database, keys) if count else ""
    return say(args.json, {"erased_again": count}, _("再次删除个人信息 {n} 人。").format(n=count) + told)
