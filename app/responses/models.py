"""What people told us: unfinished forms, submissions, answers and comments.

A submission holds no address, device, e-mail, exact time or order of arrival (R-ANO-1).
"""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, random_id, today, utc_now
from app.surveys.definition import ENGLISH
from app.surveys.models import SurveyVersion

#: SQLite's hidden row numbers count up: they would say who came first.
NO_ORDER_OF_ARRIVAL = {"sqlite_with_rowid": False}
#: Whose words a child's own are, whoever sent them.
YOUNG_PERSON = "young-person"
#: A language that nobody could tell: too few words, or no letters.
NOT_KNOWN = (None, "", "und")
#: What `Comment.language` says of words that need no translation.
NOT_FOREIGN = (*NOT_KNOWN, ENGLISH)


class Style(enum.StrEnum):
    """How a survey was worded for this person: one dataset, two styles."""

    PLAIN = "plain"
    EASY = "easy"


class Channel(enum.StrEnum):
    """How the answers reached us."""

    WEB = "web"
    GROUP = "group"
    PAPER = "paper"
    IMPORT = "import"


class WhoseWords(enum.StrEnum):
    """Whose words these are (F11); an adult's account is never counted as a child's voice."""

    OWN = "own"
    READ_TO_ME = "read-to-me"
    TYPED_FOR_ME = "typed-for-me"
    HELPED_TO_CHOOSE = "helped-to-choose"
    FOR_SOMEONE = "for-someone"
    #: Of a comment alone: a child's, written down beside what their family said.
    CHILDS_OWN = "childs-own"
    GROUP = "group"
    NOT_SAID = "not-said"


class Consent(enum.StrEnum):
    """What we may do with the words (F10). Absent means: counts only."""

    QUOTE = "quote"
    COUNT = "count"
    ASK = "ask"


class ScreenState(enum.StrEnum):
    """What the safeguarding screen did in the request. Anything that failed is unscreened."""

    FLAGGED = "flagged"
    CLEAR = "clear"
    UNSCREENED = "unscreened"


class Draft(Base):
    """An unfinished form, found by the secret in a cookie; gone when it is sent or out of time."""

    __tablename__ = "draft"

    #: Keyed hash of the secret in the cookie.
    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    survey_version_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_version.id"))
    style: Mapped[Style]
    locale: Mapped[str] = mapped_column(sa.String(12))
    #: {question code: answer as typed}; see responses/services.
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: When it was written last. No index: each answer would have to be written twice.
    touched_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: Somebody has a code for it and means to come back.
    is_saved: Mapped[bool] = mapped_column(default=False)
    #: To count how many minutes it took; gone with the draft. None for those begun before we asked.
    begun_at: Mapped[datetime | None] = mapped_column(default=utc_now)

    survey_version: Mapped[SurveyVersion] = relationship()


class Tally(Base):
    """How often something happened at one version, style and language; about nobody in particular.

    `kind` is "begun", "sent", "stopped" (`detail`: the first screen without an answer) or
    "minutes" (`detail`: how many it took, begun ones counted in full, at most 60).
    """

    __tablename__ = "survey_tally"
    __table_args__ = (sa.CheckConstraint("count > 0", name="counts_something"),)

    survey_version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("survey_version.id"), primary_key=True
    )
    style: Mapped[Style] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    detail: Mapped[str] = mapped_column(sa.String(80), primary_key=True, default="")
    count: Mapped[int]


class Submission(Base):
    """One person's (or group's) finished answers to one survey version."""

    __tablename__ = "submission"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    survey_version_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_version.id"), index=True)
    received_on: Mapped[date] = mapped_column(default=today, index=True)
    style: Mapped[Style]
    locale: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[Channel] = mapped_column(default=Channel.WEB)
    whose_words: Mapped[WhoseWords] = mapped_column(default=WhoseWords.NOT_SAID)
    #: The role they chose ("parent", "young-person" …) or "".
    role: Mapped[str] = mapped_column(sa.String(40), default="")
    consent: Mapped[Consent] = mapped_column(default=Consent.COUNT)
    #: Keyed hash of the form's one-time key: a double click is one submission.
    idempotency_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: Keyed hash of the receipt code, when one was given.
    receipt_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    withdrawn_on: Mapped[date | None]
    is_demo: Mapped[bool] = mapped_column(default=False, index=True)

    survey_version: Mapped[SurveyVersion] = relationship()
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="submission", cascade="all, delete-orphan"
    )
    comments: Mapped[list["Comment"]] = relationship(
        back_populates="submission", cascade="all, delete-orphan", order_by="Comment.position"
    )


class Answer(Base):
    """One closed answer: the codes of the options chosen, or a date as typed."""

    __tablename__ = "answer"
    __table_args__ = (
        sa.UniqueConstraint("submission_id", "question_code"),
        NO_ORDER_OF_ARRIVAL,
    )

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    submission_id: Mapped[str] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    question_code: Mapped[str] = mapped_column(sa.String(60), index=True)
    choices: Mapped[list[str]]

    submission: Mapped[Submission] = relationship(back_populates="answers")


class Comment(Base):
    """One free text, with the wording of the question that it answers."""

    __tablename__ = "comment"
    __table_args__ = NO_ORDER_OF_ARRIVAL

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    submission_id: Mapped[str] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    question_code: Mapped[str] = mapped_column(sa.String(60))
    #: The order of the question in the survey.
    position: Mapped[int]
    question_text: Mapped[str] = mapped_column(sa.Text)
    #: What is read, screened, searched and quoted: what they wrote, or a person's translation.
    text: Mapped[str] = mapped_column(sa.Text)
    #: Whose words it is, where they are not those of the rest of the submission (F11).
    whose_words: Mapped[WhoseWords | None]
    #: Of the form that it was written in.
    locale: Mapped[str] = mapped_column(sa.String(12))
    #: The language that they wrote in, as the machine found or a person said; None until then.
    language: Mapped[str | None] = mapped_column(sa.String(12))
    #: What they wrote, where `text` is a translation of it. Never masked: for readers only.
    original: Mapped[str | None] = mapped_column(sa.Text)
    screen_state: Mapped[ScreenState] = mapped_column(default=ScreenState.UNSCREENED, index=True)
    #: "urgent", "concern" or "none"; "" while unscreened. A person's decision is kept elsewhere.
    screen_level: Mapped[str] = mapped_column(sa.String(12), default="")
    #: [[start, end, rule, version of the rules], …]: the phrases that fired. Older ones have no
    #: version.
    screen_matches: Mapped[list[Any]] = mapped_column(default=list)

    submission: Mapped[Submission] = relationship(back_populates="comments")

    @property
    def whose(self) -> WhoseWords:
        """Whose words it is: an adult's account is never taken for a child's own."""
        return self.whose_words or self.submission.whose_words

    @property
    def role(self) -> str:
        """Who speaks in it: the role chosen in the survey, or a child beside their family."""
        is_childs = self.whose_words == WhoseWords.CHILDS_OWN
        return YOUNG_PERSON if is_childs else self.submission.role

    @property
    def is_translated(self) -> bool:
        """True when `text` is a translation."""
        return self.original is not None

    @property
    def waits_for_translation(self) -> bool:
        """True when the words are in another language and nobody has put them into English."""
        return self.language not in NOT_FOREIGN and not self.is_translated

    @property
    def may_be_screened(self) -> bool:
        """True when `text` is English, as far as we know: the screen's rules know no other."""
        is_told = self.language is not None or self.locale == ENGLISH
        return self.is_translated or (is_told and not self.waits_for_translation)

    @property
    def own_words(self) -> str:
        """What they wrote, in their own language."""
        return self.text if self.original is None else self.original

    @property
    def own_language(self) -> str:
        """The language of their own words, as far as we know, as HTML writes it: `zh-Hant`."""
        code = self.locale if self.language in NOT_KNOWN else str(self.language)
        return code.replace("_", "-")

    @property
    def text_language(self) -> str:
        """The language of `text`."""
        return ENGLISH if self.is_translated else self.own_language


class Recording(Base):
    """An answer that somebody spoke: with the draft, then with the submission, then written down.

    The sound is sealed (app/sealed.py), and goes some time after a person has written it down; the
    row stays, for the count.
    """

    __tablename__ = "recording"
    __table_args__ = (
        sa.UniqueConstraint("draft_key", "question_code"),
        sa.CheckConstraint(
            "(draft_key IS NULL) <> (submission_id IS NULL)", name="of_draft_or_submission"
        ),
        NO_ORDER_OF_ARRIVAL,
    )

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    draft_key: Mapped[str | None] = mapped_column(
        sa.ForeignKey("draft.key_hash", ondelete="CASCADE", onupdate="CASCADE")
    )
    submission_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), index=True
    )
    question_code: Mapped[str] = mapped_column(sa.String(60))
    seconds: Mapped[int]
    #: The day on which a person had written it down, or found nothing to write.
    written_on: Mapped[date | None] = mapped_column(index=True)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    #: What was written; None while it waits, and where there were no words in it.
    comment_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    #: The sealed sound; None once it is deleted. The last column: it is read only to be heard.
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)

    submission: Mapped[Submission | None] = relationship()


class SecondTyping(Base):
    """A paper that somebody else types in again without seeing the first typing: one in ten (Y7).

    The row is made when the paper is typed in, and goes when its words are taken back.
    """

    __tablename__ = "second_typing"
    __table_args__ = (
        sa.CheckConstraint("second_by_id <> first_by_id", name="not_by_the_same_person"),
        sa.CheckConstraint(
            "(second_by_id IS NULL) = (typed_on IS NULL)", name="somebody_typed_it_on_a_day"
        ),
        sa.CheckConstraint(
            "(settled_by_id IS NULL) = (settled_on IS NULL)", name="somebody_settled_it_on_a_day"
        ),
        sa.CheckConstraint("agreed >= 0 AND agreed <= compared", name="is_a_share"),
        NO_ORDER_OF_ARRIVAL,
    )

    submission_id: Mapped[str] = mapped_column(
        sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    first_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    #: As it was typed in first: whoever holds the receipt may have changed it since.
    first_consent: Mapped[Consent]
    #: None while the paper waits for somebody else.
    second_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    typed_on: Mapped[date | None]
    #: How many answers at least one of the two typed, and how many both typed alike.
    compared: Mapped[int] = mapped_column(default=0)
    agreed: Mapped[int] = mapped_column(default=0)
    #: {question: {"first", "second", and once it is settled "kept" and "words"}}, each answer a
    #: text or a list of codes. What was typed first stays here for as long as the submission does.
    differences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: None while there are differences that nobody has settled.
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    settled_on: Mapped[date | None]

    submission: Mapped[Submission] = relationship()


class WaitingComment(Base):
    """The outbox: a comment that the worker has not read yet; the row goes once it has.

    The only place that knows when a comment came, to the second, and only until it is read.
    """

    __tablename__ = "waiting_comment"

    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True
    )
    queued_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    #: No worker takes it before this moment: another holds it, or it failed and waits (R-DUR-7).
    not_before: Mapped[datetime | None]

    comment: Mapped[Comment] = relationship()


class Upload(Base):
    """A file of answers from elsewhere, between choosing it and bringing it in; a day at most."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True)
    survey_slug: Mapped[str] = mapped_column(sa.String(80))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
