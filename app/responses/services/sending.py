"""Sending: a submission, its answers, its comments and their outbox rows, in one transaction."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import audit
from app.db import db, random_id
from app.forms import clean_text
from app.responses.models import (
    Answer,
    Channel,
    Comment,
    Consent,
    ScreenState,
    Style,
    Submission,
    WaitingComment,
    WhoseWords,
)
from app.responses.services.drafts import Unfinished, delete_draft
from app.responses.services.receipts import form_key_of, hash_code, receipt_code
from app.responses.services.recordings import hand_over
from app.responses.services.tallies import count_sent
from app.security import keyed_hash
from app.surveys import standing
from app.surveys.definition import CHILDS_WORDS, ENGLISH, Definition, Question

logger = logging.getLogger(__name__)
#: text → (state, level, matches); any failure of it means "unscreened", never a lost comment.
Screener = Callable[[str], tuple[ScreenState, str, list[Any]]]
#: How many keys are asked for in one query.
AT_ONCE = 500
#: Questions whose answers have columns of their own.
_COLUMNS = {"consent", "receipt", "whose-words"}


def _idempotency_hash(form_key: str) -> str:
    return keyed_hash("idempotency", form_key)


def find_sent(form_key: str) -> tuple[Submission, str | None] | None:
    """Return what was sent with this form's key, and its receipt code; None when nothing was."""
    submission = db.session.scalar(
        sa.select(Submission).where(Submission.idempotency_hash == _idempotency_hash(form_key))
    )
    if submission is None:
        return None
    return submission, receipt_code(form_key) if submission.receipt_hash else None


def which_were_sent(form_keys: Iterable[str]) -> set[str]:
    """Return those keys with which something was sent already; quick for thousands."""
    by_hash = {_idempotency_hash(key): key for key in form_keys}
    hashes = list(by_hash)
    found: set[str] = set()
    for start in range(0, len(hashes), AT_ONCE):
        some = hashes[start : start + AT_ONCE]
        query = sa.select(Submission.idempotency_hash).where(Submission.idempotency_hash.in_(some))
        found |= {by_hash[each] for each in db.session.scalars(query)}
    return found


def submit(
    draft: Unfinished,
    definition: Definition,
    *,
    slug: str,
    secret: str,
    screen: Screener | None,
) -> tuple[Submission, str | None]:
    """Turn a draft into a submission; return it and its receipt code, if one was wanted.

    The draft is deleted in the same transaction, so a form can be sent once. The caller commits.
    """
    result = store_submission(
        definition,
        draft.answers,
        slug=slug,
        version_id=draft.version_id,
        style=draft.style,
        locale=draft.locale,
        form_key=form_key_of(secret),
        screen=screen,
    )
    if definition.may_be_spoken:
        hand_over(secret, result[0], definition.asked(draft.answers))
    begun_at = None if draft.is_saved else draft.begun_at
    count_sent(draft.version_id, draft.style, draft.locale, begun_at)
    delete_draft(secret)
    return result


def store_submission(
    definition: Definition,
    answers: dict[str, Any],
    *,
    slug: str,
    version_id: int,
    style: Style,
    locale: str,
    form_key: str,
    screen: Screener | None,
    channel: Channel = Channel.WEB,
    received_on: date | None = None,
    is_demo: bool = False,
    actor: str = "public",
    known: Mapping[str, str] | None = None,
) -> tuple[Submission, str | None]:
    """Store one person's answers, with every free text screened and queued for the worker.

    Only what was asked is stored: an answer on a branch that was left again is not. A receipt is
    made unless they said that they want none. `actor` is who entered it, when not they themselves.
    `known` are the role and the consent where the survey does not ask for them: for what is brought
    in from elsewhere, which has no receipt either and one audit event in all. The caller commits.
    """
    brought = channel == Channel.IMPORT
    known = known or {}
    asked = definition.asked(answers)
    given = {
        code: answers[code]
        for code in definition.questions
        if code in asked and answers.get(code) not in (None, "", [])
    }
    code = None if brought or given.get("receipt") == "no" else receipt_code(form_key)
    submission = Submission(
        id=random_id(),
        survey_version_id=version_id,
        style=style,
        locale=locale,
        channel=channel,
        role=role_in(given) or known.get("role") or definition.answered_by or "",
        whose_words=WhoseWords.GROUP
        if channel == Channel.GROUP
        else WhoseWords(given.get("whose-words", WhoseWords.NOT_SAID)),
        consent=Consent(given.get("consent") or known.get("consent") or Consent.COUNT),
        idempotency_hash=_idempotency_hash(form_key),
        receipt_hash=hash_code(code) if code else None,
        is_demo=is_demo,
    )
    if received_on is not None:
        submission.received_on = received_on
    db.session.add(submission)
    comments = 0
    for position, (name, question) in enumerate(definition.questions.items(), start=1):
        if name not in given or name in _COLUMNS:
            continue
        if question.type != "text":
            submission.answers.append(
                Answer(question_code=name, choices=kept_choices(question, given[name]))
            )
        elif text := clean_text(given[name]):
            wording = definition.wording(name, ENGLISH, style)
            add_comment(
                submission, question.code, wording.bare, text, position=position, screen=screen
            )
            comments += 1
    if brought:
        return submission, None
    audit.record(
        "submission.receive",
        target=f"survey:{slug}",
        actor=actor,
        facts={"comments": comments} | ({} if channel == Channel.WEB else {"channel": channel}),
        day_only=True,
    )
    return submission, code


def role_in(answers: Mapping[str, Any]) -> str:
    """Return the role that somebody chose; "" when they did not know, or did not want to say."""
    role = str(answers.get("role") or "")
    return "" if role in standing.CODES else role


def kept_choices(question: Question, value: Any) -> list[str]:
    """Return a closed answer as it is stored: the codes of its options, or one date."""
    if question.type == "date":
        return [f"{int(value['year']):04d}-{int(value['month']):02d}-{int(value['day']):02d}"]
    return value if isinstance(value, list) else [value]


def add_words(
    submission: Submission,
    text: str,
    *,
    question_code: str,
    wording: str,
    locale: str,
    screen: Screener | None,
) -> Comment:
    """Add words to what somebody sent before, and return them; a second click adds nothing.

    They are screened and read like any other, and keep the submission's consent. The caller
    commits.
    """
    text = clean_text(text)
    for each in submission.comments:
        if (each.question_code, each.own_words) == (question_code, text):
            return each
    position = 1 + max((each.position for each in submission.comments), default=0)
    comment = add_comment(
        submission, question_code, wording, text, position=position, screen=screen, locale=locale
    )
    audit.record(
        "submission.add-words",
        target=f"survey:{submission.survey_version.survey.slug}",
        actor="public",
        facts={"comments": 1},
        day_only=True,
    )
    return comment


def add_comment(
    submission: Submission,
    question_code: str,
    wording: str,
    text: str,
    *,
    position: int,
    screen: Screener | None,
    locale: str | None = None,
) -> Comment:
    """Add one free text. Its question is kept in English, the language that reviewers read."""
    locale = locale or submission.locale
    state, level, matches = screen_safely(screen, text, locale)
    comment = Comment(
        id=random_id(),
        question_code=question_code,
        position=position,
        question_text=wording,
        text=text,
        whose_words=WhoseWords.CHILDS_OWN if question_code == CHILDS_WORDS else None,
        locale=locale,
        screen_state=state,
        screen_level=level,
        screen_matches=matches,
    )
    submission.comments.append(comment)
    db.session.add(WaitingComment(comment=comment))
    return comment


def queue_again(comment: Comment) -> None:
    """Let the worker read a comment anew, as soon as if it had just come. The caller commits."""
    waiting = db.session.get(WaitingComment, comment.id)
    if waiting is None:
        db.session.add(WaitingComment(comment_id=comment.id))
    else:
        waiting.tries, waiting.not_before = 0, None
    db.session.flush()


def screen_safely(
    screen: Screener | None, text: str, locale: str = ENGLISH
) -> tuple[ScreenState, str, list[Any]]:
    """Return what the screen says; "unscreened", which a person reads first, when it fails.

    The screen's rules are English: finding nothing in a form in another language says nothing,
    until somebody or the machine has told the language.
    """
    unscreened: tuple[ScreenState, str, list[Any]] = (ScreenState.UNSCREENED, "", [])
    if screen is None:
        return unscreened
    try:
        state, level, matches = screen(text)
        kept = json.loads(json.dumps([list(match) for match in matches]))
        if state == ScreenState.CLEAR and locale != ENGLISH:
            return unscreened
        return ScreenState(state), str(level), kept
    except Exception as error:  # accepted whatever the screen does (R-SAF-1)
        logger.error("screen failed: %s", type(error).__name__)  # noqa: TRY400  # may quote words
        return unscreened
