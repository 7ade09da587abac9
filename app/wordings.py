"""Wordings: one text in one language and style, and how a missing one is shown."""

from html import escape
from typing import Self

from app.i18n import DEFAULT_LANGUAGE, current_locale


class Wording(str):
    """Words as they are shown; English that stands in for another language says that it does.

    It is a plain string to everything but a template, which prints a stand-in as
    `<bdi lang="en" dir="ltr">`, so that it is read aloud and laid out as English.
    """

    __slots__ = ("is_stand_in",)
    is_stand_in: bool

    def __new__(cls, text: str, *, is_stand_in: bool = False) -> Self:
        """Return `text`, marked when it is English on a page in another language."""
        wording = super().__new__(cls, text)
        wording.is_stand_in = is_stand_in
        return wording

    def __html__(self) -> str:
        """Return the escaped text for a page."""
        text = escape(str(self))
        return f'<bdi lang="en" dir="ltr">{text}</bdi>' if self.is_stand_in else text

    @property
    def bare(self) -> str:
        """The text without its mark, for a title or an attribute."""
        return str(self)


def english(text: str) -> Wording:
    """Return words that are English on every page: a stand-in where the page is not."""
    return Wording(text, is_stand_in=current_locale() != DEFAULT_LANGUAGE)
