"""What a receipt opens, from "received" to "answered"; and how long nobody has answered."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.analysis import services as analysis
from app.analysis.models import Review, Theme
from app.db import db, today
from app.responses import services as responses
from app.responses.models import Comment, Submission
from app.tracker import services as tracker
from app.tracker.models import Action, Entry

TRIES = 10
TRIES_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Answer:
    """An action that answers a theme, with its published entry when there is one."""

    action: Action
    entry: Entry | None


@dataclass(frozen=True)
class ThemeStory:
    """A theme that somebody's words are part of, and what is done about it."""

    theme: Theme
    people: int
    answers: list[Answer]


@dataclass(frozen=True)
class CommentStory:
    """One comment: whether a person read it, what we understood, and where it went."""

    comment: Comment
    read_on: date | None
    tags: list[analysis.PublicTag]
    themes: list[ThemeStory] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        """True when something is done, or decided, about it."""
        return any(each.answers for each in self.themes)


@dataclass(frozen=True)
class ReceiptStory:
    """Everything that the holder of a receipt may see; nothing that says who they are."""

    submission: Submission
    comments: list[CommentStory]
    days: int
    #: What was done long enough ago to ask whether it helped.
    questions: list[tracker.HelpQuestion]


def open_receipt(code: str) -> ReceiptStory | None:
    """Return what became of the words behind a receipt code.

    A code that is wrong, unknown or taken back gives None: the three cannot be told apart.
    """
    submission = find_submission(code)
    if submission is None:
        return None
    return ReceiptStory(
        submission=submission,
        comments=[_story_of(comment) for comment in submission.comments],
        days=(today() - submission.received_on).days,
        questions=tracker.help_questions(submission),
    )


def find_submission(code: str) -> Submission | None:
    """Return the submission behind a code, unless it is unknown or was taken back."""
    submission = responses.find_submission(code)
    if submission is None or submission.withdrawn_on is not None:
        return None
    return submission


def _story_of(comment: Comment) -> CommentStory:
    review = db.session.get(Review, comment.id)
    return CommentStory(
        comment=comment,
        read_on=review.reviewed_at.date() if review else None,
        tags=analysis.public_tags(comment),
        themes=[_theme_story(theme) for theme in analysis.themes_of(comment)],
    )


def _theme_story(theme: Theme) -> ThemeStory:
    return ThemeStory(
        theme=theme,
        people=analysis.people_in_theme(theme),
        answers=[
            Answer(action=action, entry=tracker.published_entry_for_action(action))
            for action in tracker.actions_for_theme(theme)
        ],
    )


#: Silence is told in steps: the days of one theme would say on which day somebody wrote.
MONTH_OF_DAYS = 30
QUARTER_OF_DAYS = 90


@dataclass(frozen=True)
class Silence:
    """How many themes have no published answer, by how long ago they were first heard."""

    under_a_month: int
    one_to_three_months: int
    over_three_months: int

    @property
    def total(self) -> int:
        """How many themes have no published answer."""
        return self.under_a_month + self.one_to_three_months + self.over_three_months


def count_silence() -> Silence:
    """Count the themes that people raised and that nothing published answers.

    Their names are not public: nobody has signed them off.
    """
    days = [each.days for each in tracker.silent_themes()]
    young = sum(each < MONTH_OF_DAYS for each in days)
    old = sum(each > QUARTER_OF_DAYS for each in days)
    return Silence(young, len(days) - young - old, old)
