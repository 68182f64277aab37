"""Words for people: Chinese stands in the code, other languages in TOML catalogues beside this file.

A catalogue is a folder of files of `"中文" = "translation"` lines, one file per area of the product.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh", "en"]

_here = Path(__file__).parent
_current: Language = "zh"
_own: Mapping[str, tuple[str, str]] = {}


def set_language(code: str) -> None:
    """Choose the language of this process. Locale names such as `zh_CN.UTF-8` are understood.

    Raises ValueError for a language without a catalogue.
    """
    global _current
    short = code.replace("-", "_").partition("_")[0].lower()
    for known in get_args(Language):
        if short == known:
            _current = known
            return
    raise ValueError(f"unknown language: {code}")


def language() -> Language:
    """The language in force."""
    return _current


def use_words(words: Mapping[str, tuple[str, str]]) -> None:
    """Texts that this process says otherwise from now on, Chinese and English: the words of the plan in force."""
    global _own
    _own = words


def N_(text: str) -> str:
    """Marks a label for translation where it is shown."""
    return text


def gettext(text: str) -> str:
    """The Chinese `text` in the language in force; unchanged where no translation is known."""
    own = _own.get(text)
    if own is not None:
        return own[_current == "en"]
    if _current == "zh":
        return text
    return catalogue(_current).get(text, text)


@cache
def catalogue(code: Language) -> dict[str, str]:
    """All entries of one language, every area merged."""
    # Imported late: the first screen is Chinese and needs no catalogue.
    import tomllib

    merged: dict[str, str] = {}
    for file in catalogue_files(code):
        merged.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return merged


def catalogue_files(code: Language) -> list[Path]:
    """The catalogue files of one language, in order of name."""
    return sorted((_here / code).glob("*.toml"))
