"""Groups asked for: what the worker compares, how it is stored, and how it stays true.

Only words that a person has read and masked are compared, and nothing that is open in
safeguarding: no label can hold a name, and no group leads to what waits for somebody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis.models import Grouping, GroupState, IndexCard, SuggestedGroup, SuggestedMember
from app.analysis.services.finding import SAFE, Criteria, matching
from app.db import db, utc_now
from app.errors import DomainError

#: More are not compared: a random sample of as many stands for them, and the page says so.
MOST_COMPARED = 2_000
#: Longer than grouping takes; after it, whoever held it is taken for dead.
LEASE = timedelta(minutes=3)
MOST_TRIES = 3
MOST_WAITING = 5
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class FoundGroup:
    """One group as the machine found it: ids of comments, and those that stand for it."""

    label: str
    members: Sequence[str]
    typical: Sequence[str]
    stability: float


def is_shown() -> list[sa.ColumnElement[bool]]:
    """Return the conditions on a card whose words may be compared and shown in a group."""
    return [IndexCard.is_reviewed.is_(True), IndexCard.danger == SAFE, IndexCard.masked != ""]


def record_grouping(action: str, grouping_id: str, by: User, **facts: str | int) -> None:
    """Put on record what `by` did with suggested groups: ids and counts, no words."""
    audit.record(
        action,
        target=f"grouping:{grouping_id}",
        actor=str(by.id),
        role=roles_of(by),
        facts=facts,
    )


def _waits() -> list[sa.ColumnElement[bool]]:
    return [Grouping.done_at.is_(None), Grouping.tries < MOST_TRIES]


def ask_for_groups(wanted: Criteria, *, by: User) -> Grouping:
    """Ask the worker for groups among what `wanted` lets through; the caller commits and nudges.

    Asked twice, the same one waits. Raises DomainError when too many wait.
    """
    waiting = list(db.session.scalars(sa.select(Grouping).where(*_waits())))
    for each in waiting:
        if each.criteria == wanted.as_dict():
            return each
    if len(waiting) >= MOST_WAITING:
        raise DomainError(_l("Groups are being looked for already. Try again in a few minutes."))
    grouping = Grouping(criteria=wanted.as_dict(), asked_by_id=by.id)
    db.session.add(grouping)
    db.session.flush()
    record_grouping("grouping.ask", grouping.id, by)
    return grouping


def get_grouping(grouping_id: str) -> Grouping:
    """Return one, or raise NoResultFound."""
    return db.session.get_one(Grouping, grouping_id)


def list_groupings() -> list[tuple[Grouping, int]]:
    """Return each with how many of its groups wait for a person, the newest first."""
    open_groups = (
        sa.select(sa.func.count())
        .where(
            SuggestedGroup.grouping_id == Grouping.id,
            SuggestedGroup.state == GroupState.OPEN,
        )
        .scalar_subquery()
    )
    query = sa.select(Grouping, open_groups).options(joinedload(Grouping.asked_by))
    query = query.order_by(Grouping.asked_at.desc(), Grouping.id).limit(50)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def was_given_up(grouping: Grouping) -> bool:
    """Return True when the worker tried and could not."""
    is_held = grouping.not_before is not None and grouping.not_before > utc_now()
    return grouping.done_at is None and grouping.tries >= MOST_TRIES and not is_held


def ask_again(grouping: Grouping, *, by: User) -> None:
    """Let the worker try once more."""
    grouping.tries, grouping.not_before = 0, None
    record_grouping("grouping.ask", grouping.id, by)


def _may_be_taken() -> list[sa.ColumnElement[bool]]:
    is_free = sa.or_(Grouping.not_before.is_(None), Grouping.not_before <= utc_now())
    return [*_waits(), is_free]


def is_any_asked() -> bool:
    """Return True when `claim_grouping` has one to take: it need not lock the database else."""
    return db.session.scalar(sa.select(Grouping.id).where(*_may_be_taken()).limit(1)) is not None


def claim_grouping() -> Grouping | None:
    """Take the one that waits longest, for a while; None when nothing waits. The caller commits."""
    query = (
        sa.select(Grouping)
        .where(*_may_be_taken())
        .order_by(Grouping.asked_at, Grouping.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    grouping = db.session.scalar(query)
    if grouping is not None:
        grouping.tries += 1
        grouping.not_before = utc_now() + LEASE
        db.session.flush()
    return grouping


def words_to_group(grouping: Grouping) -> tuple[int, list[tuple[str, str]]]:
    """Return how many comments the search finds, and (id, masked words) of those to compare.

    Cards have random numbers, so the first of them are a random sample, the same each time.
    """
    found = matching(Criteria.from_dict(grouping.criteria), only_reviewed=True)
    found = found.where(IndexCard.masked != "")
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    query = sa.select(IndexCard.comment_id, IndexCard.masked)
    query = query.where(IndexCard.comment_id.in_(found)).order_by(IndexCard.number)
    return total, [(row[0], row[1]) for row in db.session.execute(query.limit(MOST_COMPARED))]


def store_groups(
    grouping_id: str, found: Sequence[FoundGroup], *, total: int, compared: int, version: str
) -> bool:
    """Store what was found; False when another worker was faster. The caller commits.

    What was erased or taken back meanwhile is left out.
    """
    query = sa.select(Grouping).where(Grouping.id == grouping_id).with_for_update()
    grouping = db.session.scalar(query.execution_options(populate_existing=True))
    if grouping is None or grouping.done_at is not None:
        return False
    for each in found:
        _store_group(grouping, each)
    grouping.done_at, grouping.not_before = utc_now(), None
    grouping.found, grouping.compared, grouping.model_version = total, compared, version
    db.session.flush()
    return True


def _store_group(grouping: Grouping, found: FoundGroup) -> None:
    query = sa.select(IndexCard.comment_id).where(
        IndexCard.comment_id.in_(found.members), *is_shown()
    )
    still_there = set(db.session.scalars(query))
    if not still_there:
        return
    group = SuggestedGroup(
        grouping_id=grouping.id,
        label=found.label[:300],
        stability=found.stability,
        size=len(still_there),
        is_named=len(still_there) == len(found.members),
    )
    db.session.add(group)
    db.session.flush()
    places = {comment_id: place for place, comment_id in enumerate(found.typical, start=1)}
    db.session.add_all(
        SuggestedMember(group_id=group.id, comment_id=each, typical=places.get(each))
        for each in sorted(still_there)
    )
    db.session.flush()


def _is_gone() -> sa.ColumnElement[bool]:
    is_there = sa.exists().where(IndexCard.comment_id == SuggestedMember.comment_id, *is_shown())
    return ~is_there


def _how_many_left() -> sa.ScalarSelect[int]:
    query = sa.select(sa.func.count()).where(SuggestedMember.group_id == SuggestedGroup.id)
    return query.scalar_subquery()


def is_any_gone() -> bool:
    """Return True when `drop_gone` has something to do: it need not lock the database else."""
    gone = sa.select(SuggestedMember.group_id).where(_is_gone()).limit(1)
    fewer = sa.select(SuggestedGroup.id).where(SuggestedGroup.size != _how_many_left()).limit(1)
    return db.session.scalar(gone) is not None or db.session.scalar(fewer) is not None


def drop_gone() -> int:
    """Take out of groups what was withdrawn, erased or may not be shown; return how many groups.

    Their words may be in the label, so it goes at once and the machine names what is left again.
    A group of which nothing is left goes too, unless a person decided about it.
    """
    db.session.execute(sa.delete(SuggestedMember).where(_is_gone()))
    members = _how_many_left()
    changed = list(
        db.session.execute(sa.select(SuggestedGroup, members).where(SuggestedGroup.size != members))
    )
    for group, left in changed:
        group.size, group.label, group.is_named = left, "", False
        if left == 0 and group.state == GroupState.OPEN:
            db.session.delete(group)
    db.session.flush()
    return len(changed)


def groups_to_name(*, limit: int = 20) -> list[SuggestedGroup]:
    """Return groups without a name of the machine's that wait for a person."""
    query = sa.select(SuggestedGroup).where(
        SuggestedGroup.is_named.is_(False), SuggestedGroup.state == GroupState.OPEN
    )
    return list(db.session.scalars(query.order_by(SuggestedGroup.id).limit(limit)))


def words_of_grouping(grouping_id: str) -> dict[int, list[str]]:
    """Return {group: the masked words of its comments} for all groups of one grouping."""
    query = (
        sa.select(SuggestedMember.group_id, IndexCard.masked)
        .join(SuggestedGroup, SuggestedGroup.id == SuggestedMember.group_id)
        .join(IndexCard, IndexCard.comment_id == SuggestedMember.comment_id)
        .where(
            SuggestedGroup.grouping_id == grouping_id,
            SuggestedGroup.merged_into_id.is_(None),
            *is_shown(),
        )
        .order_by(SuggestedMember.group_id, SuggestedMember.comment_id)
    )
    found: dict[int, list[str]] = {}
    for group_id, masked in db.session.execute(query):
        found.setdefault(group_id, []).append(masked)
    return found


def name_group(group_id: int, label: str, *, size: int) -> bool:
    """Store the machine's name unless the group has changed meanwhile; say whether it was."""
    group = db.session.get(SuggestedGroup, group_id, populate_existing=True)
    if group is None or group.is_named or group.size != size:
        return False
    group.label, group.is_named = label[:300], True
    db.session.flush()
    return True


def forget_groupings() -> int:
    """Forget what was asked for 90 days ago; the themes made of it say where they come from."""
    old = sa.delete(Grouping).where(Grouping.asked_at < utc_now() - KEPT_FOR)
    return len(list(db.session.execute(old.returning(Grouping.id))))
