"""Signs of a Chinese keyboard or a word processor where a plan file needs plain ones: “ ” ， ＝ 【 】."""

from __future__ import annotations

import re

from dutyroom.lang import gettext as _

_PLAIN = {
    "“": '"', "”": '"', "„": '"', "＂": '"', "‘": "'", "’": "'", "＇": "'", "，": ",", "、": ",", "＝": "=", "【": "[", "】": "]",
    "［": "[", "］": "]", "｛": "{", "｝": "}", "＃": "#", "\u3000": " ",
}  # fmt: skip
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')


def foreign_signs(text: str) -> list[tuple[int, str, str]]:
    """(line, what is wrong, how it is mended) of every line that has such signs outside its texts and comments."""
    if '"""' in text or "'''" in text:
        return []  # which lines are inside a long text is not known here
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        signs = dict.fromkeys(sign for sign in _QUOTED.sub("", line) if sign in _PLAIN)
        if signs:
            said = _("用了中文标点 {signs}。").format(signs=" ".join(_shown(each) for each in signs))
            plain = " ".join(dict.fromkeys(_PLAIN[each] for each in signs)).strip()
            mend = _("换到英文输入法，改打 {signs}").format(signs=plain) if plain else _("换到英文输入法，改打空格。")
            found.append((number, said, mend))
    return found


def _shown(sign: str) -> str:
    return _("全角空格") if sign.isspace() else sign
