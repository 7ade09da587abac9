"""The second step: codes from an app that work once, and recovery codes that are kept as hashes."""

import secrets
from dataclasses import dataclass
from typing import Any

import segno
import sqlalchemy as sa
from flask_security import MfRecoveryCodesUtil, Totp
from passlib.exc import UsedTokenError  # type: ignore[import-untyped]

from app.accounts.models import User
from app.db import db
from app.security import keyed_hash

RECOVERY_CODES = 10
#: 24 letters of 5 bits each: 120 bits, so a keyed hash is enough (R-AUT-5).
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_CODE_LENGTH = 24
_READ_AS = str.maketrans("oil", "011")
_QUIET_ZONE = 4


@dataclass(frozen=True)
class QrCode:
    """A QR code as one path of unit squares, for a drawing of `size` by `size`."""

    size: int
    path: str


def draw_qr_code(text: str) -> QrCode:
    """Return the QR code of `text`; a template draws it, since our pages load no data: pictures."""
    rows = segno.make(text, micro=False).matrix
    squares = [
        f"M{x + _QUIET_ZONE} {y + _QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return QrCode(size=len(rows) + 2 * _QUIET_ZONE, path="".join(squares))


class OneTimeCodes(Totp):
    """Codes of an authenticator app, each of which opens the door once."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the time step of the last code that was taken."""
        last: int | None = user.last_code_step
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Take the code; UsedTokenError when somebody took it, or a later one, in this instant."""
        taken = db.session.execute(
            sa.update(User)
            .where(
                User.id == user.id,
                sa.or_(User.last_code_step.is_(None), User.last_code_step < tmatch.counter),
            )
            .values(last_code_step=tmatch.counter)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
            raise UsedTokenError

    def fetch_setup_values(self, totp: str, user: Any) -> dict[str, Any]:
        """Return what the set-up page shows: the key in words and as a QR code."""
        return {
            "username": user.email,
            "key": self.get_totp_pretty_key(totp),
            "b32key": self.get_totp_b32_key(totp),
            "issuer": self._totp.issuer,
            "image": draw_qr_code(self.get_totp_uri(user.email, totp)),
            "uri": self.get_totp_uri(user.email, totp),
        }


def _plain(code: str) -> str:
    letters = "".join(letter for letter in code.casefold() if letter.isalnum())
    return letters.translate(_READ_AS)


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes: shown once, kept as keyed hashes, each good for one use."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Return ten new codes, and keep their hashes instead of the ones from before."""
        codes = [
            "".join(secrets.choice(_ALPHABET) for _letter in range(_CODE_LENGTH))
            for _code in range(RECOVERY_CODES)
        ]
        user.mf_recovery_codes = [self._hash(code) for code in codes]
        return [
            "-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4))
            for code in codes
        ]

    def get_recovery_codes(self, _user: Any) -> list[str]:
        """Return nothing: a hash cannot be read back."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Return True when the code is theirs and unused; lock it until the transaction ends."""
        db.session.refresh(user, ["mf_recovery_codes"], with_for_update=True)
        return self._hash(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Use a code up."""
        if not self.check_recovery_code(user, code):
            return False
        kept = list(user.mf_recovery_codes)
        kept.remove(self._hash(code))
        user.mf_recovery_codes = kept
        return True

    @staticmethod
    def _hash(code: str) -> str:
        return keyed_hash("recovery code", _plain(code))
