"""“That is not what I meant”: the writer of a comment puts right how it was understood.

It changes no tag. It brings the comment back to a reviewer, who decides; what came of it counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.analysis.models import Correction, Look, Review, Settled
from app.analysis.services.accuracy import wilson
from app.analysis.services.sharing import decided_tags, public_tags
from app.counts import SMALLEST_BASE
from app.db import db, insert_into, today
from app.errors import DomainError
from app.responses.models import Comment, Submission
from app.strategy import services as strategy
from app.strategy.models import FrameworkItem


def correct(
    comment: Comment, *, wrong: Sequence[str], meant: str | None, words: Comment | None
) -> Correction:
    """Keep what the writer says and put the comment back into the queue.

    `wrong` are codes that were shown to them, `meant` is the code that fits better, `words` a
    comment that says it in their words. Raises DomainError when nothing is said.
    """
    shown = {tag.item.code: tag.sign for tag in public_tags(comment)}
    wrong = sorted(set(shown).intersection(wrong))
    known = {item.code for item in strategy.list_items()}
    if meant not in known or meant in set(shown) - set(wrong):
        meant = None
    if not (wrong or meant or words):
        raise DomainError(
            _l("Tick what is wrong, choose what fits better, or tell us in your words.")
        )
    correction = waiting_correction(comment) or Correction(comment_id=comment.id)
    correction.wrong = wrong
    correction.meant = meant
    correction.words = words or correction.words
    correction.shown = shown
    db.session.add(correction)
    db.session.execute(sa.delete(Review).where(Review.comment_id == comment.id))
    note_look(comment.submission)
    db.session.flush()
    return correction


def waiting_correction(comment: Comment) -> Correction | None:
    """Return what the writer says, while no reviewer has looked at it."""
    return db.session.scalar(
        sa.select(Correction).where(
            Correction.comment_id == comment.id, Correction.settled_on.is_(None)
        )
    )


def settle_correction(comment: Comment) -> None:
    """Note that a reviewer has read the comment again, and how far the writer was followed."""
    correction = waiting_correction(comment)
    if correction is not None:
        correction.settled_on = today()
        correction.settled_as = _outcome(correction, comment)


def _outcome(correction: Correction, comment: Comment) -> Settled | None:
    """Return what the tags say now of a correction; None when nobody kept what they said before."""
    now = {tag.code: tag.sign for tag in decided_tags(comment)}
    before = correction.shown
    if before is None:
        return None
    # What was called wrong may have had the wrong sign only.
    granted = [code not in now or now[code] != before[code] for code in correction.wrong]
    if correction.meant:
        granted.append(correction.meant in now)
    if not granted:  # they said it in words: no rule can tell more than whether the tags moved
        granted = [now != before]
    if all(granted):
        return Settled.AGREED
    return Settled.PARTLY if any(granted) else Settled.KEPT


def let_wait_again(comment: Comment, correction_id: str | None) -> None:
    """Let a correction wait again whose settling is undone, unless the writer said more since."""
    correction = db.session.get(Correction, correction_id) if correction_id else None
    if correction is not None and waiting_correction(comment) is None:
        correction.settled_on = correction.settled_as = None


def note_look(submission: Submission) -> bool:
    """Note that its writer sees what we understood; return True the first time.

    The caller commits.
    """
    if db.session.get(Look, submission.id) is not None:
        return False
    looked = insert_into(Look).values(submission_id=submission.id).on_conflict_do_nothing()
    db.session.execute(looked)
    return True


@dataclass(frozen=True)
class TagSaid:
    """What writers say of one tag."""

    item: FrameworkItem
    #: How often it was called wrong, and how often named as what was meant.
    wrong: int
    meant: int


@dataclass(frozen=True)
class WritersSay:
    """What those who wrote the comments say of how we understood them; taken back ones left out."""

    #: People who saw on their receipt page what we understood.
    looked: int
    #: Of those, people who said at least once that it is not what they meant.
    said: int
    #: Corrections that no reviewer has looked at yet.
    waiting: int
    #: Corrections that a reviewer has settled, by what came of them.
    settled: dict[Settled, int]
    #: Settled before we kept what came of it.
    settled_before: int
    tags: list[TagSaid]

    @property
    def share(self) -> float | None:
        """Of those who looked, the share who said so; None when nobody looked."""
        return self.said / self.looked if self.looked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of `share`; None when fewer than 30 people looked."""
        if self.looked < SMALLEST_BASE:
            return None
        return wilson(self.said / self.looked, self.looked)

    @property
    def followed(self) -> int:
        """How many corrections a reviewer followed, in full or in part."""
        return self.settled[Settled.AGREED] + self.settled[Settled.PARTLY]


def measure_corrections() -> WritersSay:
    """Count what writers say of how we understood them."""
    items = strategy.list_items()
    is_current = Submission.withdrawn_on.is_(None)
    looked = sa.select(sa.func.count()).select_from(Look).join(Submission).where(is_current)

    def how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    columns = {
        "said": sa.func.count(sa.distinct(Submission.id)),
        "waiting": how_many(Correction.settled_on.is_(None)),
        "before": how_many(Correction.settled_on.is_not(None) & Correction.settled_as.is_(None)),
    }
    columns |= {each.value: how_many(Correction.settled_as == each) for each in Settled}
    # A code in quotation marks stands in a list of codes, as JSON writes it, and nowhere else.
    wrong = sa.cast(Correction.wrong, sa.Text)
    for item in items:
        columns[f"{item.code} wrong"] = how_many(wrong.contains(f'"{item.code}"', autoescape=True))
        columns[f"{item.code} meant"] = how_many(Correction.meant == item.code)
    row = db.session.execute(
        sa.select(*(column.label(name) for name, column in columns.items()))
        .select_from(Correction)
        .join(Comment, Comment.id == Correction.comment_id)
        .join(Comment.submission)
        .where(is_current)
    ).one()
    found = {name: int(value) for name, value in row._mapping.items()}
    return WritersSay(
        looked=db.session.scalar(looked) or 0,
        said=found["said"],
        waiting=found["waiting"],
        settled={each: found[each.value] for each in Settled},
        settled_before=found["before"],
        tags=[
            TagSaid(item, found[f"{item.code} wrong"], found[f"{item.code} meant"])
            for item in items
        ],
    )
