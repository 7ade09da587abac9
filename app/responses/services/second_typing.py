"""A second typing, blind: one paper in ten is typed in again by somebody else (Y7).

Ids of submissions are random, and made only when a paper is kept, so those below a bound are a
random sample that nobody who types can foresee. Of the other papers we keep no record of who typed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.counts import SMALLEST_BASE
from app.db import as_id, db
from app.responses.models import (
    Answer,
    Comment,
    Consent,
    SecondTyping,
    Submission,
    WhoseWords,
)
from app.responses.services.receipts import ALPHABET
from app.responses.services.sending import Screener, add_comment, kept_choices, role_in
from app.security import keyed_hash
from app.surveys import services as surveys
from app.surveys.definition import ENGLISH, Definition
from app.surveys.models import SurveyVersion

#: Of the papers that are typed in, so many are typed in again.
SHARE = 0.1
_ALL_IDS = 1 << 128
#: Whether somebody wanted a receipt cannot be put right: its code was shown once.
NOT_COMPARED = {"receipt"}
#: Two people copy these differently without reading anything else. A colon or a bracket may be
#: half of a face, and a question mark a question: they count.
_LITTLE = re.compile(r"[.,;!'’‘\"“”]+")
Kept = str | list[str]


@dataclass(frozen=True)
class Agreement:
    """How far two typings of the same papers agree."""

    papers: int
    #: Answers that at least one of the two typed, and those that both typed alike.
    compared: int
    agreed: int

    @property
    def percent(self) -> int | None:
        """The share that agrees, rounded down: 100 is all of them. None below 30 answers.

        There is no interval: the answers of one paper were typed by the same two people.
        """
        if self.compared < SMALLEST_BASE:
            return None
        return 100 * self.agreed // self.compared


def is_chosen(submission_id: str) -> bool:
    """Return True when the paper with this id is to be typed in again."""
    return submission_id < as_id(int(SHARE * _ALL_IDS))


def note_first_typing(submission: Submission, *, by_id: int) -> SecondTyping | None:
    """Keep who typed in a paper that was chosen for a second typing; None when it was not."""
    if not is_chosen(submission.id):
        return None
    typing = SecondTyping(
        submission_id=submission.id,
        submission=submission,
        first_by_id=by_id,
        first_consent=submission.consent,
    )
    db.session.add(typing)
    return typing


def find_typing(submission: Submission) -> SecondTyping | None:
    """Return the second typing that was made or is to be made of a paper."""
    return db.session.get(SecondTyping, submission.id)


def paper_mark(submission_id: str) -> str:
    """Return the mark that is written on a paper so that it can be found, as `7K3 M9Q`.

    It is worked out from the id and leads back to nothing.
    """
    number = int(keyed_hash("paper mark", submission_id)[:8], 16)
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in range(6)]
    return "".join(letters[:3]) + " " + "".join(letters[3:])


def _current() -> sa.Select[SecondTyping]:
    return (
        sa.select(SecondTyping)
        .join(Submission, Submission.id == SecondTyping.submission_id)
        .where(Submission.withdrawn_on.is_(None))
        .options(
            joinedload(SecondTyping.submission).joinedload(Submission.survey_version),
        )
        .order_by(Submission.received_on, SecondTyping.submission_id)
    )


def get_typing(submission_id: str, *, will_write: bool = False) -> SecondTyping:
    """Return the second typing of a paper that was not taken back, or raise NoResultFound.

    For one who will write, nobody else can change it until they commit.
    """
    query = _current().where(SecondTyping.submission_id == submission_id)
    if will_write:
        query = query.with_for_update(of=SecondTyping)
    return db.session.scalars(query).one()


def list_untyped(by_id: int, *, limit: int) -> list[SecondTyping]:
    """Return papers that this person can type in again, the oldest first; never their own."""
    query = _current().where(SecondTyping.second_by_id.is_(None), SecondTyping.first_by_id != by_id)
    return list(db.session.scalars(query.limit(limit)))


def count_untyped(by_id: int) -> tuple[int, int]:
    """Return how many papers wait for this person, and how many for somebody else than them."""
    is_theirs = SecondTyping.first_by_id == by_id
    query = (
        sa.select(
            sa.func.count(sa.case((~is_theirs, 1))),
            sa.func.count(sa.case((is_theirs, 1))),
        )
        .join(Submission, Submission.id == SecondTyping.submission_id)
        .where(Submission.withdrawn_on.is_(None), SecondTyping.second_by_id.is_(None))
    )
    mine, others = db.session.execute(query).one()
    return mine, others


def list_unsettled(*, limit: int) -> list[SecondTyping]:
    """Return papers whose two typings differ and nobody has said what stays, the oldest first."""
    query = _current().where(
        SecondTyping.second_by_id.is_not(None), SecondTyping.settled_on.is_(None)
    )
    return list(db.session.scalars(query.limit(limit)))


def measure_agreement() -> Agreement:
    """Return how far the two typings agree, over every paper that was typed in twice."""
    query = (
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(SecondTyping.compared), 0),
            sa.func.coalesce(sa.func.sum(SecondTyping.agreed), 0),
        )
        .select_from(SecondTyping)
        .join(Submission, Submission.id == SecondTyping.submission_id)
        .where(Submission.withdrawn_on.is_(None), SecondTyping.second_by_id.is_not(None))
    )
    return Agreement(*db.session.execute(query).one())


def definition_behind(submission: Submission) -> Definition:
    """Return the questions as they stood when somebody answered them, on paper or on a page."""
    version_id = submission.survey_version_id
    # Not by the version itself: its whole text would be read each time, and is known already.
    checksum = sa.select(SurveyVersion.checksum).where(SurveyVersion.id == version_id)
    definition = surveys.definition_of(version_id, db.session.scalars(checksum).one())
    return definition.in_style(submission.style)


def _places(definition: Definition) -> dict[str, int]:
    return {code: place for place, code in enumerate(definition.questions, start=1)}


def comment_to(submission: Submission, definition: Definition, code: str) -> Comment | None:
    """Return the words that answer one question; not what was added to them later."""
    place = _places(definition)[code]
    for comment in submission.comments:
        if (comment.question_code, comment.position) == (code, place):
            return comment
    return None


def answers_of(submission: Submission, definition: Definition) -> dict[str, Kept]:
    """Return {question: a text, or a list of codes} of what is kept of a paper."""
    found: dict[str, Kept] = {each.question_code: each.choices for each in submission.answers}
    for code, question in definition.questions.items():
        if question.type == "text" and (comment := comment_to(submission, definition, code)):
            found[code] = comment.own_words
    if submission.consent != Consent.COUNT:
        found["consent"] = [submission.consent.value]
    if submission.whose_words != WhoseWords.NOT_SAID:
        found["whose-words"] = [submission.whose_words.value]
    return {code: value for code, value in found.items() if code in definition.questions and value}


def answers_typed(definition: Definition, typed: Mapping[str, Any]) -> dict[str, Kept]:
    """Return what was typed into the form of a whole survey in the shape of `answers_of`.

    "Only count me" is what holds where nothing is ticked, so it is no answer here.
    """
    found: dict[str, Kept] = {}
    for code, question in definition.questions.items():
        value = typed.get(code)
        if value and (code, value) != ("consent", Consent.COUNT.value):
            found[code] = value if question.type == "text" else kept_choices(question, value)
    return found


def are_alike(first: Kept, second: Kept) -> bool:
    """Return True when two answers say the same: spaces, capitals, full stops and such are free."""
    if isinstance(first, str) and isinstance(second, str):
        return _bare(first) == _bare(second)
    return sorted(first) == sorted(second)


def _bare(text: str) -> list[str]:
    return _LITTLE.sub("", text).casefold().split()


def compare(
    typing: SecondTyping, definition: Definition, second: Mapping[str, Kept]
) -> tuple[int, dict[str, dict[str, Kept]]]:
    """Return how many answers were compared, and {question: {"first", "second"}} that differ.

    What both left empty is no answer. A consent that was changed with the receipt since is out.
    """
    first = answers_of(typing.submission, definition)
    codes = [
        code
        for code in definition.questions
        if (first.get(code) or second.get(code)) and code not in NOT_COMPARED
    ]
    if typing.submission.consent != typing.first_consent:
        codes = [code for code in codes if code != "consent"]
    pairs = {code: (first.get(code, ""), second.get(code, "")) for code in codes}
    differences = {
        code: {"first": one, "second": other}
        for code, (one, other) in pairs.items()
        if not are_alike(one, other)
    }
    return len(codes), differences


def put_closed_answer(
    submission: Submission, definition: Definition, code: str, value: Kept
) -> None:
    """Put a closed answer in place of the one that was kept; an empty one takes it away."""
    chosen = list(value)
    if code == "consent":
        submission.consent = Consent(chosen[0]) if chosen else Consent.COUNT
        return
    if code == "whose-words":
        submission.whose_words = WhoseWords(chosen[0]) if chosen else WhoseWords.NOT_SAID
        return
    if code == "role":
        role = role_in({"role": chosen[0]}) if chosen else ""
        submission.role = role or definition.answered_by or ""
    kept = next((each for each in submission.answers if each.question_code == code), None)
    if kept is None and chosen:
        submission.answers.append(Answer(question_code=code, choices=chosen))
    elif kept is not None and chosen:
        kept.choices = chosen
    elif kept is not None:
        submission.answers.remove(kept)


def add_typed_words(
    submission: Submission,
    definition: Definition,
    code: str,
    text: str,
    *,
    screen: Screener | None,
) -> Comment:
    """Add words that only the second person typed; they are screened and read like any other."""
    wording = definition.wording(code, ENGLISH, submission.style)
    return add_comment(
        submission,
        code,
        wording.bare,
        text,
        position=_places(definition)[code],
        screen=screen,
    )


def differences_of(comment: Comment) -> dict[str, str] | None:
    """Return {"first", "second"} as two people typed these words; None when nothing differs."""
    typing = db.session.get(SecondTyping, comment.submission_id)
    found = typing.differences.get(comment.question_code) if typing else None
    if not found or comment.position > len(definition_behind(comment.submission).questions):
        return None
    return {"first": str(found["first"]), "second": str(found["second"])}
