"""Entries: writing one "You said – We did", in plain words and in easy read."""

import re
import unicodedata
from datetime import date
from typing import TypedDict, Unpack

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.analysis import services as analysis
from app.analysis.models import ThemeComment
from app.db import db
from app.errors import DomainError
from app.responses.models import Comment, Submission, WhoseWords
from app.tracker.models import Action, Entry, EntryStatus
from app.tracker.services.actions import record
from app.tracker.services.quotes import YOUNG, choose_quotes
from app.tracker.services.small_numbers import FEW, counts_out_few

LONGEST_SLUG = 70


class EntryError(DomainError):
    """An entry breaks a rule; `field` names the answer to change."""

    def __init__(self, message: str | LazyString, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class EntryWords(TypedDict):
    """What an entry says, in both styles, with the names of its easy-read pictures."""

    title: str
    you_said: str
    we_did: str
    what_next: str
    easy_read_title: str
    easy_read_you_said: str
    easy_read_we_did: str
    easy_read_what_next: str
    pictures: list[str]


WORDS = tuple(EntryWords.__annotations__)
#: The texts that people read, in both styles.
TEXTS = tuple(name for name in WORDS if name != "pictures")
EASY_TEXTS = tuple(name for name in TEXTS if name.startswith("easy_read_"))


def places_of_picture(name: str) -> list[str]:
    """Return the entries that show a picture, whatever has become of them."""
    entries = db.session.scalars(sa.select(Entry).order_by(Entry.id))
    return [
        str(_l("the entry “%(title)s”", title=each.title))
        for each in entries
        if name in each.pictures
    ]


def voices_heard(action: Action) -> tuple[int, date | None, date | None]:
    """Return how many people said it, and the first and last day: (people, from, until).

    People are counted once, however many comments or themes they are in; words that were taken
    back do not count.
    """
    return analysis.voices_in(action.themes)


def young_people_said(action: Action) -> bool:
    """Return True when young people are among those who said it, in their own words.

    An adult's account of a young person is not their voice (F11); that of a group of young people
    is, and so are a child's own words that their family wrote down.
    """
    themes = [theme.id for theme in action.themes]
    is_young = Submission.role.in_(YOUNG) & (Submission.whose_words != WhoseWords.FOR_SOMEONE)
    query = (
        sa.select(Submission.id)
        .join(Comment, Comment.submission_id == Submission.id)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(
            ThemeComment.theme_id.in_(themes),
            Submission.withdrawn_on.is_(None),
            sa.case(
                (Comment.whose_words == WhoseWords.CHILDS_OWN, sa.true()),
                else_=is_young,
            ),
        )
        .limit(1)
    )
    return db.session.scalar(query) is not None


def add_entry(
    action: Action, *, by: User, quotes: dict[str, str], **words: Unpack[EntryWords]
) -> Entry:
    """Write a new entry about `action`; how many people said it, and when, are frozen now.

    `quotes` are {comment id: words}. Raises EntryError or QuoteError with a sentence.
    """
    check_words(words)
    count = analysis.count_people(action.themes, by=by)
    if count.people == 0:
        raise EntryError(
            _l("Nobody's words are in the themes of this action yet, so “You said” would be empty.")
        )
    entry = Entry(
        action=action,
        author=by,
        slug=_free_slug(words["title"]),
        people=count.people,
        said_from=count.first,
        said_until=count.last,
        counted_at_step_id=count.step_id,
        needs_youth=young_people_said(action),
        **words,
    )
    db.session.add(entry)
    choose_quotes(entry, quotes)
    db.session.flush()
    record("entry.add", target=f"entry:{entry.id}", by=by, quotes=len(quotes))
    return entry


def edit_entry(
    entry: Entry, *, by: User, quotes: dict[str, str], **words: Unpack[EntryWords]
) -> None:
    """Change a draft. One that was sent for sign-off, or signed off, is a draft again.

    Raises EntryError when it is published (it is corrected instead) or a rule is broken.
    """
    if entry.status in {EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN}:
        raise EntryError(_l("This is published. Use “Correct it”, which keeps the old words."))
    check_words(words)
    write_words(entry, words)
    choose_quotes(entry, quotes)
    entry.status = EntryStatus.DRAFT
    entry.signed_off_by = entry.youth_signed_by = None
    # Other words, or other quotes, were not what somebody looked at.
    entry.checks.clear()
    db.session.flush()
    record("entry.edit", target=f"entry:{entry.id}", by=by, quotes=len(quotes))


def write_words(entry: Entry, words: EntryWords) -> None:
    """Set each text of an entry."""
    for name in WORDS:
        setattr(entry, name, words[name])  # type: ignore[literal-required]


def words_of(entry: Entry) -> EntryWords:
    """Return each text of an entry by its name; quotes are left out."""
    return EntryWords(
        title=entry.title,
        you_said=entry.you_said,
        we_did=entry.we_did,
        what_next=entry.what_next,
        easy_read_title=entry.easy_read_title,
        easy_read_you_said=entry.easy_read_you_said,
        easy_read_we_did=entry.easy_read_we_did,
        easy_read_what_next=entry.easy_read_what_next,
        pictures=list(entry.pictures),
    )


def check_words(words: EntryWords) -> None:
    """Raise EntryError when a text is missing or counts out a handful of people (R-SDC-1)."""
    for name in ("title", "you_said", "we_did"):
        for field in (name, f"easy_read_{name}"):
            if not str(words[field]).strip():  # type: ignore[literal-required]
                raise EntryError(_l("Write it in plain words and in easy read."), field=field)
    if bool(words["what_next"].strip()) != bool(words["easy_read_what_next"].strip()):
        raise EntryError(
            _l("Write what happens next in plain words and in easy read, or in neither."),
            field="easy_read_what_next" if words["what_next"].strip() else "what_next",
        )
    for field in TEXTS:
        check_counts(words[field], field=field)  # type: ignore[literal-required]


def check_counts(text: str, *, field: str) -> None:
    """Raise EntryError when a text counts out a handful of people (R-SDC-1)."""
    if counts_out_few(text):
        raise EntryError(FEW, field=field)


def _free_slug(title: str) -> str:
    """Return the last part of an address that no other entry has, from the words of its title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-") or "entry"
    taken = set(
        db.session.scalars(
            sa.select(Entry.slug).where(Entry.slug.startswith(stem, autoescape=True))
        )
    )
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def get_entry(entry_id: int) -> Entry:
    """Return one entry, or raise NoResultFound."""
    return db.session.get_one(Entry, entry_id)


def list_entries(*, status: str = "") -> list[Entry]:
    """Return entries for staff, those that wait for somebody first, then newest."""
    place = {
        EntryStatus.WAITING: 0,
        EntryStatus.SIGNED_OFF: 1,
        EntryStatus.DRAFT: 2,
        EntryStatus.PUBLISHED: 3,
        EntryStatus.WITHDRAWN: 4,
    }
    query = (
        sa.select(Entry)
        .options(
            selectinload(Entry.author),
            selectinload(Entry.action),
            selectinload(Entry.sign_offs),
            selectinload(Entry.translations),
        )
        .order_by(sa.case(place, value=Entry.status), Entry.updated_at.desc(), Entry.id.desc())
    )
    if status in list(EntryStatus):
        query = query.where(Entry.status == EntryStatus(status))
    return list(db.session.scalars(query))
