"""Finds the characters of a comment that could say who somebody is, and hides them.

Patterns first, then the area's lists, titles and relations, unknown capitals, and spans that grow.
Every finding is a suggestion with a reason: a person always has the last look (R-PUB-3).
"""

from collections.abc import Sequence

from nlp.fold import MAX_CHARACTERS
from nlp.redact import structured
from nlp.redact.bodies import Bodies
from nlp.redact.gazetteer import gazetteer
from nlp.redact.names import People
from nlp.redact.spans import LABELS, Redaction, merge
from nlp.redact.tokens import tokens


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
    return merge(found)


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
