"""The entry of the command line: finds the command's module, runs it, turns every outcome into an exit code.

A command NAME is the module `dutyroom.cli.NAME` with `configure(parser)`, which adds arguments and sets
`run` (`parser.set_defaults(run=…)`), a function of the parsed arguments that returns an exit code.
"""

import argparse
import contextlib
import importlib
import io
import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from dutyroom.cli import argparse_zh
from dutyroom.domain.errors import Fallen, Refusal
from dutyroom.lang import gettext as _
from dutyroom.lang import language, set_language

DONE, REFUSED, WRONG_USAGE, NOT_ALLOWED = 0, 1, 2, 3
COMMON = ("--database", "--lang")


def commands() -> dict[str, str]:
    """Every command by name, with its one line of help."""
    return {
        "console": _("打开值班台（不带命令时即此）"),
        "demo": _("演示值班室，自带样例数据，与正式数据无关"),
        "wallboard": _("大屏：共用、只读、个人信息已遮蔽"),
        "watch": _("盯时限：不开值班台也按时提醒和告警"),
        "answer": _("回复告警消息：凭回复码知悉"),
        "status": _("在办概况、最紧急十件、应急、当值人员"),
        "stats": _("统计：级别、机构、类别、渠道、时限、趋势"),
        "plan": _("预案：清单、查看、检查、新建"),
        "clock": _("推算时限并逐日说明"),
        "calendar": _("工作日历：查看、导入、例外"),
        "complaint": _("投诉：清单、查看、导入"),
        "act": _("办理任一事项"),
        "emergency": _("突发事件：清单、查看"),
        "report": _("文书：声明、报告、通知、总结等，写成文本文件"),
        "roster": _("值班表：查看、导入、导出"),
        "exercise": _("桌面推演：清单、开始、评估报告"),
        "scenario": _("演练方案：检查、新建"),
        "journal": _("操作留痕：跟随、导出"),
        "audit": _("核验留痕链、存取锚点"),
        "db": _("数据库：升级、检查、备份、恢复"),
        "doctor": _("自检：运行环境、问题与办法"),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 done, 1 refused or failed, 2 wrong usage, 3 not allowed."""
    words = list(sys.argv[1:] if argv is None else argv)
    argparse_zh.install()
    as_json = "--json" in words
    _have_streams()
    try:
        words = _common_first(words)
        _choose_language(words)
        code = _run(words)
        # What is still in the buffer is written here, where a reader who has left can be borne.
        sys.stdout.flush()
        return code
    except Refusal as no:
        from dutyroom.domain.names import headed

        faults = (headed(each.field, each.message) for each in no.beside)
        return _refuse(no.code, " ".join(filter(None, [no.message, *faults])), no.hint, as_json)
    except KeyboardInterrupt:
        print(_("已停止。"), file=sys.stderr)
        return 130
    except EOFError:
        return _refuse("no_input", _("输入到此为止，没有办理。"), _("请在终端里逐项输入，或用文件、环境变量给出。"), as_json)
    except BrokenPipeError:
        _write_no_more()
        return DONE
    except OSError as fault:
        if fault.filename is not None:
            return _refuse("internal", *_unexpected(fault), as_json)
        _write_no_more()
        return _refuse("cannot_write", _("输出写不出去：{why}。").format(why=fault.strerror), _("请查看磁盘空间和去处。"), False)
    except Fallen as fell:
        what, hint = _unexpected(fell.__cause__ or fell)
        return _refuse("internal", what + _of_what_was_typed(fell), hint, as_json)
    except Exception as fault:
        return _refuse("internal", *_unexpected(fault), as_json)


def _run(words: list[str]) -> int:
    try:
        args = _parser(words).parse_args(words)
        return int(args.run(args))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else DONE


def _have_streams() -> None:
    """A stream that was closed (``<&-``) is an empty one; a sign that the encoding lacks is shown as its number."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - likewise
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - likewise
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _write_no_more() -> None:
    # The reader of our output has left; keep the interpreter from complaining when it flushes.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _common_first(words: list[str]) -> list[str]:
    """The options that every command takes may stand anywhere, behind the last word too; argparse wants them first."""
    first, rest = list[str](), list[str]()
    left = list(words)
    while left:
        word = left.pop(0)
        name, sign, _value = word.partition("=")
        if name not in COMMON or (not sign and (not left or left[0].startswith("-"))):
            rest.append(word)
        else:
            first += [word] if sign else [word, left.pop(0)]
    return first + rest


def _choose_language(words: list[str]) -> None:
    # Before any parser is built: help texts are looked up while building it.
    with contextlib.suppress(ValueError):
        set_language(os.environ.get("DUTYROOM_LANG") or "zh")
    for at, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and at + 1 < len(words):
            value = words[at + 1]
        if value in ("zh", "en"):
            set_language(value)


def _parser(words: list[str]) -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="dutyroom", parents=[_common()], description=_("重大客户投诉值班台"))
    root.set_defaults(database=os.environ.get("DUTYROOM_DATABASE") or None, lang=language(), command="console")
    chosen = _command_in(words)
    asked_help = not chosen and bool({"-h", "--help"} & set(words))
    nouns = root.add_subparsers(dest="command", metavar=_("命令"), title=_("命令"))
    # Where none of them is named nobody reads of them, and the console opens without having built them all.
    for name, line in commands().items() if chosen or asked_help else ():
        noun = nouns.add_parser(name, parents=[_common()], help=line, description=line)
        if name == chosen:
            importlib.import_module(f"dutyroom.cli.{name}").configure(noun)
    if not chosen and not asked_help:
        importlib.import_module("dutyroom.cli.console").configure(root)
    return root


def _common() -> argparse.ArgumentParser:
    # A new one each time: argparse shares a parent's actions, and a default set in one shows in all.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    where = _("数据库地址（默认：环境变量 DUTYROOM_DATABASE，再则用户数据目录）")
    common.add_argument("--database", metavar="URL", help=where)
    common.add_argument("--lang", choices=["zh", "en"], help=_("界面语言"))
    return common


def _command_in(words: list[str]) -> str:
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = word in ("--database", "--lang") and not skip
        else:
            return word
    return ""


def _refuse(code: str, message: str, hint: str, as_json: bool) -> int:
    if as_json:
        error = {"code": code, "message": message, "hint": hint}
        print(json.dumps({"error": error}, ensure_ascii=False))
    print(f"{message} {hint}".strip().replace("\n", " "), file=sys.stderr)
    return NOT_ALLOWED if code == "not_allowed" else REFUSED


def _of_what_was_typed(fell: Fallen) -> str:
    if fell.lost:
        return _("有 {n} 份没有提交的内容没有存下。").format(n=fell.lost)
    return _("没有提交的内容已存为草稿。") if fell.kept else ""


def _unexpected(fault: BaseException) -> tuple[str, str]:
    from platformdirs import user_log_path

    what = _("程序出错，未能完成：{kind}。").format(kind=type(fault).__name__)
    try:
        report = user_log_path("dutyroom", ensure_exists=True) / "error.log"
        _write_privately(report, _report(fault))
    except OSError:
        return what, _("已提交的数据不受影响。请运行 dutyroom doctor。")
    return what, _("已提交的数据不受影响。详情记在 {file}；请运行 dutyroom doctor。").format(file=report)


def _report(fault: BaseException) -> str:
    """Where it happened, file and line, from the first cause on. Not what the exceptions say: that may quote what was typed."""
    causes: list[BaseException] = []
    cause: BaseException | None = fault
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    parts = [f"{''.join(traceback.format_tb(each.__traceback__))}{type(each).__qualname__}\n" for each in reversed(causes)]
    return "\n".join(parts)


def _write_privately(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
