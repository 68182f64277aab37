"""Who signs what a command writes: the account behind ``--as`` and the secret that proves it. Never on the command line."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.organisation.views import SignedIn
    from dutyroom.services.room.room import Room


def options(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """Add the account and the file of its secret. Not ``required`` where a form of the command writes to no room."""
    parser.add_argument("--as", dest="user", metavar="USER", required=required, help=_("办理人账号，须口令"))
    secret_options(parser)


def secret_options(parser: argparse.ArgumentParser) -> None:
    """Add the file of a secret; one among the arguments is refused."""
    # Else argparse takes --secret for the beginning of --secret-file.
    parser.allow_abbrev = False
    parser.add_argument("--secret", "--password", action=_Refused, help=argparse.SUPPRESS)
    parser.add_argument("--secret-file", type=Path, metavar="F", help=_("口令所在的文件（或环境变量 DUTYROOM_SECRET）"))


class _Refused(argparse.Action):
    """A secret among the arguments stands in the list of processes: it is refused, and not said again."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: object, **_more: object) -> NoReturn:
        parser.error(_("口令不能写在命令行上：用 DUTYROOM_SECRET、--secret-file 或按提示输入"))


def sign_in(room: Room, args: argparse.Namespace) -> tuple[SignedIn, str]:
    """Who acts, with the secret that proved it. Raises Refusal ``secret``, ``locked``, ``bad_file``."""
    from dutyroom.services.organisation.identity import Identity

    # Who acts says so each time; on a command line there is no session that has proven it before.
    secret = read_secret(args)
    signed = Identity(room).sign_in(args.user, secret)
    if signed.warning:
        print(signed.warning, file=sys.stderr)
    return signed, secret


def read_secret(args: argparse.Namespace) -> str:
    """The secret of ``args.user``. Raises Refusal ``secret`` where there is none to read, ``bad_file``."""
    from dutyroom.domain.errors import Refusal

    if args.secret_file:
        from dutyroom.settings.files import text

        lines = text(args.secret_file).splitlines()
        return lines[0] if lines else ""
    if "DUTYROOM_SECRET" in os.environ:
        return os.environ["DUTYROOM_SECRET"]
    if sys.stdin.isatty():
        return getpass.getpass(_("{user} 的口令：").format(user=args.user), stream=sys.stderr)
    raise Refusal("secret", _("没有给出口令。"), _("用环境变量 DUTYROOM_SECRET 或 --secret-file。"))
