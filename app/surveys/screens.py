"""Screens: what one person sees at one address, in what order, and which come next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.surveys.definition import Page, Question


@dataclass(frozen=True)
class Screen:
    """One page as it is seen: the questions at one address."""

    code: str
    questions: tuple[Question, ...]
    #: Page codes whose answers decide whether this is shown: {question: allowed options}.
    show_when: dict[str, list[str]]
    #: True for the first screen of a numbered question; the rest share its number.
    starts_number: bool
    #: The question above a statement, whose words lead in.
    lead: str | None = None

    @cached_property
    def is_info(self) -> bool:
        """True when there is nothing to answer."""
        return all(question.type == "info" for question in self.questions)

    @cached_property
    def asked(self) -> set[str]:
        """The codes of everything that stands here, what is only read included."""
        return {question.code for question in self.questions}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of what is answered here."""
        return tuple(question.code for question in self.questions if question.type != "info")


@dataclass(frozen=True)
class Place:
    """Where a screen stands among those that this person is shown."""

    number: int
    total: int
    part: int
    parts: int


def split_page(page: Page) -> list[Page]:
    """Return the pages that easy read makes of one: a question each, unless it is all one idea.

    The first keeps the address; the others have that of their question, and share its number.
    """
    if page.one_idea or len(page.questions) == 1:
        return [page]
    first, *others = page.questions
    return [
        page.model_copy(update={"questions": [first]}),
        *(
            page.model_copy(update={"code": each.code, "continues": True, "questions": [each]})
            for each in others
        ),
    ]


def make_screens(pages: Iterable[Page]) -> tuple[Screen, ...]:
    """Return the screens of these pages: each statement of a scale gets its own."""
    screens: list[Screen] = []
    for page in pages:
        starts = not page.continues
        rest: list[Question] = []
        for question in page.questions:
            if not question.statements:
                rest.append(question)
                continue
            for statement in question.statements:
                asked = question.model_copy(
                    update={
                        "code": statement.code,
                        "words": statement.words,
                        "about": statement.about or question.about,
                        "pictures": [statement.picture] if statement.picture else question.pictures,
                        "statements": [],
                    }
                )
                screens.append(
                    Screen(statement.code, (asked,), page.show_when, starts, lead=question.code)
                )
                starts = False
        if rest:
            screens.append(Screen(page.code, tuple(rest), page.show_when, starts))
    return tuple(screens)


def is_shown(show_when: dict[str, list[str]], answers: dict[str, Any]) -> bool:
    """Return True when every condition is met by these answers."""
    for question, allowed in show_when.items():
        given = answers.get(question) or []
        chosen = [given] if isinstance(given, str) else given
        if not any(option in allowed for option in chosen):
            return False
    return True


def visible_screens(screens: Iterable[Screen], answers: dict[str, Any]) -> list[Screen]:
    """Return the screens that these answers lead through; a hidden answer opens nothing."""
    shown: list[Screen] = []
    counted: dict[str, Any] = {}
    for screen in screens:
        if not screen.show_when or is_shown(screen.show_when, counted):
            shown.append(screen)
            for code in screen.codes:
                if code in answers:
                    counted[code] = answers[code]
    return shown


def find_place(screen: Screen, shown: Sequence[Screen]) -> Place | None:
    """Return which question this is, of how many, and which part of it; None for an info page."""
    if screen.is_info:
        return None
    groups: list[list[str]] = []
    for each in shown:
        if each.is_info:
            continue
        if each.starts_number or not groups:
            groups.append([])
        groups[-1].append(each.code)
    for number, group in enumerate(groups, start=1):
        if screen.code in group:
            return Place(number, len(groups), group.index(screen.code) + 1, len(group))
    return None
