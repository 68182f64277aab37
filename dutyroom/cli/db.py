"""`dutyroom db`: make or upgrade the tables, check all of the database, back it up, restore it."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from dutyroom.cli.signing import read_secret, secret_options
from dutyroom.cli.words import say
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _


def configure(parser: argparse.ArgumentParser) -> None:
    """Add `upgrade`, `check`, `scrub`, `backup`, `restore` and `erase-again`."""
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
    again = acts.add_parser("erase-again", help=_("用数据库自带工具恢复之后：再次删除名单上的个人信息"))
    again.set_defaults(run=_erase_again)
    for act in (restore, again):
        act.add_argument("--erased", metavar=_("文件"), type=Path, help=_("另存的已删除名单 erased.list"))
    for act in (backup, restore):
        act.add_argument("file", metavar=_("文件"), type=Path)
    for act in (upgrade, check, scrub, backup, restore, recover, again):
        act.add_argument("--json", action="store_true", help=_("以 JSON 输出"))


def _upgrade(args: argparse.Namespace) -> int:
    from dutyroom.services.room.vault import Vault
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store.claim import upgrade
    from dutyroom.store.engine import open_database

    database = open_database(database_url(args.database))
    reached, keys = upgrade(database, key_folder(database.url))
    # Not only when the schema was another: what was cut off halfway is made whole by running it again.
    with database.write() as session:
        Vault(keys).index_again(session)
    return say(args.json, {"schema": reached}, _("数据库结构已是 {version}。").format(version=reached))


def _check(args: argparse.Namespace) -> int:
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store import erased_list
    from dutyroom.store.backup import prove
    from dutyroom.store.engine import open_database
    from dutyroom.store.keys import RoomKeys

    database = open_database(database_url(args.database))
    keys = RoomKeys.open(key_folder(database.url))
    report = prove(database, keys, erased_list.read(erased_list.list_file(keys)))
    words = _("数据库完好：留痕 {n} 条，数据与留痕一致，个人信息的密钥齐全，触发器如初。").format(n=report.count)
    words += _("检索用的索引、草稿不在留痕之内，少了看不出；持有密钥者改写、整库换回，用 audit verify --anchor 核验。")
    return say(args.json, {"sound": True, "entries": report.count, "mac": report.mac}, words)


def _scrub(args: argparse.Namespace) -> int:
    from dutyroom.settings.paths import database_url
    from dutyroom.store.engine import open_database
    from dutyroom.store.migrate import check
    from dutyroom.store.scrub import scrub

    database = open_database(database_url(args.database))
    check(database)
    if not scrub(database, whole=True):
        raise Refusal("busy", _("没有清除：有值班台正在使用数据库。"), _("请退出各值班台再试。"))
    return say(args.json, {"scrubbed": True}, _("已清除。备份、服务器的日志和副本中的，须另行清除。"))


def _backup(args: argparse.Namespace) -> int:
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store.backup import backup
    from dutyroom.store.engine import open_database
    from dutyroom.store.keys import RoomKeys

    database = open_database(database_url(args.database))
    report = backup(database, RoomKeys.open(key_folder(database.url)), args.file)
    words = _("已备份到 {file}，留痕 {n} 条，核验无误。密钥文件不在其中，请另行保管。").format(
        file=args.file, n=report.count
    )
    return say(args.json, {"file": str(args.file), "entries": report.count, "mac": report.mac}, words)


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
    done = restore(args.file, database, RoomKeys.open(key_folder(database.url)), WallClock().now(), args.erased)
    words = _("已恢复，留痕 {n} 条，核验无误；再次删除个人信息 {erased} 人。").format(
        n=done.report.count, erased=done.erased_again
    )
    if done.kept:
        words += _("原数据库存于 {file}。").format(file=done.kept)
    words += _("请重新打开各值班台。")
    facts = {
        "entries": done.report.count,
        "mac": done.report.mac,
        "erased_again": done.erased_again,
        "kept": str(done.kept) if done.kept else None,
    }
    return say(args.json, facts, words)


def _erase_again(args: argparse.Namespace) -> int:
    from dutyroom.services.room.clock import WallClock
    from dutyroom.settings.paths import database_url, key_folder
    from dutyroom.store import erased_list
    from dutyroom.store.claim import keys_for
    from dutyroom.store.engine import open_database
    from dutyroom.store.erasure import erase_again
    from dutyroom.store.migrate import check

    database = open_database(database_url(args.database))
    check(database)
    keys = keys_for(database, key_folder(database.url))
    now = WallClock().now()
    marks = erased_list.read(erased_list.list_file(keys), args.erased)
    count = erase_again(database, keys, (), marks, now, f"again:{now:%Y%m%dT%H%M%S}")
    told = erased_list.finish(database, keys) if count else ""
    return say(args.json, {"erased_again": count}, _("再次删除个人信息 {n} 人。").format(n=count) + told)
