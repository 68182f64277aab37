"""How much of a table is taken in at once."""

LARGEST = 64 * 1024 * 1024
"""Bytes that a file may have, and that the parts of a workbook may unpack to."""
MOST_ROWS = 200_000
MOST_COLUMNS = 200
