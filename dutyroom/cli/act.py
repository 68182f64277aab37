"""`dutyroom act`: perform any act by its name."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dutyroom.cli import signing
from dutyroom.cli.words import as_json, table
from dutyroom.domain.errors import Refusal
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.domain.act import Act, Field
    from dutyroom.domain.errors import Fault


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments; the act's own fields are read from what is left over."""
    parser.usage = _("dutyroom act list | act show 名称 | act 名称 [编号] [--字段 值 …] --as 账号")
    parser.add_argument("name", metavar=_("名称"), help=_("事项名称；list 列出全部，show 名称 看一项要填什么"))
    parser.add_argument("subject", nargs="?", default="", metavar=_("编号"), help=_("事项所办的编号"))
    _options(parser)
    parser.add_argument("fields", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.set_defaults(run=lambda args: run(parser, args))


def _options(parser: argparse.ArgumentParser) -> None:
    signing.options(parser, required=False)
    parser.add_argument("--in-role", default="", help=_("以何角色办理（默认：可办的第一个）"))
    parser.add_argument("--seen", type=int, metavar="N", help=_("所见的版本（默认：当前版本）"))
    parser.add_argument("--command-id", default="", metavar="ID", help=_("办理编号；同一编号重复提交只办一次"))
    parser.add_argument("--values", type=Path, metavar="F", help=_("各项的值，JSON 文件；- 为标准输入"))
    parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))


def _reread(args: argparse.Namespace) -> None:
    """Options that stand behind the act's name are among its fields so far."""
    known = argparse.ArgumentParser(prog="dutyroom act", add_help=False, allow_abbrev=False)
    _options(known)
    known.add_argument("--database", default=args.database)
    known.add_argument("--lang", default=args.lang)
    said = vars(args)
    before = ("user", "in_role", "seen", "command_id", "secret_file", "values", "json")
    known.set_defaults(**{name: said[name] for name in before})
    found, rest = known.parse_known_args(args.fields)
    said.update(vars(found), fields=rest)


def run(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    """List the acts or perform one. Raises Refusal as ``perform`` does."""
    from dutyroom.domain.acts import ACTS
    from dutyroom.domain.errors import Refusal

    if args.subject.startswith("--"):
        # argparse takes an option with a blank in its value for a word.
        args.subject, args.fields = "", [args.subject, *args.fields]
    _reread(args)
    if args.name == "list":
        return _list(args.json)
    wanted = args.subject if args.name == "show" else args.name
    act = ACTS.get(wanted)
    if act is None:
        raise Refusal("unknown_act", _("没有「{name}」这一事项。").format(name=wanted), _("可用 dutyroom act list 查看。"))
    if args.name == "show":
        from dutyroom.cli.act_show import show

        return show(args.database, act, args.json)
    return _perform(parser, args, act)


def _list(json_wanted: bool) -> int:
    from dutyroom.domain.acts import ACTS
    from dutyroom.domain.names import act_name

    if json_wanted:
        from dutyroom.cli.act_show import described

        acts = [described(act, act.fields) for act in ACTS.values()]
        print(as_json({"acts": acts}))
        return 0
    for line in table((act.name, act_name(act), " ".join(each.name for each in act.fields)) for act in ACTS.values()):
        print(line)
    return 0


def _perform(parser: argparse.ArgumentParser, args: argparse.Namespace, act: Act) -> int:
    from dutyroom.bootstrap import open_room
    from dutyroom.domain.acts import ACTS
    from dutyroom.domain.names import told_name
    from dutyroom.services.room.vocabulary import form_fields

    if not args.user:
        parser.error(_("缺少：--as"))
    room = open_room(args.database)
    try:
        fields_ = form_fields(act, room.plan)
        given = _arguments(parser, args.fields, {each.name for each in fields_ if each.kind == "choices"})
        _nothing_private(parser, given, fields_)
        values = {**_read_values(args.values), **given}
        values |= _secrets(act, values)
        signed, secret = signing.sign_in(room, args)
        seen = args.seen
        if act.sees and seen is None:
            seen = _version(room, act, args.subject)
        command = signed.command(
            act.name, args.subject, values, seen, command_id=args.command_id, secret=secret, role=args.in_role
        )
        # The same command again gets the first answer: what was done stands, and nothing is done twice.
        plain = room.reveal(command) if act.name in ("complaint.reveal", "call.reveal") else None
        done = room.perform(command)
        told = (each for name in ("call.take", "complaint.register") for each in form_fields(ACTS[name], room.plan))
        fields = {each.name: each for each in told} if plain else {}
    except Refusal as no:
        if not args.json:
            no.faults = tuple(_by_name(each, form_fields(act, room.plan)) for each in no.faults)
        raise
    finally:
        room.close()
    document: dict[str, Any] = {
        "seq": done.seq, "subject": done.subject, "version": done.version, "message": done.message, "data": dict(done.data),
    }  # fmt: skip
    if plain is not None:
        document["values"] = plain
    if args.json:
        print(as_json(document))
        return 0
    from dutyroom.cli.words import visible

    print(visible(done.message or done.subject))
    for name, value in (plain or {}).items():
        print(visible(f"  {told_name(name, fields)}  {value}"))
    return 0


def _by_name(fault: Fault, fields: Iterable[Field]) -> Fault:
    """The field as people call it, with the option that they typed."""
    from dutyroom.domain.names import aside, field_name

    name = next((field_name(each) for each in fields if each.name == fault.field), "")
    return replace(fault, field=name + aside(f"--{fault.field.replace('_', '-')}")) if name else fault


def _version(room: Any, act: Act, number: str) -> int | None:
    from dutyroom.services.room.subjects import load_subject

    with room.database.read() as session:
        return getattr(load_subject(session, act.subject, number), "version", None)


def _secrets(act: Act, values: Mapping[str, Any]) -> dict[str, str]:
    """Secrets that the act asks for and nothing has given yet: from the environment, else from a prompt."""
    from dutyroom.domain.names import field_name

    found = {}
    for field in act.fields:
        if not field.secret or field.name in values:
            continue
        wanted = field.required or bool(values.get(act.second))
        if (name := _variable(act, field)) in os.environ:
            found[field.name] = os.environ[name]
        elif wanted and sys.stdin.isatty():
            found[field.name] = getpass.getpass(_("{name}：").format(name=field_name(field)), stream=sys.stderr)
    return found


def _variable(act: Act, field: Field) -> str:
    return "DUTYROOM_SECOND_SECRET" if field.name == act.second_secret else "DUTYROOM_NEW_SECRET"


def _read_values(file: Path | None) -> dict[str, Any]:
    from dutyroom.domain.errors import Refusal
    from dutyroom.domain.strict import from_json
    from dutyroom.settings.files import text

    if file is None:
        return {}
    try:
        read = from_json(sys.stdin.read() if str(file) == "-" else text(file))
    except (OSError, ValueError) as unread:
        raise Refusal("bad_file", _("打不开文件：{file}").format(file=file), _("须为 UTF-8 的 JSON 对象。")) from unread
    if not isinstance(read, dict):
        raise Refusal("bad_file", _("须为 UTF-8 的 JSON 对象。"))
    return {str(name): tuple(value) if isinstance(value, list) else value for name, value in read.items()}


def _arguments(parser: argparse.ArgumentParser, words: Sequence[str], several: Collection[str]) -> dict[str, Any]:
    """What stands behind the act's name: an option given twice adds, where the field takes ``several``, else it is refused."""
    values: dict[str, Any] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        if not word.startswith("--") or word == "--":
            parser.error(_("不认识的参数：{word}").format(word=word))
        name, sign, value = word[2:].partition("=")
        if not sign:
            if not left:
                parser.error(_("--{name} 须带一个值").format(name=name))
            value = left.pop(0)
        name = name.replace("-", "_")
        if name in values and name not in several:
            parser.error(_("--{name} 写了两次，不知道该用哪一个").format(name=name.replace("_", "-")))
        values[name] = f"{values[name]},{value}" if name in values else value
    return values


def _nothing_private(parser: argparse.ArgumentParser, given: Mapping[str, Any], fields: Iterable[Field]) -> None:
    """Whatever stands among a program's arguments is seen by everybody on the machine, and kept by the shell."""
    for field in fields:
        if field.name in given and field.private:
            no = _("--{name} 不能写在命令行上：命令行在本机人人可见")
            how = _("写成 JSON，用 --values 文件 或 --values - 从标准输入给出")
            secret = _("口令也可用环境变量或按提示输入") if field.secret else ""
            parser.error("；".join(filter(None, [no.format(name=field.name.replace("_", "-")), how, secret])))
