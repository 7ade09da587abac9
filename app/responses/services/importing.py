"""Bringing in what was asked elsewhere: a table of answers, a mapping, and a report by row (D8)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit
from app.db import db, random_id, today, utc_now
from app.responses.models import Channel, Consent, Style, Upload
from app.responses.services.sending import (
    AT_ONCE,
    Screener,
    screen_safely,
    store_submission,
    which_were_sent,
)
from app.responses.services.tables import ImportRefusedError, Table, open_table
from app.surveys.definition import CHOICE_TYPES, Definition, Question

LONGEST_TEXT = 10_000
UPLOADS_KEPT = timedelta(days=1)
#: What a column can be besides a question; "" is left out.
DAY, ROLE, CONSENT = "@day", "@role", "@consent"
#: Between a question and one answer of it: `pets=cat`.
ONE_ANSWER = "="
_DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y")
#: What a column's name says that it is, where it is no question of the survey.
_NAMES = (
    (re.compile(r"^(date|day|completion time|submitted|response date)", re.IGNORECASE), DAY),
    (re.compile(r"^(role|who are you|i am a)", re.IGNORECASE), ROLE),
    (re.compile(r"consent|may we use|quote", re.IGNORECASE), CONSENT),
)
_YES = {"yes", "y", "true", "1", "agree", "i agree"}
_NO = {"no", "n", "false", "0", "not selected", "unchecked", ""}
_TICKED = {"x", "selected", "checked", "✓", "✔"}
#: What LimeSurvey writes into the columns of a question that this person was not asked.
_NOT_ASKED = "n/a"
_ARTICLE = re.compile(r"^(?:an?|the) ")
_MANY = re.compile(r"\s*[;|\n]\s*")


@dataclass(slots=True)
class ReadRow:
    """One row, understood: its answers, or why it cannot be brought in."""

    number: int
    answers: dict[str, Any] = field(default_factory=dict)
    day: date | None = None
    problems: list[str] = field(default_factory=list)


def check_file(content: bytes) -> None:
    """Raise ImportRefusedError when a file cannot be read; it takes a while, so hold no lock."""
    with open_table(content):
        return


def keep_upload(slug: str, content: bytes, *, by_id: int) -> Upload:
    """Keep a file until it is brought in, or for a day; return it with its random id."""
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


def targets_of(definition: Definition) -> dict[str, str]:
    """Return {target: words} of what a column can be, besides a day, a role and a consent.

    Of a question with several answers it is the whole question, or one answer of it: elsewhere
    each answer often has a column of its own.
    """
    found: dict[str, str] = {}
    for code, question in definition.questions.items():
        found[code] = question.words.plain
        if question.type == "many":
            for option in definition.options_of(question):
                found[f"{code}{ONE_ANSWER}{option.code}"] = (
                    f"{question.words.plain} → {option.words.plain}"
                )
    return found


def guess_mapping(table: Table, definition: Definition) -> list[str]:
    """Return what each column seems to be: one of `targets_of`, DAY, ROLE or CONSENT, or ""."""
    known: dict[str, str] = {}
    for code, question in definition.questions.items():
        both = f"{code} {question.words.plain}"  # as LimeSurvey writes "code. words"
        for name in (code, question.words.plain, question.words.easy, both):
            known.setdefault(_bare(name), code)
    for target, words in targets_of(definition).items():
        known.setdefault(_bare(words), target)
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
) -> Iterator[ReadRow]:
    """Return every row understood by a mapping (one target a column), in the order of the file."""
    _refuse_senseless(mapping, definition)
    dates = _MONTH_FIRST if is_month_first else _DAY_FIRST
    return (
        _read_row(number, dict(zip(mapping, cells, strict=True)), definition, dates)
        for number, cells in table.rows
    )


def _refuse_senseless(mapping: Sequence[str], definition: Definition) -> None:
    chosen = [target for target in mapping if target]
    whole = {target for target in chosen if ONE_ANSWER not in target}
    parts = {target.partition(ONE_ANSWER)[0] for target in chosen if ONE_ANSWER in target}
    if len(set(chosen)) < len(chosen) or whole & parts:
        raise ImportRefusedError(_("Two columns are the same question. Leave one of them out."))
    if not (whole | parts) & set(definition.questions):
        raise ImportRefusedError(_("Say of at least one column which question it answers."))


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
    if row.problems:
        row.answers = {}  # words that do not come in are not held
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
    elif text.casefold() == _NOT_ASKED and _is_chosen(target, definition):
        return
    elif ONE_ANSWER in target:
        _read_tick(row, target, text, definition)
    else:
        _read_answer(row, definition.questions[target], text, definition, dates)


def _is_chosen(target: str, definition: Definition) -> bool:
    """Return True where words of one's own cannot stand: an answer that is chosen, or a day."""
    return definition.questions[target.partition(ONE_ANSWER)[0]].type != "text"


def _read_answer(
    row: ReadRow, question: Question, text: str, definition: Definition, dates: Sequence[str]
) -> None:
    if question.type == "text":
        if len(text) > LONGEST_TEXT:
            row.problems.append(_("“%(question)s” is too long", question=question.code))
        row.answers[question.code] = text
    elif question.type == "date":
        day = _read_day(text, dates)
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


def _read_tick(row: ReadRow, target: str, text: str, definition: Definition) -> None:
    """Read a column that is one answer of a question: ticked or not."""
    code, _sign, answer = target.partition(ONE_ANSWER)
    bare = _bare(text)
    said = _option_words(definition.questions[code], definition).get(bare)
    if text.casefold() in _TICKED or bare in _YES or said == answer:
        row.answers.setdefault(code, []).append(answer)
    elif bare not in _NO:
        row.problems.append(_("“%(question)s” has an answer that is not offered", question=code))


def _option_words(question: Question, definition: Definition) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in definition.choices_of(question):
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


def screen_ahead(
    rows: Iterable[ReadRow], definition: Definition, screen: Screener | None
) -> Screener | None:
    """Screen every text that would come in, and return a screen that knows the results.

    Screening thousands takes a while: done before the lock is taken, it keeps nobody waiting.
    """
    if screen is None:
        return None
    texts = {code for code, question in definition.questions.items() if question.type == "text"}
    known = {
        text: screen_safely(screen, text)
        for row in rows
        for code, text in row.answers.items()
        if code in texts
    }
    return lambda text: known[text] if text in known else screen(text)


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
    keys = {
        row.number: f"import:{slug}:{table.fingerprint}:{row.number}"
        for row in rows
        if not row.problems
    }
    here = which_were_sent(keys.values())
    fresh = [row for row in rows if row.number in keys and keys[row.number] not in here]
    for count, row in enumerate(fresh, start=1):
        store_submission(
            definition,
            row.answers,
            slug=slug,
            version_id=version_id,
            style=Style.PLAIN,
            locale=locale,
            form_key=keys[row.number],
            screen=screen,
            channel=Channel.IMPORT,
            received_on=row.day,
            known={name: row.answers[name] for name in ("role", "consent") if name in row.answers},
        )
        if count % AT_ONCE == 0:
            db.session.flush()  # so that they need not all be held
    new, before, refused = len(fresh), len(here), len(rows) - len(keys)
    facts = {"new": new, "before": before, "refused": refused}
    audit.record("submissions.import", target=f"survey:{slug}", actor=actor, facts=facts)
    return new, before
