"""Text measured in terminal cells: a Chinese character takes two, so columns line up only when counted so."""

from rich.cells import cell_len, get_character_cell_size, set_cell_size

CUT = "~"
"""Ends a text that did not fit. An ellipsis (…) is double-width in some terminals and would shift the column."""


def fit(text: str, width: int, right: bool = False) -> str:
    """`text` in exactly `width` cells: filled with blanks, or cut and ended with `CUT`; `right` moves it right."""
    if width <= 0:
        return ""
    size = cell_len(text)
    if size > width:
        text, size = set_cell_size(text, width - 1).rstrip() + CUT, width
        size = cell_len(text)
    blanks = " " * (width - size)
    return blanks + text if right else text + blanks


def titled(words: str) -> str:
    """A heading begins with a capital, where the script has them."""
    return words[:1].upper() + words[1:]


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken anywhere, as Chinese is; words of letters stay whole if they fit."""
    made, line, used = [], "", 0
    for character in text:
        size = get_character_cell_size(character)
        if character == "\n" or used + size > width:
            blank = line.rfind(" ") if character not in " \n" else -1
            word = line[blank + 1 :] + character
            if blank > 0 and cell_len(word) == len(word):
                made.append(line[:blank])
                line, used = word, len(word)
                continue
            made.append(line)
            line, used = "", 0
            if character in " \n":
                continue
        line += character
        used += size
    return [*made, line]
