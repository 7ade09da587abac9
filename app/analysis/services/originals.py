"""Originals: words without their masks. Each look at one has a purpose and is on record (A8).

Safeguarding leads open a whole original. Reviewers see what one mask hides, or a comment that no
machine has masked yet, because somebody must read it (R-SAF-3). Decision 0023.
"""

import enum
from typing import Any

from flask_babel import lazy_gettext as _l

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis.services.masking import get_redaction
from app.analysis.services.words import is_read_by_machine
from app.errors import DomainError
from app.responses.models import Comment


class Purpose(enum.StrEnum):
    """What somebody opens an original for. The first four are chosen, the others go by the page."""

    SAFETY = "safety"
    ASKED = "asked"
    MASKS = "masks"
    OTHER = "other"
    NOT_MASKED = "not-masked-yet"
    TRANSLATION = "translation"
    TYPINGS = "two-typings"


CHOSEN = (Purpose.SAFETY, Purpose.ASKED, Purpose.MASKS, Purpose.OTHER)


def record_opening(comment: Comment, *, purpose: Purpose, by: User, why: str = "") -> None:
    """Put on record that `by` opened the original, and what for; call it before showing a word.

    Raises DomainError when the purpose is "other" and `why` does not say which.
    """
    if purpose == Purpose.OTHER and not why.strip():
        raise DomainError(_l("Say what you need it for."))
    reason = ": ".join(filter(None, [purpose.value, why.strip()]))
    _record("comment.open-original", f"comment:{comment.id}", reason, by)


def record_opening_of_paper(submission_id: str, *, by: User) -> None:
    """Put on record that somebody who did not type a paper in opened its two typings."""
    _record("comment.open-original", f"submission:{submission_id}", Purpose.TYPINGS.value, by)


def look_behind_mask(comment: Comment, redaction_id: int, *, by: User) -> None:
    """Put on record that `by` sees what one mask hides, to check it.

    Raises DomainError when that mask is not this comment's.
    """
    redaction = get_redaction(comment, redaction_id)
    facts = {"redaction": redaction.id, "label": redaction.label}
    _record(
        "comment.look-behind-mask", f"comment:{comment.id}", Purpose.MASKS.value, by, facts=facts
    )


def _record(
    action: str, target: str, reason: str, by: User, *, facts: dict[str, Any] | None = None
) -> None:
    audit.record(
        action, target=target, actor=str(by.id), role=roles_of(by), reason=reason, facts=facts
    )


def is_unmasked(comment: Comment) -> bool:
    """Return True while no machine has looked for what to mask: the words stand as written."""
    return not is_read_by_machine(comment)
