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
    assert set(shipped) >= {"night", "day", "emergency", "mono", "deuteranopia", "tritanopia"}
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


@pytest.mark.whole
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


# Viénot, Brettel and Mollon 1999 (red-green) and Machado 2009 (blue-yellow), on linear RGB.
_SEEN_AS = {
    "deuteranopia": ((0.2927, 0.7073, 0.0), (0.2927, 0.7073, 0.0), (-0.0223, 0.0223, 1.0)),
    "tritanopia": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039)),
}


@pytest.mark.parametrize("name", _SEEN_AS)
def test_states_stay_apart_for_the_eyes_that_a_palette_is_for(name: str) -> None:
    def seen(colour: str) -> tuple[float, ...]:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        red, green, blue = (
            min(max(sum(a * b for a, b in zip(weights, linear, strict=True)), 0), 1) for weights in _SEEN_AS[name]
        )
        # CIE L*a*b*: distances in it are about what eyes tell apart.
        x, y, z = (
            0.4124 * red + 0.3576 * green + 0.1805 * blue,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            0.0193 * red + 0.1192 * green + 0.9505 * blue,
        )
        fx, fy, fz = (
            part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x / 0.9505, y, z / 1.089)
        )
        return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)

    theme = next(each for each in theming.load_themes().themes if each.name == name)
    told = {each: theme.variables[each] for each in ("soon", "late", "quiet", "alarm-back", "cursor-back", "late-back")}
    told |= {"plain": str(theme.foreground), "accent": str(theme.accent)}
    for first, second in (
        ("plain", "soon"), ("plain", "late"), ("soon", "late"), ("soon", "quiet"), ("late", "quiet"), ("accent", "soon"),
        ("accent", "late"), ("alarm-back", "cursor-back"), ("alarm-back", "late-back"), ("late-back", "cursor-back"),
    ):  # fmt: skip
        apart = sum((a - b) ** 2 for a, b in zip(seen(told[first]), seen(told[second]), strict=True)) ** 0.5
        assert apart >= 12, f"{first} and {second} are {apart:.0f} apart"
