"""Tables of answers, whatever file they come in: CSV here, a workbook in `xlsx`."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from readers import (
    LARGEST_CELL,
    LARGEST_FILE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    RefusedError,
    xlsx,
)

#: Excel before 2007, and any workbook behind a password.
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
EXAMPLES, LONGEST_EXAMPLE = 3, 200


class Rows:
    """The rows of a table that hold something, each with its number in the file."""

    def __init__(self) -> None:
        self.found: list[tuple[int, list[str]]] = []
        self.width = self.cells = self.letters = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Keep a row; raise RefusedError as soon as the table is larger than we take."""
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            return
        self.found.append((number, cells))
        self.width = max(self.width, len(cells))
        self.cells += sum(map(bool, cells))
        self.letters += sum(map(len, cells))
        if len(self.found) > MOST_ROWS + 1 or self.width > MOST_COLUMNS:
            raise RefusedError("too-large")
        if self.cells > MOST_CELLS or self.letters > MOST_TEXT:
            raise RefusedError("too-much")
        if any(len(cell) > LARGEST_CELL // 4 and _is_too_long(cell) for cell in cells):
            raise RefusedError("long-cell")


def _is_too_long(cell: str) -> bool:
    return len(cell.encode(errors="replace")) > LARGEST_CELL


def read(content: bytes, sheet: str = "") -> Iterator[dict[str, Any] | list[Any]]:
    """Yield what a table is (its sheets, the names of its columns, examples), then its rows.

    `sheet` is the number of a sheet as text; "" takes the first that holds a table.
    """
    if len(content) > LARGEST_FILE:
        raise RefusedError("large-file")
    if content.startswith(OLD_EXCEL):
        raise RefusedError("old-excel")
    names: list[str] = []
    chosen = 0
    if content.startswith(ZIP):
        names, chosen, rows = _find_sheet(xlsx.Workbook(content), sheet)
    else:
        rows = _read_csv(content)
    if len(rows.found) < 2:
        raise RefusedError("no-answers")
    (_number, headers), *answers = rows.found
    yield {
        "sheets": names,
        "sheet": chosen,
        "headers": [*headers, *[""] * rows.width][: rows.width],
        "examples": [_examples(answers, column) for column in range(rows.width)],
        "count": len(answers),
    }
    for number, cells in answers:
        yield [number, cells]


def _find_sheet(book: xlsx.Workbook, sheet: str) -> tuple[list[str], int, Rows]:
    names = [name for name, _path in book.sheets]
    wanted = [int(sheet)] if sheet else range(len(names))
    rows = Rows()
    for number in wanted:
        if number >= len(names):
            break
        rows = Rows()
        book.read_sheet(number, rows.add)
        if len(rows.found) > 1:
            return names, number, rows
    return names, 0, rows


def _examples(answers: list[tuple[int, list[str]]], column: int) -> list[str]:
    found: list[str] = []
    for _number, cells in answers:
        if len(cells) > column and cells[column].strip():
            found.append(cells[column][:LONGEST_EXAMPLE])
        if len(found) == EXAMPLES:
            break
    return found


def _read_csv(content: bytes) -> Rows:
    """Return the rows of a CSV file: commas, semicolons or tabs; UTF-8, UTF-16 or Windows."""
    text = _decode(content)
    sample = text[:20_000]
    marks = {mark: sample.count(mark) for mark in (",", ";", "\t")}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(marks, key=lambda m: marks[m]))
    rows = Rows()
    try:
        for number, line in enumerate(reader, start=1):
            rows.add(number, line)
    except csv.Error as error:
        raise RefusedError("no-table") from error
    return rows


def _decode(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise RefusedError("no-table")
    return text
