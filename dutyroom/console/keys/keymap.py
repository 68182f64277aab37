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
from dutyroom.lang import N_
from dutyroom.lang import gettext as _

if TYPE_CHECKING:
    from dutyroom.console.shell import Shell


def _always(app: Shell) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `keys` as Textual names them; `cap` is how the first one is printed.

    `why_not` gives "" when it can be done; `on_board` commands work on the selected complaint, so they are bound where
    one can be selected; `foot` is 0 for a command that is not among the keys at the foot, else how soon it makes room
    for others there (9 never).
    """

    id: str
    keys: str
    cap: str
    label: str
    run: Callable[[Shell], None]
    why_not: Callable[[Shell], str] = _always
    on_board: bool = False
    foot: int = 0
    act: str = ""


TABLE: tuple[Entry, ...] = (
    Entry("call.new", "f2", "F2", N_("新来电"), do.new_call, foot=9),
    Entry("call.next", "f3", "F3", N_("暂存/下一通"), do.next_call, do.no_calls, foot=8),
    Entry("find", "f4", "F4", N_("查找"), do.find, on_board=True, foot=6),
    Entry("open", "enter", "Enter", N_("打开"), do.open_selected, do.no_row, on_board=True, foot=1),
    Entry("contact", "f5", "F5", N_("联系"), do.contact, do.no_row, on_board=True, foot=6),
    Entry("transfer", "f6", "F6", N_("转办"), do.transfer, do.no_row, on_board=True, foot=6),
    Entry("level", "f7", "F7", N_("定级"), do.level, do.no_row, on_board=True, foot=6),
    Entry("report_up", "f8", "F8", N_("上报"), do.report_up, do.no_row, on_board=True, foot=7),
    Entry("acknowledge", "space,ctrl+k", "空格", N_("知悉"), do.acknowledge, do.no_unseen, on_board=True, foot=7),
    Entry("log.write", "f12,ctrl+n", "F12", N_("记一笔"), do.write_log, foot=7),
    Entry("emergency", "f9", "F9", N_("应急"), do.emergency, foot=8),
    Entry("emergencies", "ctrl+e", "Ctrl+E", N_("突发事件一览"), do.emergencies),
    Entry("help", "question_mark,？,f1", "?", N_("帮助"), do.help_page, foot=9),
    Entry("palette", "ctrl+p,colon,：", "Ctrl+P", N_("全部命令"), do.palette),
    Entry("register", "n,ctrl+y", "N", N_("登记投诉"), do.register, on_board=True),
    Entry("drafts", "d,ctrl+d", "D", N_("草稿"), do.drafts, on_board=True),
    Entry("call_backs", "c,ctrl+u", "C", N_("待回拨"), do.call_backs, on_board=True),
    Entry("unseen", "u,ctrl+f", "U", N_("待知悉"), do.unseen, do.all_seen, on_board=True),
    Entry("warnings", "a,shift+f11", "A", N_("告警"), do.warnings, on_board=True),
    Entry("bell", "shift+f1", "Shift+F1", N_("告警响铃开关"), do.bell, on_board=True),
    Entry("directory", "t,ctrl+w", "T", N_("通讯录"), do.directory, on_board=True),
    Entry("watches", "w,ctrl+z", "W", N_("关注"), do.watches, on_board=True),
    Entry("duties", "x,shift+f7", "X", N_("定期与改进事项"), do.duties, on_board=True),
    Entry("supplies", "z,shift+f8", "Z", N_("应急物资"), do.supplies, on_board=True),
    Entry("plans", "p,shift+f9", "P", N_("预案与修订"), do.plans, on_board=True),
    Entry("figures", "m,shift+f6", "M", N_("统计"), do.figures, on_board=True),
    Entry("charges", "l,shift+f2", "L", N_("交办事项"), do.charges, on_board=True),
    Entry("groups", "r,shift+f3", "R", N_("同类投诉"), do.groups, on_board=True),
    Entry("units", "o,shift+f4", "O", N_("机构与预案"), do.units, on_board=True),
    Entry("archive", "f,shift+f5", "F", N_("处理档案"), do.archive, on_board=True),
    Entry("log", "ctrl+l", "Ctrl+L", N_("值班日志"), do.duty_log),
    Entry("shift", "b,ctrl+b", "B", N_("本班"), do.this_shift, on_board=True),
    Entry("handover", "h,ctrl+a", "H", N_("交接班"), do.handover, on_board=True),
    Entry("roster", "ctrl+r", "Ctrl+R", N_("角色与在岗"), do.roster),
    Entry("goto", "g,ctrl+g", "G", N_("跳到编号"), do.go_to, on_board=True),
    Entry("sort", "s,ctrl+s", "S", N_("换一种排序"), do.sort, on_board=True),
    Entry("views", "v,ctrl+v", "V", N_("显示设置"), do.views, on_board=True),
    Entry("injects", "i,f10", "I", N_("情景信息"), do.injects, do.no_exercise, on_board=True),
    Entry("facilitator", "e,shift+f10", "E", N_("导调台"), do.facilitator, do.not_facilitating, on_board=True),
    Entry("evaluation", "y,shift+f12", "Y", N_("演练评估"), do.evaluation, do.no_evaluation, on_board=True),
    Entry("sign_in", "ctrl+o", "Ctrl+O", N_("登录"), do.sign_in),
    Entry("sign_out", "ctrl+x", "Ctrl+X", N_("锁定"), do.sign_out, do.not_signed_in),
    Entry("theme", "ctrl+t", "Ctrl+T", N_("换配色主题"), do.theme),
    Entry("quit", "ctrl+q", "Ctrl+Q", N_("退出"), do.leave),
)

BY_ID = {entry.id: entry for entry in TABLE}


def bindings(on_board: bool) -> list[Binding]:
    """The bindings of the whole app, or of screens where a complaint is selected."""
    return [
        # A box over the page hides the app's keys from what is typed; the one that leaves is never hidden.
        Binding(entry.keys, f"app.command('{entry.id}')", entry.label, show=False, id=entry.id, priority=entry.id == "quit")
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
