"""Comments in the same words: campaigns and double clicks, counted once and as many (A10).

The worker looks at each comment once. A set has one comment with marks; whatever is nearly the same
shares a mark with it and joins the set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.analysis.models import CommentCopy, CopyMark, IndexCard, Theme, ThemeComment
from app.analysis.services.sharing import is_a_person
from app.db import db, random_id
from app.responses.models import Comment, Submission

AT_ONCE = 200
#: More that share a mark are not compared: they are common phrases, not copies.
MOST_COMPARED = 50
#: More are not counted out.
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Copies:
    """How many people sent the words of a comment, and a few of the other comments."""

    people: int
    others: Sequence[Comment]


@dataclass(frozen=True)
class InSameWords:
    """How a theme is counted when everybody who sent the same words is counted as one."""

    #: How many people said it in words that others sent too, in how many texts.
    people: int
    texts: int
    #: Everybody else, and each of these texts once.
    counted_once: int


def _withdrawn() -> list[sa.ColumnElement[bool]]:
    is_there = sa.exists().where(IndexCard.comment_id == CommentCopy.comment_id)
    return [CommentCopy.set_id.is_not(None), ~is_there]


def _sets_without_marks() -> sa.Select[str | None]:
    marked = sa.func.max(sa.case((CopyMark.comment_id.is_not(None), 1), else_=0))
    return (
        sa.select(CommentCopy.set_id)
        .outerjoin(CopyMark, CopyMark.comment_id == CommentCopy.comment_id)
        .where(CommentCopy.set_id.is_not(None))
        .group_by(CommentCopy.set_id)
        .having(marked == 0)
    )


def is_any_to_release() -> bool:
    """Return True when `release_gone` has something to do: it need not lock the database else."""
    withdrawn = sa.select(CommentCopy.comment_id).where(*_withdrawn()).limit(1)
    return (
        db.session.scalar(withdrawn) is not None
        or db.session.scalar(_sets_without_marks().limit(1)) is not None
    )


def release_gone() -> None:
    """Let go of sets what was withdrawn.

    A set whose marked comment is gone is looked for again, so that new copies still find it.
    """
    db.session.execute(sa.delete(CommentCopy).where(*_withdrawn()))
    unmarked = list(db.session.scalars(_sets_without_marks()))
    db.session.execute(sa.delete(CommentCopy).where(CommentCopy.set_id.in_(unmarked)))


def not_looked_at(*, limit: int = AT_ONCE) -> list[tuple[str, str]]:
    """Return (id, words) of comments of which nobody knows yet whether they are copies."""
    is_known = sa.exists().where(CommentCopy.comment_id == IndexCard.comment_id)
    query = (
        sa.select(Comment.id, Comment.text)
        .join(IndexCard, IndexCard.comment_id == Comment.id)
        .where(~is_known)
        .order_by(IndexCard.number)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def words_to_compare(marks: Sequence[int]) -> list[tuple[str, str]]:
    """Return (id, words) of the comments that share a mark, those that share most first."""
    query = (
        sa.select(Comment.id, Comment.text)
        .join(CopyMark, CopyMark.comment_id == Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(CopyMark.number.in_(marks), Submission.withdrawn_on.is_(None))
        .group_by(Comment.id, Comment.text)
        .order_by(sa.func.count().desc(), Comment.id)
        .limit(MOST_COMPARED)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def note_copy(comment_id: str, *, same_as: Sequence[str], marks: Sequence[int]) -> None:
    """Note that a comment was looked at: it joins the set of the first that it is the same as.

    Only a comment that joins none has marks of its own. One that was erased or looked at meanwhile
    is left alone.
    """
    if db.session.get(CommentCopy, comment_id) or not db.session.get(Comment, comment_id):
        return
    for each in same_as:
        other = db.session.get(CommentCopy, each)
        if other is not None:
            other.set_id = other.set_id or random_id()
            db.session.add(CommentCopy(comment_id=comment_id, set_id=other.set_id))
            db.session.flush()
            return
    db.session.add(CommentCopy(comment_id=comment_id, set_id=None))
    db.session.flush()
    db.session.add_all(CopyMark(comment_id=comment_id, number=number) for number in marks)
    db.session.flush()


def copies_of(comment: Comment, *, most: int = 5) -> Copies | None:
    """Return how many people sent the words of `comment`; None when nobody else did."""
    own = db.session.get(CommentCopy, comment.id)
    if own is None or own.set_id is None:
        return None
    of_set = (
        sa.select(Comment)
        .join(CommentCopy, CommentCopy.comment_id == Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(CommentCopy.set_id == own.set_id, Submission.withdrawn_on.is_(None))
    )
    submissions = of_set.with_only_columns(Comment.submission_id).distinct()
    counted = sa.select(sa.func.count()).select_from(submissions.limit(MOST_COUNTED + 1).subquery())
    people = db.session.scalar(counted) or 0
    if people < 2:
        return None
    others = of_set.where(Comment.id != comment.id).order_by(CommentCopy.comment_id).limit(most)
    return Copies(people, list(db.session.scalars(others)))


def sets_in(comment_ids: Sequence[str]) -> dict[str, int]:
    """Return {comment: how many people sent its words} of those whose words others sent too."""
    sets = dict[str, str]()
    query = sa.select(CommentCopy.comment_id, CommentCopy.set_id).where(
        CommentCopy.comment_id.in_(comment_ids), CommentCopy.set_id.is_not(None)
    )
    for comment_id, set_id in db.session.execute(query):
        sets[comment_id] = str(set_id)
    people = sa.func.count(Comment.submission_id.distinct())
    counted = (
        sa.select(CommentCopy.set_id, people)
        .join(Comment, Comment.id == CommentCopy.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(CommentCopy.set_id.in_(set(sets.values())), Submission.withdrawn_on.is_(None))
        .group_by(CommentCopy.set_id)
        .having(people > 1)
    )
    sizes = {str(row[0]): int(row[1]) for row in db.session.execute(counted)}
    return {comment_id: sizes[set_id] for comment_id, set_id in sets.items() if set_id in sizes}


def in_same_words(theme: Theme) -> InSameWords | None:
    """Return how a theme counts with copies counted once; None when nobody copied.

    Whoever said it in words of their own as well is counted for these.
    """
    rows = db.session.execute(
        sa.select(Comment.submission_id, CommentCopy.set_id)
        .join(ThemeComment, ThemeComment.comment_id == Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(CommentCopy, CommentCopy.comment_id == Comment.id)
        .where(ThemeComment.theme_id == theme.id, is_a_person())
        .distinct()
    ).all()
    people_of: dict[str, set[str]] = {}
    for submission_id, set_id in rows:
        if set_id is not None:
            people_of.setdefault(set_id, set()).add(submission_id)
    shared = {set_id for set_id, people in people_of.items() if len(people) > 1}
    own = {submission_id for submission_id, set_id in rows if set_id not in shared}
    copied = {set_id for set_id in shared if people_of[set_id] - own}
    people = set().union(*(people_of[set_id] for set_id in shared)) if shared else set()
    return InSameWords(len(people), len(shared), len(own) + len(copied)) if shared else None
