"""The texts of a survey in the making, which are there even while it cannot be drawn yet."""

from collections.abc import Iterator
from typing import Any

from app.surveys.definition import STYLES

Data = dict[str, Any]
#: Stands where words are still missing, so that the rest can be looked at.
GAP = "…"
NO_WORDS = dict.fromkeys(STYLES, "")


def fill_gaps(definition: Data) -> Data:
    """Return a definition with GAP where English words are empty.

    Easy read falls back on nothing, so that it is missed. Other languages may lack words.
    """
    return {
        key: part if key == "translations" else _fill_part(part) for key, part in definition.items()
    }


def _fill_part(part: Any) -> Any:
    if isinstance(part, dict):
        if set(part) == set(STYLES):
            return {style: _fill(part[style]) for style in STYLES}
        return {key: _fill_part(value) for key, value in part.items()}
    return [_fill_part(each) for each in part] if isinstance(part, list) else part


def _fill(text: Any) -> Any:
    is_text = text is None or isinstance(text, str)
    return (text or "").strip() or GAP if is_text else text


def reopen_gaps(part: Any) -> Any:
    """Put nothing where `fill_gaps` put GAP: words that are missing still."""
    if isinstance(part, dict):
        if set(part) == set(STYLES):
            return {style: "" if text == GAP else text for style, text in part.items()}
        return {key: reopen_gaps(value) for key, value in part.items()}
    return [reopen_gaps(each) for each in part] if isinstance(part, list) else part


def english_of(definition: Data) -> dict[str, Data]:
    """Return every English text of a survey in the making, by the key that translations use.

    The same as `Definition.english`, which there is only when nothing is wrong: a survey whose
    last page was taken out has texts, and translations of them, all the same.
    """
    return {key: _fill_part(text) for key, text in _texts(definition) if text}


def lacks(english: Data, translation: Data) -> list[str]:
    """Return the styles in which a translated text has no words.

    Where English has the same words in both styles, one translation serves for both.
    """
    if may_share(english) and any(translation.values()):
        return []
    return [style for style in STYLES if not translation[style]]


def may_share(english: Data) -> bool:
    """Return True for a text whose standard words are easy read already: a name, a "Yes"."""
    return bool(english["plain"] == english["easy"] != GAP)


def _texts(definition: Data) -> Iterator[tuple[str, Data | None]]:
    yield "title", definition["title"]
    yield "summary", definition["summary"]
    yield "for-whom", definition["for_whom"]
    yield "start", definition.get("start")
    yield "another", (definition.get("another") or {}).get("words")
    for name, shown in definition.get("pictures", {}).items():
        yield f"picture.{name}", shown
    for kind, options in definition.get("scales", {}).items():
        yield from _texts_of_options(kind, options)
    for page in definition["pages"]:
        for question in page["questions"]:
            yield from _texts_of(question)


def _texts_of(question: Data) -> Iterator[tuple[str, Data | None]]:
    code = question["code"]
    yield code, question["words"]
    yield f"{code}.hint", question.get("hint")
    yield from _texts_of_options(code, question.get("options", []))
    for statement in question.get("statements", []):
        yield statement["code"], statement["words"]
    for number, idea in enumerate(question.get("ideas", []), start=1):
        yield f"{code}.{number}", idea["words"]


def _texts_of_options(owner: str, options: list[Data]) -> Iterator[tuple[str, Data | None]]:
    for option in options:
        yield f"{owner}.{option['code']}", option["words"]
        yield f"{owner}.{option['code']}.hint", option.get("hint")
