"""A plain xlsx file: text that begins like a formula stays text, signs that XML can't hold become visible marks."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from dutyroom.settings.files import new_file

Cell = str | int | float
Sheet = tuple[str, Sequence[Sequence[Cell]]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PLAIN = re.compile("[\\t\\n\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# Style 1 is the head, style 2 text that a spreadsheet must never read as a formula (quotePrefix).
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>'
)


def write_workbook(file: Path, sheets: Sequence[Sheet]) -> None:
    """Writes the sheets (name, rows; the first row is the head). Raises Refusal ``exists`` or ``cannot_write``."""
    with new_file(file, mode="wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in _parts(sheets):
            parts.writestr(name, text)


def _parts(sheets: Sequence[Sheet]) -> Sequence[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_OFFICE}.worksheet+xml"/>' for n in numbers
    )
    names = "".join(
        f'<sheet name="{_text(name[:31])}" sheetId="{n}" r:id="rId{n}"/>'
        for n, (name, _rows) in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    styles = f'<Relationship Id="rId{len(sheets) + 1}" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    return [
        (
            "[Content_Types].xml",
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_OFFICE}.styles+xml"/>{types}</Types>',
        ),
        (
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{names}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}{styles}</Relationships>',
        ),
        ("xl/styles.xml", _STYLES),
        *((f"xl/worksheets/sheet{n}.xml", _sheet(rows)) for n, (_name, rows) in zip(numbers, sheets, strict=True)),
    ]


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    made = "".join(
        f'<row r="{n}">' + "".join(_cell(f"{_letters(at)}{n}", cell, n == 1) for at, cell in enumerate(row)) + "</row>"
        for n, row in enumerate(rows, 1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{made}</sheetData></worksheet>'


def _cell(place: str, value: Cell, head: bool) -> str:
    if isinstance(value, str):
        style = 1 if head else 2
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _text(text: str) -> str:
    # XML 1.0 has no place for control signs and lone surrogates, not even escaped.
    plain = "".join(sign if _PLAIN.fullmatch(sign) else f"<{ord(sign):04X}>" for sign in text)
    return escape(plain, {'"': "&quot;"})


def _letters(at: int) -> str:
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)
