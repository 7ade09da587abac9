"""CSV files that a spreadsheet opens and that run nothing in it (R-EXP-1): the one way out."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

#: What makes a spreadsheet take a cell for a formula, full-width forms included.
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n\0＝＋－＠")
#: Blank to the eye before it: spaces, the wide one, and marks of no width.
_BLANK = (
    " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
)
_BLANK += "\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
Cell = str | int | None


def safe_cell(cell: Cell) -> str:
    """Return a cell that no spreadsheet runs: `'` stands before what could be a formula.

    Numbers that we counted stay as they are. To have the text back, take one `'` off where blank
    space and more `'` lead to such a mark; so that this is always right, a text that already looks
    like one of these gets one more.
    """
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    first = cell.lstrip(f"{_BLANK}'")[:1]
    return f"'{cell}" if first in _STARTS_A_FORMULA else cell


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as RFC 4180 has it, in UTF-8 with the mark that Excel looks for."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([safe_cell(each) for each in headers])
    writer.writerows([safe_cell(each) for each in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def answer_with_csv(
    headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str
) -> Response:
    """Return a table as a file to keep, called `name`."""
    return answer_with(write_csv(headers, rows), name=name)


def answer_with(content: bytes, *, name: str) -> Response:
    """Return a table that is written as a file to keep, called `name`."""
    answer = Response(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
