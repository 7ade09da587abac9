"""What a receipt opens, from "received" to "answered"; and how long nobody has answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.analysis import services as analysis
from app.analysis.models import Review, Theme
from app.analysis.services import understanding
from app.db import db, today
from app.groups import services as groups
from app.groups.models import GroupSession, GroupWay
from app.responses import services as responses
from app.responses.models import Channel, Comment, Submission
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
    #: The day on which its writer said that they meant something else, until somebody looked.
    corrected_on: date | None = None
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
    #: How many spoken answers nobody has listened to yet.
    unheard: int
    #: What was done long enough ago to ask whether it helped.
    questions: list[tracker.HelpQuestion]
    #: The session of a group that raised hands, when it is a group's receipt.
    group: GroupSession | None = None

    @property
    def is_understood(self) -> bool:
        """True when there is something of how we understood them to look at."""
        return any(each.tags or each.read_on for each in self.comments)


@dataclass(frozen=True)
class GroupStory:
    """What a group may see of a session in which each answered alone: never one person's words."""

    session: GroupSession
    taken: int
    #: False when everybody only chose, and nobody wrote.
    has_words: bool
    #: True when a person has read every word.
    is_read: bool
    #: Published answers to what several of the group said.
    entries: list[Entry]


def open_receipt(code: str) -> ReceiptStory | None:
    """Return what became of the words behind a receipt code.

    A code that is wrong, unknown or taken back gives None: the three cannot be told apart.
    """
    submission = find_submission(code)
    if submission is None:
        return None
    return ReceiptStory(
        submission=submission,
        comments=_stories_of(submission.comments),
        days=(today() - submission.received_on).days,
        unheard=responses.count_unwritten(submission),
        questions=tracker.help_questions(submission),
        group=groups.find_hands(submission) if submission.channel == Channel.GROUP else None,
    )


def find_submission(code: str) -> Submission | None:
    """Return the submission behind a code, unless it is unknown or was taken back."""
    submission = responses.find_submission(code)
    if submission is None or submission.withdrawn_on is not None:
        return None
    return submission


def open_group_receipt(code: str, *, fewest: int) -> GroupStory | None:
    """Return what came of a group's session, or None for a code that opens none.

    An answer is named when at least `fewest` of the group spoke of what it answers: whoever holds
    the code was in the room, and could guess whose words fewer were.
    """
    session = groups.find_closed(code)
    if session is None or session.way == GroupWay.HANDS:
        return None
    submissions = groups.submissions_of(session)
    spoke: dict[int, set[str]] = {}
    for submission in submissions:
        for comment in submission.comments:
            for theme in analysis.themes_of(comment):
                spoke.setdefault(theme.id, set()).add(submission.id)
    several = sorted(theme_id for theme_id, who in spoke.items() if len(who) >= fewest)
    entries: dict[int, Entry] = {}
    for answers in tracker.answers_to(several).values():
        entries |= {entry.id: entry for _action, entry in answers if entry is not None}
    return GroupStory(
        session=session,
        taken=groups.count_taken(session),
        has_words=any(each.comments or responses.count_unwritten(each) for each in submissions),
        is_read=all(_is_read(submission) for submission in submissions),
        entries=list(entries.values()),
    )


def _is_read(submission: Submission) -> bool:
    is_read = all(db.session.get(Review, comment.id) for comment in submission.comments)
    return is_read and not responses.count_unwritten(submission)


def _stories_of(comments: Sequence[Comment]) -> list[CommentStory]:
    known = understanding.understood(comments)
    themes = {theme.id: theme for each in known.values() for theme in each.themes}
    people, answers = analysis.people_in_themes(themes), tracker.answers_to(themes)
    told = tracker.published_counts(themes)
    stories = {
        theme_id: ThemeStory(
            theme=theme,
            people=max(people[theme_id], told.get(theme_id, 0)),
            answers=[Answer(action, entry) for action, entry in answers[theme_id]],
        )
        for theme_id, theme in themes.items()
    }
    return [
        CommentStory(
            comment=comment,
            read_on=known[comment.id].read_on,
            tags=known[comment.id].tags,
            corrected_on=known[comment.id].corrected_on,
            themes=[stories[theme.id] for theme in known[comment.id].themes],
        )
        for comment in comments
    ]


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
