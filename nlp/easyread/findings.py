"""What a check reads and what it finds."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from nlp.text import Span

WORD = re.compile(r"[A-Za-z0-9£]+(?:['’\-][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters that are hard to read (end excluded), the rule, the reason, and a way out."""

    start: int
    end: int
    rule: str
    message: str
    suggestion: str | None


class Text(NamedTuple):
    """A text ready to be checked; `easy` says that it should be easy read."""

    whole: str
    sentences: list[Span]
    easy: bool

    def words(self, span: Span) -> int:
        """Return how many words a sentence has."""
        return sum(1 for _ in WORD.finditer(self.whole, span.start, span.end))


def like(original: str, suggestion: str) -> str | None:
    """Return a suggestion with a capital where the original has one, None when it is empty."""
    if not suggestion:
        return None
    return suggestion[0].upper() + suggestion[1:] if original[0].isupper() else suggestion
