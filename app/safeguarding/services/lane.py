"""What a trained person does with a comment: every look and every decision is on record."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.db import db
from app.errors import DomainError
from app.responses.models import Comment, ScreenState
from app.safeguarding.models import Outcome, SafeguardingDecision

LONGEST_REASON = 4000
_RANK = {"": -1, "none": 0, "concern": 1, "urgent": 2}


def list_decisions(comment: Comment) -> list[SafeguardingDecision]:
    """Return every decision on `comment`, the newest first."""
    query = sa.select(SafeguardingDecision).where(SafeguardingDecision.comment_id == comment.id)
    return list(db.session.scalars(query.order_by(SafeguardingDecision.id.desc())))


def _record(
    action: str, comment: Comment, by: User, *, reason: str = "", **facts: str | bool
) -> None:
    audit.record(
        action,
        target=f"comment:{comment.id}",
        actor=str(by.id),
        role=roles_of(by),
        reason=reason,
        facts=facts,
    )


def record_view(comment: Comment, *, by: User) -> None:
    """Put on record that `by` opened `comment`; if that fails, so does the page (R-AUD-1).

    The purpose is the page's own: somebody may not be safe.
    """
    _record("safeguarding.view", comment, by, reason="safety")


def record_decision(
    comment: Comment,
    *,
    outcome: Outcome,
    reason: str,
    is_closed: bool,
    by: User,
    seen_decision: int | None = None,
) -> SafeguardingDecision:
    """Add a decision with its reason, which is kept beside the comment and not in the log.

    `seen_decision` is the newest decision that `by` had before them (0 for none): another one
    made meanwhile raises DomainError, so that nobody decides without having read it.
    """
    if not reason.strip():
        raise DomainError(_l("Enter the reason for your decision"))
    newest = next(iter(list_decisions(comment)), None)
    if seen_decision is not None and seen_decision != (newest.id if newest else 0):
        raise DomainError(
            _l("Somebody else decided about this comment while you had it open. Read that first.")
        )
    decision = SafeguardingDecision(
        comment_id=comment.id,
        outcome=outcome,
        reason=reason,
        is_closed=is_closed,
        decided_by_id=by.id,
    )
    db.session.add(decision)
    db.session.flush()
    _record("safeguarding.decide", comment, by, outcome=outcome.value, is_closed=is_closed)
    return decision


def raise_concern(comment: Comment, *, reason: str, by: User, is_urgent: bool = False) -> None:
    """Bring `comment` to the duty inbox because a person reading it is worried.

    It opens again when it was closed. Raises DomainError without a reason.
    """
    if not reason.strip():
        raise DomainError(_l("Enter what worries you"))
    raise_level(comment, "urgent" if is_urgent else "concern")
    db.session.add(
        SafeguardingDecision(
            comment_id=comment.id,
            outcome=Outcome.RAISED,
            reason=reason,
            is_closed=False,
            decided_by_id=by.id,
        )
    )
    db.session.flush()
    _record("safeguarding.raise", comment, by, is_urgent=is_urgent)


def raise_level(comment: Comment, level: str) -> bool:
    """Set the level of `comment` to `level` when that is higher; never lower (R-NLP-2).

    Returns whether it changed. An unscreened comment that is found clear stays unscreened:
    only the screen itself may say that it has looked.
    """
    if _RANK.get(level, 0) <= max(0, _RANK.get(comment.screen_level, 0)):
        return False
    comment.screen_state = ScreenState.FLAGGED
    comment.screen_level = level
    return True
