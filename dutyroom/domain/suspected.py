"""What in a text may tell who somebody is though nobody knows it to: for people to look at, never a proof of absence."""

from __future__ import annotations

import re

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAMED = f"[{_SURNAMES}]"
_HAN = r"\u4e00-\u9fff"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\w.+-]+@[\w-]+\.[\w.]+|@[\w-]{2,}",
        r"(?i)(?:QQ|微信|VX|wechat|抖音|微博|快手|账号|网名|昵称|网友)[号名群：:\s]*[「“\"']?[\w.-]{2,20}",
        r"[\d０-９][\d０-９\- ]{3,}[\d０-９Xx]",
        r"[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新蒙][A-Z][·\s]?[A-Z0-9]{5,6}",
        r"\d+(?:栋|幢|号楼|单元|室|弄)",
        rf"{_NAMED}[{_HAN}]?(?:先生|女士|小姐|太太|阿姨|大爷|大妈|大姐|大哥|老师|师傅|老板|经理|主任|行长|科长|总)",
        rf"[老小阿大]{_NAMED}(?:[某头哥姐])?",
        rf"阿[{_HAN}](?![{_HAN}]?姨)",
        rf"(?<![{_HAN}]){_NAMED}[{_HAN}]{{1,2}}(?=[称说表反投来要求等在，。、：:；（(\s]|$)",
        r"\b[A-Z][a-z]+ [A-Z][a-z]+\b",
    )
)


def suspected(text: str, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The pieces of the text that look like somebody's name, number, account, car or door; those in ``but`` are invented."""
    for known in but:
        text = text.replace(known, "\n")
    found = [match for pattern in _PATTERNS for match in pattern.finditer(text)]
    kept: list[re.Match[str]] = []
    for match in sorted(found, key=lambda each: (each.start(), -each.end())):
        if not kept or match.start() >= kept[-1].end():
            kept.append(match)
    return tuple(dict.fromkeys(match.group().strip() for match in kept))
