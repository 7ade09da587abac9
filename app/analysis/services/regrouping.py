"""Merging and splitting themes: comments move, nothing is lost, and the steps say so."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.analysis.models import InPublic, Theme, ThemeComment
from app.analysis.services.lineage import WHEN_COMMENTS_MOVE, note_step
from app.analysis.services.sharing import is_a_person
from app.analysis.services.themes import record_theme, refuse_taken_name
from app.db import db
from app.errors import DomainError
from app.responses.models import Comment, Submission

MONTHS = 12


def _move(members: Sequence[ThemeComment], into: Theme, *, by: User) -> None:
    """Take comments out of their theme and put them into another, where they are not yet."""
    there = set(
        db.session.scalars(
            sa.select(ThemeComment.comment_id).where(ThemeComment.theme_id == into.id)
        )
    )
    for member in members:
        if member.comment_id not in there:
            db.session.add(
                ThemeComment(
                    theme_id=into.id,
                    comment_id=member.comment_id,
                    added_on=member.added_on,
                    added_by_id=by.id,
                    voice=member.voice,
                    typical_by=member.typical_by,
                )
            )
        db.session.delete(member)
    db.session.flush()


def _members(theme: Theme) -> list[ThemeComment]:
    query = sa.select(ThemeComment).where(ThemeComment.theme_id == theme.id)
    return list(db.session.scalars(query))


def _refuse_merged(theme: Theme) -> None:
    if theme.merged_into_id is not None:
        raise DomainError(_l("This theme is merged already."))


def merge_themes(theme: Theme, into: Theme, *, by: User) -> int:
    """Put all comments of `theme` into another one; return how many.

    The name stays known, its page says where its comments went, and what answers it answers the
    other as well. Raises DomainError.
    """
    _refuse_merged(theme)
    _refuse_merged(into)
    if theme.id == into.id:
        raise DomainError(_l("Choose another theme"))
    members = _members(theme)
    _move(members, into, by=by)
    theme.merged_into_id = into.id
    for follow in WHEN_COMMENTS_MOVE.values():
        follow(theme, into)
    # Themes that were merged into this one went with it.
    db.session.execute(
        sa.update(Theme).where(Theme.merged_into_id == theme.id).values(merged_into_id=into.id)
    )
    record_theme("theme.merge", theme, by, into=into.id, comments=len(members))
    note_step("merge", theme, other=into, by=by, facts={"comments": len(members)})
    db.session.refresh(theme)
    return len(members)


def split_theme(
    theme: Theme,
    comment_ids: Sequence[str],
    *,
    name: str,
    easy_read_name: str,
    by: User,
    description: str = "",
    in_public: InPublic | None = None,
) -> Theme:
    """Make a theme of some comments of another one, which they leave. Raises DomainError.

    Names that could tell of somebody stay out of public with the comments, unless `in_public`
    says otherwise.
    What answers the first answers the new one too, until a person says otherwise: nobody loses
    sight of what was promised to them.
    """
    _refuse_merged(theme)
    refuse_taken_name(name)
    all_members = _members(theme)
    members = [member for member in all_members if member.comment_id in set(comment_ids)]
    if not members:
        raise DomainError(_l("Tick at least one comment"))
    if len(members) == len(all_members):
        raise DomainError(
            _l("These are all of its comments. Change the name of the theme instead.")
        )
    new = Theme(
        name=name,
        easy_read_name=easy_read_name,
        description=description,
        in_public=in_public or after_split(theme),
        created_by_id=by.id,
    )
    db.session.add(new)
    db.session.flush()
    _move(members, new, by=by)
    for follow in WHEN_COMMENTS_MOVE.values():
        follow(theme, new)
    record_theme("theme.split", theme, by, into=new.id, comments=len(members))
    note_step("split", theme, other=new, by=by, facts={"comments": len(members)})
    return new


def after_split(theme: Theme) -> InPublic:
    """Return who may read the name of what is split from `theme`; that nobody may goes with it."""
    return InPublic.NO if theme.in_public == InPublic.NO else InPublic.BY_COUNT


def people_by_month(theme: Theme, *, until: date) -> list[tuple[date, int]]:
    """Return how many people said it in each of twelve months, the oldest first."""
    months = months_until(until)
    query = (
        sa.select(Submission.received_on, Submission.id)
        .join(Comment, Comment.submission_id == Submission.id)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(
            ThemeComment.theme_id == theme.id,
            is_a_person(),
            Submission.received_on >= months[0],
        )
        .distinct()
    )
    counted = dict.fromkeys(months, 0)
    for received_on, _id in db.session.execute(query):
        month = received_on.replace(day=1)
        if month in counted:
            counted[month] += 1
    return list(counted.items())


def months_until(until: date) -> list[date]:
    """Return the first days of the twelve months that end with the one of `until`."""
    last = until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]
