"""The form of a second reading: every part of the strategy, one list each, and nothing else."""

from functools import lru_cache

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from app.analysis.services import NOT_IN_STRATEGY, NOTHING_TO_CODE
from app.analysis.words import SIGN_WORDS
from app.forms import BaseForm, choices
from app.strategy.models import Family, FrameworkItem

_PREFIX = "item-"


class SecondReadingForm(BaseForm):
    """What somebody finds who has not seen what was found before."""

    otherwise = RadioField(
        _l("If it is about none of these"),
        choices=choices(
            [(NOTHING_TO_CODE, _l("Nothing to code")), (NOT_IN_STRATEGY, _l("Not in our strategy"))]
        ),
        validate_choice=False,
    )

    def codes(self) -> dict[str, str | None]:
        """Return {code: sign} of what was chosen."""
        return {
            name.removeprefix(_PREFIX): field.data
            for name, field in self._fields.items()
            if name.startswith(_PREFIX) and field.data
        }


def second_reading_form(items: list[FrameworkItem]) -> type[SecondReadingForm]:
    """Return the form for the strategy as it is."""
    return _make_form(tuple((item.code, item.name, item.family) for item in items))


@lru_cache(maxsize=8)
def _make_form(items: tuple[tuple[str, str, Family], ...]) -> type[SecondReadingForm]:
    fields = {}
    for code, name, family in items:
        offered = [("yes", _l("It is about this"))]
        if family != Family.PRIORITY:
            offered = [(str(sign), words) for sign, words in SIGN_WORDS.items()]
        fields[f"{_PREFIX}{code}"] = SelectField(
            name, choices=choices(offered, first="–"), validate_choice=False, default=""
        )
    return type("WholeSecondReadingForm", (SecondReadingForm,), fields)
