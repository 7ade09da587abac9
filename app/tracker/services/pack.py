"""The meeting pack: what a sub-group needs to know before it decides, from the last meeting on.

It holds no more of anybody's words than may be quoted: consent, names taken out, 14 days old, read
by a person, no open safeguarding question (R-PUB-1).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.analysis import services as analysis
from app.analysis.models import Theme, ThemeComment
from app.db import db, today
from app.responses.models import YOUNG_PERSON, Answer, Comment, Style, Submission, WhoseWords
from app.surveys import services as surveys
from app.surveys.definition import MEETING, Definition
from app.surveys.models import Survey, SurveyVersion
from app.tracker.counts import SMALLEST_PUBLIC_COUNT, SMALLEST_STAFF_COUNT
from app.tracker.models import Meeting
from app.tracker.services.ledger import Promise, SilentTheme, make_ledger, silent_themes
from app.tracker.services.meetings import BETWEEN_MEETINGS, meeting_before
from app.tracker.services.quotes import VOICES, YOUNG, quotable_words, translated_from, whose_words

CHARTER_SURVEY = "charter-check"
#: What that survey calls the meeting of a group that it does not name.
OTHER_MEETING = "other"
MOST_QUOTES_OF_A_THEME = 2
MOST_QUOTES = 8
LONGEST_QUOTE = 400
_AGREED = frozenset({"agree", "strongly-agree"})
_NO_ANSWER = "does-not-apply"
#: Voices beside the roles that are looked for, since they are easily missed.
EASY_READ = "easy-read"
OTHER_LANGUAGE = "other-language"
ENGLISH = "en"


@dataclass(frozen=True)
class ThemeNews:
    """A theme that people added to since the last meeting."""

    theme: Theme
    new_people: int
    people: int
    is_new: bool


@dataclass(frozen=True)
class PackQuote:
    """Words that may be quoted, under the theme that they are part of."""

    theme: Theme
    text: str
    whose: str
    locale: str
    translated_from: str | None
    comment_id: str


@dataclass(frozen=True)
class CharterLine:
    """How many agreed that one value was lived at the last meeting; only from ten people on."""

    statement: str
    agreed: int
    people: int


@dataclass(frozen=True)
class Pack:
    """Everything that a pack says."""

    meeting: Meeting
    last: Meeting | None
    #: New is what came after this day, up to and with `until`.
    since: date
    until: date
    people: int
    news: list[ThemeNews]
    silent: list[SilentTheme]
    overdue: list[Promise]
    due: list[Promise]
    quotes: list[PackQuote]
    #: Whom fewer than five people spoke for: codes of roles, and of other voices.
    not_heard: list[str]
    #: None when fewer than ten people answered about the last meeting.
    charter: list[CharterLine] | None
    #: What the check calls the meetings of all groups that it does not name, when the last was one.
    charter_of: str | None


def make_pack(meeting: Meeting) -> Pack:
    """Return the pack of a meeting as it is known now."""
    last = meeting_before(meeting)
    since = last.held_on if last else meeting.held_on - BETWEEN_MEETINGS
    until = min(meeting.held_on, today())
    ledger = make_ledger(is_public=False, owner=meeting.group_code)
    next_one = meeting.held_on + BETWEEN_MEETINGS
    definition = _charter_check()
    asked_as = _asked_as(meeting, definition) if definition else None
    news = _news(since, until)
    return Pack(
        meeting=meeting,
        last=last,
        since=since,
        until=until,
        people=_count(_new(since, until)),
        news=news,
        silent=silent_themes(),
        overdue=ledger.overdue,
        due=[
            each
            for _month, promises in ledger.calendar
            for each in promises
            if not each.action.is_overdue and (each.action.promised_on or next_one) <= next_one
        ],
        quotes=_quotes(news),
        not_heard=_not_heard(since, until),
        charter=(
            _charter(definition, asked_as, since=last.held_on, before=meeting.held_on)
            if last and definition and asked_as
            else None
        ),
        charter_of=(
            definition.wording(f"{MEETING}.{OTHER_MEETING}", ENGLISH, Style.PLAIN).bare
            if definition and asked_as == OTHER_MEETING
            else None
        ),
    )


def _new(since: date, until: date) -> sa.Select[Submission]:
    """Return the query for what came in the time of a pack and was not taken back."""
    return sa.select(Submission).where(
        Submission.received_on > since,
        Submission.received_on <= until,
        Submission.withdrawn_on.is_(None),
    )


def _count(query: sa.Select[Submission]) -> int:
    return db.session.scalar(query.with_only_columns(sa.func.count(Submission.id.distinct()))) or 0


def _news(since: date, until: date) -> list[ThemeNews]:
    people = analysis.count_of_people()
    query = (
        _new(since, until)
        .join(Comment, Comment.submission_id == Submission.id)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .join(Theme, Theme.id == ThemeComment.theme_id)
        .with_only_columns(Theme, people)
        .group_by(Theme.id)
        .order_by(people.desc(), Theme.name)
    )
    news = []
    for theme, new_people in db.session.execute(query).all():
        everybody, first, _last = analysis.voices_in([theme])
        news.append(ThemeNews(theme, new_people, everybody, is_new=bool(first and first > since)))
    return news


def _quotes(news: list[ThemeNews]) -> list[PackQuote]:
    """Return some words of each theme that has news; whole comments only, nothing is cut."""
    chosen: dict[str, PackQuote] = {}
    for each in news:
        found = 0
        for comment in analysis.quotable_comments(each.theme):
            if found == MOST_QUOTES_OF_A_THEME or len(chosen) == MOST_QUOTES:
                break
            if analysis.has_undecided_masks(comment):
                continue
            text = quotable_words(comment)
            if comment.id not in chosen and len(text) <= LONGEST_QUOTE:
                whose = whose_words(comment)
                chosen[comment.id] = PackQuote(
                    each.theme,
                    text,
                    whose,
                    comment.text_language,
                    translated_from(comment),
                    comment.id,
                )
                found += 1
    return list(chosen.values())


def _not_heard(since: date, until: date) -> list[str]:
    """Return the voices for which fewer than five people spoke; zero is fewer than five too."""
    query = _new(since, until).with_only_columns(
        Submission.role, Submission.style, Submission.locale
    )
    heard: Counter[str] = Counter()
    for role, style, locale in db.session.execute(query):
        heard[_SAME.get(role, role)] += 1
        heard[EASY_READ] += style == Style.EASY
        heard[OTHER_LANGUAGE] += locale != ENGLISH
    is_childs = Comment.whose_words == WhoseWords.CHILDS_OWN
    written_down = _new(since, until).join(Submission.comments).where(is_childs)
    heard[YOUNG_PERSON] += _count(written_down.where(Submission.role.not_in(YOUNG)))
    voices = [role for role in VOICES if role not in _SAME and role != "staff"]
    return [
        voice
        for voice in (*voices, EASY_READ, OTHER_LANGUAGE)
        if heard[voice] < SMALLEST_STAFF_COUNT
    ]


#: Surveys that ask less exactly call a parent so.
_SAME = {"family": "parent", "parent-carer": "parent", "child": "young-person"}


def charter_check_of(meeting: Meeting) -> tuple[str, str | None] | None:
    """Return what a link needs to ask those who were at a meeting, with its name filled in.

    The survey's slug, and what the survey calls the group, where it names it. None while the
    survey is not open.
    """
    definition = _charter_check()
    if definition is None or not surveys.get_survey(CHARTER_SURVEY).is_open:
        return None
    return CHARTER_SURVEY, _asked_as(meeting, definition)


def _charter_check() -> Definition | None:
    """Return what the charter check asks now; None where there is no such survey."""
    try:
        return surveys.latest_definition(surveys.get_survey(CHARTER_SURVEY))[1]
    except NoResultFound:
        return None


def _asked_as(meeting: Meeting, definition: Definition) -> str | None:
    """Return what the survey calls a meeting: its group, else "another meeting" where it has it."""
    question = definition.questions.get(MEETING)
    named = {each.code for each in question.options} if question else set()
    return next((each for each in (meeting.group_code, OTHER_MEETING) if each in named), None)


def _charter(
    definition: Definition, asked_as: str, *, since: date, before: date
) -> list[CharterLine] | None:
    """Return how the last meeting lived the values, as those who were there answered.

    On the day `before` people are asked about the meeting of that day.
    """
    answers = _charter_answers(asked_as, since=since, before=before)
    lines = []
    for code, question in definition.questions.items():
        if question.type != "agree5":
            continue
        given = [choice for choice in answers.get(code, []) if choice != _NO_ANSWER]
        if len(given) >= SMALLEST_PUBLIC_COUNT:
            agreed = sum(choice in _AGREED for choice in given)
            statement = definition.wording(code, ENGLISH, Style.PLAIN).bare
            lines.append(CharterLine(statement, agreed, len(given)))
    return lines or None


def _charter_answers(asked_as: str, *, since: date, before: date) -> dict[str, list[str]]:
    """Return {question: choices} of everybody who answered about one meeting."""
    query = (
        sa.select(Submission)
        .join(SurveyVersion, SurveyVersion.id == Submission.survey_version_id)
        .join(Survey, Survey.id == SurveyVersion.survey_id)
        .join(Answer, Answer.submission_id == Submission.id)
        .where(
            Survey.slug == CHARTER_SURVEY,
            Answer.question_code == MEETING,
            Submission.received_on >= since,
            Submission.received_on < before,
            Submission.withdrawn_on.is_(None),
        )
    )
    answers: dict[str, list[str]] = {}
    for submission in db.session.scalars(query):
        given = {answer.question_code: answer.choices for answer in submission.answers}
        if given.get(MEETING) == [asked_as]:
            for code, choices in given.items():
                answers.setdefault(code, []).extend(choices)
    return answers
