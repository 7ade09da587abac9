"""Forms of a group session: beginning it, the hands of one screen, closing it."""

from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.forms import BaseForm, MaxLength, TextArea, choices
from app.groups.services import MOST_PEOPLE
from app.responses.forms import SHOWN_LIMIT, TOO_LONG
from app.surveys.definition import Definition
from app.surveys.screens import Screen


class StartForm(BaseForm):
    """Begin a session."""

    survey = SelectField(_l("Which survey?"))
    people = IntegerField(
        _l("How many children and young people are here?"),
        description=_l("Without helpers and staff. No names are written down."),
        validators=[
            InputRequired(_l("Write how many people are here.")),
            NumberRange(1, MOST_PEOPLE, _l("Write a number between 1 and 60.")),
        ],
    )
    style = RadioField(
        _l("Which words?"),
        choices=choices([("easy", _l("Easy read, with pictures")), ("plain", _l("Standard"))]),
        default="easy",
        validators=[InputRequired(_l("Choose which words."))],
    )


class CloseForm(BaseForm):
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
        for option in definition.options_of(question):
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
