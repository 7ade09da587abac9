"""Tables of answers from elsewhere: read apart, held to our limits, refused with a sentence."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.apart import FileRefusedError, StoppedError, reading
from app.errors import DomainError
from app.forms import clean_text

#: Answers to choose from are shorter than this.
SHORT, MOST_KNOWN = 60, 2000
_TOO_MUCH_WORK = _l(
    "This file is too much work to read. Split it in two, or save it as CSV (UTF-8)."
)
#: What a person is told, by the code that `readers/` gives.
_SENTENCES = {
    "large-file": _l("This file is over 5 MB. Split it in two."),
    "old-excel": _l(
        "This is an old Excel file, or one with a password. Open it, and save it as an Excel "
        "workbook (.xlsx) without a password."
    ),
    "no-workbook": _l("This is not a table. Save it as an Excel workbook (.xlsx) or as CSV."),
    "no-table": _l("This file is not a table of answers."),
    "no-answers": _l("There are no answers in this file, or no names of columns."),
    "too-large": _l("This file is too large: 10,000 rows and 200 columns at most."),
    "too-much": _l("There is more in this file than we can take at once. Split it in two."),
    "long-cell": _l("One of the answers is longer than 32 KB."),
    "bomb": _l(
        "This workbook unpacks to far more than a table of answers. Save it as CSV (UTF-8)."
    ),
    "broken": _l("This workbook is damaged. Open it and save it again, or save it as CSV (UTF-8)."),
    "macros": _l("There are macros in this workbook. Save it as CSV (UTF-8)."),
    "outside": _l(
        "This workbook holds other files or leans on them. Save it as CSV (UTF-8), which does not."
    ),
    "dtd": _l("This workbook tells us how to read it, which we do not take. Save it as CSV."),
}


class ImportRefusedError(DomainError):
    """A file cannot be brought in; the message says why."""

    field = "file"


@dataclass(frozen=True)
class Table:
    """A file as columns and rows of text, with the hash that knows it again.

    Its rows come one by one, and once: a table may be larger than we want to hold.
    """

    headers: tuple[str, ...]
    #: The first answers of each column.
    examples: tuple[tuple[str, ...], ...]
    #: The sheets of a workbook by name, none for CSV; and which of them this is.
    sheets: tuple[str, ...]
    sheet: int
    fingerprint: str
    #: Each with its number in the file and a text for every column.
    rows: Iterator[tuple[int, tuple[str, ...]]]


@contextlib.contextmanager
def open_table(content: bytes, *, sheet: int | None = None) -> Iterator[Table]:
    """Read a file, whatever it calls itself: CSV, or one sheet of an Excel workbook.

    Without `sheet` it is the first that holds a table. Raises ImportRefusedError.
    """
    if not content:
        raise ImportRefusedError(_("Choose a file that has answers in it."))
    wanted = [] if sheet is None else [str(sheet)]
    try:
        with reading("table", content, *wanted) as lines:
            facts = next(lines)
            headers = tuple(clean_text(name) for name in facts["headers"])
            yield Table(
                headers=headers,
                examples=tuple(tuple(map(clean_text, each)) for each in facts["examples"]),
                sheets=tuple(clean_text(name) for name in facts["sheets"]),
                sheet=facts["sheet"],
                fingerprint=_fingerprint(content, facts["sheet"]),
                rows=_rows(lines, len(headers)),
            )
    except StoppedError as error:
        raise ImportRefusedError(_TOO_MUCH_WORK) from error
    except FileRefusedError as error:
        raise ImportRefusedError(_sentence(error)) from error


def _rows(lines: Iterator[Any], width: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    known: dict[str, str] = {}

    def clean(text: str) -> str:
        """Clean a text once: the same short answers come thousands of times."""
        found = known.get(text)
        if found is None:
            found = clean_text(text)
            if len(text) < SHORT and len(known) < MOST_KNOWN:
                known[text] = found
        return found

    empty = [""] * width
    for number, cells in lines:
        yield number, (*map(clean, cells), *empty[len(cells) :])


def _fingerprint(content: bytes, sheet: int) -> str:
    """Return the hash of a file; another sheet of it is another table."""
    suffix = f"sheet {sheet}".encode() if sheet else b""
    return hashlib.sha256(content + suffix).hexdigest()


def _sentence(error: FileRefusedError) -> str:
    if error.code == "formula":
        return str(
            _(
                "There is a formula in cell %(cell)s, and we take only what is written. "
                "Save the table as CSV (UTF-8).",
                cell=error.where or "?",
            )
        )
    return str(_SENTENCES[error.code])
