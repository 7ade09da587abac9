"""An area's own schools and places: reading the lists, whoever exported them, and their names.

A name is matched by its words alone: apostrophes, hyphens and brackets do not matter, and nobody
says "Primary School" each time.
"""

import csv
import io
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from nlp.fold import fold, word_set
from nlp.types import NlpError

#: How the column with the names is headed: ours, and that of Get Information about Schools.
HEADINGS = ("name", "establishmentname")
_WORD = re.compile(r"[^\W_]+")
_KINDS = word_set("school primary infant infants junior juniors nursery high academy")
_FAITHS = (
    ("church", "of", "england"),
    ("c", "of", "e"),
    ("ce",),
    ("roman", "catholic"),
    ("catholic",),
    ("rc",),
)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """One way to say a listed name: its folded words, its label, and whether it was shortened.

    `is_common` says that all its words are ordinary ones, so that it needs a capital or an "at".
    """

    words: tuple[str, ...]
    label: str
    is_common: bool = False


def read_names(file: Traversable) -> list[str]:
    """Return the names of a CSV file; `NlpError` says that no column has a heading we know.

    Read as UTF-8, with or without a mark at the beginning, or else as Windows-1252.
    """
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise NlpError(f"{file} cannot be read as a CSV file: {error}.") from error
    headings = [heading.strip().casefold() for heading in rows[0]] if rows else []
    column = next((headings.index(each) for each in HEADINGS if each in headings), None)
    if column is None:
        raise NlpError(
            f'{file} must begin with a line of headings, one of them "name" or "EstablishmentName".'
        )
    return [row[column] for row in rows[1:] if len(row) > column and row[column].strip()]


def plain_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without apostrophes, hyphens and brackets."""
    folded = fold(name).text.replace("'", "").replace("&", " and ")
    return tuple(_WORD.findall(folded))


def ways_to_say(name: str, label: str, common: Container[str]) -> Iterator[Listed]:
    """Yield a name whole, then without the kind of school, as long as two words tell which one.

    `common` are words that alone tell nothing.
    """
    words = plain_words(name)
    if not words:
        return
    yield Listed(words, label)
    if "&" in name:
        words = tuple(word for word in words if word != "and")
        yield Listed(words, label)
    if label != "school":
        return
    while words := _shorter(words):
        telling = [word for word in words if word not in {"the", "and", "of", "a", "our"}]
        if len(telling) < _FEWEST:
            return
        yield Listed(words, label, all(word in common for word in words))


def _shorter(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the kind or the faith they end with; none when they do not."""
    if words and words[-1] in _KINDS:
        return words[:-1]
    for faith in _FAITHS:
        if words[-len(faith) :] == faith:
            return words[: -len(faith)]
    return ()
