"""People's words: masked for others, and found again when a reviewer selects some of them."""

import re

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.analysis.models import Redaction, Status
from app.db import db
from app.errors import DomainError
from app.responses.models import Comment
from app.safeguarding.services import refang

_SPACE = re.compile(r"\s+")
#: What `mask` puts in place of words; labels are short and have no brackets.
_MASK = re.compile(r"\[[^\[\]\n]{1,40}\]")


def list_redactions(comment: Comment) -> list[Redaction]:
    """Return what was proposed or decided to be masked, in the order of the text."""
    query = sa.select(Redaction).where(Redaction.comment_id == comment.id)
    return list(db.session.scalars(query.order_by(Redaction.start_at, Redaction.end_at)))


def mask(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Return `text` with each (start, end, label) replaced by [label]; spans may overlap."""
    pieces: list[str] = []
    place = 0
    for start, end, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= place:
            pieces += [text[place:start], f"[{label}]"]
        place = max(place, end)
    return "".join([*pieces, text[place:]])


def without_masks(masked: str) -> str:
    """Return masked words without what stands for the masks: "[name]" is nobody's word."""
    return _MASK.sub(" ", masked)


def redacted_text(comment: Comment) -> str:
    """Return the words with a placeholder for everything that no person has let through."""
    return mask(
        comment.text,
        [
            (each.start_at, each.end_at, each.label)
            for each in list_redactions(comment)
            if each.status != Status.REJECTED
        ],
    )


def find_words(comment: Comment, words: str, *, start: int | None = None) -> tuple[int, int]:
    """Return where `words` stand in the comment, verbatim: near `start` when that is known.

    Line breaks and harmless spellings of addresses, as our pages show them, are seen through.
    Raises DomainError when the words are not there (A5).
    """
    wanted = _SPACE.sub(" ", words).strip()
    for spelling in dict.fromkeys((wanted, refang(wanted))):
        if not spelling:
            continue
        pattern = r"\s+".join(re.escape(word) for word in spelling.split(" "))
        found = [match.span() for match in re.finditer(pattern, comment.text)]
        if found:
            return min(found, key=lambda span: abs(span[0] - (start or 0)))
    raise DomainError(
        _l("Those words are not in the comment. Copy them exactly as they stand there.")
    )
