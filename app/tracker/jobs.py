"""What the worker does for the tracker: what is to do is a query, never only a message."""

from flask import current_app

from app import mail
from app.db import begin_write, db
from app.errors import DomainError
from app.tracker import services
from app.tracker.reminder_mail import write_reminder


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


def send_reminders() -> int:
    """Remind the owners of promises by mail; return how many mails went.

    A reminder is taken in hand and committed before it is sent, so two workers do not send it
    twice. When mail is down the rest wait: nothing else in this sweep does.
    """
    settings = current_app.config["SETTINGS"]
    sent = 0
    while settings.mail_url:
        begin_write()
        batch = services.take_reminders()
        if batch is None:
            db.session.rollback()
            break
        subject, body = write_reminder(batch, base_url=settings.public_base_url.rstrip("/"))
        db.session.commit()
        if not mail.send(to=batch.address, subject=subject, body=body):
            begin_write()
            mail.rest()
            db.session.commit()
            break
        begin_write()
        services.note_sent(batch)
        db.session.commit()
        sent += 1
    return sent
