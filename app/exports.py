"""Tables to take away: CSV that a spreadsheet opens as text, never as a formula (R-EXP-1)."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

#: A cell that begins with one of these, after blanks that do not show, runs in a spreadsheet.
_FORMULA = frozenset("=+-@\t\r\n\0＝＋－＠")
_BLANKS = " \u00a0\u200b\u200c\u200d\u2060\ufeff"


def safe_cell(value: str | int | None) -> str | int:
    """Return `value` so that a spreadsheet shows it as it is; numbers of ours stay numbers.

    Text that could run gets a leading apostrophe: take one away to have the text back.
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    return f"'{value}" if _runs(value) else value


def _runs(text: str) -> bool:
    """Return True for what could run, and for what looks as if it had been made safe already."""
    bare = text.lstrip(_BLANKS)
    return bool(bare) and (bare[0] in _FORMULA or (text[0] == "'" and _runs(text[1:])))


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """Return a table as RFC 4180 CSV in UTF-8 with a byte order mark."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([safe_cell(value) for value in row])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def answer_with(content: bytes, *, name: str) -> Response:
    """Return the table as a file to keep, called `name`."""
    answer = Response(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
