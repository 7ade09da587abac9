"""People's words: masked for others, and found again when a reviewer selects some of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import InstrumentedAttribute

from app.analysis.models import Reading, Redaction, Review, Status
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


def waits_for_masks(comment_id: str | InstrumentedAttribute[str]) -> sa.Exists:
    """Return the condition that a mask of a comment was confirmed by nobody yet (R-PUB-3)."""
    return sa.exists().where(
        Redaction.comment_id == comment_id, Redaction.status == Status.SUGGESTED
    )


@dataclass(frozen=True)
class Mask:
    """Characters [start, end) that stand as one [label]; `ids` are the redactions behind it."""

    start: int
    end: int
    label: str
    ids: tuple[int, ...] = ()


def join_masks(masks: Iterable[Mask]) -> list[Mask]:
    """Return `masks` in the order of the text; what overlaps is one, with the first's label."""
    joined: list[Mask] = []
    for each in sorted(masks, key=lambda mask: (mask.start, -mask.end)):
        if joined and each.start < joined[-1].end:
            last = joined[-1]
            end = max(last.end, each.end)
            joined[-1] = Mask(last.start, end, last.label, last.ids + each.ids)
        else:
            joined.append(each)
    return joined


def masks_of(redactions: Iterable[Redaction]) -> list[Mask]:
    """Return what stands masked: everything that no person has let through."""
    return join_masks(
        Mask(each.start_at, each.end_at, each.label, (each.id,))
        for each in redactions
        if each.status != Status.REJECTED
    )


def mask(text: str, masks: Iterable[Mask]) -> str:
    """Return `text` with [label] in place of each mask; they may overlap."""
    pieces: list[str] = []
    place = 0
    for each in join_masks(masks):
        pieces += [text[place : each.start], f"[{each.label}]"]
        place = each.end
    return "".join([*pieces, text[place:]])


def without_masks(masked: str) -> str:
    """Return masked words without what stands for the masks: "[name]" is nobody's word."""
    return _MASK.sub(" ", masked)


def redacted_text(comment: Comment) -> str:
    """Return the words with a placeholder for everything that no person has let through."""
    return mask(comment.text, masks_of(list_redactions(comment)))


def is_read_by_machine(comment: Comment) -> bool:
    """Return True when the machine has looked for what to mask."""
    query = sa.select(sa.exists().where(Reading.comment_id == comment.id))
    return bool(db.session.scalar(query))


def masked_texts(comments: Sequence[Comment]) -> dict[str, str | None]:
    """Return {comment id: its words, masked}; None where neither machine nor person has read it."""
    ids = [comment.id for comment in comments]
    found: dict[str, list[Redaction]] = {each: [] for each in ids}
    query = sa.select(Redaction).where(Redaction.comment_id.in_(ids))
    for redaction in db.session.scalars(query):
        found[redaction.comment_id].append(redaction)
    read = {
        comment_id
        for model in (Reading, Review)
        for comment_id in db.session.scalars(
            sa.select(model.comment_id).where(model.comment_id.in_(ids))
        )
    }
    return {
        each.id: mask(each.text, masks_of(found[each.id])) if each.id in read else None
        for each in comments
    }


def find_words(comment: Comment, words: str, *, start: int | None = None) -> tuple[int, int]:
    """Return where `words` stand in the comment, verbatim: near `start` when that is known.

    They may be copied from the masked words: what a mask stands for is taken whole. Line breaks and
    harmless spellings of addresses, as our pages show them, are seen through.
    Raises DomainError when the words are not there (A5).
    """
    wanted = _SPACE.sub(" ", words).strip()
    masks = masks_of(list_redactions(comment))
    for spelling in dict.fromkeys((wanted, refang(wanted))):
        if not spelling:
            continue
        pattern = re.compile(r"\s+".join(re.escape(word) for word in spelling.split(" ")))
        found = [each.span() for each in pattern.finditer(comment.text)]
        found = found or _behind_masks(pattern, comment.text, masks)
        if found:
            return min(found, key=lambda span: abs(span[0] - (start or 0)))
    raise DomainError(
        _l("Those words are not in the comment. Copy them exactly as they stand there.")
    )


def _behind_masks(
    pattern: re.Pattern[str], text: str, masks: Sequence[Mask]
) -> list[tuple[int, int]]:
    """Return where in `text` stands what the pattern finds in the same text, masked."""
    places: list[tuple[int, int, bool]] = []
    place = 0
    for each in masks:
        places += [(at, at + 1, False) for at in range(place, each.start)]
        places += [(each.start, each.end, True)] * len(f"[{each.label}]")
        place = each.end
    places += [(at, at + 1, False) for at in range(place, len(text))]
    spans = []
    for match in pattern.finditer(mask(text, masks)):
        behind = places[match.start() : match.end()]
        # Words that are only in the name of a mask are nobody's.
        if not all(is_mask for _start, _end, is_mask in behind):
            spans.append((behind[0][0], behind[-1][1]))
    return spans
