"""Jobs of this room: what the worker does on every sweep."""

from app.db import begin_write, db
from app.groups import services


def forget_old_codes() -> int:
    """Remove the codes of groups that met long enough ago; return how many."""
    begin_write()
    removed = services.forget_old_codes()
    db.session.commit()
    return removed
