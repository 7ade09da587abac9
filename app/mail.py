"""Mail: plain text, neutral subject, never what people wrote, and not too much (R-MAIL-1)."""

import logging
import smtplib
import ssl
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import SplitResult, unquote, urlsplit

import sqlalchemy as sa
from flask import current_app

from app import limits
from app.db import db
from app.security import keyed_hash

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10
ONE_HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
MOST_A_DAY = 3
MOST_AN_HOUR_IN_ALL = 200
#: While mail seems to be down nobody is tried, so that no sweep waits for it again and again.
REST_AFTER_FAILURE = timedelta(minutes=15)
#: A long address stays in one piece, in headers too; what is not ASCII goes as letters that are.
POLICY = SMTP.clone(max_line_length=998, cte_type="7bit")
#: What is said to a relay on this machine goes over no wire, and nobody certifies its name.
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_ALL = "mail"
_FAILED = "mail-failed"


def is_full() -> bool:
    """Return True when no more mail may go this hour, to whomever."""
    return limits.tries_within(_ALL, ONE_HOUR) >= MOST_AN_HOUR_IN_ALL


def seems_down() -> bool:
    """Return True when a mail failed a few minutes ago."""
    return limits.tries_within(_FAILED, REST_AFTER_FAILURE) > 0


def had_enough(address: str) -> bool:
    """Return True when this address had a mail in the last hour, or three in the last day."""
    key = _key_of(address)
    if limits.tries_within(key, ONE_HOUR):
        return True
    return limits.tries_within(key, ONE_DAY) >= MOST_A_DAY


def note(address: str) -> None:
    """Count a mail to this address; the caller commits, and only then sends."""
    limits.note_try(_ALL)
    limits.note_try(_key_of(address))


def note_failure(address: str) -> None:
    """Count a mail as not sent, and rest for a while; the caller commits."""
    for key in (_ALL, _key_of(address)):
        newest = (
            sa.select(limits.Attempt.id)
            .where(limits.Attempt.key == key)
            .order_by(limits.Attempt.at.desc())
            .limit(1)
        )
        newest_id = db.session.scalar(newest)
        db.session.execute(sa.delete(limits.Attempt).where(limits.Attempt.id == newest_id))
    rest()


def rest() -> None:
    """Note that a mail failed: nobody is tried for a while. The caller commits."""
    limits.note_try(_FAILED)


def _key_of(address: str) -> str:
    """Return the key to count an address by: kept for a day, and not to be read back."""
    return f"mail:{keyed_hash('mail to', address.casefold())[:32]}"


class UnsafeAddressError(ValueError):
    """An address or subject that holds a line break."""


def send(*, to: str, subject: str, body: str, headers: Mapping[str, str] | None = None) -> bool:
    """Send one message through MAIL_URL; return False when mail is off or nobody answers.

    MAIL_URL is `smtp://user:password@host:port/?from=address` (or `smtps://`). Mail that fails
    never stops the work that asked for it. Raises UnsafeAddressError on a line break in a header.
    """
    url = current_app.config["SETTINGS"].mail_url
    more = dict(headers or {})
    if any(mark in "".join([to, subject, *more, *more.values()]) for mark in "\r\n"):
        raise UnsafeAddressError("A mail header may not hold a line break.")
    if not url:
        logger.info("mail is off: one message was not sent")
        return False
    relay = urlsplit(url)
    message = EmailMessage(policy=POLICY)
    message["To"], message["Subject"] = to, subject
    message["From"] = unquote(relay.query.removeprefix("from=")) or f"noreply@{relay.hostname}"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in more.items():
        message[name] = value
    message.set_content(body)
    try:
        with _connect(relay) as server:
            _encrypt(server, relay)
            if relay.username:
                server.login(unquote(relay.username), unquote(relay.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail not sent: %s", type(error).__name__)
        return False
    return True


def _connect(relay: SplitResult) -> smtplib.SMTP:
    host = relay.hostname or ""
    if relay.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, relay.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(host, relay.port or 25, timeout=TIMEOUT_SECONDS)


def _encrypt(server: smtplib.SMTP, relay: SplitResult) -> None:
    """Go over to TLS where the relay offers it (RFC 3207).

    Raises SMTPNotSupportedError rather than send our password in clear, and OSError where it
    would go to a relay that cannot show that it is the one that was named.
    """
    if relay.scheme == "smtps" or relay.hostname in _HERE:
        return
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        context = ssl.create_default_context()
        if not relay.username:  # a relay in one's own house: unread on the way is all we ask
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        server.starttls(context=context)
    elif relay.username:
        raise smtplib.SMTPNotSupportedError("The relay offers no TLS.")
