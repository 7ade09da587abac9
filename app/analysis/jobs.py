"""The worker reads comments: apart from the safeguarding screen, the only door into `nlp`."""

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nlp
from app.analysis import services
from app.db import begin_write, db
from app.responses.models import Comment

if TYPE_CHECKING:
    from nlp.redact.area import AreaList
    from nlp.tagger import Tagger

logger = logging.getLogger(__name__)
BATCH = 50
#: One commit for so many readings: families who write meanwhile wait for milliseconds.
STORED_AT_ONCE = 10
#: A sweep stops taking more after this long, so that the other jobs get their turn.
LONGEST_SECONDS = 20.0
_loaded: dict[Path, "Tagger"] = {}
_said_missing: set[Path] = set()


def load_tagger(model_dir: Path) -> "Tagger | None":
    """Return the tagger in `model_dir`, kept between calls until a newer one is trained.

    None when there is none: that is said once, and comments stay reviewable without it.
    """
    try:
        version = nlp.model_version(model_dir)
        if model_dir not in _loaded or _loaded[model_dir].version != version:
            _loaded[model_dir] = nlp.load_tagger(model_dir)
    except nlp.NlpError:
        if model_dir not in _said_missing:
            logger.warning("no model: comments wait for people. Run `flask tagger train`.")
        _said_missing.add(model_dir)
        return None
    _said_missing.discard(model_dir)
    return _loaded[model_dir]


def read_comments(model_dir: Path, *, batch: int = BATCH) -> int:
    """Read every comment that waits, the oldest first; return how many were read.

    Safe to run twice, to kill, and to run in two workers: a comment is taken for a minute, and
    its reading is stored in the transaction that removes it from the outbox. With other lists of
    schools and places beside `model_dir`, what nobody has reviewed yet is read once more.
    """
    tagger = load_tagger(model_dir)
    if tagger is None:
        return 0
    mark = nlp.read_area_lists(model_dir.parent)
    version = f"{tagger.version}+{mark}" if mark else tagger.version
    stop_at = time.monotonic() + LONGEST_SECONDS
    read = 0
    begin_write()
    services.queue_unread(version)
    while True:
        taken = services.claim_waiting(limit=batch)
        english = services.known_english(taken)
        inputs = [_as_input(comment, is_english=comment.id in english) for comment in taken]
        db.session.commit()
        if not inputs:
            return read
        read += _read_batch(tagger, inputs, version=version)
        if time.monotonic() > stop_at:
            return read
        begin_write()


def area_lists(data_dir: Path) -> "dict[str, AreaList]":
    """Return the area's lists of schools and places by file, as the worker will read them."""
    return nlp.area_lists(data_dir)


def keep_index() -> int:
    """Mask what was reviewed, and bring the index of words up to date; return how much was done.

    Each batch is a transaction of its own, so that nobody who writes waits long.
    """
    stop_at = time.monotonic() + LONGEST_SECONDS
    done = 0
    while time.monotonic() < stop_at:
        begin_write()
        batch = services.mask_read() + services.index_words()
        db.session.commit()
        if not batch:
            break
        done += batch
    return done


def forget_searches() -> int:
    """Forget what people looked for a day ago, unless they gave it a name."""
    begin_write()
    forgotten = services.forget_searches()
    db.session.commit()
    return forgotten


def _as_input(comment: Comment, *, is_english: bool) -> "nlp.CommentIn":
    return nlp.CommentIn(
        id=comment.id,
        question=comment.question_text,
        text=comment.text,
        voice=services.voice_of(comment),
        is_english=is_english,
    )


def _read_batch(tagger: "Tagger", inputs: "list[nlp.CommentIn]", *, version: str) -> int:
    """Read a batch at once; when that fails, each by itself, so that one cannot stop another."""
    try:
        readings: list[Any] = list(tagger.read(inputs))
    except Exception:  # whichever it is will fail again below
        readings = [_read_one(tagger, comment) for comment in inputs]
    stored = 0
    pairs = list(zip(inputs, readings, strict=True))
    for start in range(0, len(pairs), STORED_AT_ONCE):
        begin_write()
        for comment, reading in pairs[start : start + STORED_AT_ONCE]:
            stored += _store(comment, version, reading)
        db.session.commit()
    return stored


def _store(comment: "nlp.CommentIn", version: str, reading: Any) -> bool:
    if reading is not None:
        found = _as_found(version, reading)
        return services.store_reading(comment.id, found, words=comment.text)
    if services.put_back(comment.id):
        logger.warning("a comment could not be read by the machine: left for a person")
    return False


def _read_one(tagger: "Tagger", comment: "nlp.CommentIn") -> Any:
    try:
        return next(iter(tagger.read([comment])))
    except Exception as error:  # the error's own text may hold people's words
        logger.error("reading failed: %s", type(error).__name__)  # noqa: TRY400
        return None


def _as_found(version: str, reading: "nlp.Reading") -> services.Found:
    return services.Found(
        model_version=version,
        polarity=reading.polarity,
        has_suggestion=reading.has_suggestion,
        language=reading.language,
        level=reading.safeguarding,
        tags=[
            services.FoundTag(tag.code, tag.sign, tag.score, tag.start, tag.end, tag.strength)
            for tag in reading.tags
        ],
        redactions=[
            services.FoundRedaction(each.start, each.end, each.label, each.reason)
            for each in reading.redactions
        ],
    )
