"""How a command says what a file is like that it takes in: its sheet, its columns, what is the same in every row."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.services.intake.mapping import Mapped
    from dutyroom.services.intake.tabular import Wanted


def reading_options(parser: argparse.ArgumentParser) -> None:
    """Add what says how the file is read."""
    parser.add_argument("--sheet", metavar=_("表名"), default="", help=_("工作表（默认：第一个可见的）"))
    parser.add_argument("--header-row", type=int, default=0, metavar="N", help=_("列名在第几行（默认：自动找）"))
    parser.add_argument("--visible-only", action="store_true", help=_("不读隐藏的行"))
    named = _("文字编码：utf-8、gb18030、utf-16、big5、cp1252（默认：自动识别并说明）")
    parser.add_argument("--encoding", choices=_encodings(), metavar=_("编码"), default="", help=named)


def mapping_options(parser: argparse.ArgumentParser) -> None:
    """Add what says which column is which field."""
    more = partial(parser.add_argument, action="append", default=[])
    more("--map", metavar="FIELD=COLUMN", help=_("文件的列名，例 content=投诉内容，可多次给出"))
    more("--set", metavar="FIELD=VALUE", help=_("各行同一值，例 channel=电话，可多次给出"))
    same = _("文件里的说法，例 channel:Web=网络，可多次给出")
    more("--value", metavar="FIELD:SAID=VALUE", help=same)
    more("--ignore", metavar="COLUMN", help=_("略过的列，可多次给出；--ignore '*' 略过全部不认识的"))
    order = _("年份在后的日期：mdy 月日年，dmy 日月年")
    parser.add_argument("--dates", choices=["mdy", "dmy"], default="", help=order)
    parser.add_argument("--keep", metavar="NAME", help=_("把以上各项存为导入方式"))
    parser.add_argument("--like", metavar="NAME", help=_("用存下的导入方式；另给出的各项优先"))


def wanted(args: argparse.Namespace, known: Collection[str]) -> Wanted:
    """How to read the file. ``known``: titles of columns."""
    from dutyroom.services.intake.tabular import Wanted

    return Wanted(args.sheet, max(args.header_row, 0), args.encoding, args.visible_only, frozenset(known))


def mapped(args: argparse.Namespace) -> Mapped:
    """What was said about the columns, on top of what is kept under ``--like``; kept under ``--keep``.

    Raises Refusal ``bad_input`` for what can't be understood and for what is said twice, ``not_found`` for an unknown name.
    """
    from dutyroom.services.intake.mapping import Mapped
    from dutyroom.settings.kept_maps import load_map, save_map

    before = load_map(args.like) if args.like else {}
    columns = _table(before, "map") | _pairs("--map", args.map, _("写成 字段=列名。"))
    fixed = _table(before, "set") | _pairs("--set", args.set, _("写成 字段=值。"))
    words = {name: dict(_table(before.get("value", {}), name)) for name in _table(before, "value")}
    for said, meant in _pairs("--value", args.value, _("写成 字段:文件里的说法=值。")).items():
        name, sign, word = said.partition(":")
        if not sign or not name or not word:
            raise _unread("--value", f"{said}={meant}", _("写成 字段:文件里的说法=值。"))
        words.setdefault(name, {})[word] = meant
    ignored = tuple(dict.fromkeys([*(str(each) for each in before.get("ignore", ())), *args.ignore]))
    dates = args.dates or str(before.get("dates", ""))
    if args.keep:
        save_map(args.keep, {"map": columns, "set": fixed, "value": words, "ignore": list(ignored), "dates": dates})
    return Mapped(columns, fixed, words, ignored, dates)


def _encodings() -> tuple[str, ...]:
    from dutyroom.services.intake.delimited import ENCODINGS

    return ENCODINGS


def _table(content: Any, name: str) -> dict[str, Any]:
    found = content.get(name, {}) if isinstance(content, dict) else {}
    return found if isinstance(found, dict) else {}


def _pairs(option: str, given: Iterable[str], how: str) -> dict[str, str]:
    from dutyroom.domain.errors import Refusal

    found: dict[str, str] = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or not name or not value:
            raise _unread(option, pair, how)
        if found.setdefault(name, value) != value:
            # The last one would win without a word.
            raise Refusal("bad_input", _("{option} 两次给出 {name}。").format(option=option, name=name), _("只留一个。"))
    return found


def _unread(option: str, pair: str, how: str) -> Exception:
    from dutyroom.domain.errors import Refusal

    return Refusal("bad_input", _("看不懂 {option} {pair}。").format(option=option, pair=pair), how)
