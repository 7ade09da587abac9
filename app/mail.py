"""Mail: plain text, neutral subject, never what people wrote (R-MAIL-1)."""

import logging
import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10


class UnsafeAddressError(ValueError):
    """An address or subject that holds a line break."""


def send(*, to: str, subject: str, body: str) -> bool:
    """Send one message through MAIL_URL; return False when mail is off or nobody answers.

    MAIL_URL is `smtp://user:password@host:port/?from=address` (or `smtps://`). Mail that fails
    never stops the work that asked for it. Raises UnsafeAddressError on a line break in a header.
    """
    url = current_app.config["SETTINGS"].mail_url
    if any(mark in to + subject for mark in "\r\n"):
        raise UnsafeAddressError("A mail header may not hold a line break.")
    if not url:
        logger.info("mail is off: one message was not sent")
        return False
    relay = urlsplit(url)
    message = EmailMessage()
    message["To"], message["Subject"] = to, subject
    message["From"] = unquote(relay.query.removeprefix("from=")) or f"noreply@{relay.hostname}"
    message.set_content(body)
    connect = smtplib.SMTP_SSL if relay.scheme == "smtps" else smtplib.SMTP
    try:
        with connect(relay.hostname or "", relay.port or 25, timeout=TIMEOUT_SECONDS) as server:
            if relay.username:
                server.login(unquote(relay.username), unquote(relay.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail not sent: %s", type(error).__name__)
        return False
    return True
