"""The sheet: everything that a reviewer sees of one comment, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.analysis.models import Correction, Reading, Redaction, Review, Status, Theme
from app.analysis.services.claims import Claim, list_claims
from app.analysis.services.copies import Copies, copies_of
from app.analysis.services.corrections import waiting_correction
from app.analysis.services.quoting import worth_quoting
from app.analysis.services.reading import MOST_TRIES
from app.analysis.services.sharing import themes_of
from app.analysis.services.steps import last_step, seen_state
from app.analysis.services.words import list_redactions, redacted_text
from app.db import db
from app.responses.models import Comment, Submission, WaitingComment
from app.safeguarding import services as safeguarding
from app.strategy.models import Family


@dataclass(frozen=True)
class NumberedClaim:
    """A claim with the number that stands beside it, on its words and on the keyboard."""

    number: int
    claim: Claim


@dataclass(frozen=True)
class Piece:
    """A piece of the words as the page prints it."""

    text: str
    start: int
    #: The numbers of the claims that rest on it.
    numbers: Sequence[int]
    is_only_maybe: bool
    is_redacted: bool


@dataclass(frozen=True)
class Sheet:
    """One comment under review."""

    comment: Comment
    #: What the reviewer saw; a step sends it back.
    seen: str
    pieces: Sequence[Piece]
    families: Sequence[tuple[Family, Sequence[NumberedClaim]]]
    redactions: Sequence[Redaction]
    public_text: str
    reading: Reading | None
    was_left_by_machine: bool
    review: Review | None
    themes: Sequence[Theme]
    correction: Correction | None
    #: How many people sent the same words; None when nobody else did.
    copies: Copies | None
    is_open_in_safeguarding: bool
    is_worth_quoting: bool
    can_undo: bool

    @property
    def claims(self) -> list[NumberedClaim]:
        """Every claim, in the order of the page."""
        return [claim for _family, claims in self.families for claim in claims]

    @property
    def is_foreign(self) -> bool:
        """True when the words are not English and wait for a translation."""
        return self.comment.waits_for_translation

    @property
    def undecided(self) -> int:
        """How many suggestions wait for a decision, without the "maybe" ones."""
        return sum(
            each.claim.status == Status.SUGGESTED and not each.claim.is_maybe
            for each in self.claims
        )


def get_comment(comment_id: str) -> Comment:
    """Return one comment with its submission, or raise NoResultFound."""
    options = [joinedload(Comment.submission).joinedload(Submission.survey_version)]
    return db.session.get_one(Comment, comment_id, options=options)


def make_sheet(comment: Comment) -> Sheet:
    """Gather what a reviewer sees of `comment`."""
    numbered = [
        NumberedClaim(number, claim) for number, claim in enumerate(list_claims(comment), start=1)
    ]
    redactions = list_redactions(comment)
    waiting = db.session.get(WaitingComment, comment.id)
    newest = sa.select(Reading).where(Reading.comment_id == comment.id)
    return Sheet(
        comment=comment,
        seen=seen_state(comment),
        pieces=_pieces(comment, numbered, redactions),
        families=[
            (family, list(claims))
            for family, claims in groupby(numbered, key=lambda each: each.claim.item.family)
        ],
        redactions=redactions,
        public_text=redacted_text(comment),
        reading=db.session.scalar(newest.order_by(Reading.read_at.desc()).limit(1)),
        was_left_by_machine=waiting is not None and waiting.tries >= MOST_TRIES,
        review=db.session.get(Review, comment.id),
        themes=themes_of(comment),
        correction=waiting_correction(comment),
        copies=copies_of(comment),
        is_open_in_safeguarding=safeguarding.is_open(comment),
        is_worth_quoting=comment.id in worth_quoting([comment]),
        can_undo=last_step(comment) is not None,
    )


def _pieces(
    comment: Comment, numbered: Sequence[NumberedClaim], redactions: Sequence[Redaction]
) -> list[Piece]:
    """Cut the words where a claim or a mask begins or ends; rejected ones leave no mark."""
    shown = {
        str(each.number): each.claim for each in numbered if each.claim.status != Status.REJECTED
    }
    marks = [(claim.tag.start_at, claim.tag.end_at, number) for number, claim in shown.items()]
    marks += [
        (each.start_at, each.end_at, "masked")
        for each in redactions
        if each.status != Status.REJECTED
    ]
    return [
        Piece(
            text=segment.text,
            start=segment.start,
            numbers=[int(label) for label in segment.labels if label in shown],
            is_only_maybe=all(shown[label].is_maybe for label in segment.labels if label in shown),
            is_redacted="masked" in segment.labels,
        )
        for segment in safeguarding.segments(comment.text, marks)
    ]
