"""What each command of the command line does; answers go to standard output, notes to the other."""

import argparse
import json
import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nlp
from nlp.types import BadCommentError, CommentIn, NlpError, Reading, SuggestedTag, parse_comment

if TYPE_CHECKING:
    from nlp.examples import Example
    from nlp.tagger import Tagger

Answer = dict[str, Any]
CHUNK = 256


def tag(options: argparse.Namespace) -> int:
    """Suggest tags for the comments on standard input."""
    folder = options.model or nlp.default_model_path()
    if options.model is None and not _ready(folder):
        _note("There is no model yet: training one from the comments that ship. It takes a while.")
        nlp.train_if_missing(folder)
    workers = max(1, options.workers)
    chunks = _chunks(sys.stdin.buffer, CHUNK if workers > 1 else 1)
    if workers == 1:
        tagger = nlp.load_tagger(folder)
        count = _write(_tag_lines(tagger, sys.stdin.buffer, with_all=options.all))
    else:
        count = _write(_in_parallel(chunks, folder, workers, with_all=options.all))
    if not count:
        _note("There were no comments on standard input.")
    return 0


def _ready(folder: Path) -> bool:
    try:
        nlp.model_version(folder)
    except NlpError:
        return False
    return True


def _tag_lines(tagger: "Tagger", lines: Iterable[bytes], *, with_all: bool) -> Iterator[Answer]:
    """Answer every line in order, a batch at a time."""
    for chunk in _chunks(lines, CHUNK):
        yield from _tag_chunk(tagger, chunk, with_all=with_all)


def _tag_chunk(tagger: "Tagger", chunk: list[bytes], *, with_all: bool) -> list[Answer]:
    answers = [_decode(line) for line in chunk]
    comments = [found for _, found in answers if isinstance(found, CommentIn)]
    readings = tagger.read(comments)
    return [
        _reading_answer(identifier, next(readings), with_all=with_all)
        if isinstance(found, CommentIn)
        else {"id": identifier, "error": found}
        for identifier, found in answers
    ]


def _decode(line: bytes) -> tuple[Any, CommentIn | str]:
    """Return the identifier as it was given, and the comment or a sentence on what is wrong."""
    identifier = None
    try:
        record = json.loads(line.decode("utf-8-sig"))
        if isinstance(record, dict) and isinstance(record.get("id"), (str, int)):
            identifier = record["id"]
        return identifier, parse_comment(record)
    except UnicodeDecodeError:
        return identifier, "The line is not UTF-8 text."
    except BadCommentError as error:
        return identifier, str(error)
    except (ValueError, RecursionError):
        return identifier, "The line is not JSON." if line.strip() else "The line is empty."


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


def _tag_in_worker(chunk: list[bytes], with_all: bool) -> list[Answer]:  # noqa: FBT001
    return _tag_chunk(_worker_tagger, chunk, with_all=with_all)


def _in_parallel(
    chunks: Iterator[list[bytes]], folder: Path, workers: int, *, with_all: bool
) -> Iterator[Answer]:
    """Answer in order with several processes, never reading more than a few chunks ahead."""
    nlp.model_version(folder)  # says what is wrong before any process starts
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, _start_worker, (folder,)) as pool:
        running = deque(
            pool.apply_async(_tag_in_worker, (chunk, with_all))
            for chunk in islice(chunks, 3 * workers)
        )
        while running:
            yield from running.popleft().get()
            for chunk in islice(chunks, 1):
                running.append(pool.apply_async(_tag_in_worker, (chunk, with_all)))


def _chunks(lines: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    waiting = iter(lines)
    while chunk := list(islice(waiting, size)):
        yield chunk


def _write(answers: Iterable[Answer]) -> int:
    count = 0
    for answer in answers:
        line = json.dumps(answer, ensure_ascii=False)
        # A lone surrogate in an identifier becomes its JSON escape instead of stopping the stream.
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
        count += 1
    sys.stdout.buffer.flush()
    return count


def _note(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _examples(options: argparse.Namespace) -> list["Example"]:
    from nlp.examples import read_examples, shipped_examples  # noqa: PLC0415 - only when asked for

    return read_examples(options.data) if options.data else shipped_examples()


def train(options: argparse.Namespace) -> int:
    """Train a model and say where it is."""
    from nlp import training  # noqa: PLC0415 - scikit-learn only when training

    examples = _examples(options)
    folder = options.out or nlp.default_model_path()
    version = training.train(examples, folder, training.Settings(seed=options.seed))
    _note(f"Trained model {version} on {len(examples)} comments: {folder}")
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure on held-out authors and write the model card."""
    from nlp import model_card, training  # noqa: PLC0415 - scikit-learn only when training

    examples = _examples(options)
    summary = model_card.write_card(examples, options.card, training.Settings(seed=options.seed))
    _note(summary)
    return 0


def ablate(options: argparse.Namespace) -> int:
    """Measure the tagger with one part left out at a time and write the table into the page."""
    from nlp import ablation, training  # noqa: PLC0415 - scikit-learn only when training

    ablation.write_table(_examples(options), options.page, training.Settings(seed=options.seed))
    _note(f"Wrote the table in {options.page}.")
    return 0


def _answer_each(answer: Callable[[CommentIn], Answer]) -> int:
    def answers() -> Iterator[Answer]:
        for line in sys.stdin.buffer:
            identifier, found = _decode(line)
            if isinstance(found, CommentIn):
                yield {"id": identifier, **answer(found)}
            else:
                yield {"id": identifier, "error": found}

    if not _write(answers()):
        _note("There were no comments on standard input.")
    return 0


def redact(options: argparse.Namespace) -> int:
    """Mark what should be masked in the comments on standard input."""
    from nlp.redact import redact as find  # noqa: PLC0415 - only when asked for

    return _answer_each(
        lambda comment: {"redactions": [asdict(found) for found in find(comment.text)]}
    )


def screen(options: argparse.Namespace) -> int:
    """Say how soon a person should read each comment on standard input."""
    from nlp.screen import screen as look  # noqa: PLC0415 - as above

    return _answer_each(lambda comment: asdict(look(comment.text, comment.question)))


def themes(options: argparse.Namespace) -> int:
    """Group the comments on standard input: one group a line, largest first."""
    from nlp.themes import group  # noqa: PLC0415 - scikit-learn only when asked for

    found, bad = [], 0
    for line in sys.stdin.buffer:
        identifier, comment = _decode(line)
        if isinstance(comment, CommentIn):
            found.append((identifier, comment.text))
        else:
            bad += 1
    if bad:
        _note(f"{bad} lines could not be read and were left out.")
    groups = group([text for _, text in found], groups=options.groups)
    _write(
        {
            "label": one.label,
            "ids": [found[place][0] for place in one.members],
            "representatives": [found[place][0] for place in one.representatives],
            "stability": round(one.stability, 3),
        }
        for one in sorted(groups, key=lambda one: -len(one.members))
    )
    if not groups:
        _note("No group of comments says the same thing clearly enough.")
    return 0


def lint(options: argparse.Namespace) -> int:
    """List what makes the text on standard input hard to read: one finding a line."""
    from nlp.easyread import lint as find  # noqa: PLC0415 - only when asked for

    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NlpError("The text is not UTF-8.") from error
    found = _write(asdict(finding) for finding in find(text, style=options.style))
    _note(f"{found} things to look at.")
    return 0
