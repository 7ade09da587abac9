"""The sheet: everything that a reviewer sees of one comment, gathered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.analysis.models import Correction, Origin, Reading, Redaction, Review, Status, Theme
from app.analysis.services.claims import Claim, list_claims
from app.analysis.services.copies import Copies, copies_of
from app.analysis.services.corrections import waiting_correction
from app.analysis.services.masking import MaskRow, mask_rows
from app.analysis.services.quoting import worth_quoting
from app.analysis.services.reading import MOST_TRIES
from app.analysis.services.sharing import themes_of
from app.analysis.services.steps import last_step, seen_state
from app.analysis.services.translating import is_language_said
from app.analysis.services.words import list_redactions, mask, masks_of
from app.db import db
from app.responses.models import Comment, Submission, WaitingComment
from app.safeguarding import services as safeguarding
from app.strategy.models import Family

#: What stands beside a claim on the keyboard: after the digits, letters that do nothing else.
CLAIM_KEYS = "123456789bcdfgijop"


@dataclass(frozen=True)
class NumberedClaim:
    """A claim with the number that stands on its words, and the key that accepts it."""

    number: int
    claim: Claim

    @property
    def key(self) -> str:
        """The key, or "" when there are more claims than keys."""
        return CLAIM_KEYS[self.number - 1 : self.number]


@dataclass(frozen=True)
class Piece:
    """A piece of the words as the page prints it."""

    text: str
    start: int
    #: The numbers of the claims that rest on it.
    numbers: Sequence[int]
    is_only_maybe: bool
    #: True for what is masked: `text` is the mask's [label], or the words of the one that is shown.
    is_redacted: bool
    #: True for words that the machine would mask, and that a person let through.
    is_let_through: bool = False


@dataclass(frozen=True)
class Sheet:
    """One comment under review."""

    comment: Comment
    #: What the reviewer saw; a step sends it back.
    seen: str
    pieces: Sequence[Piece]
    families: Sequence[tuple[Family, Sequence[NumberedClaim]]]
    masks: Sequence[MaskRow]
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
    #: By a person, of words that wait for a translation.
    is_language_said: bool
    #: The id of whoever took the newest step, and may take it back; None when there is none.
    newest_step_by: int | None

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


def make_sheet(comment: Comment, *, shown: int = 0) -> Sheet:
    """Gather what a reviewer sees of `comment`: masked, but for the redaction `shown`."""
    numbered = [
        NumberedClaim(number, claim) for number, claim in enumerate(list_claims(comment), start=1)
    ]
    redactions = list_redactions(comment)
    waiting = db.session.get(WaitingComment, comment.id)
    newest = sa.select(Reading).where(Reading.comment_id == comment.id)
    return Sheet(
        comment=comment,
        seen=seen_state(comment),
        pieces=_pieces(comment, numbered, redactions, shown=shown),
        families=[
            (family, list(claims))
            for family, claims in groupby(numbered, key=lambda each: each.claim.item.family)
        ],
        masks=mask_rows(comment, redactions, shown=shown),
        public_text=mask(comment.text, masks_of(redactions)),
        reading=db.session.scalar(newest.order_by(Reading.read_at.desc()).limit(1)),
        was_left_by_machine=waiting is not None and waiting.tries >= MOST_TRIES,
        review=db.session.get(Review, comment.id),
        themes=themes_of(comment),
        correction=waiting_correction(comment),
        copies=copies_of(comment),
        is_open_in_safeguarding=safeguarding.is_open(comment),
        is_worth_quoting=comment.id in worth_quoting([comment]),
        is_language_said=comment.waits_for_translation and is_language_said(comment),
        newest_step_by=step.made_by_id if (step := last_step(comment)) else None,
    )


def _pieces(
    comment: Comment,
    numbered: Sequence[NumberedClaim],
    redactions: Sequence[Redaction],
    *,
    shown: int,
) -> list[Piece]:
    """Cut the words where a claim or a mask begins or ends; rejected claims leave no mark."""
    claims = {
        str(each.number): each.claim for each in numbered if each.claim.status != Status.REJECTED
    }
    hidden = {f"mask {each.start}": each for each in masks_of(redactions)}
    marks = [(claim.tag.start_at, claim.tag.end_at, number) for number, claim in claims.items()]
    marks += [(each.start, each.end, name) for name, each in hidden.items()]
    marks += [
        (each.start_at, each.end_at, "let through")
        for each in redactions
        if each.status == Status.REJECTED and each.origin == Origin.MACHINE
    ]
    pieces: list[Piece] = []
    for _name, segments in groupby(
        safeguarding.segments(comment.text, marks),
        key=lambda segment: next((x for x in segment.labels if x in hidden), segment.start),
    ):
        inside = list(segments)
        mask = next((hidden[x] for x in inside[0].labels if x in hidden), None)
        is_hidden = mask is not None and shown not in mask.ids
        numbers = dict.fromkeys(x for each in inside for x in each.labels if x in claims)
        pieces.append(
            Piece(
                text=f"[{mask.label}]" if mask and is_hidden else "".join(x.text for x in inside),
                start=inside[0].start,
                numbers=[int(number) for number in numbers],
                is_only_maybe=all(claims[number].is_maybe for number in numbers),
                is_redacted=mask is not None,
                is_let_through=mask is None and "let through" in inside[0].labels,
            )
        )
    return pieces
