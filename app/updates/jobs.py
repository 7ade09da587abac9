"""What the worker does to let people know: mail what is new, and forget who need not be known."""

from flask import current_app

from app import mail
from app.db import begin_write, db
from app.updates import services
from app.updates.letters import write_letter


def send_updates() -> int:
    """Send the letters that are due; return how many went.

    Each is taken in hand and committed before it is sent, so it never goes twice. When mail is
    down the rest wait: nothing else in this sweep does.
    """
    sent = 0
    if not current_app.config["SETTINGS"].mail_url or not services.is_on() or mail.seems_down():
        return sent
    begin_write()
    due = services.due_followers()
    db.session.commit()
    for follower_id in due:
        begin_write()
        if mail.is_full():
            db.session.rollback()
            break
        letter = services.take_letter(follower_id)
        message = write_letter(letter) if letter else None
        db.session.commit()
        if letter is None or message is None:
            continue
        subject, body, headers = message
        if not mail.send(to=letter.address, subject=subject, body=body, headers=headers):
            begin_write()
            services.put_back(letter)
            db.session.commit()
            break
        sent += 1
    return sent


def forget_followers() -> int:
    """Delete addresses that need not be kept any more; return how many."""
    begin_write()
    gone = services.forget_followers()
    db.session.commit()
    return gone
