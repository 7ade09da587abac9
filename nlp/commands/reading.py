"""The other commands that read standard input: redact, screen, themes and lint."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

import nlp
from nlp.commands.lines import Answer, Written, decode, lines, note, status, write
from nlp.types import CommentIn, NlpError


def _answer_each(answer: Callable[[CommentIn], Answer]) -> int:
    def answers() -> Iterator[Answer]:
        for line in lines():
            identifier, found = decode(line)
            if isinstance(found, CommentIn):
                yield {"id": identifier, **answer(found), **_said_to_be_cut(found)}
            else:
                yield {"id": identifier, "error": found}

    return status(write(answers()))


def _is_cut(comment: CommentIn) -> bool:
    return len(comment.text) > nlp.MAX_CHARACTERS


def _said_to_be_cut(*comments: CommentIn) -> Answer:
    """Return what `tag` says too when only the beginning of a text was read."""
    return {"cut": nlp.MAX_CHARACTERS} if any(map(_is_cut, comments)) else {}


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
    """Group the comments on standard input: one group a line, largest first, then the copies."""
    from nlp.themes import group, near_duplicates  # noqa: PLC0415 - scikit-learn only when asked for

    found, bad = [], 0
    for line in lines():
        identifier, comment = decode(line)
        if isinstance(comment, CommentIn):
            found.append((identifier, comment))
        else:
            bad += 1
    if not found:
        return status(Written(bad, bad))
    if bad:
        note("1 line could not be read." if bad == 1 else f"{bad} lines could not be read.")
    cut = sum(_is_cut(comment) for _, comment in found)
    if cut:
        which = "1 comment" if cut == 1 else f"{cut} comments"
        note(f"Only the first {nlp.MAX_CHARACTERS:,} characters of {which} were read.")
    texts = [comment.text[: nlp.MAX_CHARACTERS] for _, comment in found]
    groups = group(texts, groups=options.groups)
    copies = sorted(near_duplicates(texts), key=lambda places: (-len(places), places))
    write(
        {
            "label": one.label,
            "ids": [found[place][0] for place in one.members],
            "representatives": [found[place][0] for place in one.representatives],
            "stability": round(one.stability, 3),
            **_said_to_be_cut(*(found[place][1] for place in one.members)),
        }
        for one in groups
    )
    write({"copies": [found[place][0] for place in places]} for places in copies)
    if copies:
        which = "1 set" if len(copies) == 1 else f"{len(copies)} sets"
        count = sum(map(len, copies))
        note(f"{which} of (nearly) the same words, {count} comments: campaigns or double clicks.")
    if not groups:
        note("No group of comments says the same thing clearly enough.")
    return 0


def lint(options: argparse.Namespace) -> int:
    """List what makes the text on standard input hard to read: one finding a line."""
    from nlp.easyread import lint as find  # noqa: PLC0415 - only when asked for
    from nlp.easyread import reading_age  # noqa: PLC0415 - as above

    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NlpError("The text is not UTF-8.") from error
    if len(text) > nlp.MAX_CHARACTERS:
        note(f"Only the first {nlp.MAX_CHARACTERS:,} characters were read.")
    count = write(asdict(finding) for finding in find(text, style=options.style)).answers
    note("1 thing to look at." if count == 1 else f"{count} things to look at.")
    if age := reading_age(text):
        note(f"Most people can read it from the age of {age:.0f}.")
    return 0
