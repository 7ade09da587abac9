"""What the check of a survey refuses, in sentences for whoever makes it.

The check itself speaks of strings, lists and keys; people know pages, questions and words.
"""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

#: Parts of a survey that are numbered, as the builder shows them.
NUMBERED = {
    "pages": _l("page %(number)s"),
    "questions": _l("question %(number)s"),
    "options": _l("answer %(number)s"),
    "statements": _l("statement %(number)s"),
    "ideas": _l("idea %(number)s"),
}
NAMED = {
    "title": _l("the name"),
    "summary": _l("the sentences for the list of surveys"),
    "for_whom": _l("who it is for"),
    "start": _l("what people should know before they begin"),
    "another": _l("the offer to answer again"),
    "show_when": _l("when it is shown"),
    "scales": _l("the words of a scale"),
    "translations": _l("the words in another language"),
    "words": _l("its words"),
    "hint": _l("its hint"),
    "plain": _l("standard words"),
    "easy": _l("easy read"),
}
#: By what pydantic calls it; `name` is the last part of the place, the rest is its own context.
PROBLEMS = {
    "missing": _l("“%(name)s” is missing."),
    "extra_forbidden": _l("“%(name)s” is not known here. Check how it is spelt."),
    "string_too_short": _l("Words are missing."),
    "string_too_long": _l("These words are too long: %(max_length)s characters are the most."),
    "string_type": _l("Words belong here."),
    "string_pattern_mismatch": _l(
        "“%(input)s” cannot be used here: small letters from a to z, digits and hyphens can, 40 "
        "at most."
    ),
    "literal_error": _l("“%(input)s” is not known here. It can be %(expected)s."),
    "bool_type": _l("Only true or false can stand here."),
    "bool_parsing": _l("Only true or false can stand here."),
    "list_type": _l("A list belongs here."),
    "too_short": _l("There is no question on this page."),
}
#: Parts that have no words about them are shown by their name in the file.
ABOUT_A_PART = {"missing", "extra_forbidden", "too_short"}
LONGEST_INPUT = 60


def sentence_of(error: Any) -> str:
    """Return one of pydantic's errors as a sentence: where it is, and what is wrong."""
    kind, place = error["type"], error["loc"]
    if (kind, place) == ("too_short", ("pages",)):
        return str(_("There is no page yet. Add a question."))
    found = place_of(place[:-1] if kind in ABOUT_A_PART else place)
    if not found:
        return problem_of(error)
    return str(_("In %(place)s: %(problem)s", place=found, problem=problem_of(error)))


def problem_of(error: Any) -> str:
    """Return what is wrong; sentences of our own checks stand as they are."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    sentence = PROBLEMS.get(error["type"])
    if sentence is None:
        return str(_("This cannot be read as part of a survey."))
    shown = {"name": str(error["loc"][-1]), "input": str(error["input"])[:LONGEST_INPUT]}
    return str(str(sentence) % (error.get("ctx", {}) | shown))


def place_of(place: tuple[int | str, ...]) -> str:
    """Return where something is: `page 1, question 2, its words`."""
    found: list[str] = []
    for before, part in zip(("", *place), place, strict=False):
        if isinstance(part, int) and before in NUMBERED:
            found.append(str(NUMBERED[str(before)]) % {"number": part + 1})
        elif isinstance(part, int):
            found.append(str(part + 1))
        elif part in NAMED:
            found.append(str(NAMED[part]))
        elif part not in NUMBERED and part != "[key]":
            found.append(f"“{part}”")
    return ", ".join(found)
