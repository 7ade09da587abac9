"""Taking one's words back with a receipt: they are no longer counted, quoted or shown."""

from app import audit
from app.db import today
from app.responses.models import Submission
from app.tracker.services.quotes import drop_quotes


def withdraw_submission(submission: Submission) -> None:
    """Take back everything in `submission`: quotes go from every page, and it counts no more.

    The rows stay, hidden from analysis, so that an open safeguarding matter is not destroyed
    (R-SAF-8); counts already published stay as they were frozen. Doing it twice changes nothing.
    """
    if submission.withdrawn_on is not None:
        return
    submission.withdrawn_on = today()
    drop_quotes(submission.comments)
    slug = submission.survey_version.survey.slug
    audit.record(
        "submission.withdraw",
        target=f"survey:{slug}",
        actor="public",
        facts={"comments": len(submission.comments)},
        day_only=True,
    )
