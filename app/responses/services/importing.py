"""Bringing in what was asked elsewhere: a table of answers, a mapping, and a report by row (D8)."""

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit
from app.db import db, random_id, today, utc_now
from app.errors import DomainError
from app.forms import clean_text
from app.responses.models import Channel, Consent, Style, Upload
from app.responses.services.sending import Screener, find_sent, store_submission
from app.surveys.definition import CHOICE_TYPES, Definition, Question

#: R-IMP-1.
LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LARGEST_CELL = 10_000, 200, 32 * 1024
LONGEST_TEXT = 10_000
UPLOADS_KEPT = timedelta(days=1)
#: What a column can be besides a question; "" is left out.
DAY, ROLE, CONSENT = "@day", "@role", "@consent"
_DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y")
#: What a column's name says that it is, where it is no question of the survey.
_NAMES = (
    (re.compile(r"^(date|day|completion time|submitted|response date)", re.IGNORECASE), DAY),
    (re.compile(r"^(role|who are you|i am a)", re.IGNORECASE), ROLE),
    (re.compile(r"consent|may we use|quote", re.IGNORECASE), CONSENT),
)
_YES = {"yes", "y", "true", "1", "agree", "i agree"}
_ARTICLE = re.compile(r"^(?:an?|the) ")
_MANY = re.compile(r"\s*[;|\n]\s*")


class ImportRefusedError(DomainError):
    """A file cannot be brought in; the message says why."""

    field = "file"


@dataclass(frozen=True)
class Table:
    """A file as columns and rows of text, with the hash that knows it again."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fingerprint: str

    def examples(self, column: int, count: int = 3) -> list[str]:
        """Return the first answers of a column that are not empty."""
        found = (row[column] for row in self.rows if row[column])
        return [text for text, _number in zip(found, range(count), strict=False)]


@dataclass
class ReadRow:
    """One row, understood: its answers, or why it cannot be brought in."""

    number: int
    answers: dict[str, Any] = field(default_factory=dict)
    day: date | None = None
    problems: list[str] = field(default_factory=list)


def keep_upload(slug: str, content: bytes, *, by_id: int) -> Upload:
    """Keep a file until it is brought in, or for a day; return it with its random id."""
    read_table(content)
    upload = Upload(id=random_id(), survey_slug=slug, content=content, made_by_id=by_id)
    db.session.add(upload)
    db.session.flush()
    return upload


def get_upload(upload_id: str, *, by_id: int) -> Upload:
    """Return a file that this person uploaded, or raise NoResultFound."""
    return db.session.scalars(
        sa.select(Upload).where(Upload.id == upload_id, Upload.made_by_id == by_id)
    ).one()


def remove_old_uploads() -> int:
    """Delete files that nobody brought in within a day; return how many."""
    result = db.session.execute(sa.delete(Upload).where(Upload.at < utc_now() - UPLOADS_KEPT))
    return int(getattr(result, "rowcount", 0))


def forget_upload(upload: Upload) -> None:
    """Remove a file: it holds people's words."""
    db.session.delete(upload)
    db.session.flush()


def read_table(content: bytes) -> Table:
    """Return the table in a CSV file: commas, semicolons or tabs; UTF-8, UTF-16 or Windows."""
    if len(content) > LARGEST_FILE:
        raise ImportRefusedError(_("This file is over 5 MB. Split it in two."))
    if content[:4] == b"PK\x03\x04":
        raise ImportRefusedError(
            _("This is a spreadsheet file. Open it, and save it as CSV (UTF-8).")
        )
    text = _decode(content)
    sample = text[:20_000]
    marks = {mark: sample.count(mark) for mark in (",", ";", "\t")}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(marks, key=lambda m: marks[m]))
    try:
        lines = [[clean_text(cell) for cell in line] for line in reader]
    except csv.Error as error:
        raise ImportRefusedError(_("This file is not a table of answers.")) from error
    lines = [line for line in lines if any(line)]
    if len(lines) < 2:
        raise ImportRefusedError(_("There are no answers in this file, or no names of columns."))
    width = len(lines[0])
    if len(lines) - 1 > MOST_ROWS or width > MOST_COLUMNS:
        raise ImportRefusedError(
            _(
                "This file is too large: %(rows)s rows and %(columns)s columns at most.",
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
        )
    if any(len(cell.encode()) > LARGEST_CELL for line in lines for cell in line):
        raise ImportRefusedError(_("One of the answers is longer than 32 KB."))
    rows = tuple(tuple([*line, *[""] * width][:width]) for line in lines[1:])
    return Table(tuple(lines[0]), rows, hashlib.sha256(content).hexdigest())


def _decode(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ImportRefusedError(_("This file is not a table of answers."))
    return text


def guess_mapping(table: Table, definition: Definition) -> list[str]:
    """Return what each column seems to be: a question's code, one of DAY, ROLE, CONSENT, or ""."""
    known: dict[str, str] = {}
    for code, question in definition.questions.items():
        for name in (code, question.words.plain, question.words.easy):
            known.setdefault(_bare(name), code)
    found: list[str] = []
    for header in table.headers:
        named = (target for pattern, target in _NAMES if pattern.search(header))
        guess = known.get(_bare(header)) or next(named, "")
        found.append(guess if guess not in found else "")
    return found


def _bare(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()


def read_rows(
    table: Table, mapping: Sequence[str], definition: Definition, *, is_month_first: bool = False
) -> list[ReadRow]:
    """Return every row understood by a mapping (one target a column), in the order of the file."""
    chosen = [target for target in mapping if target]
    if len(set(chosen)) < len(chosen):
        raise ImportRefusedError(_("Two columns are the same question. Leave one of them out."))
    if not any(target in definition.questions for target in chosen):
        raise ImportRefusedError(_("Say of at least one column which question it answers."))
    dates = _MONTH_FIRST if is_month_first else _DAY_FIRST
    return [
        _read_row(number, dict(zip(mapping, row, strict=True)), definition, dates)
        for number, row in enumerate(table.rows, start=2)
    ]


def _read_row(
    number: int, cells: Mapping[str, str], definition: Definition, dates: Sequence[str]
) -> ReadRow:
    row = ReadRow(number)
    for target, text in cells.items():
        if target and text:
            _read_cell(row, target, text, definition, dates)
    answered = set(row.answers) & set(definition.questions)
    row.problems += [
        _("“%(question)s” is answered but would not be asked", question=code)
        for code in sorted(answered - definition.asked(row.answers))
    ]
    if not answered and not row.problems:
        row.problems.append(_("there is no answer in it"))
    return row


def _read_cell(
    row: ReadRow, target: str, text: str, definition: Definition, dates: Sequence[str]
) -> None:
    if target == DAY:
        row.day = _read_day(text, dates)
        if row.day is None or row.day > today():
            row.problems.append(_("the date cannot be read, or has not come yet"))
    elif target in {CONSENT, "consent"}:
        row.answers["consent"] = _read_consent(text)
    elif target == ROLE:
        row.answers["role"] = _role_of(text, definition)
    else:
        _read_answer(row, definition.questions[target], text, definition)


def _read_answer(row: ReadRow, question: Question, text: str, definition: Definition) -> None:
    if question.type == "text":
        if len(text) > LONGEST_TEXT:
            row.problems.append(_("“%(question)s” is too long", question=question.code))
        row.answers[question.code] = text
    elif question.type == "date":
        day = _read_day(text, _DAY_FIRST)
        if day is None:
            row.problems.append(_("“%(question)s” is not a date", question=question.code))
        else:
            row.answers[question.code] = {"day": day.day, "month": day.month, "year": day.year}
    elif question.type in CHOICE_TYPES:
        words = _option_words(question, definition)
        given = _MANY.split(text) if question.type == "many" else [text]
        codes = [words.get(_bare(each)) for each in given if each]
        if None in codes:
            row.problems.append(
                _("“%(question)s” has an answer that is not offered", question=question.code)
            )
        else:
            row.answers[question.code] = codes if question.type == "many" else codes[0]


def _option_words(question: Question, definition: Definition) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in definition.options_of(question):
        for name in (option.code, option.words.plain, option.words.easy):
            found.setdefault(_bare(name), option.code)
            found.setdefault(_ARTICLE.sub("", _bare(name)), option.code)
    return found


def _role_of(text: str, definition: Definition) -> str:
    question = definition.questions.get("role")
    known = _option_words(question, definition) if question else {}
    return known.get(_ARTICLE.sub("", _bare(text)), "other")


def _read_consent(text: str) -> str:
    bare = _bare(text)
    if bare in {each.value for each in Consent}:
        return bare
    return Consent.QUOTE.value if bare in _YES else Consent.COUNT.value


def _read_day(text: str, forms: Sequence[str]) -> date | None:
    first = text.split(maxsplit=1)[0].split("T", maxsplit=1)[0]
    try:
        return date.fromisoformat(first)
    except ValueError:
        pass
    for form in forms:
        try:
            return datetime.strptime(first, form).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
    return None


def store_rows(
    rows: Sequence[ReadRow],
    table: Table,
    definition: Definition,
    *,
    slug: str,
    version_id: int,
    locale: str,
    screen: Screener | None,
    actor: str,
) -> tuple[int, int]:
    """Bring in every row without a problem; return how many are new, and how many were here.

    The same row of the same file is one submission, however often it comes. No receipt is made:
    nobody would have it. The caller commits, so that all of it comes or none.
    """
    new = before = 0
    for row in rows:
        if row.problems:
            continue
        form_key = f"import:{slug}:{table.fingerprint}:{row.number}"
        if find_sent(form_key):
            before += 1
            continue
        store_submission(
            definition,
            row.answers,
            slug=slug,
            version_id=version_id,
            style=Style.PLAIN,
            locale=locale,
            form_key=form_key,
            screen=screen,
            channel=Channel.IMPORT,
            received_on=row.day,
            known={name: row.answers[name] for name in ("role", "consent") if name in row.answers},
        )
        new += 1
    facts = {"new": new, "before": before, "refused": sum(bool(row.problems) for row in rows)}
    audit.record("submissions.import", target=f"survey:{slug}", actor=actor, facts=facts)
    return new, before
