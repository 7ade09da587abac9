"""Looking at a survey before it is asked: mistakes that stop it, and words to think about again.

A mistake must be put right. A finding of the wording checks may stand when a named person says why.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from pydantic import ValidationError

from app.pictures.services import pictures_to_choose
from app.surveys.checks import find_easy_mistakes
from app.surveys.definition import STYLES, Definition, Words
from app.surveys.services.drawn import pictures_in
from app.surveys.services.refusals import NAMED, sentence_of
from app.surveys.services.signing import is_signed
from app.surveys.services.texts import GAP, NO_WORDS, english_of, fill_gaps, lacks
from nlp import easyread

#: How many rules easy-read words are checked against; said beside what was found.
RULES = len(easyread.RULES)
#: Where a sentence of `checks` names a question or a page.
_NAMED_BY_CODE = re.compile(r"(?P<before>[Qq]uestion|[Pp]age|on|to|that) '(?P<code>[a-z0-9-]+)'")


@dataclass(frozen=True)
class Finding:
    """Something in the easy-read words to put right, or to let stand with a reason."""

    key: str
    rule: str
    message: str
    words: str
    suggestion: str | None = None
    #: The override that lets it stand: {"reason": …, "by": …, "on": …}.
    standing: dict[str, Any] | None = None

    @property
    def stands_since(self) -> date | None:
        """The day on which somebody let it stand."""
        return _day(self.standing["on"]) if self.standing else None


@dataclass(frozen=True)
class InLanguage:
    """How far one language is; each list holds keys of texts."""

    missing: list[str]
    no_plain: list[str]
    no_easy: list[str]
    #: Their English has changed since.
    stale: list[str]
    is_signed: bool
    #: "" and None when it was signed before names were kept, or not at all.
    signed_by: str = ""
    signed_on: date | None = None

    @property
    def is_complete(self) -> bool:
        """True when every text has its words in both styles."""
        return not (self.missing or self.no_plain or self.no_easy)


@dataclass(frozen=True)
class Look:
    """What was found: `definition` is None when the survey cannot even be drawn."""

    definition: Definition | None
    mistakes: tuple[str, ...]
    findings: tuple[Finding, ...]
    #: By locale.
    languages: dict[str, InLanguage]

    @property
    def open_findings(self) -> list[Finding]:
        """Findings that nobody has let stand."""
        return [each for each in self.findings if each.standing is None]

    @property
    def is_ready(self) -> bool:
        """True when a second person may look at it."""
        return self.definition is not None and not self.mistakes and not self.open_findings


def look_at(data: dict[str, Any], overrides: list[Any]) -> Look:
    """Return everything that is wrong, or worth a second thought, in a survey in the making."""
    definition, mistakes = draw(data)
    if definition is None:
        return Look(None, tuple(mistakes), (), _languages(data))
    findings = tuple(_with_standing(each, overrides) for each in _findings(definition))
    mistakes = [
        *_missing(definition),
        *_unknown_pictures(data),
        *find_easy_mistakes(definition),
        *mistakes,
    ]
    mistakes = [_in_its_words(each, definition) for each in mistakes]
    return Look(definition, tuple(mistakes), findings, _languages(data))


def _in_its_words(sentence: str, definition: Definition) -> str:
    """Return a sentence that names questions and pages as their makers know them, not by code."""
    known = _words_by_code(definition)

    def named(found: re.Match[str]) -> str:
        words = known.get(found["code"])
        return f"{found['before']} “{words}”" if words else found[0]

    return _NAMED_BY_CODE.sub(named, sentence)


def _words_by_code(definition: Definition) -> dict[str, str]:
    """Return what each question asks, and what each page asks first, where it has words."""
    found: dict[str, str] = {}
    for page in definition.pages:
        for question in page.questions:
            found.setdefault(question.code, question.words.plain)
            for statement in question.statements:
                found.setdefault(statement.code, statement.words.plain)
        found.setdefault(page.code, page.questions[0].words.plain)
    return {code: words for code, words in found.items() if words != GAP}


def draw(data: dict[str, Any]) -> tuple[Definition | None, list[str]]:
    """Return the definition of a survey in the making, if it can be drawn, and its mistakes."""
    mistakes: list[str] = []
    try:
        return Definition.model_validate(fill_gaps(data), context=mistakes), mistakes
    except ValidationError as error:
        found = [*mistakes, *(sentence_of(each) for each in error.errors())]
        return None, list(dict.fromkeys(found))


def _missing(definition: Definition) -> list[str]:
    found = []
    known = _words_by_code(definition)
    for key, words in definition.english.items():
        name = _name_of(key, words, known)
        if words.plain == GAP:
            found.append(_("“%(key)s” has no plain words yet.", key=name))
        if words.easy == GAP:
            found.append(_("“%(key)s” has no easy-read words yet.", key=name))
    return found


def _name_of(key: str, words: Words, known: dict[str, str]) -> str:
    """Return a text by its words in the other style, else by what it belongs to, else its key."""
    owner, _dot, part = key.partition(".")
    if owner in known:
        own = next((each for each in (words.plain, words.easy) if each != GAP), part)
        return f"{known[owner]} → {own}" if part else own
    return str(NAMED.get(key.replace("-", "_"), key))


def _unknown_pictures(data: dict[str, Any]) -> list[str]:
    """Return a sentence for each picture that is not here: another area's own, for example."""
    here = pictures_to_choose()
    return [
        _("There is no picture “%(name)s” here. Choose another.", name=name)
        for name in dict.fromkeys(pictures_in(data))
        if name not in here
    ]


def _findings(definition: Definition) -> list[Finding]:
    return [
        Finding(key, each.rule, each.message, words.easy, each.suggestion)
        for key, words in definition.english.items()
        if not key.startswith("picture.") and words.easy != GAP
        for each in lint(words.easy)
    ]


@dataclass(frozen=True)
class WordsFinding:
    """What the checks say of some easy-read words that belong to no survey."""

    words: str
    rule: str
    message: str
    suggestion: str | None


def findings_in(*texts: str) -> list[WordsFinding]:
    """Return what the easy-read checks find in these texts, in their order."""
    return [
        WordsFinding(words, each.rule, each.message, each.suggestion)
        for words in texts
        if words
        for each in lint(words)
    ]


@lru_cache(maxsize=5000)
def lint(words: str) -> tuple[easyread.Finding, ...]:
    """Return the findings of the easy-read checks; the same words come again and again."""
    return tuple(easyread.lint(words))


def _with_standing(finding: Finding, overrides: list[Any]) -> Finding:
    wanted = {"key": finding.key, "rule": finding.rule, "words": finding.words}
    for each in overrides:
        if wanted.items() <= each.items():
            return replace(finding, standing=each)
    return finding


def _languages(data: dict[str, Any]) -> dict[str, InLanguage]:
    english = english_of(data)
    found = {}
    for locale, translation in data.get("translations", {}).items():
        known = translation["words"]
        lacking = {key: lacks(text, known.get(key, NO_WORDS)) for key, text in english.items()}
        found[locale] = InLanguage(
            missing=[key for key, styles in lacking.items() if styles == list(STYLES)],
            no_plain=[key for key, styles in lacking.items() if styles == ["plain"]],
            no_easy=[key for key, styles in lacking.items() if styles == ["easy"]],
            stale=[key for key in translation.get("stale", []) if key in english],
            is_signed=is_signed(translation),
            signed_by=translation.get("signed_by", ""),
            signed_on=_day(translation.get("signed_on")),
        )
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
