"""argparse's own words in the language in force: its usage and error lines are English otherwise."""

import argparse

from dutyroom.lang import language

_WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "subcommands": "子命令",
    "show this help message and exit": "显示本帮助后退出",
    "%(prog)s: error: %(message)s\n": "%(prog)s：用法有误：%(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "缺少：%s",
    "one of the arguments %s is required": "以下选项须选其一：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "not allowed with argument %s": "不能与 %s 同时使用",
    "ignored explicit argument %r": "此选项不带值：%r",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 有歧义，可能是 %(matches)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可选：%(choices)s",
    "invalid %(type)s value: %(value)r": "不合要求的值：%(value)r",
    "expected one argument": "须带一个值",
    "expected at most one argument": "至多带一个值",
    "expected at least one argument": "至少带一个值",
    " (default: %(default)s)": "（默认：%(default)s）",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有子命令 %(parser_name)r，可选：%(choices)s",
    "can't open '%(filename)s': %(error)s": "打不开 %(filename)s：%(error)s",
}


def install() -> None:
    """Make every later argparse parser of this process speak the language in force.

    argparse looks its words up in two module globals made for this, `_` and `ngettext`.
    """
    vars(argparse)["_"] = _translate
    vars(argparse)["ngettext"] = _translate_count


def _translate(text: str) -> str:
    return _WORDS.get(text, text) if language() == "zh" else text


def _translate_count(singular: str, plural: str, count: int) -> str:
    if language() == "zh" and singular == "expected %s argument":
        return "须带 %s 个值"
    return singular if count == 1 else plural
