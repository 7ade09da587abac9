"""What is heard when a question is read aloud, and which sound says exactly that (F4).

A sound goes with words: where these have changed since, it is not played.
"""

import hashlib
from dataclasses import dataclass

from app import sound_files
from app.surveys.definition import Definition, Question
from app.surveys.screens import Screen

#: Changes when the computer is to speak in another way: what it said before is spoken anew.
MANNER = "1"


@dataclass(frozen=True)
class Aloud:
    """A sound that reads a question: its file, and whether a computer speaks."""

    name: str
    is_computer: bool

    @property
    def url(self) -> str:
        """Where it is heard."""
        return sound_files.PREFIX + self.name


def aloud_key(code: str, locale: str, style: str) -> str:
    """Return the key of a recording in a definition."""
    return f"{code}.{locale}.{style}"


def spoken_lines(
    definition: Definition, screen: Screen, question: Question, locale: str, style: str
) -> list[str]:
    """Return what is read of one question, a line at a time; nothing where words are missing.

    The question with what leads in to it, its hint, its ideas, and each answer with its hint: those
    too that easy read adds by itself, for whoever listens cannot see that they are there.
    """
    keys = [question.code, f"{question.code}.hint"]
    if screen.lead:
        keys.insert(0, screen.lead)
    keys += [f"{question.code}.{number}" for number in range(1, 1 + len(question.ideas))]
    for option in definition.offered(question, style):
        key = definition.option_key(question, option)
        keys += [key, f"{key}.hint"]
    words = [definition.wording(key, locale, style) for key in keys]
    if any(each.is_stand_in for each in words):
        return []
    return [each.bare for each in words if each]


def hash_of(lines: list[str], locale: str) -> str:
    """Return a short hash of words in a language."""
    return hashlib.sha256("\n".join([MANNER, locale, *lines]).encode()).hexdigest()[:16]


def computer_name(lines: list[str], locale: str) -> str:
    """Return the name of the sound in which a computer says these lines."""
    return f"voice-{hash_of(lines, locale)}"


def find_aloud(
    definition: Definition, screen: Screen, question: Question, locale: str, style: str
) -> Aloud | None:
    """Return the sound that reads a question: a person's, else a computer's, else None."""
    lines = spoken_lines(definition, screen, question, locale, style)
    if not lines:
        return None
    read = definition.aloud.get(aloud_key(question.code, locale, style))
    if read and read.words == hash_of(lines, locale) and sound_files.is_here(read.name):
        return Aloud(read.name, is_computer=False)
    name = computer_name(lines, locale)
    return Aloud(name, is_computer=True) if sound_files.is_here(name) else None
