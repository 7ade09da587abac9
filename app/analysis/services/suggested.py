"""Suggested groups as a person looks at them, with the limits that a theme should keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import ceil

import sqlalchemy as sa
from flask_babel import gettext as _

from app.analysis.models import (
    CommentCopy,
    Grouping,
    GroupState,
    IndexCard,
    SuggestedGroup,
    SuggestedMember,
    Theme,
    ThemeComment,
)
from app.analysis.services.grouping import is_shown
from app.analysis.services.sharing import count_of_people
from app.db import db
from app.responses.models import Comment, Submission

#: What makes themes of use, from a review of six large consultations (PRODUCT.md 3).
MOST_THEMES = 70
FEWEST_PEOPLE = 5
SMALLEST_SHARE = 0.001
MOST_ALIKE = 0.9
MOST_OVERLAP = 0.7
MOST_WORDS = 10
#: The most comments of a group on its page.
MOST_SHOWN = 200

_Rows = sa.Select[int, Comment, str, int | None, str | None]


@dataclass(frozen=True)
class MaskedComment:
    """One comment of a group: its words as others may see them."""

    comment: Comment
    masked: str
    #: 1 to 3 for those that stand for the group.
    typical: int | None
    #: The set of comments in the same words that it belongs to.
    set_id: str | None


@dataclass(frozen=True)
class GroupRow:
    """A suggested group for a list."""

    group: SuggestedGroup
    comments: int
    people: int
    typical: Sequence[MaskedComment]
    theme: Theme | None

    @property
    def label(self) -> str:
        """The machine's name; "" while somebody's words have left and it was not named again."""
        return self.group.label if self.comments == self.group.size else ""


def _counted(group_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return {group: (comments, people)} of what may be shown."""
    query = (
        sa.select(SuggestedMember.group_id, sa.func.count(), count_of_people())
        .join(IndexCard, IndexCard.comment_id == SuggestedMember.comment_id)
        .join(Comment, Comment.id == SuggestedMember.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(SuggestedMember.group_id.in_(group_ids), *is_shown())
        .group_by(SuggestedMember.group_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def _members(query: _Rows) -> list[tuple[int, MaskedComment]]:
    rows = db.session.execute(query)
    return [(row[0], MaskedComment(row[1], row[2], row[3], row[4])) for row in rows]


def _shown_members(group_ids: Sequence[int]) -> _Rows:
    return (
        sa.select(
            SuggestedMember.group_id,
            Comment,
            IndexCard.masked,
            SuggestedMember.typical,
            CommentCopy.set_id,
        )
        .join(Comment, Comment.id == SuggestedMember.comment_id)
        .join(IndexCard, IndexCard.comment_id == Comment.id)
        .outerjoin(CommentCopy, CommentCopy.comment_id == Comment.id)
        .where(SuggestedMember.group_id.in_(group_ids), *is_shown())
    )


def list_groups(grouping: Grouping) -> list[GroupRow]:
    """Return the groups of one grouping: those that wait first, the largest first."""
    query = sa.select(SuggestedGroup).where(SuggestedGroup.grouping_id == grouping.id)
    groups = list(db.session.scalars(query))
    rows = _rows(groups)
    return sorted(
        rows, key=lambda row: (row.group.state != GroupState.OPEN, -row.people, row.group.id)
    )


def show_group(group: SuggestedGroup) -> GroupRow:
    """Return one group with its counts."""
    return _rows([group])[0]


def _rows(groups: Sequence[SuggestedGroup]) -> list[GroupRow]:
    ids = [group.id for group in groups]
    counted = _counted(ids)
    typical: dict[int, list[MaskedComment]] = {each: [] for each in ids}
    query = _shown_members(ids).where(SuggestedMember.typical.is_not(None))
    for group_id, member in _members(query.order_by(SuggestedMember.typical)):
        typical[group_id].append(member)
    return [
        GroupRow(group, *counted.get(group.id, (0, 0)), typical[group.id], group.theme)
        for group in groups
    ]


def list_members(group: SuggestedGroup) -> list[MaskedComment]:
    """Return the comments of a group, those that stand for it first, then the same words together.

    At most `MOST_SHOWN`.
    """
    query = _shown_members([group.id]).order_by(
        SuggestedMember.typical.is_(None),
        SuggestedMember.typical,
        CommentCopy.set_id.is_(None),
        CommentCopy.set_id,
        Comment.id,
    )
    return [member for _group, member in _members(query.limit(MOST_SHOWN))]


def warn_of_group(row: GroupRow) -> list[str]:
    """Return in which ways a group would make a poor theme."""
    warnings = _warn_of_few(row.people)
    if len(row.group.label.split()) > MOST_WORDS:
        warnings.append(_("The label has more than %(most)s words.", most=MOST_WORDS))
    members = sa.select(SuggestedMember.comment_id).where(SuggestedMember.group_id == row.group.id)
    shared = _shared_with_themes(members, row.comments, but=None)
    if row.group.state == GroupState.OPEN:
        warnings += shared
        if not shared:
            warnings += _warn_of_many(adding=1)
    return warnings


def warn_of_theme(theme: Theme, *, people: int) -> list[str]:
    """Return which of the limits a theme does not keep, so that people can think again."""
    warnings = _warn_of_few(people)
    if len(theme.name.split()) > MOST_WORDS:
        warnings.append(_("The name has more than %(most)s words.", most=MOST_WORDS))
    others = sa.select(Theme.name).where(Theme.merged_into_id.is_(None), Theme.id != theme.id)
    warnings += [
        _("Its name is nearly the same as “%(name)s”.", name=name)
        for name in db.session.scalars(others.order_by(Theme.name))
        if SequenceMatcher(None, name.lower(), theme.name.lower()).ratio() >= MOST_ALIKE
    ]
    members = sa.select(ThemeComment.comment_id).where(ThemeComment.theme_id == theme.id)
    size = db.session.scalar(sa.select(sa.func.count()).select_from(members.subquery())) or 0
    return warnings + _shared_with_themes(members, size, but=theme) + _warn_of_many()


def _warn_of_few(people: int) -> list[str]:
    query = sa.select(sa.func.count()).where(Submission.withdrawn_on.is_(None))
    everybody = db.session.scalar(query.select_from(Submission)) or 0
    fewest = max(FEWEST_PEOPLE, ceil(everybody * SMALLEST_SHARE))
    if people >= fewest:
        return []
    return [_("Fewer than %(fewest)s people said it: few for a theme.", fewest=fewest)]


def _warn_of_many(*, adding: int = 0) -> list[str]:
    query = sa.select(sa.func.count()).where(Theme.merged_into_id.is_(None))
    if (db.session.scalar(query.select_from(Theme)) or 0) + adding <= MOST_THEMES:
        return []
    return [_("There are %(most)s themes already. More are hard to keep apart.", most=MOST_THEMES)]


def _shared_with_themes(members: sa.Select[str], size: int, *, but: Theme | None) -> list[str]:
    """Return a warning for each theme that holds most of these comments."""
    query = (
        sa.select(Theme.name, sa.func.count())
        .join(ThemeComment, ThemeComment.theme_id == Theme.id)
        .where(ThemeComment.comment_id.in_(members), Theme.merged_into_id.is_(None))
        .group_by(Theme.id, Theme.name)
        .having(sa.func.count() >= max(1, ceil(size * MOST_OVERLAP)))
        .order_by(Theme.name)
    )
    if but is not None:
        query = query.where(Theme.id != but.id)
    return [
        _(
            "%(shared)s of its %(size)s comments are in the theme “%(name)s” too.",
            shared=row[1],
            size=size,
            name=row[0],
        )
        for row in db.session.execute(query)
    ]
