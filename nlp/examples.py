"""Labelled comments: reading them from files and saying plainly what is wrong with a file."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from nlp.labels import FAMILIES, LEVELS, POLARITIES, SIGNS
from nlp.types import BadCommentError, CommentIn, NlpError, parse_comment

REVIEWED = "reviewed"
_MARKS = frozenset({"reviewers", "lead", "reviewed_on"})
#: How many lines that cannot be read are told one by one.
_TOLD = 20
SHIPPED = ("train.jsonl", "own.jsonl", "guideline_examples.jsonl")


@dataclass(frozen=True)
class Example:
    """One labelled comment."""

    comment: CommentIn
    author: str
    signs: Mapping[str, str]
    polarity: str
    has_suggestion: bool
    safeguarding: str
    evidence: Mapping[str, str]
    disputed: frozenset[str] = frozenset()
    independent: bool = True
    #: What whoever wrote the comment had labelled, where somebody else labelled it again.
    author_tags: frozenset[str] = frozenset()
    reviewers: tuple[str, ...] = ()
    is_lead: bool = False
    reviewed_on: str = ""
    #: What identifies somebody: (words, kind), as in the labelled comments that ship.
    pii: tuple[tuple[str, str], ...] = ()

    @property
    def is_reviewed(self) -> bool:
        """Say whether people using the system decided these labels (see `nlp.reviewed`)."""
        return self.author == REVIEWED


def read_examples(
    paths: Sequence[Path], tell: Callable[[str], None] | None = None
) -> list[Example]:
    """Read labelled comments, one JSON object a line, and say in one sentence what is wrong.

    A line that is no labelled comment raises `NlpError`. With `tell` it is left out instead and the
    sentence goes there, as long as any line can be read.
    """
    examples, wrong = [], []
    for path in paths:
        for found in _read_file(path):
            if isinstance(found, Example):
                examples.append(found)
            elif tell is None:
                raise NlpError(found)
            else:
                wrong.append(found)
    if not examples:
        raise NlpError(wrong[0] if wrong else "There are no labelled comments to learn from.")
    if tell is not None and wrong:
        for sentence in wrong[:_TOLD]:
            tell(sentence)
        tell(f"Left out {len(wrong)} of {len(wrong) + len(examples)} lines.")
    return examples


def _lines(path: Path) -> list[str]:
    if path.is_dir():
        raise NlpError(f"{path} is a folder, not a file of labelled comments.")
    if not path.exists():
        raise NlpError(f"There is no file {path}.")
    try:
        return path.read_text("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise NlpError(f"{path} is not UTF-8 text.") from error
    except OSError as error:
        raise NlpError(f"{path} cannot be read: {error.strerror}.") from error


def _read_file(path: Path) -> Iterator[Example | str]:
    """Yield the example on each line, or a sentence on what is wrong with the line."""
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            # The guideline's polarity examples were never labelled for tags.
            if isinstance(record, dict) and record.get("set") == "polarity":
                continue
            found: Example | str = read_example(record, path.stem)
        except BadCommentError as error:
            found = f"Line {number} of {path} is not a labelled comment: {error}"
        except (ValueError, RecursionError):
            found = f"Line {number} of {path} is not a labelled comment: The line is not JSON."
        yield found


def shipped_examples() -> list[Example]:
    """Return the labelled comments that come with the library."""
    return read_examples([Path(str(files("nlp") / "data" / name)) for name in SHIPPED])


def read_example(record: Any, source: str) -> Example:
    """Turn one decoded line of a corpus file into an example; `BadCommentError` says what is wrong.

    Every value is checked: a sign or a polarity that nobody knows would be learned as a new one.
    """
    comment = parse_comment(record)
    polarity = _one_of(record, "polarity", POLARITIES)
    has_suggestion = record.get("has_suggestion") or False
    if not isinstance(has_suggestion, bool):
        raise BadCommentError('"has_suggestion" must be true or false.')
    return Example(
        comment=comment,
        author=REVIEWED if _MARKS & record.keys() else str(record.get("author") or source),
        signs=_signs(record),
        polarity=polarity,
        has_suggestion=has_suggestion,
        safeguarding=_one_of({"safeguarding": "none"} | record, "safeguarding", LEVELS),
        evidence=_mapping(record, "evidence"),
        disputed=frozenset(_texts(record, "disputed")),
        independent=record.get("labelled") == "independent",
        author_tags=frozenset(_texts(record, "author_tags")),
        reviewers=tuple(_texts(record, "reviewers")),
        is_lead=record.get("lead") is True,
        reviewed_on=str(record.get("reviewed_on") or ""),
        pii=_pii(record),
    )


def _one_of(record: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
    given = record.get(name)
    if given not in known:
        raise BadCommentError(f'"{name}" must be one of {", ".join(known)}.')
    return str(given)


def _texts(record: Mapping[str, Any], name: str) -> list[str]:
    given = record.get(name) or []
    if not (isinstance(given, list) and all(isinstance(each, str) for each in given)):
        raise BadCommentError(f'"{name}" must be a list of texts.')
    return given


def _mapping(record: Mapping[str, Any], name: str) -> dict[str, str]:
    given = record.get(name) or {}
    if not (isinstance(given, dict) and all(isinstance(each, str) for each in given.values())):
        raise BadCommentError(f'"{name}" must give a text for each tag.')
    return given


def _signs(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags of a record with their signs, "" for a priority."""
    signs: dict[str, str] = {}
    for family, tags in FAMILIES.items():
        if family == "priorities":
            found = dict.fromkeys(_texts(record, family), "")
        else:
            found = _mapping(record, family)
        for tag, sign in found.items():
            if tag not in tags:
                raise BadCommentError(f'"{tag}" is not one of the {family}: {", ".join(tags)}.')
            if family != "priorities" and sign not in SIGNS:
                raise BadCommentError(f'The sign of "{tag}" must be one of {" ".join(SIGNS)}.')
        signs |= found
    return signs


def _pii(record: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    given = record.get("pii") or []
    try:
        pairs = tuple((item["text"], item["label"]) for item in given)
    except (TypeError, KeyError) as error:
        raise BadCommentError('"pii" must be a list with a "text" and a "label" each.') from error
    if not all(isinstance(words, str) and isinstance(label, str) for words, label in pairs):
        raise BadCommentError('"pii" must be a list with a "text" and a "label" each.')
    return pairs
