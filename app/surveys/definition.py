"""A survey's definition: pages, questions, wordings and branches, checked before anybody sees it.

It takes plain data (from YAML or the database); what it refuses, it refuses with a sentence.
"""

import operator
import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from app.forms import BaseForm
from app.surveys import standing
from app.surveys.screens import Screen, make_screens, split_page, visible_screens
from app.wordings import Wording

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
TextOrNone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
QuestionType = Literal["text", "one", "many", "face3", "face5", "agree5", "date", "info"]
StyleName = Literal["plain", "easy"]
#: Every question is worded in both.
STYLES: tuple[StyleName, ...] = ("plain", "easy")

ENGLISH = "en"
#: The question that a link may fill in: which meeting those who were there are asked about.
MEETING = "meeting"
#: The first options of a scale, from least to most; a survey may add some that stand apart.
SCALES = {
    "face3": ("no", "sometimes", "yes"),
    "face5": ("very-bad", "bad", "okay", "good", "very-good"),
    "agree5": ("strongly-disagree", "disagree", "neither", "agree", "strongly-agree"),
}
#: Answers that say nothing of what was asked: no part of the five that easy read shows at most.
STAND_APART = {*standing.NAMES, "does-not-apply"}
#: Types that are answered by choosing; branches may rest on them.
CHOICE_TYPES = {"one", "many", *SCALES}
#: Questions that the platform itself understands, and the options it knows for each.
KNOWN_OPTIONS = {
    "consent": {"quote", "count", "ask"},
    "whose-words": {"own", "read-to-me", "typed-for-me", "helped-to-choose", "for-someone"},
    "receipt": {"yes", "no"},
}
#: The question whose answer is a child's own, whoever else answers: a comment apart (F11).
CHILDS_WORDS = "childs-words"
#: Addresses beside the pages of a survey, and names that a form uses for itself.
RESERVED_CODES = {
    "check-your-answers",
    "leave",
    "on-paper",
    "save",
    "csrf-token",
    "go",
    "style",
    "lang",
    "meta",
}


class Part(BaseModel):
    """Parent of every part of a definition: unknown keys are mistakes, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """One text in both styles. A bare string in the file serves for both."""

    plain: Text
    easy: Text

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"plain": value, "easy": value} if isinstance(value, str) else value


class Translated(Words):
    """One text in another language. A style that is missing is shown in the other's words."""

    plain: TextOrNone = ""
    easy: TextOrNone = ""

    def shown(self, style: str) -> str:
        """Return what is read in `style`."""
        return getattr(self, style) or self.plain or self.easy


class Option(Part):
    """One answer that can be chosen."""

    code: Code
    words: Words
    hint: Words | None = None
    picture: str | None = None
    #: Easy read leaves this answer out, and the one with this code stands for it there.
    easy_as: Code | None = Field(default=None, exclude_if=operator.not_)


class Idea(Part):
    """One idea of an info page: a picture and its words."""

    words: Words
    picture: str | None = None


class Statement(Part):
    """One statement of a scale; it has a screen of its own."""

    code: Code
    words: Words
    picture: str | None = None
    about: list[str] = []


#: What other tools call many questions in one table, and what they write into such a question.
GRIDS = {"grid", "matrix", "array", "likert", "table", "ranking-grid"}
GRID_PARTS = {"rows", "columns", "subquestions"}


class Question(Part):
    """One question. `about` names the items of the strategy that its answers speak to."""

    code: Code
    type: QuestionType
    words: Words
    hint: Words | None = None
    about: list[str] = []
    pictures: list[str] = []
    options: list[Option] = []
    #: The option that excludes all others in a `many` question.
    alone: Code | None = None
    statements: list[Statement] = []
    #: It is about the person: their answer may be kept in their own browser for next time.
    tell_once: bool = False
    ideas: list[Idea] = []
    #: A question in their own words that may be answered by speaking (Y4).
    spoken: bool = Field(default=False, exclude_if=operator.not_)

    @model_validator(mode="before")
    @classmethod
    def _is_no_grid(cls, value: Any) -> Any:
        """Refuse many questions in one table: it fits no phone and no easy read."""
        if isinstance(value, dict) and (
            str(value.get("type")).lower() in GRIDS or GRID_PARTS & set(value)
        ):
            raise ValueError(
                "This is a grid: many questions in one table, which fits no phone and no easy "
                "read. Make each row a question of its own, or a statement of a scale."
            )
        return value


class Page(Part):
    """What is asked together, at one address. `continues` keeps the number of the page before."""

    code: Code
    continues: bool = False
    #: Its questions are one idea ("Do you feel safe?", "Say more"): easy read shows them together.
    one_idea: bool = Field(default=False, exclude_if=operator.not_)
    show_when: dict[Code, list[Code]] = {}
    questions: Annotated[list[Question], Field(min_length=1)]


class Translation(Part):
    """A language's words by key; `checked` once somebody who speaks it has read them."""

    checked: bool = False
    #: Who says so, and since which day; a file that ships says it in a comment.
    signed_by: str = Field(default="", exclude_if=operator.not_)
    signed_on: date | None = Field(default=None, exclude_if=operator.not_)
    words: dict[str, Translated]
    #: Keys whose English has changed since: the words may say something else now.
    stale: list[str] = []


class ReadAloud(Part):
    """A recording of somebody who reads a question aloud: see app/surveys/aloud.py."""

    name: Annotated[str, StringConstraints(pattern=r"^read-[0-9a-f]{16}$")]
    #: Of the words that were read; other words are not what one would hear.
    words: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class Another(Part):
    """An offer to answer again at once, with some answers copied: a second child."""

    words: Words
    copies: list[Code]
    show_unless: dict[Code, list[Code]] = {}


class Definition(Part):
    """Everything that is asked, in every language and style."""

    title: Words
    summary: Words
    for_whom: Words
    start: Words | None = None
    #: The role of everybody who answers, where no question asks for it.
    answered_by: Code | None = None
    #: It is for people of 16 and over, so none of its pictures may look babyish.
    from_16: bool = Field(default=False, exclude_if=operator.not_)
    default_style: StyleName = "plain"
    picture: str | None = None
    pages: Annotated[list[Page], Field(min_length=1)]
    scales: dict[str, list[Option]] = {}
    #: What each picture of a question shows, by its name.
    pictures: dict[str, Words] = {}
    another: Another | None = None
    translations: dict[str, Translation] = {}
    #: Recordings of questions by question, language and style: "story.en.easy".
    aloud: dict[str, ReadAloud] = Field(default={}, exclude_if=operator.not_)

    @model_validator(mode="after")
    def _is_sound(self, info: ValidationInfo) -> Self:
        """Refuse a survey with mistakes; hand them over instead where somebody asks for them."""
        from app.surveys.checks import find_mistakes  # noqa: PLC0415  # checks reads these classes

        mistakes = find_mistakes(self)
        if isinstance(info.context, list):
            info.context.extend(mistakes)
        elif mistakes:
            raise ValueError(" ".join(mistakes))
        return self

    def __hash__(self) -> int:
        """Return a hash by identity: a definition is parsed once a process and never changes."""
        return id(self)

    def in_style(self, style: str) -> "Definition":
        """Return the survey as it is shown in a style: easy read has one question a screen."""
        return self._one_at_a_time if style == "easy" else self

    @cached_property
    def _one_at_a_time(self) -> "Definition":
        pages = [part for page in self.pages for part in split_page(page)]
        if len(pages) == len(self.pages):
            return self
        # Its parts were checked as they are. A copy would bring along what was worked out of them.
        parts = {name: getattr(self, name) for name in type(self).model_fields}
        return Definition.model_construct(**{**parts, "pages": pages})

    @cached_property
    def may_be_spoken(self) -> bool:
        """True when a question of it may be answered out loud."""
        return any(question.spoken for question in self.questions.values())

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question that is answered, by code; each statement counts as one."""
        found: dict[str, Question] = {}
        for screen in self.screens:
            for question in screen.questions:
                if question.type != "info":
                    found[question.code] = question
        return found

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        """Every screen in order, as if nothing were branched away."""
        return make_screens(self.pages)

    def screen_at(self, code: str, style: str) -> Screen | None:
        """Return the screen in `style` that is at an address of either style, or None."""
        shown = self.in_style(style)
        if (found := shown.screen(code)) or not self.in_style("easy").screen(code):
            return found
        return next(each for each in shown.screens if code in each.asked)

    @cached_property
    def _screens_by_code(self) -> dict[str, Screen]:
        return {screen.code: screen for screen in self.screens}

    def screen(self, code: str) -> Screen | None:
        """Return the screen at the address `code`, or None."""
        return self._screens_by_code.get(code)

    def visible(self, answers: dict[str, Any]) -> list[Screen]:
        """Return the screens that a person with these answers is shown, in order."""
        return visible_screens(self.screens, answers)

    def asked(self, answers: dict[str, Any]) -> set[str]:
        """Return the codes of the questions that a person with these answers is asked."""
        return {code for screen in self.visible(answers) for code in screen.codes}

    def options_of(self, question: Question, style: str = "plain") -> list[Option]:
        """Return the options of a question: its own, else its scale's; in `style`, those shown."""
        if question.options or question.type not in SCALES:
            return [each for each in question.options if style == "plain" or not each.easy_as]
        return self.scales.get(question.type, [])

    def choices_of(self, question: Question) -> list[Option]:
        """Return what may be answered in one style or another: options, and standing answers."""
        options = self.options_of(question)
        return [*options, *self._standing(question, options)]

    def offered(self, question: Question, style: str) -> list[Option]:
        """Return what `style` offers: easy read fewer options, and the standing answers."""
        options = self.options_of(question, style)
        return [*options, *self._standing(question, options)] if style == "easy" else options

    def _standing(self, question: Question, options: list[Option]) -> list[Option]:
        """Return the answers of every closed question, but those that `options` say themselves.

        What the platform itself asks (KNOWN_OPTIONS) has no room for them: skipping says the same.
        """
        if question.type not in CHOICE_TYPES or question.code in KNOWN_OPTIONS:
            return []
        codes = {option.code for option in options}
        return [each for each in STANDING_OPTIONS if not standing.said_by(each.code, codes)]

    def option_key(self, question: Question, option: Option) -> str:
        """Return the key of an option's words."""
        if any(option is each for each in STANDING_OPTIONS):
            return standing.key_of(option.code)
        return f"{question.code if question.options else question.type}.{option.code}"

    @cached_property
    def english(self) -> dict[str, Words]:
        """Every English text by the key that a translation uses for it."""
        from app.surveys.checks import collect_words  # noqa: PLC0415

        return collect_words(self)

    def wording(self, key: str, locale: str, style: str) -> Wording:
        """Return the words for `key`; English when this language has none, "" when none exist."""
        if key not in self.english:
            return standing.wording(key, locale, style) or Wording("")
        translation = self.translations.get(locale)
        words = translation.words.get(key) if translation else None
        own = words.shown(style) if words else ""
        is_stand_in = not own and locale != ENGLISH
        return Wording(own or getattr(self.english[key], style), is_stand_in=is_stand_in)

    def is_checked(self, locale: str) -> bool:
        """Return False when nobody who speaks this language has read its words as they are."""
        known = self.translations.get(locale)
        return locale == ENGLISH or bool(known and known.checked and not known.stale)

    def estimate_minutes(self, style: str) -> int:
        """Return the honest number of minutes, from the words to read and what is to be done."""
        unread = {
            self.option_key(question, option)
            for question in self.questions.values()
            for option in self.options_of(question)
            if style == "easy" and option.easy_as
        }
        read = sum(
            len(re.findall(r"\S+", getattr(words, style)))
            for key, words in self.english.items()
            if not key.startswith("picture.") and key not in unread
        )
        repeated = sum(
            len(self.options_of(question)) * 2
            for question in self.questions.values()
            if question.type in SCALES
        )
        seconds = (read + repeated) / WORDS_A_SECOND[style]
        seconds += sum(SECONDS_TO_ANSWER[each.type] for each in self.questions.values())
        return max(1, round(seconds / 60))


STANDING_OPTIONS = tuple(
    Option(
        code=code,
        words=Words(**{style: standing.words_of(code, ENGLISH, style) for style in STYLES}),
        picture=standing.PICTURES[code],
    )
    for code in standing.CODES
)
#: Judged, not measured: adults read about 230 words a minute on a screen, new readers 110.
WORDS_A_SECOND = {"plain": 230 / 60, "easy": 110 / 60}
#: Median 25 words of free text on a phone, about 30 words a minute; half are skipped.
SECONDS_TO_ANSWER = {
    "text": 30,
    "one": 5,
    "many": 8,
    "face3": 4,
    "face5": 5,
    "agree5": 4,
    "date": 15,
    "info": 0,
}


def is_usable_code(code: str) -> bool:
    """Return False for a code that a form or an address needs for itself."""
    return code not in RESERVED_CODES and not hasattr(BaseForm, code)
