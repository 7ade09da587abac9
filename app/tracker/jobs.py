"""What the worker does for the tracker: what is to do is a query, never only a message."""

from app.db import begin_write, db
from app.errors import DomainError
from app.tracker import services


def publish_due_entries() -> int:
    """Publish the entries whose day has come; return how many. Each is committed by itself.

    One that a rule stops is held back, once, and its page says so; nothing else waits for it.
    """
    due = services.due_entries()
    db.session.rollback()
    published = 0
    for entry_id in due:
        begin_write()
        try:
            published += services.publish_when_due(services.get_entry(entry_id))
        except DomainError:
            db.session.rollback()
            begin_write()
            services.hold_back(services.get_entry(entry_id))
        db.session.commit()
    return published
