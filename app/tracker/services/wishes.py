"""What the holder of a receipt may still decide: whether we quote them, and taking words back."""

import sqlalchemy as sa

from app import audit
from app.db import db, today
from app.responses.models import Consent, Submission
from app.safeguarding import services as safeguarding
from app.tracker.services.quotes import drop_quotes
from app.tracker.services.recalls import list_copies_of


def withdraw_submission(submission: Submission) -> None:
    """Take back everything in `submission`: quotes go from every page, and it counts no more.

    The rows stay, hidden from analysis, so that an open safeguarding matter is not destroyed
    (R-SAF-8); a voice that was written down is deleted, and how a paper was typed in. Counts
    already published stay as they were frozen. Doing it twice changes nothing.
    """
    if submission.withdrawn_on is not None:
        return
    submission.withdrawn_on = today()
    list_copies_of(submission.comments)
    drop_quotes(submission.comments)
    safeguarding.delete_sounds_of(submission)
    safeguarding.forget_typing_of(submission)
    _record("submission.withdraw", submission)


def erase_submission(submission: Submission) -> None:
    """Delete everything in `submission` for good: words, choices, tags and quotes.

    Where safeguarding is still open, or has decided about it, the rows are hidden as by a
    withdrawal instead: nobody can make a disclosure disappear (R-SAF-8).
    """
    if safeguarding.is_held(submission):
        withdraw_submission(submission)
        return
    list_copies_of(submission.comments)
    drop_quotes(submission.comments)
    _record("submission.erase", submission)
    db.session.execute(sa.delete(Submission).where(Submission.id == submission.id))


def answer_consent(submission: Submission, *, may_quote: bool) -> None:
    """Keep the answer of somebody who said "ask me first"; anybody may say no later.

    A no takes their quotes from every page at once.
    """
    if may_quote and submission.consent != Consent.ASK:
        return
    submission.consent = Consent.QUOTE if may_quote else Consent.COUNT
    if not may_quote:
        list_copies_of(submission.comments)
        drop_quotes(submission.comments)
    _record("submission.consent", submission)


def _record(deed: str, submission: Submission) -> None:
    audit.record(
        deed,
        target=f"survey:{submission.survey_version.survey.slug}",
        actor="public",
        facts={"comments": len(submission.comments)},
        day_only=True,
    )
