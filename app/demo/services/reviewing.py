"""What a reviewer and the safeguarding lead decided of the invented comments, and the themes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from app.accounts.models import User
from app.analysis.models import (
    Origin,
    Redaction,
    Review,
    Status,
    Tag,
    Theme,
    ThemeComment,
)
from app.analysis.services import CODED
from app.db import db, today, utc_now
from app.demo.story import DemoComment, DemoDecision, DemoTheme
from app.errors import DomainError
from app.responses.models import Comment, ScreenState
from app.safeguarding.models import Outcome, SafeguardingDecision

#: How long the reviewer took.
REVIEWED_AFTER = timedelta(days=4)
#: How long a theme took to be seen after its first comment.
NAMED_AFTER = timedelta(days=30)
READ_AND_CLOSED = DemoDecision(
    outcome=Outcome.NO_ACTION,
    reason="Read the same day. Nobody is at risk.",
    is_closed=True,
)


def at_two(day: date) -> datetime:
    """Return two in the afternoon of `day`, or now when that has not come yet."""
    return min(datetime.combine(day, time(14), tzinfo=UTC), utc_now())


def review(said: DemoComment, comment: Comment, *, by: User) -> None:
    """Store a person's tags, masks and review, when the comment has been reviewed."""
    if not said.is_reviewed:
        return
    when = at_two(comment.submission.received_on + REVIEWED_AFTER)
    for tag in said.tags:
        start = _find(comment, tag.evidence)
        db.session.add(
            Tag(
                comment_id=comment.id,
                code=tag.code,
                sign=tag.sign,
                origin=Origin.PERSON,
                status=Status.ACCEPTED,
                start_at=start,
                end_at=start + len(tag.evidence),
                evidence=tag.evidence,
                created_at=when,
                decided_at=when,
                decided_by_id=by.id,
            )
        )
    for mask in said.mask:
        start = _find(comment, mask.words)
        db.session.add(
            Redaction(
                comment_id=comment.id,
                start_at=start,
                end_at=start + len(mask.words),
                label=mask.label,
                origin=Origin.PERSON,
                status=Status.ACCEPTED,
                decided_by_id=by.id,
            )
        )
    db.session.add(
        Review(
            comment_id=comment.id,
            reviewed_by_id=by.id,
            reviewed_at=when,
            result=said.result or CODED,
        )
    )


def _find(comment: Comment, words: str) -> int:
    start = comment.text.find(words)
    if start < 0:
        raise DomainError(f"The demo data says {words!r} of a comment that does not.")
    return start


def decide(said: DemoComment, comment: Comment, *, by: User) -> None:
    """Store what the safeguarding lead decided.

    What the screen flagged and a reviewer has finished with was closed without action, unless the
    data says otherwise; what nobody has read yet waits in the duty inbox.
    """
    decision = said.decision
    if decision is None and said.is_reviewed and comment.screen_state != ScreenState.CLEAR:
        decision = READ_AND_CLOSED
    if decision is None:
        return
    db.session.add(
        SafeguardingDecision(
            comment_id=comment.id,
            outcome=decision.outcome,
            reason=decision.reason,
            is_closed=decision.is_closed,
            decided_by_id=by.id,
            decided_at=at_two(comment.submission.received_on),
        )
    )


def fill_themes(
    themes: Iterable[DemoTheme], comments: list[tuple[DemoComment, Comment]], *, by: User
) -> dict[str, Theme]:
    """Make the themes, put each comment into its own, and return them by code."""
    made = {}
    for each in themes:
        members = [comment for said, comment in comments if each.code in said.themes]
        first = min(comment.submission.received_on for comment in members)
        theme = Theme(
            name=_free_name(each.name),
            easy_read_name=each.easy,
            description=each.description,
            in_public=each.in_public,
            created_on=min(first + NAMED_AFTER, today()),
            created_by_id=by.id,
            is_demo=True,
        )
        for comment in members:
            added_on = max(comment.submission.received_on + REVIEWED_AFTER, theme.created_on)
            theme.members.append(
                ThemeComment(
                    comment_id=comment.id, added_on=min(added_on, today()), added_by_id=by.id
                )
            )
        db.session.add(theme)
        made[each.code] = theme
    db.session.flush()
    return made


def _free_name(name: str) -> str:
    """Return `name`, marked as the demo's when a real theme is called that already."""
    is_taken = db.session.scalar(
        sa.select(Theme.id).where(sa.func.lower(Theme.name) == name.lower())
    )
    return f"{name} (demo)" if is_taken else name
