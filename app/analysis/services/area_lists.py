"""An area's own lists of schools and places: reading a file that somebody brings, and using it.

The file is read apart (decision 0012). What is kept is a list of names alone: what else an export
holds, such as who leads a school, is thrown away.
"""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis import area_files
from app.apart import FileRefusedError, StoppedError, reading
from app.csv_files import write_csv
from app.errors import DomainError
from app.forms import clean_text

#: How the column with the names is headed; `nlp` knows the same.
HEADINGS = ("name", "establishmentname")
LONGEST_NAME = 200
_NO_TABLE = _l("This file is not a table. Save it as CSV (UTF-8) or as an Excel workbook (.xlsx).")
_TOO_LARGE = _l(
    "There is too much in this file: 10,000 rows and 200 columns at most. Keep only what is in "
    "your area."
)
_NO_NAMES = _l("There are no names in this file. Below the line of headings, write one name a row.")
_WORKBOOK = _l("This workbook cannot be read. Open it, and save the table as CSV (UTF-8).")
#: What a person is told, by the code that `readers/` gives; any other is about workbooks.
_SENTENCES = {
    "large-file": _l("This file is over 5 MB. Keep only what is in your area."),
    "no-table": _NO_TABLE,
    "no-workbook": _NO_TABLE,
    "no-answers": _NO_NAMES,
    "too-large": _TOO_LARGE,
    "too-much": _TOO_LARGE,
}


class ListRefusedError(DomainError):
    """A file is no list of names; the message says why."""

    field = "file"


def names_in(content: bytes) -> list[str]:
    """Return the names in a file that somebody brings, each once; raise ListRefusedError."""
    if not content:
        raise ListRefusedError(_l("Choose a file that has names in it."))
    names: dict[str, None] = {}
    try:
        with reading("table", content) as lines:
            column = _column(next(lines)["headers"])
            for number, cells in lines:
                name = " ".join(clean_text(cells[column]).split()) if len(cells) > column else ""
                if len(name) > LONGEST_NAME:
                    raise ListRefusedError(
                        _l(
                            "In row %(row)s stands a text of more than %(limit)s letters: that is "
                            "no name.",
                            row=number,
                            limit=LONGEST_NAME,
                        )
                    )
                if any(map(str.isalnum, name)):
                    names[name] = None
    except StoppedError as error:
        raise ListRefusedError(_TOO_LARGE) from error
    except FileRefusedError as error:
        raise ListRefusedError(_SENTENCES.get(error.code, _WORKBOOK)) from error
    if not names:
        raise ListRefusedError(_NO_NAMES)
    return list(names)


def _column(headers: list[str]) -> int:
    headings = [clean_text(each).casefold() for each in headers]
    for heading in HEADINGS:
        if heading in headings:
            return headings.index(heading)
    raise ListRefusedError(
        _l(
            "No column of this file is headed “name” or “EstablishmentName”. Write one of them "
            "above the names."
        )
    )


def replace_list(data_dir: Path, kind: str, names: list[str], *, by: User) -> None:
    """Use these names from now on; the caller commits."""
    _record("replace", kind, by, names=len(names))
    area_files.keep(data_dir, kind, write_csv(["name"], ([name] for name in names)))


def go_back_to_shipped(data_dir: Path, kind: str, *, by: User) -> None:
    """Use the names again that come with the system; the caller commits."""
    _record("go-back", kind, by)
    area_files.remove(data_dir, kind)


def _record(verb: str, kind: str, by: User, **facts: int) -> None:
    audit.record(
        f"area-list.{verb}",
        target=f"area-list:{kind}",
        actor=str(by.id),
        role=roles_of(by),
        facts=facts,
    )
