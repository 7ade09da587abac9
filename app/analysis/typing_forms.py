"""The form of what differs between two typings of a paper: for each question, what stays."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from app.analysis.services.typing_again import FIRST, OTHER, SECOND
from app.forms import choices
from app.responses import services as responses
from app.responses.forms import ScreenForm, make_field
from app.responses.services import Kept
from app.surveys.definition import Definition

_KEEP = "keep-"
WHOSE = {
    FIRST: _l("The first typing is right"),
    SECOND: _l("The second typing is right"),
    OTHER: _l("Neither is right: I write down what the paper says"),
}


class SettleForm(ScreenForm):
    """For each difference, whose typing is right; and a field for what the paper says instead."""

    def keep(self, code: str) -> Any:
        """Return the field that asks whose typing of a question is right."""
        return self[f"{_KEEP}{code}"]

    def chosen(
        self, definition: Definition, differences: dict[str, Any]
    ) -> dict[str, tuple[str, Kept]] | None:
        """Return {question: (whose, what stays)}; None when something is still to be said."""
        if not self.validate():
            return None
        right = responses.answers_typed(definition, self.typed())
        found: dict[str, tuple[str, Kept]] = {}
        for code in self.codes():
            whose = self.keep(code).data
            if whose not in WHOSE:
                self.keep(code).errors = [_l("Say which of the two is right, or that neither is.")]
            elif whose != OTHER:
                found[code] = (whose, differences[code][whose])
            elif right.get(code):
                found[code] = (whose, right[code])
            else:
                self[code].errors = [_l("Write what the paper says, or choose one of the two.")]
        return None if self.errors else found

    def codes(self) -> list[str]:
        """Return the questions that this form asks about."""
        return [field.name.removeprefix(_KEEP) for field in self if field.name.startswith(_KEEP)]


def settle_form(
    definition: Definition, codes: list[str], locale: str, style: str
) -> type[SettleForm]:
    """Return the form class for these questions of a paper."""
    fields: dict[str, Any] = {}
    for code in codes:
        fields[f"{_KEEP}{code}"] = RadioField(
            _l("Which is right?"), choices=choices(WHOSE.items()), validate_choice=False
        )
        fields[code] = make_field(definition, definition.questions[code], locale, style)
    return type("WholeSettleForm", (SettleForm,), fields)
