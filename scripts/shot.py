"""Takes a picture of a command in a real terminal.

python scripts/shot.py --size 120x40 --keys "f2 wait:1 text:你好 enter for:在办" --out x.png -- dutyroom demo

Keys are those of tests/e2e/terminal.py; `text:` types, `wait:` waits seconds, `for:` waits for a text.
Writes SVG itself; for PNG it needs rsvg-convert and a CJK monospace font.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from pyte.screens import Char

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.e2e.terminal import Terminal

CELL_WIDTH, CELL_HEIGHT, BASELINE = 9, 20, 15
# What a border character of DejaVu Sans Mono fills at 100 px.
BOX_WIDTH, BOX_HEIGHT, BOX_ASCENT = 60.2, 123.0, 98.0
FOREGROUND, BACKGROUND = "d0d0d0", "101010"
NAMED = {
    "black": "000000", "red": "cd3131", "green": "0dbc79", "brown": "e5e510", "yellow": "e5e510",
    "blue": "2472c8", "magenta": "bc3fbc", "cyan": "11a8cd", "white": "e5e5e5",
    "brightblack": "666666", "brightred": "f14c4c", "brightgreen": "23d18b", "brightbrown": "f5f543",
    "brightyellow": "f5f543", "brightblue": "3b8eea", "brightmagenta": "d670d6", "brightcyan": "29b8db",
    "brightwhite": "ffffff",
}  # fmt: skip


def main() -> None:
    """Run the command, press the keys, write the picture."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--keys", default="")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--settle", type=float, default=1.0, help="seconds to wait before the picture")
    parser.add_argument("--print", action="store_true", help="print the screen as text, too")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    cols, rows = map(int, args.size.split("x"))
    with Terminal(args.command, cols=cols, rows=rows) as term:
        wait(term, 1.5)
        for word in args.keys.split():
            kind, _, value = word.partition(":")
            if not value:
                term.press(word)
            elif kind == "text":
                term.type(value)
            elif kind == "wait":
                wait(term, float(value))
            elif kind == "for":
                term.wait_for(value, timeout=30)
            else:
                parser.error(f"no such step: {word}")
        wait(term, args.settle)
        cells, cursor, text = term.cells(), term.cursor, term.screen()
    if args.print:
        print(text)
    picture = svg(cells, cursor)
    if args.out.suffix == ".svg":
        args.out.write_text(picture, encoding="utf-8")
    else:
        subprocess.run(["rsvg-convert", "-o", str(args.out)], input=picture.encode(), check=True)


def wait(term: Terminal, seconds: float) -> None:
    """Let the program run; a program that ends sooner is not waited for."""
    if seconds and term.alive:
        try:
            term.wait_exit(seconds)
        except AssertionError:
            return


def svg(cells: list[list[Char]], cursor: tuple[int, int] | None) -> str:
    """The screen as SVG. Every character stands at its own column, whatever the font's advances are."""
    width, height = len(cells[0]) * CELL_WIDTH, len(cells) * CELL_HEIGHT
    marks = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">',
        "<style>.n{font-family:'DejaVu Sans Mono','Noto Sans Mono',monospace;font-size:15px}"
        ".w{font-family:'Noto Sans Mono CJK SC',monospace;font-size:18px}"
        ".b{font-family:'DejaVu Sans Mono';font-size:100px}</style>",
        f'<rect width="{width}" height="{height}" fill="#{BACKGROUND}"/>',
    ]
    for y, row in enumerate(cells):
        marks.extend(backgrounds(row, y, cursor))
    for y, row in enumerate(cells):
        marks.extend(glyph(row, x, y, cursor) for x in range(len(row)) if row[x].data.strip())
    return "\n".join([*marks, "</svg>"])


def backgrounds(row: list[Char], y: int, cursor: tuple[int, int] | None) -> list[str]:
    """One rectangle for each run of cells of one background: no seams between them."""
    marks, start = [], 0
    fills = [colours(cell, (x, y) == cursor)[1] for x, cell in enumerate(row)]
    for x in range(1, len(row) + 1):
        if x == len(row) or fills[x] != fills[start]:
            place = f'x="{start * CELL_WIDTH}" y="{y * CELL_HEIGHT}"'
            size = f'width="{(x - start) * CELL_WIDTH}" height="{CELL_HEIGHT}"'
            marks.append(f'<rect {place} {size} fill="#{fills[start]}" shape-rendering="crispEdges"/>')
            start = x
    return marks


def glyph(row: list[Char], x: int, y: int, cursor: tuple[int, int] | None) -> str:
    """One character, in the font and size of the cells that it fills."""
    cell = row[x]
    kind = "n"
    if x + 1 < len(row) and row[x + 1].data == "":
        kind = "w"
    style = ' font-weight="bold"' if cell.bold else ""
    style += ' font-style="italic"' if cell.italics else ""
    lines = [n for n, on in (("underline", cell.underscore), ("line-through", cell.strikethrough)) if on]
    style += f' text-decoration="{" ".join(lines)}"' if lines else ""
    left, top = x * CELL_WIDTH, y * CELL_HEIGHT
    fill = colours(cell, (x, y) == cursor)[0]
    if "\u2500" <= cell.data <= "\u259f":
        # Borders must touch: stretch the character over the whole cell.
        across, down = CELL_WIDTH / BOX_WIDTH, CELL_HEIGHT / BOX_HEIGHT
        place = f'transform="translate({left} {top}) scale({across:.4f} {down:.4f})" y="{BOX_ASCENT}"'
        return f'<text class="b" {place} fill="#{fill}"{style}>{cell.data}</text>'
    place = f'x="{left}" y="{top + BASELINE}"'
    return f'<text class="{kind}" {place} fill="#{fill}"{style}>{escape(cell.data)}</text>'


def colours(cell: Char, under_cursor: bool) -> tuple[str, str]:
    """Foreground and background as hex digits."""
    front = FOREGROUND if cell.fg == "default" else NAMED.get(cell.fg, cell.fg)
    back = BACKGROUND if cell.bg == "default" else NAMED.get(cell.bg, cell.bg)
    return (back, front) if cell.reverse != under_cursor else (front, back)


if __name__ == "__main__":
    main()
