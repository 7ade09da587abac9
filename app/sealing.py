"""Sealing: what must not be readable in a stolen database is encrypted with a key outside it.

The key is made from SECRET_KEY: whoever changes that can open nothing that was sealed before.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def _box(purpose: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"seal:{purpose}".encode())
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return Fernet(base64.urlsafe_b64encode(made.derive(secret)))


def seal(purpose: str, text: str) -> str:
    """Return `text` encrypted (AES-128-CBC, HMAC-SHA-256); twice the same text looks different.

    `purpose` keeps what is sealed for one thing from being opened as another.
    """
    return _box(purpose).encrypt_at_time(text.encode(), current_time=0).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """Return what was sealed for `purpose`; None when it was changed, or SECRET_KEY was."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
