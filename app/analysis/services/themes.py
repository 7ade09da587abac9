"""Themes: comments that say the same thing, named and filled by people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis.models import InPublic, Origin, Review, Status, Tag, Theme, ThemeComment
from app.analysis.services.lineage import note_step
from app.analysis.services.queue import PAGE_SIZE, is_current
from app.analysis.services.sharing import count_of_people, voices_in
from app.db import db
from app.errors import DomainError
from app.responses.models import Channel, Comment, Submission

#: How many comments may stand for a theme.
MOST_TYPICAL = 5


@dataclass(frozen=True)
class ThemeRow:
    """A theme with its counts, for a list."""

    theme: Theme
    people: int
    first: date | None
    last: date | None


@dataclass(frozen=True)
class CommentPage:
    """One page of comments."""

    comments: Sequence[Comment]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def has_previous(self) -> bool:
        """True when a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """True when a page comes after."""
        return self.number < self.pages


def get_theme(theme_id: int) -> Theme:
    """Return one theme, or raise NoResultFound."""
    return db.session.get_one(Theme, theme_id)


def list_themes() -> list[Theme]:
    """Return every theme that takes comments, by name."""
    query = sa.select(Theme).where(Theme.merged_into_id.is_(None))
    return list(db.session.scalars(query.order_by(sa.func.lower(Theme.name))))


def count_themes() -> list[ThemeRow]:
    """Return every theme with how many people said it and when, most people first."""
    counted = (
        sa.select(
            ThemeComment.theme_id,
            count_of_people().label("people"),
            sa.func.min(Submission.received_on).label("first"),
            sa.func.max(Submission.received_on).label("last"),
        )
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Submission)
        .where(is_current())
        .group_by(ThemeComment.theme_id)
        .subquery()
    )
    people = sa.func.coalesce(counted.c.people, 0)
    query = (
        sa.select(Theme, people, counted.c.first, counted.c.last)
        .outerjoin(counted, counted.c.theme_id == Theme.id)
        .where(Theme.merged_into_id.is_(None))
        .order_by(people.desc(), sa.func.lower(Theme.name))
    )
    return [ThemeRow(*row) for row in db.session.execute(query)]


def count_theme(theme: Theme) -> ThemeRow:
    """Return one theme with its counts."""
    return ThemeRow(theme, *voices_in([theme]))


def refuse_taken_name(name: str, *, but: int | None = None) -> None:
    """Raise DomainError when another theme has this name."""
    taken = sa.select(Theme.id).where(sa.func.lower(Theme.name) == name.lower())
    if but is not None:
        taken = taken.where(Theme.id != but)
    if db.session.scalar(taken) is not None:
        raise DomainError(_l("There is a theme with this name already"))


def record_theme(action: str, theme: Theme, by: User, **facts: str | int) -> None:
    """Put on record what `by` did with a theme: codes and counts, no words."""
    audit.record(
        action,
        target=f"theme:{theme.id}",
        actor=str(by.id),
        role=roles_of(by),
        facts=facts,
    )


def add_theme(
    name: str,
    *,
    easy_read_name: str,
    by: User,
    description: str = "",
    in_public: InPublic = InPublic.BY_COUNT,
) -> Theme:
    """Make an empty theme; raises DomainError when the name is taken."""
    refuse_taken_name(name)
    theme = Theme(
        name=name,
        easy_read_name=easy_read_name,
        description=description,
        in_public=in_public,
        created_by_id=by.id,
    )
    db.session.add(theme)
    db.session.flush()
    record_theme("theme.add", theme, by)
    note_step("add", theme, by=by)
    return theme


def change_theme(
    theme: Theme,
    *,
    name: str,
    easy_read_name: str,
    description: str,
    by: User,
    in_public: InPublic | None = None,
) -> None:
    """Change what a theme is called; what is already published keeps its own words.

    Whether everybody may read its name stays as it was unless `in_public` says so.
    """
    refuse_taken_name(name, but=theme.id)
    if (theme.name, theme.easy_read_name) != (name, easy_read_name):
        was = {"name": theme.name, "easy_read_name": theme.easy_read_name}
        note_step("rename", theme, by=by, facts=was)
    theme.name, theme.easy_read_name, theme.description = name, easy_read_name, description
    theme.in_public = in_public or theme.in_public
    record_theme("theme.change", theme, by, in_public=theme.in_public.value)


def add_comments(
    theme: Theme, comment_ids: Iterable[str], *, by: User, facts: dict[str, Any] | None = None
) -> int:
    """Put comments into a theme; return how many were not there yet.

    `facts` are kept with the step: which machine suggested it, say.
    """
    if theme.merged_into is not None:
        raise DomainError(
            _l("This theme was merged into “%(name)s”. Use that one.", name=theme.merged_into.name)
        )
    wanted = set(comment_ids)
    there = set(
        db.session.scalars(
            sa.select(ThemeComment.comment_id).where(ThemeComment.theme_id == theme.id)
        )
    )
    known = set(db.session.scalars(sa.select(Comment.id).where(Comment.id.in_(wanted - there))))
    for comment_id in sorted(known):
        db.session.add(ThemeComment(theme_id=theme.id, comment_id=comment_id, added_by_id=by.id))
    if known:
        record_theme("theme.fill", theme, by, comments=len(known))
        note_step("fill", theme, by=by, facts={"comments": len(known)} | (facts or {}))
    return len(known)


def remove_comment(theme: Theme, comment_id: str, *, by: User) -> None:
    """Take a comment out of a theme, when it is in it."""
    member = db.session.get(ThemeComment, (theme.id, comment_id))
    if member is not None:
        db.session.delete(member)
        record_theme("theme.empty", theme, by, comments=1)
        note_step("empty", theme, by=by, facts={"comments": 1})


def choose_typical(theme: Theme, comment_id: str, *, is_typical: bool, by: User) -> None:
    """Say that a comment stands for its theme, or does not. Raises DomainError."""
    member = db.session.get(ThemeComment, (theme.id, comment_id))
    if member is None:
        raise DomainError(_l("This comment is not in the theme any more."))
    if is_typical and member.typical_by is None and len(_typical_ids(theme)) >= MOST_TYPICAL:
        raise DomainError(
            _l(
                "%(most)s comments stand for this theme. Take one of them away first.",
                most=MOST_TYPICAL,
            )
        )
    member.typical_by = Origin.PERSON if is_typical else None
    record_theme("theme.typical", theme, by, is_typical=int(is_typical))
    db.session.flush()


def _typical_ids(theme: Theme) -> list[str]:
    query = sa.select(ThemeComment.comment_id).where(
        ThemeComment.theme_id == theme.id, ThemeComment.typical_by.is_not(None)
    )
    return list(db.session.scalars(query))


def typical_comments(theme: Theme) -> list[tuple[Comment, Origin]]:
    """Return the comments that stand for a theme and who chose each, a person's choice first."""
    query = (
        sa.select(Comment, ThemeComment.typical_by)
        .join(Comment.submission)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(
            ThemeComment.theme_id == theme.id, ThemeComment.typical_by.is_not(None), is_current()
        )
        .options(joinedload(Comment.submission))
        .order_by(ThemeComment.typical_by.desc(), Submission.received_on.desc(), Comment.id)
    )
    return [(row[0], row[1] or Origin.PERSON) for row in db.session.execute(query)]


def count_imported(theme: Theme) -> int:
    """Return how many answers from elsewhere are in a theme; they are not counted as people."""
    query = (
        sa.select(sa.func.count(Submission.id.distinct()))
        .join(Comment, Comment.submission_id == Submission.id)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(
            ThemeComment.theme_id == theme.id,
            is_current(),
            Submission.channel == Channel.IMPORT,
        )
    )
    return db.session.scalar(query) or 0


def _paged(query: sa.Select[Comment], page: int, size: int = PAGE_SIZE) -> CommentPage:
    total = (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(query.with_only_columns(Comment.id).subquery())
        )
        or 0
    )
    number = min(max(page, 1), max(1, -(-total // size)))
    query = (
        query.options(joinedload(Comment.submission))
        .order_by(Submission.received_on.desc(), Comment.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return CommentPage(list(db.session.scalars(query)), number, total)


def comments_in_theme(theme: Theme, *, page: int = 1, size: int = PAGE_SIZE) -> CommentPage:
    """Return one page of a theme's comments, the newest first, without withdrawn ones."""
    query = (
        sa.select(Comment)
        .join(Comment.submission)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .where(ThemeComment.theme_id == theme.id, is_current())
    )
    return _paged(query, page, size)


def comments_to_add(theme: Theme, *, code: str = "", page: int = 1) -> CommentPage:
    """Return one page of reviewed comments that are not in `theme`, tagged with `code` if given."""
    in_theme = sa.select(ThemeComment.comment_id).where(ThemeComment.theme_id == theme.id)
    query = (
        sa.select(Comment)
        .join(Comment.submission)
        .join(Review, Review.comment_id == Comment.id)
        .where(Comment.id.not_in(in_theme), is_current())
    )
    if code:
        has_tag = sa.exists().where(
            Tag.comment_id == Comment.id, Tag.code == code, Tag.status == Status.ACCEPTED
        )
        query = query.where(has_tag)
    return _paged(query, page)
