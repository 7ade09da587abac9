"""Every page of the surveys that ship: which answers lead there, and somebody who gives them."""

from collections.abc import Iterator
from typing import Any

from app.surveys.definition import STYLES, Definition
from app.surveys.screens import Screen
from app.surveys.services.versions import LIBRARY_DIR, read_survey_file
from tests.integration.responses.conftest import Taker

LANGUAGES = ("en", "pl", "ur")
#: Every way in which a page can be read: (style, language).
MODES = [(style, locale) for style in STYLES for locale in LANGUAGES]
#: The surveys that ship, by slug.
LIBRARY = {
    path.stem: read_survey_file(path)[1]
    for path in sorted(LIBRARY_DIR.glob("*.yaml"))
    if path.name.count(".") == 1
}


def ways_through(definition: Definition) -> list[dict[str, str]]:
    """Return a few sets of answers that between them lead to every screen of a survey."""
    ways: list[dict[str, str]] = [{}]
    for screen in definition.screens:
        needed = _needed(definition, screen)
        for way in ways:
            if all(way.get(code, option) == option for code, option in needed.items()):
                way.update(needed)
                break
        else:
            ways.append(needed)
    return ways


def _needed(definition: Definition, screen: Screen) -> dict[str, str]:
    """Return the answers without which a screen is not shown, and those that lead there."""
    needed: dict[str, str] = {}
    for code, options in screen.show_when.items():
        asked_on = next(each for each in definition.screens if code in each.codes)
        needed |= _needed(definition, asked_on) | {code: options[0]}
    return needed


def take_ways(client: Any, slug: str, style: str, locale: str) -> Iterator[tuple[Taker, list[str]]]:
    """Begin a survey once for each way through it.

    Yields somebody who has given the answers, and the pages that these open and no way before did.
    """
    definition, seen = LIBRARY[slug].in_style(style), set()
    for answers in ways_through(definition):
        taker = Taker(client, slug).begin(style=style)
        for code, option in answers.items():
            asked_on = next(each for each in definition.screens if code in each.codes)
            taker.go(page_url(slug, asked_on.code)).press(**{code: option})
        taker.press(f"lang:{locale}")
        codes = [each.code for each in definition.visible(answers) if each.code not in seen]
        seen |= set(codes)
        yield taker, codes
    assert seen == {each.code for each in definition.screens}, "no way leads to some pages"


def page_url(slug: str, code: str) -> str:
    return f"/surveys/{slug}/{code}"


def say_pages(slug: str, style: str, codes: list[str]) -> list[str]:
    """Return the addresses where what these pages ask in words can be answered by speaking."""
    definition = LIBRARY[slug].in_style(style)
    return [
        f"/surveys/{slug}/say/{question.code}"
        for screen in definition.screens
        for question in screen.questions
        if screen.code in codes and question.spoken
    ]
