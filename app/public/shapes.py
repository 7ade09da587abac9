"""What the open data says, field by field: the API answers in these shapes.

Its document, `/api/v1/openapi.json`, is written from them, so that the two cannot differ.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.strategy.models import Family
from app.tracker.models import ActionKind, TranslationState
from app.tracker.services import PromiseState

MOST_PER_PAGE = 100
LAST_PAGE = 10_000
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
Url = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class Shape(BaseModel):
    """Parent of every shape: nothing unnamed goes out or comes in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class People(Shape):
    """How many people said it. Few are never counted out; others are rounded to the nearest 5."""

    fewer_than: int | None = Field(description="Set when they are too few to be counted out.")
    about: int | None = Field(description="Set otherwise: the nearest 5.", multiple_of=5)


class Words(Shape):
    """What an entry says in one style, in English."""

    title: str
    you_said: str
    we_did: str


class TranslatedWords(Shape):
    """What an entry says in one style in another language; null: read the English."""

    title: str | None
    you_said: str | None
    we_did: str | None
    what_next: str | None


class TranslatedAction(Shape):
    """What an entry's page says of its action in another language; null: read the English."""

    why: str | None
    instead: str | None
    whose: str | None
    place: str | None
    for_whom: str | None
    evidence: str | None


class Translation(Shape):
    """An entry in the language that was asked for, as far as it is translated."""

    language: str
    state: TranslationState = Field(
        description="“checked”: by a speaker. “stale”: some of the English has changed since; "
        "those words are null."
    )
    plain: TranslatedWords
    easy_read: TranslatedWords
    action: TranslatedAction


class DateChange(Shape):
    """A promised date that moved. The old one stays, with the reason."""

    changed_on: date
    old_date: date | None
    new_date: date | None
    reason: str


class Promise(Shape):
    """The promised date of an action and what became of it."""

    state: PromiseState
    first_promised_on: date | None
    promised_on: date | None
    done_on: date | None
    reopened_on: date | None = Field(
        description="The day on which most people said that it is not better, and it was opened "
        "again; null once it is done."
    )
    changes: list[DateChange] = Field(description="Oldest first.")


class EntrySummary(Shape):
    """One "You said – We did"."""

    slug: Code
    url: Url = Field(description="Its page. Add `?style=easy` for easy read.")
    kind: ActionKind = Field(description="What became of it. “cannot” and “not-ours” say why.")
    is_overdue: bool = Field(description="The promised date has passed and it is not done.")
    plain: Words
    easy_read: Words
    what_next: str
    easy_read_what_next: str
    translation: Translation | None = Field(
        description="Set when a language was asked for with `lang` and there are words in it."
    )
    people: People
    said_from: Month | None = Field(description="The month in which it was first said.")
    said_until: Month | None
    sub_group: Code = Field(description="Who answers for it: a code of `/framework`.")
    codes: list[Code] = Field(description="Parts of the strategy that it serves.")
    promise: Promise
    published_on: date
    updated_at: datetime
    is_demo: bool = Field(description="Invented, to show how this works.")


class Quote(Shape):
    """Words that their owner let us use. They may be taken back at any time: ask again often."""

    text: str
    whose: str = Field(description="A role, never more.")
    language: str
    translated_from: str | None = Field(
        description="The language that a person put it into English from; “und” where few write "
        "in it; null for words as they were written."
    )


class Note(Shape):
    """What a representative wants to stand beside an entry. Show it wherever you show the entry."""

    role: Annotated[str, StringConstraints(pattern="^(parent|youth)-rep$")]
    made_on: date
    is_objection: bool = Field(description="They did not agree to the entry when they wrote it.")
    text: str


class Votes(Shape):
    """What people say since it was done: is it better now? Null beside `answered`: too few."""

    answered: People
    better: People | None
    same: People | None
    worse: People | None
    do_not_know: People | None


class Correction(Shape):
    """A change of a published entry, with its reason."""

    made_on: date
    reason: str


class EntryDetail(EntrySummary):
    """One "You said – We did" with everything that its page tells."""

    what: str = Field(description="What changes, or changed.")
    place: str
    for_whom: str
    why: str = Field(description="Why it cannot be done.")
    instead: str = Field(description="What is done instead.")
    whose: str = Field(description="Whose it is, when it is not ours.")
    evidence: str = Field(description="What shows that it worked; empty: no evidence yet.")
    evidence_base: People | None = Field(
        description="Of how many people, or cases, its figures speak; null: it gives none."
    )
    quotes: list[Quote]
    notes: list[Note] = Field(description="Of representatives: an objection stands beside it.")
    votes_of_tellers: Votes = Field(description="Of people who had told us about it.")
    votes_of_readers: Votes = Field(description="Of anybody who reads its page.")
    corrections: list[Correction]
    themes: list[int] = Field(description="Ids of `/themes` that it answers and that have a name.")


class ThemeSummary(Shape):
    """Comments that say the same thing, under a name that a person gave.

    A theme is here once enough people have said it. Counts end with the last full month.
    """

    id: int
    url: Url
    name: str
    easy_read_name: str
    people: People
    said_from: Month
    said_until: Month
    is_answered: bool
    days_without_answer: int | None = Field(
        description="At least how many days ago it was first said; null when it is answered."
    )
    entries: list[Code] = Field(description="Slugs of the entries that answer it, oldest first.")
    is_demo: bool


class Item(Shape):
    """One priority, charter value or outcome of the strategy."""

    code: Code
    family: Family
    name: str
    short_name: str
    easy_read_name: str
    detail: str


class SubGroupShape(Shape):
    """Who can answer for an action."""

    code: Code
    name: str
    easy_read_name: str
    kind: str


class FrameworkShape(Shape):
    """The local strategy. A code means the same for ever."""

    key: str
    area: str
    title: str
    vision: str
    starts_on: date
    ends_on: date
    items: list[Item]
    sub_groups: list[SubGroupShape]


class KindCount(Shape):
    """How many published answers are of one kind."""

    kind: ActionKind
    entries: int


class Counts(Shape):
    """How much was heard and answered. People are suppressed and rounded; answers are not."""

    people_heard: People
    entries_published: int
    entries_overdue: int
    themes_without_answer: int
    by_kind: list[KindCount]


class Links(Shape):
    """Where the pages before and after this one are."""

    self: Url
    previous: Url | None
    next: Url | None


class Paged(Shape):
    """What every list says of itself."""

    page: int = Field(ge=1)
    pages: int = Field(ge=1)
    total: int = Field(ge=0)
    links: Links


class EntryPage(Paged):
    """One page of entries: overdue promises first, then the newest."""

    items: list[EntrySummary]


class ThemePage(Paged):
    """One page of themes: the longest heard first."""

    items: list[ThemeSummary]


class Problem(Shape):
    """An error (RFC 9457). It never repeats what was asked."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str


class LanguageQuery(Shape):
    """In which language words are wanted, beside the English."""

    lang: Literal["en", "pl", "ur"] | None = None


class PageQuery(Shape):
    """Which page of a list."""

    page: int = Field(default=1, ge=1, le=LAST_PAGE)
    per_page: int = Field(default=20, ge=1, le=MOST_PER_PAGE)


class EntryQuery(PageQuery, LanguageQuery):
    """Which entries: those to which everything applies that is given."""

    priority: Code | None = None
    value: Code | None = None
    outcome: Code | None = None
    sub_group: Code | None = None
    status: Literal["overdue", "done", "in-progress", "planned", "cannot", "not-ours"] | None = None
    year: int | None = Field(default=None, ge=2000, le=2100, description="Of publishing.")
    theme: int | None = Field(default=None, ge=1, le=2_147_483_647)


class ThemeQuery(PageQuery):
    """Which themes."""

    answered: Literal["yes", "no"] | None = None
