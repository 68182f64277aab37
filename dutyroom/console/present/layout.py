"""Lines of styled parts put together: clipped to a width, side by side, and the spots that a cursor can stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dutyroom.console.present.cell_widths import cell_len
from dutyroom.console.present.cells import fit
from dutyroom.console.present.line import Line, Part


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a picture that can be chosen: its name, and the cells that it takes."""

    name: str
    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        """Whether a cell lies in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(slots=True)
class Picture:
    """Lines from the top, with the spots on them."""

    width: int
    lines: list[Line] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def add(self, *lines: Line, spot: str = "") -> None:
        """Put lines below; together they make the spot of that name, if one is given."""
        if spot:
            self.spots.append(Spot(spot, 0, len(self.lines), self.width, len(lines)))
        self.lines += [clip(line, self.width) for line in lines]

    def below(self, other: Picture, x: int = 0) -> None:
        """Put another picture below."""
        top = len(self.lines)
        self.spots += [replace(spot, x=spot.x + x, y=spot.y + top) for spot in other.spots]
        self.lines += [clip(line, self.width) for line in other.lines]


def clip(line: Line, width: int, look: str = "plain") -> Line:
    """The line in exactly `width` cells: cut in the part that does not fit, or filled with `look`."""
    made: list[Part] = []
    rest = width
    for text, own in line:
        size = cell_len(text)
        if size >= rest:
            made.append((fit(text, rest), own))
            return made
        if text:
            made.append((text, own))
        rest -= size
    if rest:
        made.append((" " * rest, look))
    return made


def over(line: Line, look: str) -> Line:
    """The line with another look laid over every part."""
    return [(text, f"{own}+{look}") for text, own in line]


def beside(pictures: Sequence[Picture], gap: int = 1) -> Picture:
    """Pictures side by side, as high as the highest."""
    height = max((len(each.lines) for each in pictures), default=0)
    made = Picture(sum(each.width for each in pictures) + gap * (len(pictures) - 1))
    for y in range(height):
        line: list[Part] = []
        for n, each in enumerate(pictures):
            if n:
                line.append((" " * gap, "plain"))
            line += each.lines[y] if y < len(each.lines) else [(" " * each.width, "plain")]
        made.lines.append(line)
    x = 0
    for each in pictures:
        made.spots += [replace(spot, x=spot.x + x) for spot in each.spots]
        x += each.width + gap
    return made


def shares(total: int, count: int, gap: int = 1) -> list[int]:
    """`total` cells shared by `count` columns, the first ones a cell wider where it does not divide."""
    room = total - gap * (count - 1)
    return [room // count + (n < room % count) for n in range(count)]


def step(spots: Sequence[Spot], name: str, dx: int, dy: int) -> str:
    """The name of the nearest spot in a direction; `name` itself where there is none."""
    here = next((spot for spot in spots if spot.name == name), None)
    if here is None:
        return spots[0].name if spots else ""
    if dx:
        row = [s for s in spots if s.y < here.y + here.height and here.y < s.y + s.height and (s.x - here.x) * dx > 0]
        return min(row, key=lambda s: abs(s.x - here.x)).name if row else name
    ways = [s for s in spots if (s.y >= here.y + here.height if dy > 0 else s.y + s.height <= here.y)]
    if not ways:
        return name
    nearest = min(abs(s.y - here.y) if dy > 0 else abs(s.y + s.height - here.y) for s in ways)
    row = [s for s in ways if (abs(s.y - here.y) if dy > 0 else abs(s.y + s.height - here.y)) == nearest]
    middle = here.x + here.width // 2
    return min(row, key=lambda s: max(s.x - middle, middle - s.x - s.width + 1, 0)).name
