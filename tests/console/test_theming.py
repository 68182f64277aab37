"""Palettes: complete, readable, and a broken one keeps none of the others out."""

from pathlib import Path

import pytest
from textual.color import Color

from dutyroom.console import theming
from dutyroom.console.widgets.inks import INKS
from tests.console.driving import console, loaded
from tests.console.fake_room import FakeRoom


def test_every_shipped_palette_is_read_and_complete() -> None:
    loaded_themes = theming.load_themes()
    assert not loaded_themes.faults
    shipped = {theme.name: theme for theme in loaded_themes.themes}
    assert set(shipped) >= {"night", "day", "emergency", "mono", "deuteranopia"}
    for theme in shipped.values():
        assert set(theme.variables) == set(theming.VARIABLES), theme.name
        assert theming.title(theme.name) != theme.name


@pytest.mark.parametrize("theme", theming.load_themes().themes, ids=lambda theme: theme.name)
def test_what_must_be_read_has_contrast(theme: theming.Theme) -> None:
    def ratio(fore: str, back: str) -> float:
        light = sorted(_luminance(Color.parse(each)) for each in (fore, back))
        return (light[1] + 0.05) / (light[0] + 0.05)

    ground, named = str(theme.background), theme.variables
    assert ratio(str(theme.foreground), ground) >= 7
    assert ratio(named["alarm"], named["alarm-back"]) >= 4.5
    assert ratio(named["late"], named["late-back"]) >= 4.5
    assert ratio(named["soon"], ground) >= 4.5
    assert ratio(named["quiet"], ground) >= 4.5
    assert ratio(str(theme.foreground), named["cursor-back"]) >= 4.5


def _luminance(colour: Color) -> float:
    parts = [part / 255 for part in colour.rgb]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_mono_has_no_hue() -> None:
    mono = next(theme for theme in theming.load_themes().themes if theme.name == "mono")
    for value in [mono.primary, mono.background, *mono.variables.values()]:
        red, green, blue = Color.parse(str(value)).rgb
        assert red == green == blue


def test_every_ink_is_backed_by_a_variable() -> None:
    own = {*theming.VARIABLES, "accent"}
    assert {name for fore, back, _weight in INKS.values() for name in (fore, back) if name} <= own


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not toml [", "broken.toml"),
        ("[colours]\nprimary = 'no such colour'", "primary"),
        ("[colours]\naccent = '#fff'", "primary"),
        ("[colours]\nprimary = '#fff'\n[variables]\nqiuet = '#fff'", "qiuet"),
        ("[colours]\nprimary = 3", "colours"),
    ],
)
def test_a_broken_palette_is_named_and_the_others_load(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "broken.toml").write_text(text, encoding="utf-8")
    (tmp_path / "good.toml").write_text("[colours]\nprimary = '#123456'", encoding="utf-8")
    loaded_themes = theming.load_themes([tmp_path])
    assert [theme.name for theme in loaded_themes.themes] == ["good"]
    assert len(loaded_themes.faults) == 1
    assert why in loaded_themes.faults[0]


async def test_the_next_palette_is_never_the_emergency_one() -> None:
    app = console(FakeRoom())
    async with app.run_test() as pilot:
        await loaded(pilot)
        seen = []
        for _time in range(len(app.palettes)):
            await pilot.press("ctrl+t")
            seen.append(app.theme)
        assert theming.EMERGENCY not in seen
        assert set(seen) == set(app.palettes) - {theming.EMERGENCY}
