"""Saving and coming back (F6): a code, without an e-mail address, opens an unfinished form.

The secret in the cookie is worked out from the code, so the code is stored nowhere and a form
that is open on two devices is one form.
"""

import secrets

from app.responses.services.drafts import place_of_draft, save_draft
from app.responses.services.receipts import as_code, normalise_code
from app.security import keyed_hash

CODE_BITS = 80


def _secret_of(code: str) -> str:
    return keyed_hash("saved form", normalise_code(code))[:32]


def save_for_later(secret: str) -> tuple[str, str] | None:
    """Keep the form for two weeks; return the new code and the new secret, or None: it is gone.

    A code from before stops working. The caller commits.
    """
    code = as_code(secrets.randbits(CODE_BITS))
    new_secret = _secret_of(code)
    return (code, new_secret) if save_draft(secret, new_secret) else None


def is_code_of(code: str, secret: str) -> bool:
    """Return True when this code opens the form with this secret."""
    return secrets.compare_digest(_secret_of(code), secret)


def find_saved(code: str) -> tuple[str, str, str] | None:
    """Return (secret, address of its survey, its language) of what a code opens, or None.

    A code that is malformed, unknown, sent or over takes the same hash and the same query.
    """
    secret = _secret_of(code)
    place = place_of_draft(secret)
    return (secret, *place) if place else None
