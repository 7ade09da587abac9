"""Claims: what machine and person together say about one code of the strategy on one comment."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.analysis.models import Origin, Status, Strength, Tag
from app.db import db
from app.responses.models import Comment
from app.strategy.models import Family, FrameworkItem

SIGNS = ("+", "-", "~")


@dataclass(frozen=True)
class Claim:
    """One code: the machine's tag and the person's, either of which may be missing."""

    machine: Tag | None
    person: Tag | None

    @property
    def tag(self) -> Tag:
        """The tag that holds now: the accepted one, else the one decided last."""
        tags = [tag for tag in (self.person, self.machine) if tag is not None]
        for tag in tags:
            if tag.status == Status.ACCEPTED:
                return tag
        if self.machine is not None and self.machine.status == Status.SUGGESTED:
            return self.machine
        # The person's comes first and stays when both were rejected in the same moment.
        return max(tags, key=lambda tag: tag.decided_at.timestamp() if tag.decided_at else 0.0)

    @property
    def code(self) -> str:
        """The code of the strategy's item."""
        return self.tag.code

    @property
    def item(self) -> FrameworkItem:
        """The strategy's item."""
        return self.tag.item

    @property
    def sign(self) -> str | None:
        """The sign that holds now."""
        return self.tag.sign

    @property
    def status(self) -> Status:
        """Suggested, accepted or rejected."""
        return self.tag.status

    @property
    def has_sign(self) -> bool:
        """True for values and outcomes."""
        return self.item.family != Family.PRIORITY

    @property
    def is_maybe(self) -> bool:
        """True for a suggestion that the machine would not count itself, still undecided."""
        return self.status == Status.SUGGESTED and self.tag.strength == Strength.MAYBE

    @property
    def is_undone_addition(self) -> bool:
        """True when only a person said it, and took it back."""
        return self.machine is None and self.status == Status.REJECTED


def list_tags(comment: Comment) -> list[Tag]:
    """Return every tag of `comment`, of whatever origin and status."""
    query = (
        sa.select(Tag)
        .where(Tag.comment_id == comment.id)
        .options(joinedload(Tag.item), joinedload(Tag.decided_by))
    )
    return list(db.session.scalars(query.order_by(Tag.id)))


def as_claims(tags: Iterable[Tag]) -> list[Claim]:
    """Return `tags` of one comment by code, in the strategy's order of families and items."""
    by_code: dict[str, dict[Origin, Tag]] = {}
    for tag in tags:
        by_code.setdefault(tag.code, {})[tag.origin] = tag
    claims = [
        Claim(machine=both.get(Origin.MACHINE), person=both.get(Origin.PERSON))
        for both in by_code.values()
    ]
    return sorted(claims, key=_place)


def _place(claim: Claim) -> tuple[int, bool, int]:
    """Return where a claim stands: by family, the machine's "maybe" last, as in the strategy."""
    was_maybe = claim.machine is not None and claim.machine.strength == Strength.MAYBE
    return list(Family).index(claim.item.family), was_maybe, claim.item.position


def list_claims(comment: Comment) -> list[Claim]:
    """Return what is said about `comment`, leaving out what a person added and took back."""
    return claims_of(list_tags(comment))


def claims_of(tags: Iterable[Tag]) -> list[Claim]:
    """Return what `list_claims` returns, of the tags of one comment."""
    return [claim for claim in as_claims(tags) if not claim.is_undone_addition]
