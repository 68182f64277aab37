"""Canaries: names and numbers as people type them, and a room whose people type them into every free text.

What looks for them (``sung``) knows nothing of how the program spells: it drops all that is no letter or digit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from dutyroom.domain.act import Act, Command, Done, Field
from dutyroom.domain.acts import ACTS
from dutyroom.services.room.vocabulary import form_fields
from tests.services.conftest import Played

PEOPLE: dict[str, tuple[str, ...]] = {
    "陈小明": (
        "陈小明", "陳小明", "陈 小 明", "陳·小·明", "陈\u200b小\u200b明", "陈\u3000小\u3000明", "陈\xa0小明",
        "陳小\u2060明", "陈．小明",
    ),
    "歐陽嘉慧": (
        "歐陽嘉慧", "欧阳嘉慧", "欧阳 嘉慧", "歐阳•嘉慧", "欧\ufeff阳嘉慧", "欧阳‧嘉慧",
    ),
    "买买提·吐尔逊": (
        "买买提·吐尔逊", "买买提•吐尔逊", "买买提‧吐尔逊", "买买提・吐尔逊", "买买提．吐尔逊", "买买提吐尔逊",
        "买买提 吐尔逊", "買買提·吐爾遜",
    ),
    "Margaret O'Neill": (
        "Margaret O'Neill", "MARGARET O’NEILL", "Ｍａｒｇａｒｅｔ O'Neill", "margaret  oneill", "Margaret\xa0O'Neill",
    ),
    "刘建国、贾宝玉": (
        "刘建国", "劉建國", "贾 宝玉", "賈寶玉", "贾·宝玉", "刘\u200d建国",
    ),
    "张三丰": (
        "张三丰", "張三豐", "张 三 丰", "張·三·豐", "张\xad三丰",
    ),
    "诸葛瑾": (
        "诸葛瑾", "諸葛瑾", "诸葛 瑾", "诸\u200c葛瑾",
    ),
    "王芳": (
        "王芳", "王 芳", "王·芳", "王\u200b芳",
    ),
}  # fmt: skip
"""Complainants by what the form was told, each with the spellings in which texts speak of them."""

NUMBERS: dict[str, tuple[str, ...]] = {
    "13812345678": (
        "13812345678", "138 1234 5678", "138-1234-5678", "138.1234.5678", "138–1234–5678", "138\xa01234\xa05678",
        "138\u30001234\u30005678", "１３８１２３４５６７８", "１３８\u3000１２３４\u3000５６７８", "+8613812345678",
        "+86 138 1234 5678", "+86-138-1234-5678", "0086 13812345678", "008613812345678", "8613812345678",
        "86-138-1234-5678", "013812345678", "0138 1234 5678", "（+86）138 1234 5678", "1381234 5678", "138 12345678",
        "138·1234·5678", "138\u200b1234\u200b5678", "1 3 8 1 2 3 4 5 6 7 8", "138 123 45678", "一三八一二三四五六七八",
        "幺三八 一二三四 五六七八",
    ),
    "057188123456": (
        "057188123456", "0571-88123456", "0571 8812 3456", "（0571）88123456", "(0571)8812-3456", "0571-8812-3456",
        "+86 571 8812 3456", "0086-571-88123456", "０５７１－８８１２３４５６", "0571.88123456", "0571—88123456",
    ),
    "110105198806151236": (
        "110105198806151236", "110105 19880615 1236", "110105-19880615-1236", "110105 1988 0615 1236",
        "1101 0519 8806 1512 36", "１１０１０５１９８８０６１５１２３６", "110105\xa019880615\xa01236",
        "110 105 1988 0615 1236",
    ),
    "44030119790228002X": (
        "44030119790228002X", "440301 19790228 002x", "440301-1979-0228-002X", "４４０３０１１９７９０２２８００２Ｘ",
    ),
    "6222021602012345679": (
        "6222021602012345679", "6222 0216 0201 2345 679", "6222-0216-0201-2345-679", "622202 1602012345679",
        "６２２２０２１６０２０１２３４５６７９", "6222\xa00216\xa00201\xa02345\xa0679", "6222.0216.0201.2345.679",
    ),
}  # fmt: skip
"""Numbers by their digits, each with the ways in which texts hold them."""

SONGS = [*(each for spelt in PEOPLE.values() for each in spelt), *(each for typed in NUMBERS.values() for each in typed)]

_CODES = (
    "complaint", "call", "about", "after", "follows", "statement", "conference", "paper", "complaints", "apart", "takers", "line",
    "upto", "date", "due", "owner", "told", "number", "code", "clause", "since", "role",
)  # fmt: skip
"""Fields in which the number or code of a thing is typed, and nothing else is taken."""

_SIMPLE = str.maketrans("歐陽諸賈劉張豐買爾遜寶國", "欧阳诸贾刘张丰买尔逊宝国")
_FIGURES = str.maketrans("一二三四五六七八九零〇幺", "123456789001")
_SOUGHT = {name.translate(_SIMPLE): name for told in PEOPLE for name in told.split("、")}


def bare(text: str) -> str:
    """Its letters and digits, narrow, small and simplified."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("陳", "陈").translate(_SIMPLE)
    return "".join(sign for sign in plain if sign.isalnum())


def sung(text: str) -> list[str]:
    """The people and numbers that can be read in the text."""
    plain = bare(text)
    figures = plain.translate(_FIGURES)
    names = [name for name in _SOUGHT if bare(name) in plain]
    # Its first three and last four may be shown, and not one more on either side.
    numbers = [digits for digits in NUMBERS if digits[2:-3].casefold() in figures]
    return names + numbers


def free_texts(act: Act, fields: tuple[Field, ...]) -> list[Field]:
    """The fields in which people write what they like."""
    return [
        each for each in fields
        if each.kind in ("line", "text") and not (each.choices or each.secret or each.in_rows or each.words == "house")
        and each.name not in _CODES and act.name not in ("personal.erase", "calendar.import", "shift.plan", "plan.interpret")
    ]  # fmt: skip


class Typing(Played):
    """A room whose people type canaries into every free text of whatever they do. ``typed``: where they did."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.typed: set[tuple[str, str]] = set()
        self.done: set[str] = set()
        self._next = 0

    def perform(self, command: Command) -> Done:
        act = ACTS[command.act]
        fields = free_texts(act, form_fields(act, self.plan))
        values = {**command.values}
        for field in fields:
            values[field.name] = self._with(field, values)
        done = super().perform(Command(
            command.act, command.actor, command.role, command.command_id, command.subject, values, command.seen, command.secret,
        ))  # fmt: skip
        self.done.add(act.name)
        self.typed |= {(act.name, field.name) for field in fields}
        return done

    def _with(self, field: Field, values: Mapping[str, Any]) -> str:
        said = str(values.get(field.name) or "")
        songs = list(self._some(min(field.longest or 200, 200), len(said)))
        return "，".join(filter(None, [said, *songs]))

    def _some(self, room: int, used: int) -> Iterator[str]:
        for _each in SONGS:
            song = SONGS[self._next % len(SONGS)]
            used += len(song) + 1
            if used > room:
                return
            self._next += 1
            yield song
