"""Sealed: bytes that only a holder of our secret can open, and that nobody can change or exchange.

For what is too much somebody's own to lie in the database as it is: a voice (decision 0015), an
address (decision 0016). A copy of the database alone opens nothing; with another SECRET_KEY it is
lost for good.
"""

import base64
import binascii
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

_NONCE = 12


class BrokenSealError(Exception):
    """What was sealed was changed, belongs elsewhere, or was sealed with another secret."""


def _lock(purpose: str) -> AESGCM:
    """Return AES-256-GCM with a key for one purpose, worked out from our secret."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return AESGCM(hmac.digest(key, f"seal:{purpose}".encode(), "sha256"))


def seal(purpose: str, owner: str, content: bytes) -> bytes:
    """Return `content` sealed, for the row `owner` only."""
    nonce = os.urandom(_NONCE)
    return nonce + _lock(purpose).encrypt(nonce, content, owner.encode())


def unseal(purpose: str, owner: str, sealed: bytes) -> bytes:
    """Return what was sealed for `owner`, or raise BrokenSealError."""
    try:
        return _lock(purpose).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise BrokenSealError from error


def seal_text(purpose: str, text: str) -> str:
    """Return `text` sealed, as letters; the same text twice looks different."""
    return base64.urlsafe_b64encode(seal(purpose, "", text.encode())).decode()


def unseal_text(purpose: str, sealed: str) -> str | None:
    """Return what `seal_text` sealed; None when it was changed, or SECRET_KEY was."""
    try:
        return unseal(purpose, "", base64.urlsafe_b64decode(sealed)).decode()
    except (BrokenSealError, binascii.Error):
        return None
