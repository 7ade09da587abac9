"""A paper is typed in again by somebody else, and what differs is settled with the paper (Y7).

It lies in this room because words that change must be read and reviewed again.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis.services.rewording import heed, is_worrying, remove_words, reword
from app.db import db, today
from app.errors import DomainError
from app.forms import clean_text
from app.responses import services as responses
from app.responses.models import SecondTyping
from app.responses.services import Kept, Screener
from app.surveys.definition import Definition

FIRST, SECOND, OTHER = "first", "second", "other"


class UnsettledError(DomainError):
    """One difference cannot be settled like this; `field` is its question's code."""

    def __init__(self, message: Any, code: str) -> None:
        super().__init__(message)
        self.code = code


def refuse_typing(typing: SecondTyping, *, by: User) -> None:
    """Raise DomainError unless `by` may type in this paper again."""
    if typing.first_by_id == by.id:
        raise DomainError(
            _l("You typed this paper in yourself. Somebody else has to do it the second time.")
        )
    if typing.second_by_id is not None:
        raise DomainError(
            _l("Somebody has typed this paper in again already. Nothing of yours was kept.")
        )


def type_again(
    typing: SecondTyping, typed: Mapping[str, Any], *, screen: Screener | None, by: User
) -> None:
    """Compare what a second person typed with what is kept; no answer changes yet.

    Words that may tell of harm do not wait until somebody has settled a difference: they raise the
    level of the comment, and are kept at once where there is none. Raises DomainError when it is
    not theirs to type. The caller commits.
    """
    refuse_typing(typing, by=by)
    submission = typing.submission
    definition = responses.definition_behind(submission)
    second = responses.answers_typed(definition, typed)
    compared, differences = responses.compare(typing, definition, second)
    for code, each in differences.items():
        if definition.questions[code].type != "text" or not each[SECOND]:
            continue
        text = clean_text(str(each[SECOND]))
        comment = responses.comment_to(submission, definition, code)
        if comment is not None:
            heed(comment, text, screen=screen, by=by)
        elif is_worrying(text, screen):
            responses.add_typed_words(submission, definition, code, text, screen=screen)
            each |= {"kept": SECOND, "words": text}
    typing.second_by_id, typing.typed_on = by.id, today()
    typing.compared, typing.agreed = compared, compared - len(differences)
    typing.differences = differences
    if not open_differences(typing):
        typing.settled_by_id, typing.settled_on = by.id, today()
    db.session.flush()
    _record("paper.type-again", typing, by, compared=compared, differ=len(differences))


def open_differences(typing: SecondTyping) -> list[str]:
    """Return the questions of which nobody has said yet what stays, in the order of the paper.

    A consent that was changed with the receipt since is its giver's, whatever the paper says.
    """
    definition = responses.definition_behind(typing.submission)
    is_changed = typing.submission.consent != typing.first_consent
    return [
        code
        for code in definition.questions
        if code in typing.differences
        and "kept" not in typing.differences[code]
        and not (code == "consent" and is_changed)
    ]


def settle_typing(
    typing: SecondTyping,
    chosen: Mapping[str, tuple[str, Kept]],
    *,
    screen: Screener | None,
    by: User,
) -> None:
    """Keep what the paper says of every difference: {question: (whose typing, what stays)}.

    What was typed first stays in `differences`. Raises DomainError when somebody was quicker or
    the answers would not fit together. The caller commits.
    """
    if typing.settled_on is not None:
        raise DomainError(_l("Somebody has settled this paper already. Nothing of yours was kept."))
    codes = open_differences(typing)
    submission = typing.submission
    definition = responses.definition_behind(submission)
    now = responses.answers_of(submission, definition)
    if any(now.get(code, "") != typing.differences[code][FIRST] for code in codes):
        raise DomainError(
            _l("One of these answers has changed since it was typed in. Nothing of yours was kept.")
        )
    words = {code: chosen[code][1] for code in codes}
    _refuse_unasked(definition, now, words)
    differences = dict(typing.differences)
    for code in codes:
        whose, value = chosen[code]
        differences[code] = {**differences[code], "kept": whose, "words": value}
        if value != now.get(code, ""):
            _put(typing, definition, code, value, screen=screen, by=by)
    typing.differences = differences
    typing.settled_by_id, typing.settled_on = by.id, today()
    db.session.flush()
    changed = sum(1 for code in codes if words[code] != now.get(code, ""))
    _record("paper.settle", typing, by, differences=len(codes), changed=changed)


def _refuse_unasked(definition: Definition, now: dict[str, Kept], words: dict[str, Kept]) -> None:
    """Raise UnsettledError when an answer would stay that nobody was asked for any more."""
    unasked = _unasked(definition, now | words) - _unasked(definition, now)
    if unasked:
        raise UnsettledError(
            _l(
                "These answers do not fit together: one of them would not be asked. "
                "Look at the paper, and choose again."
            ),
            next((each for each in words if each in unasked), next(iter(words))),
        )


def _unasked(definition: Definition, answers: dict[str, Kept]) -> set[str]:
    given = {code: value for code, value in answers.items() if value}
    return set(given) - definition.asked(given)


def _put(
    typing: SecondTyping,
    definition: Definition,
    code: str,
    value: Kept,
    *,
    screen: Screener | None,
    by: User,
) -> None:
    """Put one settled answer in place of what was typed first."""
    submission = typing.submission
    if definition.questions[code].type != "text":
        responses.put_closed_answer(submission, definition, code, value)
        return
    text, comment = str(value), responses.comment_to(submission, definition, code)
    if comment is None:
        responses.add_typed_words(submission, definition, code, text, screen=screen)
    elif text:
        reword(comment, text, screen=screen, by=by)
    else:
        try:
            remove_words(comment)
        except DomainError as error:
            raise UnsettledError(error.message, code) from error


def _record(action: str, typing: SecondTyping, by: User, **facts: int) -> None:
    audit.record(
        action,
        target=f"survey:{typing.submission.survey_version.survey.slug}",
        actor=str(by.id),
        role=roles_of(by),
        facts=facts,
    )
