"""A receipt code as pictures, for people who do not read: each letter is one picture, for ever.

It is the same code, written differently: 16 of 32 pictures in order are 80 bits, as letters are.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.responses.services.receipts import ALPHABET, GROUP, LENGTH, normalise_code

#: For each letter of ALPHABET, in order: a picture of ours and what it shows. Codes that people
#: keep rest on it: never change the order. No two look or sound alike, and none is of a feeling.
PICTURES: tuple[tuple[str, Any], ...] = (
    ("umbrella", _l("An umbrella")),
    ("sun", _l("The sun")),
    ("tree", _l("A tree")),
    ("star", _l("A star")),
    ("heart", _l("A heart")),
    ("key", _l("A key")),
    ("bell", _l("A bell")),
    ("book", _l("An open book")),
    ("bicycle", _l("A bicycle")),
    ("bus", _l("A bus")),
    ("cup", _l("A hot drink")),
    ("dog", _l("A dog")),
    ("door", _l("A door")),
    ("ear", _l("An ear")),
    ("eye", _l("An eye")),
    ("football", _l("A football")),
    ("gift", _l("A present")),
    ("globe", _l("The world")),
    ("house", _l("A house")),
    ("scissors", _l("Scissors")),
    ("music", _l("A note of music")),
    ("rainbow", _l("A rainbow")),
    ("puzzle", _l("A puzzle piece")),
    ("pencil", _l("A pencil")),
    ("bed", _l("A bed")),
    ("camera", _l("A camera")),
    ("clock", _l("A clock")),
    ("backpack", _l("A school bag")),
    ("headphones", _l("Headphones")),
    ("tooth", _l("A tooth")),
    ("idea", _l("A light bulb")),
    ("trophy", _l("A trophy")),
)


#: How many pictures a whole code has.
PLACES = LENGTH


@dataclass(frozen=True)
class CodePicture:
    """One picture: the letter that it stands for, its name, and what it shows."""

    letter: str
    name: str
    alt: Any


ALL_PICTURES = tuple(
    CodePicture(letter, name, alt) for letter, (name, alt) in zip(ALPHABET, PICTURES, strict=True)
)
_BY_LETTER = {each.letter: each for each in ALL_PICTURES}


def letters_in(text: str) -> str:
    """Return the letters of a code, at most 16; whatever else it holds is left out."""
    kept = [letter for letter in normalise_code(text) if letter in _BY_LETTER]
    return "".join(kept[:LENGTH])


def pictures_of(code: str) -> list[CodePicture]:
    """Return the pictures of a code, or of the first part of one, in order."""
    return [_BY_LETTER[letter] for letter in letters_in(code)]


def pressed(code: str, key: str) -> str:
    """Return a code with one more letter; `back` takes the last away, `again` takes all."""
    letters = letters_in(code)
    if key == "again":
        return ""
    if key == "back":
        return letters[:-1]
    return letters_in(letters + key[:1])


def as_groups(letters: str) -> str:
    """Return letters as a code is written: `7K3M 9QXT`."""
    return " ".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
