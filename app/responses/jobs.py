"""Jobs of this room: what the worker does on every sweep."""

from app.db import begin_write, db
from app.responses import services


def remove_old_drafts() -> int:
    """Delete unfinished forms and uploads that nobody has touched for a day; return how many."""
    begin_write()
    removed = services.remove_old_drafts() + services.remove_old_uploads()
    db.session.commit()
    return removed
