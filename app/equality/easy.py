"""The equality questions in easy read: one idea a screen, five answers and "not said" at most.

The questions and their codes are those of `forms`, so that the answers count alike. Nothing is
stored on the way: what was answered travels from screen to screen, until it is sent at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from app.equality.forms import (
    ADULT,
    ASKED,
    CHILD,
    CHOOSING,
    SKIP,
    YOUNG,
    EqualityForm,
    WhoForm,
)
from app.forms import choices

#: {question: codes}
Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Step:
    """One screen: a question, or the part of one that fits on it."""

    #: A field of `EqualityForm`.
    name: str
    #: What is asked of a parent or carer, and of a young person where that differs.
    words: Any
    picture: str
    own_words: Any = None
    #: The answers offered, as codes of the form or groups of them; empty where something is typed
    #: or the form's own are few.
    offered: tuple[str, ...] = ()
    #: The group whose answers these are: the screen follows only when it was chosen.
    group: str = ""

    @property
    def key(self) -> str:
        """What the screen is called in its form."""
        return f"{self.name}.{self.offered[0]}" if self.offered else self.name


#: {group: its answers}: choosing the first opens a screen with the others.
_GROUPS = {
    "any-asian": ("bangladeshi", "chinese", "indian", "pakistani", "other-asian"),
    "any-black": ("african", "caribbean", "other-black"),
    "any-mixed": ("white-asian", "white-african", "white-caribbean", "other-mixed"),
    "any-white": ("british", "irish", "gypsy-traveller", "roma", "other-white"),
    "any-other": ("arab", "other"),
    "any-religion": ("buddhist", "hindu", "jewish", "sikh", "other"),
}
_NEEDS = (_l("Does your child need help with any of these?"), "help")
_OWN_NEEDS = _l("Do you need help with any of these?")
_FAMILY = (_l("Is your family like any of these?"), "family")
_ETHNICITY = (_l("What is your ethnic group? This means where your family comes from."), "globe")
_RELIGION = (_l("What is your religion?"), "praying")

_STEPS = (
    Step("age", _l("How old is your child?"), "birthday", _l("How old are you?")),
    Step("area", _l("What is the first part of your postcode?"), "map"),
    Step("sex", _l("What is your sex?"), "young-person"),
    Step("gender", _l("Is your gender the same as when you were born?"), "same"),
    Step(
        "ethnicity",
        *_ETHNICITY,
        offered=("any-asian", "any-black", "any-mixed", "any-white", "any-other"),
    ),
    *(
        Step("ethnicity", *_ETHNICITY, offered=offered, group=group)
        for group, offered in _GROUPS.items()
        if group != "any-religion"
    ),
    Step("religion", *_RELIGION, offered=("none", "christian", "muslim", "any-religion")),
    Step("religion", *_RELIGION, offered=_GROUPS["any-religion"], group="any-religion"),
    Step("language", _l("What language do you speak most at home?"), "speech"),
    Step("access", _l("Do you need any of these?"), "access"),
    Step(
        "needs",
        *_NEEDS,
        _OWN_NEEDS,
        offered=("autism", "adhd", "speech", "learning", "mental-health"),
    ),
    Step(
        "needs",
        *_NEEDS,
        _OWN_NEEDS,
        offered=("physical", "hearing", "sight", "medical", "other"),
    ),
    Step("disability", _l("Are you disabled yourself?"), "access"),
    Step("family", *_FAMILY, offered=("single-parent", "foster", "kinship", "adopter")),
    Step("family", *_FAMILY, offered=("young-carer", "armed-forces", "care", "none")),
    Step(
        "meals",
        _l("Do you get free school meals? Or does your family have very little money?"),
        "meal",
    ),
)
#: The questions of which people choose as many as they like, on more than one screen.
_IN_PARTS = {"needs", "family"}
#: Easy words of answers; the plain ones serve for the others.
_EASY: dict[str, dict[str, Any]] = {
    "ethnicity": {
        "any-asian": _l("Asian"),
        "any-black": _l("Black"),
        "any-mixed": _l("Mixed"),
        "any-white": _l("White"),
        "any-other": _l("Arab, or another group"),
    },
    "religion": {"any-religion": _l("Another religion")},
    "needs": {
        "speech": _l("Talking and listening"),
        "learning": _l("Learning"),
        "mental-health": _l("Feelings"),
        "physical": _l("Moving your body"),
        "medical": _l("An illness that lasts a long time"),
    },
    "access": {"interpreter": _l("Someone who says it in my language")},
    "family": {
        "single-parent": _l("One parent at home"),
        "foster": _l("A foster carer"),
        "kinship": _l("A grandparent or other family is the carer"),
        "adopter": _l("An adopted child"),
        "young-carer": _l("A young person who cares for someone"),
        "armed-forces": _l("Someone is in the army, navy or air force"),
        "care": _l("The council looks after the child, or did"),
    },
}
_PICTURES = {
    SKIP[0]: "quiet",
    "yes": "tick",
    "no": "cross",
    "none": "cross",
    "autism": "headphones",
    "adhd": "brain",
    "speech": "speech",
    "learning": "book",
    "mental-health": "heart",
    "physical": "wheelchair",
    "hearing": "ear-aid",
    "sight": "glasses",
    "medical": "pill",
    "interpreter": "interpreter",
    "bsl": "hands",
    "easy-read": "picture-frame",
    "single-parent": "parent",
    "foster": "house",
    "kinship": "grandparents",
    "adopter": "family",
    "young-carer": "safe-hands",
    "armed-forces": "medal",
    "care": "social-worker",
}
#: Who may be asked, in easy words.
_WHO = {
    CHILD: _l("I am under 16"),
    YOUNG: _l("I am 16 to 25"),
    ADULT: _l("I am a parent, a carer or another grown-up"),
}
WHO_PICTURES = {CHILD: "child", YOUNG: "student", ADULT: "family"}


def show_who(form: WhoForm) -> None:
    """Offer the kinds of people in easy words."""
    form.who.choices = choices(_WHO.items())


def steps_for(who: str, answers: Answers) -> list[Step]:
    """Return the screens for this kind of person, as far as the answers open them, in order."""
    return [
        each
        for name in ASKED[who]
        for each in _STEPS
        if each.name == name and _follows(each, answers.get(name, ()))
    ]


def _follows(step: Step, given: Sequence[str]) -> bool:
    return not step.group or any(each in {step.group, *step.offered} for each in given)


def find_step(who: str, key: str) -> Step:
    """Return the screen called `key`; the first for anything that is not asked of this person."""
    asked = [each for each in _STEPS if each.name in ASKED[who]]
    return next((each for each in asked if each.key == key), steps_for(who, {})[0])


def neighbour(who: str, step: Step, answers: Answers, by: int) -> Step | None:
    """Return the screen after (`by` = 1) or before (-1) this one; None beyond either end."""
    shown = steps_for(who, answers)
    # A group whose answer was skipped is no longer among those that follow: its place is.
    found = shown.index(step) if step in shown else _place(shown, step, by)
    return shown[found + by] if 0 <= found + by < len(shown) else None


def _place(shown: list[Step], step: Step, by: int) -> int:
    """Return the place of the question's first screen, seen from beyond it when going back."""
    first = next(number for number, each in enumerate(shown) if each.name == step.name)
    return first if by > 0 else first + 1


def carried(form: EqualityForm, step: Step, answers: Answers) -> dict[str, list[str]]:
    """Return what this screen carries on: the answers that are not its own to change."""
    is_many = isinstance(form[step.name], SelectMultipleField)
    kept = {name: list(given) for name, given in answers.items() if name != step.name}
    if is_many and step.offered:
        kept[step.name] = [
            each for each in answers.get(step.name, ()) if each not in {*step.offered, SKIP[0]}
        ]
    return kept


def put_in(answers: Answers, step: Step, sent: Sequence[str]) -> dict[str, list[str]]:
    """Return the answers with those of one screen replaced by what was sent from it."""
    before = answers.get(step.name, ())
    new = list(sent)
    if step.name in _IN_PARTS:
        own = {*step.offered, SKIP[0]}
        new = [
            *(each for each in before if each not in own),
            *(each for each in sent if each in own),
        ]
    elif sent and before and before[0] in _GROUPS.get(sent[0], ()):
        new = list(before)  # the group of an answer that was given already, chosen again
    others = {name: list(given) for name, given in answers.items() if name != step.name}
    return others | ({step.name: new} if new else {})


def show_step(form: EqualityForm, who: str, step: Step, answers: Answers) -> dict[str, str]:
    """Make the form's field the one of this screen; return {answer: picture}."""
    field = form[step.name]
    own = step.own_words if who != ADULT else None
    field.label.text = own or step.words
    if not isinstance(field, CHOOSING):
        return {}
    plain = {str(each.data): each.label.text for each in field if each.data}
    words = plain | _EASY.get(step.name, {})
    codes = (*step.offered, SKIP[0]) if step.offered else tuple(plain)
    field.description = ""
    field.choices = choices((code, words[code]) for code in codes)
    if not isinstance(field, SelectMultipleField):
        given = (*answers.get(step.name, ()), "")[0]
        field.data = next((each for each in step.offered if given in _GROUPS.get(each, ())), given)
    return {code: _PICTURES[code] for code in codes if code in _PICTURES}
