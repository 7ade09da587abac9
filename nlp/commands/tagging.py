"""Tagging from the command line, in one process or several, in constant memory."""

import argparse
import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nlp
from nlp.commands.lines import (
    Answer,
    Encoded,
    chunks,
    decode,
    encode,
    lines,
    note,
    status,
    write_encoded,
)
from nlp.types import CommentIn, NlpError, Reading, SuggestedTag

if TYPE_CHECKING:
    from nlp.tagger import Tagger

CHUNK = 256


def tag(options: argparse.Namespace) -> int:
    """Suggest tags for the comments on standard input."""
    folder = options.model or nlp.default_model_path()
    if options.model is None and not _ready(folder):
        note(
            "There is no model yet: training one from the comments that ship. "
            "It takes some minutes, once."
        )
        nlp.train_if_missing(folder)
    if options.workers == 1:
        answers = _alone(nlp.load_tagger(folder), with_all=options.all)
    else:
        answers = _in_parallel(folder, options.workers, with_all=options.all)
    return status(write_encoded(answers))


def _ready(folder: Path) -> bool:
    try:
        nlp.model_version(folder)
    except NlpError:
        return False
    return True


def _alone(tagger: "Tagger", *, with_all: bool) -> Iterator[Encoded]:
    for chunk in chunks(lines(), CHUNK):
        yield _tag_chunk(tagger, chunk, with_all=with_all)


def _tag_chunk(tagger: "Tagger", chunk: list[bytes], *, with_all: bool) -> Encoded:
    """Return the answers to some lines, written out: who hands out the lines only copies them."""
    answers = [decode(line) for line in chunk]
    comments = [found for _, found in answers if isinstance(found, CommentIn)]
    readings = tagger.read(comments)
    return encode(
        [
            _reading_answer(identifier, next(readings), with_all=with_all)
            if isinstance(found, CommentIn)
            else {"id": identifier, "error": found}
            for identifier, found in answers
        ]
    )


def _reading_answer(identifier: Any, reading: Reading, *, with_all: bool) -> Answer:
    answer: Answer = {
        "id": identifier,
        "tags": [_tag_answer(found) for found in reading.tags if found.strength == "tag"],
        "polarity": reading.polarity,
        "has_suggestion": reading.has_suggestion,
        "safeguarding": reading.safeguarding,
        "language": reading.language,
        "redactions": [
            {"start": found.start, "end": found.end, "label": found.label}
            for found in reading.redactions
        ],
    }
    if reading.cut:
        answer["cut"] = nlp.MAX_CHARACTERS
    if with_all:
        answer["maybe"] = [
            _tag_answer(found) for found in reading.tags if found.strength == "maybe"
        ]
        answer["scores"] = dict(reading.scores)
    return answer


def _tag_answer(found: SuggestedTag) -> Answer:
    answer = asdict(found)
    del answer["strength"]
    return answer


_worker_tagger: "Tagger"


def _start_worker(folder: Path) -> None:
    global _worker_tagger  # noqa: PLW0603 - each process loads its model once
    _worker_tagger = nlp.load_tagger(folder)


def _tag_in_worker(chunk: list[bytes], with_all: bool) -> Encoded:  # noqa: FBT001
    return _tag_chunk(_worker_tagger, chunk, with_all=with_all)


def _in_parallel(folder: Path, workers: int, *, with_all: bool) -> Iterator[Encoded]:
    """Answer in order with several processes, never reading more than a few chunks ahead."""
    nlp.model_version(folder)  # says what is wrong before any process starts
    waiting = chunks(lines(), CHUNK)
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), _start_worker, (folder,)
    )
    try:
        running: deque[Future[Encoded]] = deque(
            pool.submit(_tag_in_worker, chunk, with_all) for chunk in islice(waiting, 3 * workers)
        )
        while running:
            yield running.popleft().result()
            running.extend(
                pool.submit(_tag_in_worker, chunk, with_all) for chunk in islice(waiting, 1)
            )
    except BrokenProcessPool as error:
        raise NlpError("One of the processes ended early; perhaps memory ran out.") from error
    finally:
        pool.shutdown(cancel_futures=True)
