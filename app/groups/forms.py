"""Forms of a group session: beginning and joining it, the hands of one screen, closing it."""

import re
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, PasswordField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from app.forms import BaseForm, MaxLength, TextArea, TextBox, choices
from app.groups.models import GroupWay
from app.groups.services import MOST_PEOPLE, Plan
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES
from app.responses.forms import SHOWN_LIMIT, TOO_LONG
from app.responses.models import Style
from app.surveys.definition import Definition
from app.surveys.screens import Screen

#: A PIN: short enough to keep in mind, and counted when it is guessed at.
PIN = re.compile(r"[0-9]{4,8}")
WAYS = [
    (GroupWay.HANDS, _l("Together, by hands up")),
    (GroupWay.OWN, _l("Everybody on their own device")),
    (GroupWay.TABLET, _l("On one device that goes round")),
]


WHO = [
    ("young", _l("Children and young people")),
    ("family", _l("Parents and carers")),
    ("staff", _l("People who work in services")),
    ("mixed", _l("Different people together")),
]


PIN_HINT = _l(
    "4 to 8 digits. You need it to unlock this screen, to close the session, and to use a device "
    "that goes round for something else again."
)


def _is_new_pin(_form: Any, field: PasswordField) -> None:
    """Refuse what cannot be a PIN."""
    if not PIN.fullmatch(field.data or ""):
        raise ValidationError(_l("Write a PIN of 4 to 8 digits."))


class StartForm(BaseForm):
    """Begin a session."""

    survey = SelectField(_l("Which survey?"))
    people = IntegerField(
        _l("How many people are here to answer?"),
        description=_l("Without those who only help. No names are written down."),
        validators=[
            InputRequired(_l("Write how many people are here.")),
            NumberRange(1, MOST_PEOPLE, _l("Write a number between 1 and 60.")),
        ],
    )
    way = RadioField(
        _l("How do they answer?"),
        choices=choices(WAYS),
        default=GroupWay.HANDS.value,
        validators=[InputRequired(_l("Choose how they answer."))],
    )
    who = RadioField(
        _l("Who are the group?"),
        description=_l(
            "Only where they answer by hands up: whose voice it is. Leave it empty for a survey "
            "that is only for young people."
        ),
        choices=choices(WHO),
        validators=[Optional()],
    )
    pin = PasswordField(_l("Choose a PIN"), description=PIN_HINT, validators=[_is_new_pin])
    style = RadioField(
        _l("Which words?"),
        choices=choices([("easy", _l("Easy read, with pictures")), ("plain", _l("Standard"))]),
        default="easy",
        validators=[InputRequired(_l("Choose which words."))],
    )
    language = SelectField(
        _l("Which language?"),
        choices=choices((each.code, each.name) for each in LANGUAGES.values()),
        default=DEFAULT_LANGUAGE,
    )
    #: The code that a group has come back with; there only then.
    earlier = HiddenField()

    def plan(self) -> Plan:
        """Return what was decided."""
        return Plan(
            way=GroupWay(self.way.data),
            people=self.people.data or 1,
            style=Style(self.style.data),
            locale=self.language.data,
            who=self.who.data or "",
            pin=self.pin.data or "",
            earlier_code=self.earlier.data or "",
        )


class ComeBackForm(BaseForm):
    """A group comes back with the code that it kept."""

    code = TextBox(
        _l("The group’s code"),
        description=_l("16 letters and numbers in four groups. Capitals and spaces do not matter."),
        validators=[DataRequired(_l("Write the group’s code."))],
    )


class JoinForm(BaseForm):
    """Take part in a group's session."""

    code = TextBox(
        _l("The code of your group"),
        description=_l("6 letters. The person who helps your group has it."),
        validators=[DataRequired(_l("Write the code of your group."))],
    )


class NewPinForm(BaseForm):
    """Another PIN for an open session."""

    pin = PasswordField(_l("Choose a PIN"), description=PIN_HINT, validators=[_is_new_pin])


class PinForm(BaseForm):
    """Go on with a locked screen, or do what only the helper may."""

    pin = PasswordField(
        _l("The PIN of the person who helps the group"),
        validators=[DataRequired(_l("Write the PIN."))],
    )


class UnlockForm(BaseForm):
    """Make a device ready for a place without a signal, or send what waits on it."""

    pin = PasswordField(_l("The PIN of the person who helps the group"))


class CloseForm(PinForm):
    """What may be done with the group's words."""

    consent = RadioField(
        _l("May we show the group’s words to other people? Ask everybody."),
        choices=choices(
            [
                ("quote", _l("Yes, everybody agrees")),
                ("count", _l("No, or not everybody agrees: only count")),
            ]
        ),
        validators=[InputRequired(_l("Choose one: ask the group."))],
    )


@lru_cache(maxsize=500)
def make_hands_form(
    definition: Definition, code: str, locale: str, style: str
) -> type["HandsForm"]:
    """Return the form of one screen: a number for each option, a box for what the group says."""
    screen = definition.screen(code)
    fields: dict[str, Any] = {}
    for question in screen.questions if screen else ():
        if question.type == "text":
            fields[question.code] = TextArea(
                definition.wording(question.code, locale, style),
                description=_l("What the group says, in its own words. No names."),
                validators=[MaxLength(SHOWN_LIMIT, TOO_LONG)],
            )
            continue
        for option in definition.offered(question, style):
            words = definition.wording(definition.option_key(question, option), locale, style)
            fields[f"{question.code}.{option.code}"] = IntegerField(
                words,
                validators=[
                    Optional(),
                    NumberRange(0, MOST_PEOPLE, _l("Write a number between 0 and 60.")),
                ],
            )
    return type("HandsForm", (HandsForm,), fields)


class HandsForm(BaseForm):
    """Hands up, counted."""

    def hands(self, screen: Screen) -> dict[str, dict[str, int]]:
        """Return {question: {option: hands}} of what was written down."""
        found: dict[str, dict[str, int]] = {}
        for field in self:
            code, dot, option = field.name.partition(".")
            if dot and code in screen.codes and field.data:
                found.setdefault(code, {})[option] = field.data
        return found

    def words(self) -> dict[str, str]:
        """Return {question: what the group says}."""
        return {field.name: field.data for field in self if isinstance(field, TextArea)}
