"""Comments from standard input, one JSON object a line, and answers to standard output."""

import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from nlp.types import BadCommentError, CommentIn, parse_comment

Answer = dict[str, Any]
# Ten thousand characters as JSON escapes are a hundredth of this; a longer line is no comment.
MAX_LINE = 4_000_000
MAX_CHUNK = 4_000_000


class Line(NamedTuple):
    """The identifier as it was given, and the comment or a sentence on what is wrong."""

    identifier: Any
    found: CommentIn | str


class Written(NamedTuple):
    """How many answers were written, and how many of them say what is wrong."""

    answers: int
    errors: int


class Encoded(NamedTuple):
    """Answers as bytes, and how many they are."""

    text: bytes
    written: Written


def lines(stream: BinaryIO | None = None) -> Iterator[bytes]:
    """Yield the lines of standard input; of a line that never ends only the beginning is held."""
    if stream is None:
        if sys.stdin is None:
            return
        stream = sys.stdin.buffer
    while line := stream.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE + 1)
        yield line


def chunks(found: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    """Yield lines in lists of at most `size` lines and about four megabytes."""
    chunk: list[bytes] = []
    held = 0
    for line in found:
        chunk.append(line)
        held += len(line)
        if len(chunk) == size or held >= MAX_CHUNK:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        if twice in {"id", "question", "text", "voice"}:
            raise BadCommentError(f'The line gives "{twice}" twice.')
    return record


def decode(line: bytes) -> Line:
    """Read one line; whatever is wrong with it becomes a sentence."""
    if len(line) > MAX_LINE:
        return Line(None, f"The line is longer than {MAX_LINE:,} bytes.")
    identifier = None
    try:
        record = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_once)
        if isinstance(record, dict):
            given = record.get("id")
            # NaN is no JSON, though Python reads it: an answer must be readable for everybody.
            is_number = isinstance(given, float) and math.isfinite(given)
            identifier = given if is_number or isinstance(given, (str, int)) else None
        return Line(identifier, parse_comment(record))
    except UnicodeDecodeError:
        return Line(identifier, "The line is not UTF-8 text.")
    except BadCommentError as error:
        return Line(identifier, str(error))
    except (ValueError, RecursionError):
        return Line(identifier, "The line is not JSON." if line.strip() else "The line is empty.")


def encode(answers: Sequence[Answer]) -> Encoded:
    """Return answers as they are written, one a line."""
    text = "".join(f"{json.dumps(answer, ensure_ascii=False)}\n" for answer in answers)
    # A lone surrogate in an identifier becomes its JSON escape instead of stopping the stream.
    return Encoded(
        text.encode("utf-8", "backslashreplace"),
        Written(len(answers), sum("error" in answer for answer in answers)),
    )


def write(answers: Iterable[Answer]) -> Written:
    """Write one answer a line as it comes."""
    return write_encoded(encode([answer]) for answer in answers)


def write_encoded(blocks: Iterable[Encoded]) -> Written:
    """Write answers that were encoded already, as they come."""
    count = errors = 0
    for text, written in blocks:
        sys.stdout.buffer.write(text)
        count += written.answers
        errors += written.errors
    sys.stdout.buffer.flush()
    return Written(count, errors)


def note(sentence: str) -> None:
    """Say something to the person at the keyboard."""
    sys.stderr.write(f"{sentence}\n")


def status(written: Written) -> int:
    """Return the exit status: 1 when there were lines and none of them could be read."""
    if not written.answers:
        note("There were no comments on standard input.")
    elif written.errors == written.answers:
        note(
            "None of the lines could be read as a comment: each must be one JSON object in UTF-8. "
            "A table (CSV) becomes such lines with: python -m nlp csv"
        )
        return 1
    return 0
