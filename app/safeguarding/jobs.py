"""What the worker does for safeguarding."""

from app.db import begin_write, db
from app.safeguarding import services


def rescreen_unscreened() -> int:
    """Screen every comment that the request could not screen; return how many now are.

    Each is committed by itself, so one that cannot be screened holds up no other.
    """
    waiting = services.unscreened_comments()
    db.session.rollback()
    screened = 0
    for comment_id in waiting:
        begin_write()
        screened += services.rescreen(comment_id)
        db.session.commit()
    return screened


def remove_old_submissions() -> int:
    """Delete words that are past their time; return how many submissions went.

    A batch a sweep, each committed whole; the next sweep finds what is left.
    """
    begin_write()
    removed = services.remove_old_submissions()
    db.session.commit()
    return removed


def delete_old_sounds() -> int:
    """Delete what people said out loud once it was written down and is not needed any more."""
    begin_write()
    removed = services.delete_old_sounds()
    db.session.commit()
    return removed


def forget_typings() -> int:
    """Forget how papers were typed in twice whose words were taken back; return how many."""
    if not services.has_typings_taken_back():
        db.session.rollback()
        return 0
    begin_write()
    forgotten = services.forget_typings_taken_back()
    db.session.commit()
    return forgotten
