"""The command that turns a table (CSV) into comments, one JSON object a line, for the others."""

import argparse
import codecs
import csv
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from nlp.commands.lines import MAX_LINE, Answer, note, write
from nlp.types import NlpError

#: What a column of comments, of identifiers … is called when nobody says.
_USUAL = {
    "text": ("text", "comment", "comments", "answer", "response"),
    "id": ("id", "response id", "respondent id", "submission id", "reference"),
    "question": ("question",),
    "voice": ("voice", "role", "respondent type"),
}
_DELIMITERS = ",;\t|"
_SHORTEST_QUESTION = 3


class _Columns(NamedTuple):
    """Places of the columns; of `text` there may be several, each with its question."""

    id: int | None
    texts: list[tuple[int, str]]
    question: int | None
    voice: int | None


class _Row(NamedTuple):
    """A row and its number, as a spreadsheet counts: the heading is the first."""

    number: int
    cells: list[str]


def csv_to_lines(options: argparse.Namespace) -> int:
    """Write each comment of the table on standard input as a line that the other commands read."""
    csv.field_size_limit(MAX_LINE)
    rows = _rows(sys.stdin.buffer if sys.stdin else None, options.encoding)
    heading = next(rows, None)
    if heading is None:
        note("There was no table on standard input.")
        return 0
    columns = _find(heading.cells, options)
    counts = {"rows": 0, "empty": 0}
    written = write(_comments(rows, columns, counts)).answers
    # Told to people, as what is left out should be no surprise.
    note(f"Rows: {counts['rows']}. Comments: {written}. Empty cells: {counts['empty']}.")
    return 0


def _rows(stream: BinaryIO | None, encoding: str) -> Iterator[_Row]:
    """Yield the rows that are not empty; what is wrong with the table becomes one sentence."""
    number = 0
    try:
        lines = _lines(stream, encoding)
        first = next(lines, "")
        delimiter = max(_DELIMITERS, key=first.count)
        for number, row in enumerate(csv.reader(_again(first, lines), delimiter=delimiter), 1):
            if any(cell.strip() for cell in row):
                yield _Row(number, row)
    except UnicodeError as error:
        raise NlpError(
            f"Row {number + 1} or one soon after it is not {encoding} text. Save the table as CSV "
            "UTF-8, or say how it was saved: --encoding cp1252 is what Excel's plain CSV has."
        ) from error
    except csv.Error as error:
        raise NlpError(f"Row {number + 1} cannot be read as a row of a table: {error}.") from error


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _lines(stream: BinaryIO | None, encoding: str) -> Iterator[str]:
    """Yield the lines of a text; the mark that Excel puts first says what it is encoded in."""
    if stream is None:
        return
    head = stream.read(2)
    if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding, head = ("utf-16-le" if head == codecs.BOM_UTF16_LE else "utf-16-be"), b""
    decode = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)().decode
    held = decode(head)
    while block := stream.read(1 << 16):
        *whole, held = (held + decode(block)).split("\n")
        yield from (f"{line}\n" for line in whole)
        if len(held) > MAX_LINE:
            raise NlpError(f"A line of the table is longer than {MAX_LINE:,} characters.")
    if held := held + decode(b"", final=True):
        yield held


def _find(heading: Sequence[str], options: argparse.Namespace) -> _Columns:
    """Return where the columns are; `NlpError` names those there are when one is not."""
    names = [" ".join(cell.split()).casefold() for cell in heading]

    def places(wanted: str) -> list[int]:
        name = " ".join(wanted.split()).casefold()
        found = [place for place, each in enumerate(names) if each == name]
        if not found:
            raise NlpError(f"There is no column “{wanted}”. {_told(heading)}")
        return found

    def one(option: str, given: str | None) -> int | None:
        if given is not None:
            return places(given)[0]
        usual = [names.index(name) for name in _USUAL[option] if name in names]
        return usual[0] if usual else None

    texts = [place for name in options.text or () for place in places(name)]
    if not texts:
        usual = one("text", None)
        if usual is None:
            raise NlpError(
                "Say which column holds the comments: --text NAME (again for each further one). "
                + _told(heading)
            )
        texts = [usual]
    question = one("question", options.question)
    return _Columns(
        one("id", options.id),
        [(place, _question_of(heading[place])) for place in texts],
        question,
        one("voice", options.voice),
    )


def _told(heading: Sequence[str]) -> str:
    return f"The columns are: {', '.join(f'“{cell.strip()}”' for cell in heading)}."


def _question_of(heading: str) -> str:
    """Return a heading that was asked as a question; "Comments" was not."""
    words = heading.split()
    return " ".join(words) if len(words) >= _SHORTEST_QUESTION else ""


def _comments(rows: Iterator[_Row], columns: _Columns, counts: dict[str, int]) -> Iterator[Answer]:
    for number, row in rows:
        counts["rows"] += 1
        identifier = _cell(row, columns.id) or str(number)
        for nth, (place, heading) in enumerate(columns.texts, 1):
            text = _cell(row, place)
            if not text:
                counts["empty"] += 1
                continue
            yield {
                # A person may have answered several questions: each answer is a comment.
                "id": f"{identifier}.{nth}" if len(columns.texts) > 1 else identifier,
                "question": _cell(row, columns.question) or heading,
                "text": text,
                "voice": _cell(row, columns.voice),
            }


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""
