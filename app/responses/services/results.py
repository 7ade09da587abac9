"""Results: what was chosen in a survey, over its versions, wherever their codes match.

A code is for ever, so the same code is the same answer. What an older version asked in another way,
or offered and the newest does not, is named and not mixed in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from app.counts import SMALLEST_STAFF_COUNT
from app.db import db
from app.responses.models import Answer, Submission
from app.surveys import services as surveys
from app.surveys.definition import CHOICE_TYPES, ENGLISH, STANDING_OPTIONS, Definition, Question
from app.surveys.models import Survey, SurveyVersion


@dataclass(frozen=True)
class Choice:
    """One answer that was offered, and how many people chose it; None when too few to say."""

    words: str
    number: int | None
    #: The versions that offered it, where not all that asked the question did; else none.
    versions: tuple[int, ...] = ()
    #: Easy read leaves it out, and another answer stands for it there.
    is_only_plain: bool = False
    #: Easy read offers it with every closed question; standard words have none of it.
    is_only_easy: bool = False


@dataclass(frozen=True)
class QuestionResult:
    """One question: what its numbers rest on, and its answers."""

    words: str
    #: Several can be chosen: each number is of people who chose that answer, and they overlap.
    is_many: bool
    #: How many people chose anything; None when too few to say.
    base: int | None
    choices: list[Choice]
    #: Answers that only older versions offered.
    gone: list[Choice]
    #: Versions that asked this in another way: their answers are not counted here.
    unlike: tuple[int, ...]


@dataclass(frozen=True)
class SurveyResults:
    """A survey's closed questions, over all its versions."""

    versions: tuple[int, ...]
    questions: list[QuestionResult]
    #: Questions that only older versions ask: (words, versions).
    not_asked: list[tuple[str, tuple[int, ...]]]
    #: What groups raised hands for: a hand is counted here and no person above.
    hands: list[QuestionResult]


class RaisedHands(NamedTuple):
    """The hands that one group raised to one question of one version."""

    version: int
    question: str
    #: How many people they are at least.
    people: int
    options: dict[str, int]


@dataclass
class _Counts:
    """By version and question: how many answered, and how many chose each option."""

    people: Counter[tuple[int, str]] = field(default_factory=Counter)
    options: defaultdict[tuple[int, str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )


def results_of(
    survey: Survey,
    *,
    smallest: int = SMALLEST_STAFF_COUNT,
    raised: Iterable[RaisedHands] = (),
) -> SurveyResults:
    """Return what people chose in a survey; a number under `smallest` is None.

    `raised` are the hands of groups, which are told apart from everybody's own answers.
    """
    versions = versions_of(survey)
    newest = versions[max(versions)]
    counts, hands = _count(survey), _add_up(raised)
    gone: dict[str, tuple[str, list[int]]] = {}
    for number, definition in versions.items():
        for code, question in definition.questions.items():
            if code not in newest.questions and question.type in CHOICE_TYPES:
                words = definition.wording(code, ENGLISH, "plain").bare
                gone.setdefault(code, (words, []))[1].append(number)
    closed = [each for each in newest.questions.values() if each.type in CHOICE_TYPES]
    with_hands = {question for _version, question in hands.people}
    return SurveyResults(
        tuple(versions),
        [_result(each, versions, counts, smallest) for each in closed],
        [(words, tuple(numbers)) for words, numbers in gone.values()],
        [_result(each, versions, hands, smallest) for each in closed if each.code in with_hands],
    )


def versions_of(survey: Survey) -> dict[int, Definition]:
    """Return {number: definition} of every version that asks something."""
    return {
        each.number: surveys.definition_of(each.id, each.checksum)
        for each in reversed(surveys.list_versions(survey))
    }


def _count(survey: Survey) -> _Counts:
    """Count each option that somebody chose once, never a combination of options."""
    query = (
        sa.select(SurveyVersion.number, Answer.question_code, Answer.choices)
        .select_from(Answer)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(SurveyVersion, SurveyVersion.id == Submission.survey_version_id)
        .where(SurveyVersion.survey_id == survey.id, Submission.withdrawn_on.is_(None))
    )
    counts = _Counts()
    for version, question, codes in db.session.execute(query):
        if codes:
            counts.people[version, question] += 1
            counts.options[version, question].update(set(codes))
    return counts


def _add_up(raised: Iterable[RaisedHands]) -> _Counts:
    counts = _Counts()
    for version, question, people, options in raised:
        counts.people[version, question] += people
        counts.options[version, question].update(options)
    return counts


def _result(
    question: Question, versions: dict[int, Definition], counts: _Counts, smallest: int
) -> QuestionResult:
    newest = versions[max(versions)]
    asked = {
        number: definition
        for number, definition in versions.items()
        if question.code in definition.questions
    }
    alike = {
        number: definition
        for number, definition in asked.items()
        if definition.questions[question.code].type == question.type
    }
    offered: dict[str, list[int]] = {}
    words: dict[str, str] = {}
    for number, definition in alike.items():
        own = definition.questions[question.code]
        for option in definition.choices_of(own):
            offered.setdefault(option.code, []).append(number)
            key = definition.option_key(own, option)
            words[option.code] = definition.wording(key, ENGLISH, "plain").bare
    now = {option.code: option for option in newest.choices_of(question)}
    chosen: Counter[str] = Counter()
    for number in alike:
        chosen.update(counts.options[number, question.code])
    in_order = [*now, *(code for code in offered if code not in now)]
    base = sum(counts.people[number, question.code] for number in alike)
    told = _told({code: chosen[code] for code in in_order}, question.type, smallest)
    found = {
        code: Choice(
            words[code],
            told[code],
            () if len(offered[code]) == len(alike) else tuple(offered[code]),
            is_only_plain=code in now and bool(now[code].easy_as),
            is_only_easy=code in now and now[code] in STANDING_OPTIONS,
        )
        for code in in_order
    }
    return QuestionResult(
        newest.wording(question.code, ENGLISH, "plain").bare,
        question.type == "many",
        base if base >= smallest else None,
        [found[code] for code in now],
        [found[code] for code in in_order if code not in now],
        tuple(number for number in asked if number not in alike),
    )


def _told(numbers: dict[str, int], kind: str, smallest: int) -> dict[str, int | None]:
    """Return the numbers that may be told.

    Where one answer excludes the others they add up to the base, so what is not told can be worked
    out together. When it is few people, or one answer that somebody chose, the smallest of the
    others is not told either. An answer that nobody chose hides nothing: anybody may guess it.
    """
    hidden = {code for code, number in numbers.items() if number < smallest}
    few = [numbers[code] for code in hidden if numbers[code]]
    if kind != "many" and few and (len(few) == 1 or sum(few) < smallest):
        rest = {code: number for code, number in numbers.items() if code not in hidden}
        hidden.update([min(rest, key=lambda code: rest[code])] if rest else [])
    return {code: None if code in hidden else number for code, number in numbers.items()}
