"""How each comment of one person was understood, and where it went: what a receipt tells.

One question for all of the comments each: whoever looks at a receipt waits for every one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.analysis.models import Correction, Review, Tag, Theme, ThemeComment
from app.analysis.services.claims import claims_of
from app.analysis.services.sharing import PublicTag, tags_to_tell
from app.db import db
from app.responses.models import Comment


@dataclass(frozen=True)
class Understood:
    """What became of one comment: no words of it."""

    #: The day on which a person finished with it.
    read_on: date | None
    tags: list[PublicTag]
    #: The day on which its writer said that they meant something else, until somebody looked.
    corrected_on: date | None
    #: By name.
    themes: list[Theme]


def understood(comments: Sequence[Comment]) -> dict[str, Understood]:
    """Return {id: how it was understood} of every comment."""
    ids = [comment.id for comment in comments]
    reviewed = sa.select(Review.comment_id, Review.reviewed_at).where(Review.comment_id.in_(ids))
    read_on = {row[0]: row[1].date() for row in db.session.execute(reviewed)}
    waiting = sa.select(Correction.comment_id, Correction.said_on).where(
        Correction.comment_id.in_(ids), Correction.settled_on.is_(None)
    )
    corrected_on = {row[0]: row[1] for row in db.session.execute(waiting)}
    tags: dict[str, list[Tag]] = {each: [] for each in ids}
    of_all = sa.select(Tag).where(Tag.comment_id.in_(ids)).options(joinedload(Tag.item))
    for tag in db.session.scalars(of_all.order_by(Tag.id)):
        tags[tag.comment_id].append(tag)
    themes: dict[str, list[Theme]] = {each: [] for each in ids}
    in_themes = (
        sa.select(ThemeComment.comment_id, Theme)
        .join(Theme, Theme.id == ThemeComment.theme_id)
        .where(ThemeComment.comment_id.in_(ids))
        .order_by(Theme.name)
    )
    for comment_id, theme in db.session.execute(in_themes):
        themes[comment_id].append(theme)
    return {
        each: Understood(
            read_on=read_on.get(each),
            tags=tags_to_tell(claims_of(tags[each]), is_reviewed=each in read_on),
            corrected_on=corrected_on.get(each),
            themes=themes[each],
        )
        for each in ids
    }
