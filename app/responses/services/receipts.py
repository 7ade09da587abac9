"""Receipts: a code that only its holder has, and what it opens. We keep a keyed hash only.

The code is worked out from the form's one-time key, so a form that is sent twice by a double
click shows the same code both times, and the code is stored nowhere.
"""

import sqlalchemy as sa

from app.db import db
from app.responses.models import Submission
from app.security import keyed_hash

#: Crockford's base 32: no I, L, O or U, so nothing can be misread or spell a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def form_key_of(secret: str) -> str:
    """Return the one-time key of the form that the cookie's secret belongs to."""
    return keyed_hash("form", secret)[:32]


def receipt_code(form_key: str) -> str:
    """Return the receipt code of a form: 80 bits, as `7K3M 9QXT 0V2B 8HNR`."""
    return as_code(int(keyed_hash("receipt code", form_key)[:20], 16))


def as_code(number: int) -> str:
    """Return 80 bits as 16 letters and digits, in four groups."""
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH)]
    groups = ["".join(letters[start : start + GROUP]) for start in range(0, LENGTH, GROUP)]
    return " ".join(groups)


def normalise_code(code: str) -> str:
    """Return a code as it is hashed: however it was typed, O is 0, and I and L are 1."""
    kept = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return kept.translate(_READ_AS)


def hash_code(code: str) -> str:
    """Return the keyed hash under which a receipt is kept."""
    return keyed_hash("receipt", normalise_code(code))


def find_submission(code: str) -> Submission | None:
    """Return the submission that a receipt code opens, or None.

    A code that is malformed, unknown or of a withdrawn submission takes the same hash and the
    same query, so that the answer's time tells nothing.
    """
    return db.session.scalar(
        sa.select(Submission)
        .where(Submission.receipt_hash == hash_code(code))
        .where(Submission.withdrawn_on.is_(None))
    )
