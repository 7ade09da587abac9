"""What comments are about: readings and tags, redactions, reviews and themes.

The machine suggests and a person decides; the two are told apart by `origin` and `status`,
and review deletes nothing.
"""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, random_id, start_of_day, today, utc_now
from app.responses.models import NO_ORDER_OF_ARRIVAL, Channel, Comment, Style, WhoseWords
from app.strategy.models import FrameworkItem


class Origin(enum.StrEnum):
    """Who first said it."""

    MACHINE = "machine"
    PERSON = "person"


class Status(enum.StrEnum):
    """Where a suggestion is on its way to evidence."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Strength(enum.StrEnum):
    """How sure: a "maybe" is shown to a reviewer and never counted."""

    TAG = "tag"
    MAYBE = "maybe"


class Reading(Base):
    """The machine has read one comment, whether or not it found anything to say."""

    __tablename__ = "reading"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    model_version: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    polarity: Mapped[str] = mapped_column(sa.String(12))
    has_suggestion: Mapped[bool]
    language: Mapped[str] = mapped_column(sa.String(12))
    #: The day; within it, which reading of this comment is newer. Never when the comment came.
    read_at: Mapped[datetime] = mapped_column(default=start_of_day)


class Tag(Base):
    """A claim that one comment is about one framework item, resting on `evidence`, verbatim."""

    __tablename__ = "tag"
    __table_args__ = (
        sa.UniqueConstraint("comment_id", "code", "origin"),
        sa.CheckConstraint("sign IS NULL OR sign IN ('+', '-', '~')", name="known_sign"),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name="evidence_is_a_span"),
        sa.CheckConstraint("length(evidence) = end_at - start_at", name="evidence_fits_its_span"),
        sa.CheckConstraint(
            "(status = 'suggested') = (decided_by_id IS NULL)", name="only_a_person_decides"
        ),
        sa.CheckConstraint(
            "origin = 'person' OR (model_version IS NOT NULL AND score IS NOT NULL)",
            name="a_machine_says_how_sure",
        ),
        sa.Index("ix_tag_code_comment", "code", "comment_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(sa.ForeignKey("framework_item.code"))
    #: "+" going well, "-" not, "~" both or wished for; None for priorities.
    sign: Mapped[str | None] = mapped_column(sa.String(1))
    origin: Mapped[Origin]
    status: Mapped[Status]
    strength: Mapped[Strength] = mapped_column(default=Strength.TAG)
    #: The machine's calibrated score, 0 to 1.
    score: Mapped[float | None]
    model_version: Mapped[str | None] = mapped_column(sa.String(60))
    #: Characters [start_at, end_at) of the comment's text.
    start_at: Mapped[int]
    end_at: Mapped[int]
    evidence: Mapped[str] = mapped_column(sa.Text)
    #: The day only: a tag is suggested seconds after its comment came.
    created_at: Mapped[datetime] = mapped_column(default=start_of_day)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    comment: Mapped[Comment] = relationship()
    item: Mapped[FrameworkItem] = relationship()
    decided_by: Mapped[User | None] = relationship()


class Redaction(Base):
    """Characters that must not be published, with why; a person may undo a machine's proposal."""

    __tablename__ = "redaction"
    __table_args__ = (
        sa.UniqueConstraint("comment_id", "start_at", "end_at"),
        sa.CheckConstraint("start_at >= 0 AND end_at > start_at", name="is_a_span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    start_at: Mapped[int]
    end_at: Mapped[int]
    #: What stands in its place, without brackets: "name", "school" …
    label: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    origin: Mapped[Origin]
    #: Suggested and accepted ones mask; only a rejected one lets the words through.
    status: Mapped[Status]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    comment: Mapped[Comment] = relationship()


class Review(Base):
    """A person has read one comment and decided what it says."""

    __tablename__ = "review"

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    reviewed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: "coded", "nothing-to-code" or "not-in-strategy".
    result: Mapped[str] = mapped_column(sa.String(20))

    comment: Mapped[Comment] = relationship()
    reviewed_by: Mapped[User] = relationship()


class ReviewStep(Base):
    """One step of a review with the state before it, so that it can be undone."""

    __tablename__ = "review_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: What was done: "accept", "reject", "sign", "add", "accept-all", "finish" …
    kind: Mapped[str] = mapped_column(sa.String(20))
    #: Ids, statuses and signs before the step; no words.
    before: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class IndexCard(Base):
    """What lists and searches need to know of one comment, ready beside it.

    The database's own triggers make and keep it (app/analysis/index.py), whoever changes what:
    no code adds a card. A comment that was withdrawn or erased has none.
    """

    __tablename__ = "index_card"
    __table_args__ = (
        sa.Index(
            "ix_index_card_queue", "is_reviewed", "danger", "sureness", "received_on", "comment_id"
        ),
        sa.Index(
            "ix_index_card_survey_queue",
            "survey_id",
            "is_reviewed",
            "danger",
            "sureness",
            "received_on",
            "comment_id",
        ),
        sa.Index("ix_index_card_all", "danger", "sureness", "received_on", "comment_id"),
        # A search walks along this one, the newest first, and needs no other page of the table.
        sa.Index(
            "ix_index_card_newest",
            "received_on",
            "comment_id",
            "survey_id",
            "danger",
            "is_reviewed",
            "is_indexed",
            "question_code",
            "locale",
            "channel",
            "style",
            "whose_words",
            "role",
        ),
        sa.Index(
            "ix_index_card_not_masked",
            "number",
            sqlite_where=sa.text("is_reviewed AND masked = ''"),
            postgresql_where=sa.text("is_reviewed AND masked = ''"),
        ),
        sa.Index(
            "ix_index_card_not_indexed",
            "number",
            sqlite_where=sa.text("NOT is_indexed"),
            postgresql_where=sa.text("NOT is_indexed"),
        ),
    )

    #: Random, so that it says nothing of the order of arrival; what SQLite's word index counts by.
    number: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), unique=True
    )
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"))
    # What never changes of the comment and its submission, to be searched by.
    received_on: Mapped[date]
    question_code: Mapped[str] = mapped_column(sa.String(60))
    locale: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[Channel]
    style: Mapped[Style]
    whose_words: Mapped[WhoseWords]
    role: Mapped[str] = mapped_column(sa.String(40))
    #: 0 to 3 while it waits for a safeguarding lead, the most serious first; else 9.
    danger: Mapped[int] = mapped_column(sa.SmallInteger)
    #: From -11 (the machine gave up) over -10 (could be either) and 0 (sure) to 1 (foreign).
    sureness: Mapped[int] = mapped_column(sa.SmallInteger)
    is_reviewed: Mapped[bool]
    #: The words as others may see them, once a person has read them; "" until then.
    masked: Mapped[str] = mapped_column(sa.Text, default="")
    #: False until the worker has put the words into SQLite's index; PostgreSQL does so by itself.
    is_indexed: Mapped[bool] = mapped_column(default=False)

    comment: Mapped[Comment] = relationship()


class TakenCard(Base):
    """A card that was taken away; the index of words must still forget what it said (SQLite)."""

    __tablename__ = "taken_card"

    number: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    )


class StoredSearch(Base):
    """What somebody looked for: kept here, so that words they typed are in no address or log.

    Only its owner finds it again. One without a name is forgotten after a day.
    """

    __tablename__ = "stored_search"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    made_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("staff.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    #: What services/finding.py calls Criteria, without what was not chosen.
    criteria: Mapped[dict[str, Any]]


class InPublic(enum.StrEnum):
    """Whether everybody may read the name of a theme. A name is chosen by people, for people."""

    #: From the day on which enough people have said it that its name points to none of them.
    BY_COUNT = "by-count"
    #: Somebody read the name with that question in mind: it tells of nobody, however few said it.
    YES = "yes"
    #: It would tell of somebody: it is counted among those without a name, never named.
    NO = "no"


class Theme(Base):
    """Comments that say the same thing, under a name that a person gave."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160), unique=True)
    easy_read_name: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    in_public: Mapped[InPublic] = mapped_column(
        default=InPublic.BY_COUNT, server_default=InPublic.BY_COUNT.value
    )
    created_on: Mapped[date] = mapped_column(default=today)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    #: Where its comments went, when it was merged into another; it takes no more.
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="SET NULL"), index=True
    )

    members: Mapped[list["ThemeComment"]] = relationship(
        back_populates="theme", cascade="all, delete-orphan"
    )
    merged_into: Mapped["Theme | None"] = relationship(remote_side="Theme.id")


class ThemeComment(Base):
    """A comment's place in a theme; a comment may be in several."""

    __tablename__ = "theme_comment"

    theme_id: Mapped[int] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True
    )
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_on: Mapped[date] = mapped_column(default=today)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: The same random text for all comments of one submission, and for nothing else: it lets
    #: `ThemeVoice` count a person once, and leads nowhere when the comment is gone.
    voice: Mapped[str | None] = mapped_column(sa.String(26))

    theme: Mapped[Theme] = relationship(back_populates="members")
    comment: Mapped[Comment] = relationship()


class Correction(Base):
    """The person who wrote a comment says that we did not understand it as they meant it."""

    __tablename__ = "correction"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    #: The day only, as for everything that the public does.
    said_on: Mapped[date] = mapped_column(default=today)
    #: Codes that we named and that they say are wrong.
    wrong: Mapped[list[str]] = mapped_column(default=list)
    #: The code that they say it is about instead.
    meant: Mapped[str | None] = mapped_column(sa.ForeignKey("framework_item.code"))
    #: What they said about it in words: a comment of its own, screened and read like any other.
    words_id: Mapped[str | None] = mapped_column(sa.ForeignKey("comment.id", ondelete="SET NULL"))
    #: The day on which a reviewer looked at the comment again; None while it waits.
    settled_on: Mapped[date | None]

    comment: Mapped[Comment] = relationship(foreign_keys=[comment_id])
    words: Mapped[Comment | None] = relationship(foreign_keys=[words_id])
    item: Mapped[FrameworkItem | None] = relationship()


class SecondReading(Base):
    """Somebody else read a comment again without seeing what was decided: to measure agreement."""

    __tablename__ = "second_reading"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    read_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    read_on: Mapped[date] = mapped_column(default=today)
    #: As for `Review`.
    result: Mapped[str] = mapped_column(sa.String(20))
    #: {code: sign, None for priorities}
    codes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    comment: Mapped[Comment] = relationship()
    read_by: Mapped[User] = relationship()


class ThemeStep(Base):
    """One change of a theme, or one count of people, in their order: who, when, what it was."""

    __tablename__ = "theme_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: "add", "rename", "fill", "empty", "merge", "split" or "count".
    kind: Mapped[str] = mapped_column(sa.String(12))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: The theme that changed; None for a count, which may be of several.
    theme_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    #: The theme that its comments went to.
    other_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    #: Of a rename, the names before; of a count, {"themes": {id: name}, "people": how many}.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    made_by: Mapped[User | None] = relationship()
    theme: Mapped[Theme | None] = relationship(foreign_keys=[theme_id])
    other: Mapped[Theme | None] = relationship(foreign_keys=[other_id])


class ThemeVoice(Base):
    """A person was counted in a theme from one step until another. It says nothing of who.

    Rows are added and closed, never removed: any count that was ever made can be made again.
    """

    __tablename__ = "theme_voice"
    __table_args__ = (
        sa.CheckConstraint("until_step IS NULL OR until_step > from_step", name="ends_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True)
    voice: Mapped[str] = mapped_column(sa.String(26))
    from_step: Mapped[int]
    #: The first step at which they were not counted any more.
    until_step: Mapped[int | None]
