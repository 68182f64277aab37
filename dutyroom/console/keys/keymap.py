"""Every command of the console: key, words, aliases, what it does, and why it can't be done just now.

The same key does the same thing on every screen. Vital commands have an F-key or a control key beside any letter:
with a Chinese input method on, letters may never arrive. A command that is off is grey and answers with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding

from dutyroom.console.keys import commands as do
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell


def N_(text: str) -> str:
    """Marks a label for translation where it is shown."""
    return text


def _always(app: Shell) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `keys` as Textual names them; `cap` is how the first one is printed.

    `initials` are the pinyin initials of the Chinese label, for the palette; `why_not` gives "" when it can be done;
    `on_board` commands work on the selected complaint, so they are bound where one can be selected; `foot` is 0 for a
    command that is not among the keys at the foot, else how soon it makes room for others there (9 never).
    """

    id: str
    keys: str
    cap: str
    label: str
    initials: str
    run: Callable[[Shell], None]
    why_not: Callable[[Shell], str] = _always
    on_board: bool = False
    foot: int = 0
    act: str = ""


TABLE: tuple[Entry, ...] = (
    Entry("call.new", "f2", "F2", N_("新来电"), "xld", do.new_call, foot=9),
    Entry("call.next", "f3", "F3", N_("暂存/下一通"), "zcxyt", do.next_call, do.no_calls, foot=8),
    Entry("find", "f4", "F4", N_("查找"), "cz", do.find, on_board=True, foot=6),
    Entry("open", "enter", "Enter", N_("打开"), "dk", do.open_selected, do.no_row, on_board=True, foot=1),
    Entry("contact", "f5", "F5", N_("联系"), "lx", do.contact, do.no_row, on_board=True, foot=6),
    Entry("transfer", "f6", "F6", N_("转办"), "zb", do.transfer, do.no_row, on_board=True, foot=6),
    Entry("level", "f7", "F7", N_("定级"), "dj", do.level, do.no_row, on_board=True, foot=6),
    Entry("report_up", "f8", "F8", N_("上报"), "sb", do.report_up, do.no_row, on_board=True, foot=7),
    Entry("acknowledge", "space,ctrl+k", "空格", N_("知悉"), "zx", do.acknowledge, do.no_unseen, on_board=True, foot=7),
    Entry("log.write", "f12,ctrl+n", "F12", N_("记一笔"), "jyb", do.write_log, foot=7),
    Entry("emergency", "f9", "F9", N_("应急"), "yj", do.emergency, foot=8),
    Entry("emergencies", "ctrl+e", "Ctrl+E", N_("突发事件一览"), "tfsjyl", do.emergencies),
    Entry("help", "question_mark,？,f1", "?", N_("帮助"), "bz", do.help_page, foot=9),
    Entry("palette", "ctrl+p,colon,：", "Ctrl+P", N_("全部命令"), "qbml", do.palette),
    Entry("register", "n,ctrl+y", "N", N_("登记投诉"), "djts", do.register, on_board=True),
    Entry("drafts", "d,ctrl+d", "D", N_("草稿"), "cg", do.drafts, on_board=True),
    Entry("call_backs", "c,ctrl+u", "C", N_("待回拨"), "dhb", do.call_backs, on_board=True),
    Entry("unseen", "u,ctrl+f", "U", N_("待知悉"), "dzx", do.unseen, do.all_seen, on_board=True),
    Entry("directory", "t,ctrl+w", "T", N_("通讯录"), "txl", do.directory, on_board=True),
    Entry("watches", "w,ctrl+z", "W", N_("关注"), "gz", do.watches, on_board=True),
    Entry("duties", "x,shift+f7", "X", N_("定期与改进事项"), "dqygjsx", do.duties, on_board=True),
    Entry("supplies", "z,shift+f8", "Z", N_("应急物资"), "yjwz", do.supplies, on_board=True),
    Entry("plans", "p,shift+f9", "P", N_("预案与修订"), "yayxd", do.plans, on_board=True),
    Entry("figures", "m,shift+f6", "M", N_("统计"), "tj", do.figures, on_board=True),
    Entry("charges", "l,shift+f2", "L", N_("交办事项"), "jbsx", do.charges, on_board=True),
    Entry("groups", "r,shift+f3", "R", N_("同类投诉"), "tlts", do.groups, on_board=True),
    Entry("units", "o,shift+f4", "O", N_("机构与预案"), "jgyya", do.units, on_board=True),
    Entry("archive", "f,shift+f5", "F", N_("处理档案"), "clda", do.archive, on_board=True),
    Entry("log", "ctrl+l", "Ctrl+L", N_("值班日志"), "zbrz", do.duty_log),
    Entry("shift", "b,ctrl+b", "B", N_("本班"), "bb", do.this_shift, on_board=True),
    Entry("handover", "h,ctrl+a", "H", N_("交接班"), "jjb", do.handover, on_board=True),
    Entry("roster", "ctrl+r", "Ctrl+R", N_("角色与在岗"), "jsyzg", do.roster),
    Entry("goto", "g,ctrl+g", "G", N_("跳到编号"), "tdbh", do.go_to, on_board=True),
    Entry("sort", "s,ctrl+s", "S", N_("换一种排序"), "hyzpx", do.sort, on_board=True),
    Entry("views", "v,ctrl+v", "V", N_("显示设置"), "xssz", do.views, on_board=True),
    Entry("injects", "i,f10", "I", N_("情景信息"), "qjxx", do.injects, do.no_exercise, on_board=True),
    Entry("facilitator", "e,shift+f10", "E", N_("导调台"), "ddt", do.facilitator, do.not_facilitating, on_board=True),
    Entry("evaluation", "y,shift+f12", "Y", N_("演练评估"), "ylpg", do.evaluation, do.no_evaluation, on_board=True),
    Entry("sign_in", "ctrl+o", "Ctrl+O", N_("登录"), "dl", do.sign_in),
    Entry("sign_out", "ctrl+x", "Ctrl+X", N_("锁定"), "sd", do.sign_out, do.not_signed_in),
    Entry("theme", "ctrl+t", "Ctrl+T", N_("换配色主题"), "hpszt", do.theme),
    Entry("quit", "ctrl+q", "Ctrl+Q", N_("退出"), "tc", do.leave),
)

BY_ID = {entry.id: entry for entry in TABLE}


def bindings(on_board: bool) -> list[Binding]:
    """The bindings of the whole app, or of screens where a complaint is selected."""
    return [
        Binding(entry.keys, f"app.command('{entry.id}')", entry.label, show=False, id=entry.id)
        for entry in TABLE
        if entry.on_board == on_board
    ]


def clashes(table: tuple[Entry, ...] = TABLE) -> list[str]:
    """Keys given to two commands: the second would silently never be reached."""
    seen: dict[str, str] = {}
    found = []
    for entry in table:
        for key in entry.keys.split(","):
            if key in seen:
                found.append(f"{key}: {seen[key]}, {entry.id}")
            seen[key] = entry.id
    return found


def cap(entry: Entry) -> str:
    """The key as printed on the keyboard, in the language in force."""
    return _("空格") if entry.cap == "空格" else entry.cap
