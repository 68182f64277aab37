"""Help: every key, what the marks of the queue mean, how the queue is ordered."""

from __future__ import annotations

from dutyroom.console.keys import keymap
from dutyroom.console.present.board.row import NEW, PIN, SHAPES
from dutyroom.console.present.cells import fit, titled
from dutyroom.console.present.line import Line
from dutyroom.console.present.pinyin import initials
from dutyroom.console.screens.page import PageScreen
from dutyroom.lang import gettext as _
from dutyroom.lang import language


class HelpScreen(PageScreen):
    """Keys on top, marks below."""

    KEYS = ("palette",)

    def draw(self) -> None:
        app = self.room_app
        lines: list[Line] = [((" " + _("按键"), "strong"),)]
        for entry in keymap.TABLE:
            keys = ", ".join(dict.fromkeys([keymap.cap(entry), *_others(entry)]))
            why = entry.why_not(app)
            typed = "" if language() == "en" else initials(entry.label)[0]
            lines.append(
                (
                    ("  " + fit(keys, 22), "accent"),
                    (fit(titled(_(entry.label)), 24), "plain"),
                    (fit(typed, 8), "quiet"),
                    (why, "quiet"),
                )
            )
        lines += [((" ", "plain"),), ((" " + _("移动"), "strong"),)]
        for key, does in (
            (_("上 下 / k j"), _("上一件、下一件")),
            ("PgUp PgDn Home End", _("翻页、首尾")),
            (_("鼠标"), _("单击选中，双击打开，滚轮翻动")),
            ("Esc", _("返回；在台账上：取消查找")),
            ("1-9, 0", _("在台账上：用已存的视图；0 显示全部")),
        ):
            lines.append((("  " + fit(key, 22), "accent"), (does, "plain")))
        for title, group in (
            (
                _("表单"),
                (
                    (_("Tab Enter 上 下"), _("下一项、上一项；末项 Enter 即提交")),
                    ("1-9", _("直接选第几项；多选项用空格")),
                    ("Ctrl+S, F10", _("提交")),
                    ("Ctrl+D", _("带回没有提交的草稿（有草稿时）")),
                    ("Esc", _("离开，内容存为草稿")),
                ),
            ),
            (
                _("接听来电"),
                (
                    ("F2 F3", _("本通暂存，接新来电；本通暂存，接等待中的一通")),
                    ("F6 F4", _("转为投诉；并入已有投诉")),
                    ("F5", _("约定回拨")),
                    ("Ctrl+B", _("办结，不立投诉")),
                ),
            ),
            (
                _("投诉页面"),
                (
                    ("A", _("可办事项；灰色的说明原因")),
                    ("E", _("时限为何此时到期")),
                    ("V", _("查看原文，理由留痕")),
                    (_("F5-F8 空格"), _("与台账上相同")),
                ),
            ),
        ):
            lines += [((" ", "plain"),), ((f" {titled(title)}", "strong"),)]
            lines += [(("  " + fit(key, 22), "accent"), (does, "plain")) for key, does in group]
        lines += [((" ", "plain"),), ((" " + _("突发事件页面"), "strong"),)]
        for key, does in (
            ("Enter", _("去办光标所在的事；默认是最要紧的一件")),
            ("A, Ctrl+A", _("可办事项；灰色的说明原因")),
            ("1-6", _("工作组")),
            ("F, Ctrl+F", _("录入现场情况")),
            ("7 8 9 0", _("声明与处理方案、终止条件、时间线、相关投诉")),
            ("1-9", _("在文稿、终止页：直接办理所列事项")),
            (_("空格"), _("在终止页：光标所在机构的回执已收到")),
            ("F8", _("逐级通知")),
            ("D, Ctrl+D", _("时间线里只看决定")),
        ):
            lines.append((("  " + fit(key, 22), "accent"), (does, "plain")))
        lines += [((" ", "plain"),), ((" " + _("台账里的记号"), "strong"),)]
        for mark, means in (
            (PIN, _("置顶：紧急，或属于进行中的突发事件，直到办结")),
            (SHAPES["overdue"], _("已超时")),
            (SHAPES["soon"], _("一小时内到期，或已到预警点")),
            (SHAPES["paused"], _("暂停计时")),
            (NEW, _("还没有人知悉，空格键知悉")),
            (_("估"), _("暂估：该日期没有官方放假安排，按每周工作时间推算")),
        ):
            lines.append((("  " + fit(mark, 6), "accent"), (means, "plain")))
        order = _("排列：置顶的在前，其余按到期先后，超时的自然在前；暂停计时的在最后。")
        lines += [((" ", "plain"),), ((" " + order, "quiet"),)]
        self.put(_("帮助"), lines)


def _others(entry: keymap.Entry) -> list[str]:
    """Further keys of a command, as printed."""
    made = []
    for key in entry.keys.split(",")[1:]:
        if key.startswith(("ctrl+", "shift+")):
            made.append("+".join((key.partition("+")[0].title(), key.partition("+")[2].upper())))
        elif key == "f1":
            made.append("F1")
        elif key == "colon":
            made.append(":")
        else:
            made.append(key)
    return made
