"""Pages and questions of a survey in the making: added, changed, moved, taken out."""

import copy

from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.surveys import standing
from app.surveys.definition import CHILDS_WORDS, ENGLISH, SCALES, STYLES, is_usable_code
from app.surveys.models import SurveyWork
from app.surveys.services.building import BuilderError, Data, changed, slug_of, words

LONGEST_CODE = 40
#: What a row of the form says of an option.
OPTION_PARTS = ("code", "words", "hint", "picture", "easy_as")
#: Pages with these close a survey: what is added comes before them.
CLOSING = {"consent", "receipt", "whose-words", CHILDS_WORDS}
#: What the points of each scale are called in a survey that has no words of its own for them.
SCALE_WORDS = {
    "face3": {"no": ("No", "No"), "sometimes": ("Sometimes", "Sometimes"), "yes": ("Yes", "Yes")},
    "face5": {
        "very-bad": ("Very bad", "Very bad"),
        "bad": ("Bad", "Bad"),
        "okay": ("Okay", "Okay"),
        "good": ("Good", "Good"),
        "very-good": ("Very good", "Very good"),
    },
    "agree5": {
        "strongly-disagree": ("Strongly disagree", "No, not at all"),
        "disagree": ("Disagree", "No"),
        "neither": ("In between", "In the middle"),
        "agree": ("Agree", "Yes"),
        "strongly-agree": ("Strongly agree", "Yes, a lot"),
    },
}
DO_NOT_KNOW = {
    code: tuple(standing.words_of(code, ENGLISH, style) for style in STYLES)
    for code in standing.CODES
}


def find_page(definition: Data, code: str) -> Data | None:
    """Return the page with this code, as data."""
    return next((page for page in definition["pages"] if page["code"] == code), None)


def find_question(definition: Data, page_code: str, code: str) -> tuple[Data, Data]:
    """Return a page and one of its questions, as data."""
    page = find_page(definition, page_code)
    for question in page["questions"] if page else []:
        if page and question["code"] == code:
            return page, question
    raise BuilderError(_l("This question is not there any more."))


def _codes(definition: Data) -> set[str]:
    found = set()
    for page in definition["pages"]:
        found.add(page["code"])
        for question in page["questions"]:
            found |= {question["code"], *(each["code"] for each in question.get("statements", []))}
    return found


def _new_code(text: str, taken: set[str]) -> str:
    base = slug_of(text)[: LONGEST_CODE - 4].strip("-") or "question"
    if base not in taken and is_usable_code(base):
        return base
    others = (f"{base}-{number}" for number in range(2, 1000))
    return next(code for code in others if code not in taken and is_usable_code(code))


def add_question(
    work: SurveyWork, *, kind: str, text: Data, by: User, page: str = ""
) -> tuple[str, str]:
    """Add a question to a `page`, or on one of its own before the closing pages.

    Returns the codes of its page and of the question.
    """
    definition = copy.deepcopy(work.definition)
    code = _new_code(text["plain"], _codes(definition))
    question: Data = {"code": code, "type": kind, "words": text}
    if kind == "info":
        question["ideas"] = [{"words": words()}]
    if kind in SCALES and kind not in definition.setdefault("scales", {}):
        points = SCALE_WORDS[kind] | (DO_NOT_KNOW if kind.startswith("face") else {})
        definition["scales"][kind] = [
            {"code": point, "words": words(*said)} for point, said in points.items()
        ]
    if shared := find_page(definition, page):
        shared["questions"].append(question)
    else:
        _insert(definition, {"code": code, "questions": [question]})
    changed(work, definition, by=by)
    return (shared or {"code": code})["code"], code


def _insert(definition: Data, page: Data) -> None:
    """Put a page before those that close a survey."""
    pages = definition["pages"]
    place = next(
        (n for n, page in enumerate(pages) if CLOSING & {q["code"] for q in page["questions"]}),
        len(pages),
    )
    pages.insert(place, page)


def move_page(work: SurveyWork, code: str, *, step: int, by: User) -> None:
    """Move a page up (-1) or down (1); at either end it stays."""
    definition = copy.deepcopy(work.definition)
    pages = definition["pages"]
    here = next((n for n, page in enumerate(pages) if page["code"] == code), None)
    if here is None or not 0 <= here + step < len(pages):
        return
    pages.insert(here + step, pages.pop(here))
    changed(work, definition, by=by)


def remove_page(work: SurveyWork, code: str, *, by: User) -> None:
    """Take a page out of the survey that is being made."""
    definition = copy.deepcopy(work.definition)
    definition["pages"] = [page for page in definition["pages"] if page["code"] != code]
    changed(work, definition, by=by)


def move_question(work: SurveyWork, page_code: str, code: str, *, go: str, by: User) -> None:
    """Take a question off a page that it shares: "apart", on a page of its own, or "out"."""
    definition = copy.deepcopy(work.definition)
    page, question = find_question(definition, page_code, code)
    if len(page["questions"]) == 1 or go not in {"apart", "out"}:
        return
    page["questions"].remove(question)
    if go == "apart":
        taken = {each["code"] for each in definition["pages"]}
        own: Data = {"code": code if code not in taken else _new_code(code, _codes(definition))}
        own |= {"show_when": page.get("show_when", {}), "questions": [question]}
        definition["pages"].insert(definition["pages"].index(page) + 1, own)
    changed(work, definition, by=by)


def save_question(
    work: SurveyWork,
    page_code: str,
    question_code: str,
    *,
    text: Data,
    hint: Data,
    rows: list[Data],
    pictures: dict[str, str],
    about: list[str],
    alone: str | None,
    tell_once: bool,
    show_when: dict[str, list[str]],
    by: User,
    spoken: bool = False,
    stand_apart: bool = False,
    continues: bool = False,
    one_idea: bool = False,
) -> None:
    """Keep one question.

    `rows` are its options, statements or ideas: code ("" when new), words and picture. `pictures`
    are those beside the question, with what each shows. `show_when` is the page's. `spoken` lets
    people answer a question in their own words by speaking; `stand_apart` offers "I don't know"
    and "I don't want to say". `continues` and `one_idea` are the page's, as `show_when` is.
    """
    definition = copy.deepcopy(work.definition)
    page, question = find_question(definition, page_code, question_code)
    page["show_when"], page["continues"] = show_when, continues
    page["one_idea"] = one_idea and len(page["questions"]) > 1
    taken = _codes(definition)
    question |= {
        "words": text,
        "hint": hint if any(hint.values()) else None,
        "pictures": list(pictures),
        "about": about,
    }
    for name, shown in pictures.items():
        definition.setdefault("pictures", {}).setdefault(name, words(shown, shown))
    rows = [row for row in rows if any(row["words"].values())]
    if question["type"] == "text":
        question["spoken"] = spoken
    elif question["type"] == "info":
        question["ideas"] = [{k: row[k] for k in ("words", "picture")} for row in rows]
    elif question["type"] in SCALES:
        before = question.get("statements", [])
        question["statements"] = _with_codes(_statements(rows, before), before, taken)
    elif question["type"] in {"one", "many"}:
        rows = [{k: row[k] for k in OPTION_PARTS} for row in rows]
        question["options"] = _options(rows, question.get("options", []), stand_apart=stand_apart)
        codes = {each["code"] for each in question["options"]}
        question["tell_once"] = tell_once
        question["alone"] = alone if question["type"] == "many" and alone in codes else None
    changed(work, definition, by=by)


def _statements(rows: list[Data], before: list[Data]) -> list[Data]:
    """Return statements as data; one that speaks to several parts of the strategy keeps them all.

    A row names the first of them.
    """
    known = {each["code"]: each.get("about", []) for each in before}
    found = []
    for row in rows:
        about = known.get(row["code"], [])
        if about[:1] != row["about"]:
            about = row["about"]
        found.append({k: row[k] for k in ("code", "words", "picture")} | {"about": about})
    return found


def scales_of(work: SurveyWork) -> list[str]:
    """Return the scales that a survey in the making uses."""
    asked = {
        question["type"] for page in work.definition["pages"] for question in page["questions"]
    }
    return [kind for kind in SCALES if kind in asked]


def save_scale(work: SurveyWork, kind: str, rows: list[Data], *, by: User) -> None:
    """Keep the words of a scale's points, and of the answers that stand apart from them.

    `rows` are code ("" when new) and words. The points stay, in their order; another answer whose
    words are empty goes.
    """
    definition = copy.deepcopy(work.definition)
    before = definition.setdefault("scales", {}).get(kind, [])
    typed = {row["code"]: row for row in rows if row["code"]}
    points = [typed.get(code, {"code": code, "words": words()}) for code in SCALES[kind]]
    others = [row for row in rows if row["code"] not in SCALES[kind] and any(row["words"].values())]
    definition["scales"][kind] = _with_codes([*points, *others], before, set())
    changed(work, definition, by=by)


def _options(rows: list[Data], before: list[Data], *, stand_apart: bool) -> list[Data]:
    """Return a question's options; one that stands for another in easy read is itself there."""
    options = _with_codes(rows, before, set())
    if stand_apart:
        known = {each["code"]: each for each in [*before, *options]}
        options = [each for each in options if each["code"] not in DO_NOT_KNOW]
        options += [
            known.get(code, {"code": code, "words": words(*said)})
            for code, said in DO_NOT_KNOW.items()
        ]
    codes = {each["code"] for each in options}
    return [each | {"easy_as": _in(codes, each.get("easy_as"))} for each in options]


def _in(codes: set[str], code: str | None) -> str | None:
    return code if code in codes else None


def _with_codes(rows: list[Data], before: list[Data], taken: set[str]) -> list[Data]:
    """Return the rows with codes that never change; what a row had beside its words stays."""
    known = {each["code"]: each for each in before}
    used = {row["code"] for row in rows if row["code"] in known} | taken
    found = []
    for row in rows:
        code = row["code"]
        if code not in known:
            code = _new_code(row["words"]["plain"] or row["words"]["easy"], used)
            used.add(code)
        found.append(known.get(code, {}) | {**row, "code": code})
    return found
