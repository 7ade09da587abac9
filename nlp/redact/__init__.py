"""Finds the characters of a comment that could say who somebody is, and hides them.

Patterns first, then the area's lists, titles and relations, unknown capitals, and spans that grow.
Every finding is a suggestion with a reason: a person always has the last look (R-PUB-3).
"""

from collections.abc import Sequence

from nlp.fold import MAX_CHARACTERS
from nlp.redact import structured
from nlp.redact.bodies import Bodies
from nlp.redact.gazetteer import Gazetteer, gazetteer
from nlp.redact.names import People
from nlp.redact.spans import LABELS, Redaction, merge
from nlp.redact.tokens import tokens

_NAMED = frozenset(["school", "place", "name"])


def redact(text: str, *, is_foreign: bool = False) -> list[Redaction]:
    """Return what to hide in a text, in order and without overlaps.

    Only the first 10,000 characters are read; `apply` hides whatever lies beyond. `is_foreign` says
    that the text is not in English: names need a capital or a context then.
    """
    lists = gazetteer()
    head = text[:MAX_CHARACTERS]
    words = tokens(head)
    found = [
        *structured.find(head),
        *Bodies(words, lists).find(),
        *People(head, words, lists, is_foreign=is_foreign).find(),
    ]
    return _without_public(head, merge(found), lists)


def _without_public(text: str, found: list[Redaction], lists: Gazetteer) -> list[Redaction]:
    """Return the findings that are not (part of) the name of a national charity or programme."""
    if not any(item.label in _NAMED for item in found):
        return found
    public = [match.span() for match in lists.public.finditer(text)]
    return [
        item
        for item in found
        if item.label not in _NAMED
        or not any(start <= item.start and item.end <= end for start, end in public)
    ]


def apply(text: str, redactions: Sequence[Redaction]) -> str:
    """Return the text with `[name]`, `[school]` and so on in place of each finding.

    Text beyond the first 10,000 characters was never read, so it is cut off: nothing unread may
    reach a quote.
    """
    parts: list[str] = []
    end = 0
    for item in redactions:
        parts.append(text[end : item.start])
        parts.append(f"[{item.label}]")
        end = item.end
    parts.append(text[end:MAX_CHARACTERS])
    return "".join(parts)


__all__ = ["LABELS", "Redaction", "apply", "redact"]
