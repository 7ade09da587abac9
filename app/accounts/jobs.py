"""What the worker does for accounts."""

from flask import current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app import mail
from app.accounts import watching
from app.audit import MANY_LOOKS
from app.db import begin_write, db


def tell_of_many_looks() -> int:
    """Write to administrators that somebody opened many records; return how many mails went.

    It says neither who nor what: that is behind a sign-in (R-MAIL-1).
    """
    settings = current_app.config["SETTINGS"]
    if not settings.mail_url or mail.seems_down() or not watching.is_any_to_mail():
        db.session.rollback()
        return 0
    begin_write()
    addresses = watching.take_alerts()
    db.session.commit()
    base = settings.public_base_url.rstrip("/")
    with current_app.test_request_context(base_url=base), force_locale("en"):
        subject, body = _words(base + url_for("accounts.list_alerts"))
    sent = 0
    for address in addresses:
        if not mail.send(to=address, subject=subject, body=body):
            begin_write()
            mail.rest()
            db.session.commit()
            break
        sent += 1
    return sent


def _words(page: str) -> tuple[str, str]:
    lines = [
        _("Hello,"),
        "",
        _(
            "somebody opened more than %(many)s records within an hour. It may be their work. "
            "Please look who it was, and ask why:",
            many=MANY_LOOKS,
        ),
        page,
        "",
        _("You get this because you are an administrator of Said and Done."),
    ]
    return str(_("Please look at who opened records")), "\n".join(map(str, lines)) + "\n"
