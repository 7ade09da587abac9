"""What other rooms may know of a comment: tags that hold, and words that may be quoted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.analysis.models import Review, Status, Tag, Theme, ThemeComment
from app.analysis.services.claims import Claim, list_claims
from app.analysis.services.quoting import is_worth_quoting
from app.analysis.services.words import waits_for_masks
from app.db import db, today
from app.responses.models import Channel, Comment, Consent, Submission
from app.safeguarding import services as safeguarding
from app.strategy.models import FrameworkItem

#: Words rest this long before they may be quoted (R-PUB-1).
QUOTE_DELAY = timedelta(days=14)


def is_a_person() -> sa.ColumnElement[bool]:
    """Leave out what was taken back, and what was brought in from elsewhere.

    Nobody can say whether whoever is in an imported table answered here as well (R-IMP-1).
    """
    return sa.and_(Submission.withdrawn_on.is_(None), Submission.channel != Channel.IMPORT)


def count_of_people() -> sa.ColumnElement[int]:
    """Return how many people a query's submissions are: once each, and none that was imported."""
    people = sa.case((Submission.channel != Channel.IMPORT, Submission.id))
    return sa.func.count(sa.distinct(people))


@dataclass(frozen=True)
class PublicTag:
    """What we understood, for the person who wrote it."""

    item: FrameworkItem
    sign: str | None
    #: True while only the machine says so.
    is_machine: bool


def is_reviewed(comment: Comment) -> bool:
    """Return True when a person has finished with `comment`."""
    return db.session.get(Review, comment.id) is not None


def decided_tags(comment: Comment) -> list[Tag]:
    """Return the tags that a person accepted, in the strategy's order."""
    return [claim.tag for claim in list_claims(comment) if claim.status == Status.ACCEPTED]


def public_tags(comment: Comment) -> list[PublicTag]:
    """Return what a person decided; before that, what the machine suggests, marked as such.

    A "maybe" is never shown.
    """
    return tags_to_tell(list_claims(comment), is_reviewed=is_reviewed(comment))


def tags_to_tell(claims: Iterable[Claim], *, is_reviewed: bool) -> list[PublicTag]:
    """Return of the claims of one comment what `public_tags` returns."""
    claims = list(claims)
    decided = [claim for claim in claims if claim.status == Status.ACCEPTED]
    if decided or is_reviewed:
        return [PublicTag(claim.item, claim.sign, is_machine=False) for claim in decided]
    return [
        PublicTag(claim.item, claim.sign, is_machine=True)
        for claim in claims
        if claim.status == Status.SUGGESTED and not claim.is_maybe
    ]


def themes_of(comment: Comment) -> list[Theme]:
    """Return the themes that `comment` is in, by name."""
    query = sa.select(Theme).join(ThemeComment).where(ThemeComment.comment_id == comment.id)
    return list(db.session.scalars(query.order_by(Theme.name)))


def voices_in(themes: Iterable[Theme]) -> tuple[int, date | None, date | None]:
    """Return how many people said it, and the first and last day: (people, from, until).

    People are counted once, however many comments or themes they are in. Words that were taken
    back do not count; what was brought in from elsewhere has days, but is nobody.
    """
    query = (
        sa.select(
            count_of_people(),
            sa.func.min(Submission.received_on),
            sa.func.max(Submission.received_on),
        )
        .join(Comment, Comment.submission_id == Submission.id)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(
            ThemeComment.theme_id.in_([theme.id for theme in themes]),
            Submission.withdrawn_on.is_(None),
        )
    )
    people, first, last = db.session.execute(query).one()
    return people, first, last


def people_in_themes(theme_ids: Iterable[int]) -> dict[int, int]:
    """Return how many people said each: submissions, not comments, without withdrawn ones."""
    ids = set(theme_ids)
    query = (
        sa.select(ThemeComment.theme_id, count_of_people())
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(ThemeComment.theme_id.in_(ids), Submission.withdrawn_on.is_(None))
        .group_by(ThemeComment.theme_id)
    )
    return dict.fromkeys(ids, 0) | {row[0]: row[1] for row in db.session.execute(query)}


def quotable_comments(theme: Theme, *, on: date | None = None) -> list[Comment]:
    """Return the comments of `theme` whose words may be quoted on the day `on`.

    Those that a reviewer found worth quoting come first, then the newest.
    Their owner said so and did not withdraw, they are 14 days old, a person has reviewed them and
    confirmed each mask, and safeguarding has closed them or never opened them (R-PUB-1, R-PUB-3).
    Quote `redacted_text` only.
    """
    query = (
        sa.select(Comment)
        .join(Comment.submission)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .join(Review, Review.comment_id == Comment.id)
        .where(
            ThemeComment.theme_id == theme.id,
            Submission.consent == Consent.QUOTE,
            Submission.withdrawn_on.is_(None),
            Submission.received_on <= (on or today()) - QUOTE_DELAY,
            Comment.id.not_in(safeguarding.open_comments()),
            ~waits_for_masks(Comment.id),
        )
        .options(joinedload(Comment.submission))
        .order_by(is_worth_quoting().desc(), Submission.received_on.desc(), Comment.id)
    )
    return list(db.session.scalars(query))
