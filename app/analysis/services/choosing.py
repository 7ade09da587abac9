"""What people make of suggested groups: take out, split, merge, dismiss, or a theme."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.analysis.models import (
    GroupState,
    IndexCard,
    InPublic,
    Origin,
    SuggestedGroup,
    SuggestedMember,
    Theme,
    ThemeComment,
)
from app.analysis.services.grouping import is_shown, record_grouping
from app.analysis.services.themes import add_comments, add_theme
from app.db import db, utc_now
from app.errors import DomainError


def _one(grouping_id: str, group_id: int) -> sa.Select[SuggestedGroup]:
    return sa.select(SuggestedGroup).where(
        SuggestedGroup.id == group_id, SuggestedGroup.grouping_id == grouping_id
    )


def _members(group: SuggestedGroup) -> list[SuggestedMember]:
    query = sa.select(SuggestedMember).where(SuggestedMember.group_id == group.id)
    return list(db.session.scalars(query))


def get_group(grouping_id: str, group_id: int) -> SuggestedGroup:
    """Return one suggested group, or raise NoResultFound."""
    return db.session.scalars(_one(grouping_id, group_id)).one()


def get_open_group(grouping_id: str, group_id: int) -> SuggestedGroup:
    """Return a group that waits for a decision, and hold it. Raises DomainError.

    Two people cannot pass here at once: SQLite has one writer, PostgreSQL locks the row.
    """
    query = _one(grouping_id, group_id).with_for_update()
    query = query.execution_options(populate_existing=True)
    group = db.session.scalars(query).one()
    if group.state != GroupState.OPEN:
        raise DomainError(_l("Somebody has decided about this group already. Look at it again."))
    return group


def lock_group(grouping_id: str, group_id: int, *, seen: int) -> SuggestedGroup:
    """Return an open group for somebody who saw it with `seen` comments. Raises DomainError."""
    group = get_open_group(grouping_id, group_id)
    if group.size != seen:
        raise DomainError(
            _l("This group has changed since you opened it. Look at it again and decide anew.")
        )
    return group


def member_ids(group: SuggestedGroup) -> list[str]:
    """Return the ids of the group's comments that may be shown now."""
    query = (
        sa.select(SuggestedMember.comment_id)
        .join(IndexCard, IndexCard.comment_id == SuggestedMember.comment_id)
        .where(SuggestedMember.group_id == group.id, *is_shown())
    )
    return sorted(db.session.scalars(query))


def _recount(group: SuggestedGroup) -> None:
    """Say that a person changed the group: its name is the machine's to find again."""
    db.session.flush()
    query = sa.select(sa.func.count()).where(SuggestedMember.group_id == group.id)
    group.size = db.session.scalar(query) or 0
    group.is_changed, group.label, group.is_named = True, "", False
    db.session.flush()


def _decide(group: SuggestedGroup, state: GroupState, by: User) -> None:
    group.state, group.decided_at, group.decided_by_id = state, utc_now(), by.id
    db.session.flush()


def _ticked(group: SuggestedGroup, comment_ids: Sequence[str]) -> list[SuggestedMember]:
    """Return some members, but not all of them. Raises DomainError."""
    members = _members(group)
    ticked = [member for member in members if member.comment_id in set(comment_ids)]
    if not ticked:
        raise DomainError(_l("Tick at least one comment"))
    if len(ticked) == len(members):
        raise DomainError(_l("These are all of its comments. Dismiss the group instead."))
    return ticked


def take_out(group: SuggestedGroup, comment_ids: Sequence[str], *, by: User) -> int:
    """Take comments out of an open group; return how many. Raises DomainError."""
    ticked = _ticked(group, comment_ids)
    for member in ticked:
        db.session.delete(member)
    _recount(group)
    record_grouping("grouping.take-out", group.grouping_id, by, comments=len(ticked))
    return len(ticked)


def split_group(group: SuggestedGroup, comment_ids: Sequence[str], *, by: User) -> SuggestedGroup:
    """Make a group of some comments of an open one, which they leave. Raises DomainError."""
    ticked = _ticked(group, comment_ids)
    new = SuggestedGroup(
        grouping_id=group.grouping_id, size=len(ticked), is_changed=True, is_named=False
    )
    db.session.add(new)
    db.session.flush()
    for member in ticked:
        db.session.add(
            SuggestedMember(group_id=new.id, comment_id=member.comment_id, typical=member.typical)
        )
        db.session.delete(member)
    _recount(new)
    _recount(group)
    record_grouping("grouping.split", group.grouping_id, by, comments=len(ticked))
    return new


def merge_groups(group: SuggestedGroup, into: SuggestedGroup, *, by: User) -> int:
    """Put the comments of one open group into another; return how many. Raises DomainError."""
    if group.id == into.id or group.grouping_id != into.grouping_id:
        raise DomainError(_l("Choose another group"))
    there = {member.comment_id for member in _members(into)}
    members = _members(group)
    for member in members:
        if member.comment_id not in there:
            db.session.add(
                SuggestedMember(group_id=into.id, comment_id=member.comment_id, typical=None)
            )
        db.session.delete(member)
    _recount(group)
    _recount(into)
    group.merged_into_id = into.id
    _decide(group, GroupState.MERGED, by)
    record_grouping("grouping.merge", group.grouping_id, by, comments=len(members))
    return len(members)


def dismiss_group(group: SuggestedGroup, *, by: User) -> None:
    """Say that the group is no theme; it can be brought back."""
    _decide(group, GroupState.DISMISSED, by)
    record_grouping("grouping.dismiss", group.grouping_id, by, comments=group.size)


def bring_back(group: SuggestedGroup, *, by: User) -> None:
    """Let a dismissed group wait for a decision again. Raises DomainError."""
    if group.state != GroupState.DISMISSED:
        raise DomainError(_l("Only a dismissed group can be brought back."))
    group.state, group.decided_at, group.decided_by_id = GroupState.OPEN, None, None
    db.session.flush()
    record_grouping("grouping.bring-back", group.grouping_id, by, comments=group.size)


def accept_as_theme(
    group: SuggestedGroup,
    *,
    name: str,
    easy_read_name: str,
    by: User,
    description: str = "",
    in_public: InPublic = InPublic.BY_COUNT,
) -> Theme:
    """Make a theme of a group, under names that a person gave. Raises DomainError."""
    theme = add_theme(
        name,
        easy_read_name=easy_read_name,
        description=description,
        in_public=in_public,
        by=by,
    )
    accept_into(group, theme, by=by)
    return theme


def accept_into(group: SuggestedGroup, theme: Theme, *, by: User) -> int:
    """Put a group's comments into a theme; return how many were not there. Raises DomainError.

    The theme's own steps say for ever that a machine suggested it, which one, and how stable.
    """
    ids = member_ids(group)
    if not ids:
        raise DomainError(_l("No comment of this group can be shown any more."))
    facts = {"suggested_by": group.grouping.model_version, "stability": group.stability}
    if group.is_changed:
        facts["changed"] = True
    added = add_comments(theme, ids, by=by, facts=facts)
    typical = sa.select(SuggestedMember.comment_id).where(
        SuggestedMember.group_id == group.id, SuggestedMember.typical.is_not(None)
    )
    db.session.execute(
        sa.update(ThemeComment)
        .where(
            ThemeComment.theme_id == theme.id,
            ThemeComment.comment_id.in_(typical),
            ThemeComment.typical_by.is_(None),
        )
        .values(typical_by=Origin.MACHINE)
    )
    group.theme_id = theme.id
    _decide(group, GroupState.ACCEPTED, by)
    record_grouping("grouping.accept", group.grouping_id, by, theme=theme.id, comments=len(ids))
    return added
