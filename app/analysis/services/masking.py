"""Masks: a person adds some, keeps or undoes what the machine proposes, or confirms all of it.

The words themselves are never changed, and what a person confirmed a machine does not undo.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.analysis.models import Origin, Redaction, Status
from app.analysis.services.indexing import keep_masked
from app.analysis.services.steps import begin_step
from app.analysis.services.words import Mask, find_words, list_redactions, masks_of, waits_for_masks
from app.db import db
from app.errors import DomainError
from app.responses.models import Comment

#: What may stand in place of words that a person masks.
LABELS = ("name", "school", "place", "phone", "email", "date of birth", "condition", "detail")


@dataclass(frozen=True)
class MaskRow:
    """One redaction as a reviewer sees it; `words` are "" while another mask, or it, hides them."""

    redaction: Redaction
    words: str
    decided_by: User | None

    @property
    def is_undecided(self) -> bool:
        """True while only the machine says so."""
        return self.redaction.status == Status.SUGGESTED

    @property
    def is_let_through(self) -> bool:
        """True when a person said that others may see the words."""
        return self.redaction.status == Status.REJECTED


def mask_rows(
    comment: Comment, redactions: Sequence[Redaction], *, shown: int = 0
) -> list[MaskRow]:
    """Return what was proposed or decided, in the order of the text.

    `redactions` are all of the comment's. Words that are masked are left out, but those of the
    redaction `shown`.
    """
    masks = masks_of(redactions)
    ids = {each.decided_by_id for each in redactions}
    people = {each.id: each for each in db.session.scalars(sa.select(User).where(User.id.in_(ids)))}
    return [
        MaskRow(
            each,
            "" if _is_hidden(each, masks, shown) else comment.text[each.start_at : each.end_at],
            people.get(each.decided_by_id or 0),
        )
        for each in redactions
        if not (each.origin == Origin.PERSON and each.status == Status.REJECTED)
    ]


def _is_hidden(redaction: Redaction, masks: Sequence[Mask], shown: int) -> bool:
    return redaction.id != shown and any(
        each.start < redaction.end_at and redaction.start_at < each.end for each in masks
    )


def add_redaction(
    comment: Comment, *, words: str, label: str, by: User, start: int | None = None
) -> None:
    """Mask `words` of the comment with [label]; the words themselves are never changed."""
    if label not in LABELS:
        raise DomainError(_l("Choose what to put in place of the words"))
    first, end = find_words(comment, words, start=start)
    begin_step(comment, "mask", by=by, label=label)
    query = sa.select(Redaction).where(
        Redaction.comment_id == comment.id,
        Redaction.start_at == first,
        Redaction.end_at == end,
    )
    redaction = db.session.scalar(query) or Redaction(
        comment_id=comment.id, start_at=first, end_at=end, origin=Origin.PERSON
    )
    redaction.label, redaction.status, redaction.decided_by_id = label, Status.ACCEPTED, by.id
    db.session.add(redaction)
    db.session.flush()
    keep_masked(comment)


def get_redaction(comment: Comment, redaction_id: int) -> Redaction:
    """Return one redaction of `comment`, or raise DomainError when it is another's."""
    redaction = db.session.get_one(Redaction, redaction_id)
    if redaction.comment_id != comment.id:
        raise DomainError(_l("Those words are not in this comment."))
    return redaction


def decide_redaction(comment: Comment, redaction_id: int, *, is_kept: bool, by: User) -> None:
    """Confirm a proposal to mask words, or let the words through."""
    redaction = get_redaction(comment, redaction_id)
    begin_step(comment, "mask" if is_kept else "unmask", by=by, redaction=redaction_id)
    redaction.status = Status.ACCEPTED if is_kept else Status.REJECTED
    redaction.decided_by_id = by.id
    db.session.flush()
    keep_masked(comment)


def confirm_masks(comment: Comment, *, by: User) -> int:
    """Say that everything the machine masked is to stay masked; return how many masks that were.

    Raises DomainError when none waits for a decision.
    """
    undecided = [each for each in list_redactions(comment) if each.status == Status.SUGGESTED]
    if not undecided:
        raise DomainError(_l("No mask waits for a decision."))
    begin_step(comment, "masks-right", by=by, masks=len(undecided))
    for each in undecided:
        each.status, each.decided_by_id = Status.ACCEPTED, by.id
    db.session.flush()
    keep_masked(comment)
    return len(undecided)


def has_undecided_masks(comment: Comment) -> bool:
    """Return True while a mask of `comment` was confirmed by nobody (R-PUB-3)."""
    return bool(db.session.scalar(sa.select(waits_for_masks(comment.id))))
