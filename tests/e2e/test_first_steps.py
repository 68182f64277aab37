"""The guided scenario by keys in a real terminal, as a newcomer plays it: what each hint says and nothing else, to the end."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from dutyroom.bootstrap import open_room
from dutyroom.domain.act import Command
from dutyroom.domain.scenario.reader import read_scenario
from dutyroom.lang import gettext as _
from dutyroom.lang import language, set_language
from dutyroom.services.exercise.setting_up import FACILITATOR, pack_plan
from dutyroom.settings.exercise_store import database_of, numbers
from dutyroom.settings.scenarios import scenario_text
from tests.e2e.story import SECRET, Desk
from tests.patience import PATIENCE_S
from tests.whole import few

SCENARIO = read_scenario(scenario_text("first-steps"), "first-steps", pack_plan)


class Newcomer(Desk):
    """Presses no key that the hint in the frame does not name."""

    hint = ""

    def hinted(self, no: int) -> None:
        """The whole hint of that inject is in the frame."""
        inject = SCENARIO.inject(no)
        assert inject is not None
        self.hint = inject.hint_en if language() == "en" else inject.hint
        wanted = "".join(self.hint.split())
        self._wait(lambda screen: wanted in "".join(screen.split()), f"hint {no} is not whole: {self.hint}", PATIENCE_S)

    def go(self, *keys: str) -> None:
        """These keys, of which the hint speaks."""
        for key in keys:
            cap = _("空格") if key == "space" else key.title()
            assert cap in self.hint, (key, self.hint)
            self.press(key)

    def said(self, *words: str) -> None:
        """The hint speaks of that."""
        assert all(word in self.hint for word in words), (words, self.hint)


def a_minute_passes() -> None:
    """The facilitator does not let the newcomer wait."""
    with closing(open_room(database_of(numbers()[0]))) as room:
        to = room.now() + timedelta(minutes=1)
        room.perform(Command("exercise.clock", FACILITATOR, "facilitator", uuid4().hex, values={"to": to}))


@pytest.mark.whole
@pytest.mark.requirement("X.04")
@pytest.mark.parametrize("lang", few(["zh", "en"], "zh"))
def test_a_newcomer_gets_through_the_first_steps_by_the_hints_alone(lang: str, tmp_path: Path) -> None:
    set_language(lang)
    english = lang == "en"
    with Newcomer(str(tmp_path / "none.sqlite3"), (80, 24), command=("exercise", "run", "first-steps")) as desk:
        desk.typed |= {"myd", FACILITATOR}
        desk.start()
        desk.hinted(1)
        desk.said("Ctrl+O", "wangmin", SECRET)
        desk.sign_in("wangmin")
        desk.said("Tab")
        desk.go("f2")
        desk.opened("call.finish")
        desk.write("13800001101")
        desk.go_to(_("姓名"))
        desk.write("Tang" if english else "唐女士")
        desk.go_to(_("通话要点"))
        desk.write("Five too much for a transfer" if english else "转账多收五元")
        desk.see("L1014-001")
        a_minute_passes()
        desk.hinted(2)
        desk.go("f6")
        desk.said("Tab", "Ctrl+S")
        desk.form("complaint.register", unit="Chengguan" if english else "城关支行", category="3", level="3")
        desk.hinted(3)
        desk.go("space")
        desk.see(_("已知悉 {number}。").format(number="1014-001"))
        desk.go("f7")
        desk.said("Tab", "Ctrl+S")
        desk.form("complaint.level", level="2", reason="Three more" if english else "另有三人")
        desk.hinted(4)
        desk.go("f8")
        desk.see(_("尚未上报"))
        desk.go("1")
        desk.hinted(5)
        desk.press("esc")
        desk.go("f5")
        desk.said("Tab", "Ctrl+S")
        desk.form("complaint.contact", result="1", text="Told why" if english else "已说明原因")
        desk.hinted(6)
        desk.go("enter")
        desk.see(_("各项时限"))
        desk.go("enter")
        desk.see(_("{number} 可办事项").format(number="1014-001"))
        desk.choose("complaint.reply")
        desk.said("Ctrl+S")
        desk.form("complaint.reply", text="Five go back today" if english else "五元今天退回")
        desk.see(_("各项时限"))
        desk.go("esc")
        desk.hinted(7)
        desk.go("f12")
        desk.see(_("记一笔"))
        desk.write("Ms Tang: refunded" if english else "唐女士已退费")
        desk.go("enter")
        desk.hinted(8)
        desk.go("?")
        desk.wait_for(_("按键"))
        desk.go("esc", "ctrl+p")
        desk.said("satisfaction" if english else "myd")
        desk.write("satisfaction" if english else "myd")
        desk.see("1014-001")
        desk.go("enter")
        desk.said("1", "Ctrl+S")
        desk.form("complaint.satisfied", answer="1")
        desk.see(_("演练已结束：在台账按 Y 看评估"))
        desk.press("y")
        assert "100%" in desk.see(_("总评"))
        assert not desk.strays, desk.strays
