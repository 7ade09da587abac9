"""Meetings of a sub-group: when they are held, and decisions that become actions at once."""

from datetime import date, timedelta
from typing import Unpack

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.db import db
from app.strategy.models import SubGroup
from app.tracker.models import Action, Meeting
from app.tracker.services.actions import ActionError, ActionFacts, add_action, record

#: Sub-groups meet at least every two months; the first pack looks back as far.
BETWEEN_MEETINGS = timedelta(days=62)


def list_meetings() -> list[Meeting]:
    """Return every meeting, the newest first."""
    query = (
        sa.select(Meeting)
        .options(joinedload(Meeting.group))
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    return list(db.session.scalars(query))


def get_meeting(meeting_id: int) -> Meeting:
    """Return one meeting, or raise NoResultFound."""
    return db.session.get_one(Meeting, meeting_id)


def add_meeting(*, group_code: str, held_on: date | None, by: User) -> Meeting:
    """Write down that a group meets on a day. Raises ActionError when it does already."""
    if held_on is None:
        raise ActionError(_l("Give the day of the meeting."), field="held_on")
    same = sa.select(Meeting.id).where(Meeting.group_code == group_code, Meeting.held_on == held_on)
    if db.session.scalar(same) is not None:
        raise ActionError(_l("This group has a meeting on that day already."), field="held_on")
    meeting = Meeting(
        group=db.session.get_one(SubGroup, group_code), held_on=held_on, made_by_id=by.id
    )
    db.session.add(meeting)
    db.session.flush()
    record("meeting.add", target=f"meeting:{meeting.id}", by=by, group=group_code)
    return meeting


def meeting_before(meeting: Meeting) -> Meeting | None:
    """Return the group's meeting before this one, or None."""
    query = (
        sa.select(Meeting)
        .where(Meeting.group_code == meeting.group_code, Meeting.held_on < meeting.held_on)
        .order_by(Meeting.held_on.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def decide(meeting: Meeting, *, by: User, **facts: Unpack[ActionFacts]) -> Action:
    """Write down a decision of a meeting: it is an action of its group from now on.

    Raises ActionError when the meeting is still to come, or when the decision leaves out what
    families need: what, where, for whom, by when, or why not.
    """
    if meeting.is_to_come:
        raise ActionError(_l("This meeting is still to come. Decisions are written down in it."))
    action = add_action(by=by, **facts)
    action.meeting_id = meeting.id
    action.decision, action.decided_on = meeting.group.name, meeting.held_on
    db.session.flush()
    record("meeting.decide", target=f"meeting:{meeting.id}", by=by, action_id=action.id)
    return action
