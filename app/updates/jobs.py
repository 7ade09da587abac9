"""What the worker does to let people know: mail, messages to other sites, and forgetting."""

import time

from flask import current_app

from app import mail
from app.db import begin_write, db
from app.updates import posting, services
from app.updates.letters import write_letter
from app.updates.messages import body_of, etag_of, named_sites

#: What other sites may take of one sweep; the rest waits for the next.
LONGEST_SECONDS = 60.0


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


def tell_sites() -> int:
    """Tell the sites of the settings what is new; return how many messages arrived.

    A site that fails is left alone until the next sweep, and its message until its wait is over.
    """
    begin_write()
    sites = list(named_sites())
    services.queue_news(sites, etag_of=etag_of)
    services.forget_deliveries()
    db.session.commit()
    delivered, began = 0, time.monotonic()
    while sites and time.monotonic() - began < LONGEST_SECONDS:
        begin_write()
        delivery = services.take_delivery(sites)
        if delivery is None:
            db.session.rollback()
            break
        site = next(each for each in sites if each.target == delivery.target)
        delivery_id, body = delivery.id, body_of(delivery)
        db.session.commit()
        outcome = _post(site, delivery_id, body)
        begin_write()
        services.note_outcome(delivery_id, outcome=outcome.code, is_delivered=outcome.is_delivered)
        db.session.commit()
        delivered += outcome.is_delivered
        if not outcome.is_delivered:
            sites.remove(site)
    return delivered


def _post(site: services.Site, delivery_id: str, body: bytes) -> posting.Outcome:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "said-and-done",
        posting.DELIVERY: delivery_id,
        posting.SIGNATURE: posting.sign(site.secret, body, at=int(time.time())),
    }
    private = current_app.config["SETTINGS"].webhook_private_hosts
    return posting.post(site.url, body, headers=headers, private_hosts=private)
