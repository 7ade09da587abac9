"""Labelled comments: reading them from files and saying plainly what is wrong with a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from nlp.labels import TAGS
from nlp.types import CommentIn, NlpError

REVIEWED = "reviewed"
_MARKS = frozenset({"reviewers", "lead", "reviewed_on"})
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
    reviewers: tuple[str, ...] = ()
    is_lead: bool = False
    reviewed_on: str = ""
    #: What identifies somebody: (words, kind), as in the labelled comments that ship.
    pii: tuple[tuple[str, str], ...] = ()

    @property
    def is_reviewed(self) -> bool:
        """Say whether people using the system decided these labels (see `nlp.reviewed`)."""
        return self.author == REVIEWED


def read_examples(paths: Sequence[Path]) -> list[Example]:
    """Read labelled comments, one JSON object a line, and say in one sentence what is wrong."""
    examples = [example for path in paths for example in _read_file(path)]
    if not examples:
        raise NlpError("There are no labelled comments to learn from.")
    return examples


def _read_file(path: Path) -> Iterator[Example]:
    if not path.is_file():
        raise NlpError(f"There is no file {path}.")
    try:
        lines = path.read_text("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise NlpError(f"{path} is not UTF-8 text.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            # The guideline's polarity examples were never labelled for tags.
            if record.get("set") != "polarity":
                yield read_example(record, path.stem)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NlpError(f"Line {number} of {path} is not a labelled comment.") from error


def shipped_examples() -> list[Example]:
    """Return the labelled comments that come with the library."""
    return read_examples([Path(str(files("nlp") / "data" / name)) for name in SHIPPED])


def read_example(record: Mapping[str, Any], source: str) -> Example:
    """Turn one decoded line of a corpus file into an example."""
    signs = {
        **dict.fromkeys(record.get("priorities", ()), ""),
        **record.get("values", {}),
        **record.get("outcomes", {}),
    }
    reviewers = tuple(str(person) for person in record.get("reviewers") or ())
    unknown = set(signs) - set(TAGS)
    if unknown:
        raise ValueError(f"unknown tags: {sorted(unknown)}")
    return Example(
        comment=CommentIn(
            str(record["id"]),
            record.get("question") or "",
            record["text"],
            record.get("voice") or "",
        ),
        author=REVIEWED if _MARKS & record.keys() else record.get("author") or source,
        signs=signs,
        polarity=record["polarity"],
        has_suggestion=bool(record.get("has_suggestion", False)),
        safeguarding=record.get("safeguarding", "none"),
        evidence=record.get("evidence") or {},
        disputed=frozenset(record.get("disputed") or ()),
        independent=record.get("labelled") == "independent",
        reviewers=reviewers,
        is_lead=record.get("lead") is True,
        reviewed_on=str(record.get("reviewed_on") or ""),
        pii=tuple((item["text"], item["label"]) for item in record.get("pii") or ()),
    )
