"""Make what a test starts from, in one line each. Rows are added and flushed; a test that
then talks to the pages through a client must commit (`commit=True` is the default)."""

import itertools
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import User
from app.analysis.models import (
    Origin,
    Reading,
    Redaction,
    Review,
    Status,
    Strength,
    Tag,
    Theme,
    ThemeComment,
)
from app.db import db, random_id, today, utc_now
from app.responses.models import (
    Comment,
    Consent,
    ScreenState,
    Style,
    Submission,
    WaitingComment,
    WhoseWords,
)
from app.surveys.models import Survey, SurveyVersion

_numbers = itertools.count(1)


def _save(*rows, commit=True):
    db.session.add_all(rows)
    db.session.flush()
    if commit:
        db.session.commit()


def make_staff(*, name="Alex Reader", commit=True) -> User:
    """A member of staff with no role and no password: somebody who decided something.

    To act as somebody in a browser use `tests.integration.sign_in.sign_in`.
    """
    number = next(_numbers)
    user = User(
        email=f"staff{number}@example.org",
        password="!",
        active=True,
        fs_uniquifier=random_id(),
        display_name=name,
    )
    _save(user, commit=commit)
    return user


def make_survey_version(slug="factory-survey", *, commit=True) -> SurveyVersion:
    """The version of a small survey that factories hang submissions on; made once a test.

    Its definition is empty: tests of real surveys load the library instead.
    """
    version = db.session.scalar(
        sa.select(SurveyVersion).join(Survey).where(Survey.slug == slug).limit(1)
    )
    if version is None:
        survey = Survey(slug=slug)
        version = SurveyVersion(survey=survey, number=1, definition={}, checksum="0" * 64)
        _save(survey, version, commit=commit)
    return version


def make_submission(
    *,
    survey="factory-survey",
    days_ago=0,
    consent=Consent.QUOTE,
    role="parent",
    style=Style.PLAIN,
    whose_words=WhoseWords.OWN,
    locale="en",
    withdrawn=False,
    receipt_hash=None,
    is_demo=False,
    commit=True,
) -> Submission:
    """One person's submission, without any comment."""
    submission = Submission(
        survey_version=make_survey_version(survey, commit=False),
        received_on=today() - timedelta(days=days_ago),
        style=style,
        locale=locale,
        whose_words=whose_words,
        role=role,
        consent=consent,
        idempotency_hash=random_id(),
        receipt_hash=receipt_hash,
        withdrawn_on=today() if withdrawn else None,
        is_demo=is_demo,
    )
    _save(submission, commit=commit)
    return submission


def make_comment(
    text="We waited ten months and nobody rang.",
    *,
    submission=None,
    question="What is not going well?",
    state=ScreenState.CLEAR,
    level=None,
    matches=(),
    waiting=False,
    tags=(),
    read=None,
    language="en",
    reviewed_by=None,
    is_childs=False,
    commit=True,
    **of_submission,
) -> Comment:
    """One comment; its own submission too, unless one is given.

    `is_childs` makes it a child's own words beside their family's. `waiting` puts it in the outbox.
    `tags` are (code, sign, evidence) or (code, sign, evidence, "maybe") suggested by the machine,
    which also makes a reading. `reviewed_by` is a person who has finished with it. Anything else
    (`days_ago`, `consent`, `role` …) goes to the submission.
    """
    submission = submission or make_submission(commit=False, **of_submission)
    if level is None:
        level = {ScreenState.FLAGGED: "concern", ScreenState.CLEAR: "none"}.get(state, "")
    comment = Comment(
        submission=submission,
        question_code=f"q{next(_numbers)}",
        position=1,
        question_text=question,
        text=text,
        locale=submission.locale,
        whose_words=WhoseWords.CHILDS_OWN if is_childs else None,
        screen_state=state,
        screen_level=level,
        screen_matches=list(matches),
    )
    _save(comment, commit=False)
    if waiting:
        _save(WaitingComment(comment_id=comment.id), commit=False)
    if tags or read or (read is None and not waiting):
        make_reading(comment, language=language, commit=False)
    for tag in tags:
        make_tag(comment, *tag, commit=False)
    if reviewed_by is not None:
        make_review(comment, reviewed_by, commit=False)
    if commit:
        db.session.commit()
    return comment


def make_reading(comment, *, version="factory-1", language="en", commit=True) -> Reading:
    """The machine has read `comment`."""
    comment.language = language
    reading = Reading(
        comment_id=comment.id,
        model_version=version,
        polarity="concern",
        has_suggestion=False,
        language=language,
    )
    _save(reading, commit=commit)
    return reading


def make_tag(
    comment,
    code,
    sign=None,
    evidence=None,
    strength="tag",
    *,
    score=0.8,
    accepted_by=None,
    rejected_by=None,
    by_person=None,
    commit=True,
) -> Tag:
    """A machine's suggestion, decided or not; or a tag that the person `by_person` added."""
    evidence = evidence or comment.text
    start = comment.text.index(evidence)
    decided_by = accepted_by or rejected_by or by_person
    tag = Tag(
        comment_id=comment.id,
        code=code,
        sign=sign,
        origin=Origin.PERSON if by_person else Origin.MACHINE,
        status=Status.REJECTED
        if rejected_by
        else (Status.ACCEPTED if decided_by else Status.SUGGESTED),
        strength=Strength(strength),
        score=None if by_person else score,
        model_version=None if by_person else "factory-1",
        start_at=start,
        end_at=start + len(evidence),
        evidence=evidence,
        decided_at=utc_now() if decided_by else None,
        decided_by_id=decided_by.id if decided_by else None,
    )
    _save(tag, commit=commit)
    return tag


def make_redaction(
    comment, words, label="name", *, status=Status.SUGGESTED, by=None, commit=True
) -> Redaction:
    """Mask `words` of `comment`, as the machine proposed or the person `by` decided."""
    start = comment.text.index(words)
    redaction = Redaction(
        comment_id=comment.id,
        start_at=start,
        end_at=start + len(words),
        label=label,
        reason="",
        origin=Origin.PERSON if by and status == Status.ACCEPTED else Origin.MACHINE,
        status=status,
        decided_by_id=by.id if by else None,
    )
    _save(redaction, commit=commit)
    return redaction


def make_review(comment, person, *, result="coded", commit=True) -> Review:
    """A person has finished with `comment`."""
    review = Review(comment_id=comment.id, reviewed_by_id=person.id, result=result)
    _save(review, commit=commit)
    return review


def make_theme(
    name=None, *, comments=(), people=0, easy_read_name=None, commit=True, **of_comments
) -> Theme:
    """A theme that holds `comments` and the comments of `people` more people."""
    name = name or f"Waiting for an answer {next(_numbers)}"
    theme = Theme(name=name, easy_read_name=easy_read_name or name)
    _save(theme, commit=False)
    more = [make_comment(commit=False, **of_comments) for _ in range(people)]
    for comment in [*comments, *more]:
        db.session.add(ThemeComment(theme=theme, comment=comment))
    _save(commit=commit)
    return theme
