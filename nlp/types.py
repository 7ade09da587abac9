"""The plain records that go into the tagger and come out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from nlp.redact import Redaction

Sign = Literal["+", "-", "~"]
Strength = Literal["tag", "maybe"]

MAX_CHARACTERS = 10_000


class NlpError(Exception):
    """Something the person at the keyboard can put right; the message is one plain sentence."""


class BadCommentError(NlpError):
    """One line or record is not a comment; the others are not affected."""


@dataclass(frozen=True, slots=True)
class CommentIn:
    """One free-text answer, with the question it answers and, when known, who is speaking.

    `is_english` says that a person knows so: the language guard is not asked.
    """

    id: str
    question: str
    text: str
    voice: str = ""
    is_english: bool = False


@dataclass(frozen=True, slots=True)
class SuggestedTag:
    """One tag the model suggests, and the characters of the text that it rests on.

    `score` is a calibrated probability between 0 and 1; `start` and `end` are character offsets
    into the comment's text (end excluded); `sign` is None for priorities. A "maybe" is shown to
    a reviewer and never counted.
    """

    code: str
    sign: Sign | None
    score: float
    start: int
    end: int
    strength: Strength


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the library says about one comment.

    `language` is an ISO 639-1 code, or "und" when there is nothing to judge. A comment that is
    confidently not English carries no tags: it waits for a translation.
    `scores` holds the calibrated probability of every tag, also of those not suggested.
    `cut` says that the text was longer than 10,000 characters and only its beginning was read.
    """

    id: str
    tags: tuple[SuggestedTag, ...]
    polarity: str
    has_suggestion: bool
    safeguarding: str
    language: str
    redactions: tuple["Redaction", ...]
    scores: Mapping[str, float] = field(default_factory=dict)
    cut: bool = False


def parse_comment(record: Any) -> CommentIn:
    """Turn one decoded JSON value into a comment; `BadCommentError` says what is wrong with it."""
    if not isinstance(record, dict):
        raise BadCommentError("The line is not a JSON object.")
    identifier = record.get("id")
    if identifier is None:
        raise BadCommentError('The comment has no "id".')
    if not isinstance(identifier, (str, int)) or isinstance(identifier, bool):
        raise BadCommentError('"id" must be text or a whole number.')
    text = record.get("text")
    if text is None:
        raise BadCommentError('The comment has no "text".')
    if not isinstance(text, str):
        raise BadCommentError('"text" must be text.')
    values = {name: record.get(name) for name in ("question", "voice")}
    for name, value in values.items():
        if not (value is None or isinstance(value, str)):
            raise BadCommentError(f'"{name}" must be text.')
    return CommentIn(
        id=str(identifier),
        text=text,
        question=values["question"] or "",
        voice=values["voice"] or "",
    )
