"""Take the demo out again: what is marked as demo, and nothing else."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import audit
from app.accounts.models import User
from app.accounts.services import new_uniquifier
from app.accounts.sessions import end_all_sessions
from app.analysis.models import Theme
from app.db import Base, db
from app.responses.models import Submission
from app.tracker.models import Action, Entry, Meeting


@dataclass(frozen=True)
class Cleared:
    """How many submissions and entries went, and which people stay because real rows name them."""

    submissions: int
    entries: int
    kept_people: list[str]


def clear_demo() -> Cleared:
    """Delete everything marked as demo; the audit log stays. The caller commits.

    An entry about an invented action is invented too, whoever wrote it, and goes with it. A demo
    account that a real row names ("decided by") cannot go without falsifying that row: it stays,
    shut, without a password.
    """
    demo_actions = sa.select(Action.id).where(Action.is_demo)
    entries = _delete(Entry, Entry.is_demo | Entry.action_id.in_(demo_actions))
    _delete(Meeting, _is_of_demo())
    _delete(Action, Action.is_demo)
    _delete(Theme, Theme.is_demo)
    submissions = _delete(Submission, Submission.is_demo)
    db.session.expire_all()
    kept = _remove_people()
    audit.record(
        "demo.clear",
        target="demo:all",
        actor="command",
        facts={"submissions": submissions, "people_kept": len(kept)},
    )
    return Cleared(submissions, entries, kept)


def _is_of_demo() -> sa.ColumnElement[bool]:
    """Return the condition that an invented action was decided in a meeting, and no other."""
    decided = Action.meeting_id == Meeting.id
    return sa.exists().where(decided, Action.is_demo) & ~sa.exists().where(decided, ~Action.is_demo)


def _delete(model: type[Base], condition: sa.ColumnExpressionArgument[bool]) -> int:
    """Delete rows and, through the database's own rules, everything that hangs on them."""
    result: Any = db.session.execute(
        sa.delete(model).where(condition).execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def _remove_people() -> list[str]:
    kept = []
    for person in db.session.scalars(sa.select(User).where(User.is_demo).order_by(User.id)):
        if _is_named(person):
            end_all_sessions(person)
            person.active, person.password, person.is_demo = False, None, False
            person.fs_uniquifier = new_uniquifier()
            person.roles = []
            kept.append(person.email)
        else:
            db.session.delete(person)
    db.session.flush()
    return kept


def _is_named(person: User) -> bool:
    """Return True when a row that is still there says that this person did something."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(_names_a_person(key) for key in column.foreign_keys):
                query = sa.select(sa.exists().where(column == person.id))
                if db.session.scalar(query):
                    return True
    return False


def _names_a_person(key: sa.ForeignKey) -> bool:
    """Return True for a reference that does not vanish by itself when the person does."""
    is_membership = key.parent.table.name == "roles_users"
    return key.column.table is User.__table__ and key.ondelete != "CASCADE" and not is_membership
