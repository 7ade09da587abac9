"""Show people's words to staff: cut into pieces at what is marked, and with harmless links."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

#: Addresses of pages and of people. What is no address may match; nothing is lost by it.
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+|www\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+", re.IGNORECASE)
#: How GlobaLeaks writes them (R-XSS-3): no program makes a link of it, a person can still read it.
_HARMLESS = {".": "[.]", "@": "[at]", ":": "[:]"}
_SPAN = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, ready to print, and the labels of the marks that it lies in."""

    text: str
    #: Where the piece begins in the text as it is stored.
    start: int
    labels: tuple[str, ...]


def _replacements(text: str) -> dict[int, str]:
    return {
        match.start() + place: _HARMLESS[character]
        for match in _ADDRESS.finditer(text)
        for place, character in enumerate(match[0])
        if character in _HARMLESS
    }


def defang(text: str) -> str:
    """Return `text` with web and e-mail addresses written so that nothing can follow them."""
    return segments(text, ())[0].text if text else ""


def refang(text: str) -> str:
    """Return `text`, copied from one of our pages, as it was before `defang`."""
    for plain, harmless in _HARMLESS.items():
        text = text.replace(harmless, plain)
    return text


def segments(text: str, marks: Iterable[_SPAN]) -> list[Segment]:
    """Cut `text` at the edges of `marks`, which are (start, end, label) and may overlap.

    Together the pieces are the whole text. A mark that does not lie inside the text is left out.
    """
    inside = [mark for mark in marks if 0 <= mark[0] < mark[1] <= len(text)]
    edges = sorted({0, len(text), *(edge for mark in inside for edge in mark[:2])})
    harmless = _replacements(text)
    return [
        Segment(
            "".join(harmless.get(place, text[place]) for place in range(start, end)),
            start,
            tuple(dict.fromkeys(label for a, b, label in inside if a <= start and end <= b)),
        )
        for start, end in pairwise(edges)
    ]
