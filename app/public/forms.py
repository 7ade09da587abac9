"""Forms of the public pages: how pages look, narrowing the list of entries."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from app.forms import BaseForm, choices
from app.i18n import DEFAULT_LANGUAGE, current_locale
from app.strategy.models import Family, FrameworkItem, SubGroup
from app.tracker.words import KIND_NAMES

SIZES = [
    ("", _l("As it is")),
    ("large", _l("Larger")),
    ("largest", _l("Largest")),
]
SPACES = [("", _l("As it is")), ("wide", _l("More room between letters and lines"))]
COLOURS = [
    ("", _l("As my phone or computer has it")),
    ("light", _l("Light")),
    ("dark", _l("Dark")),
    ("cream", _l("Cream")),
    ("contrast", _l("Yellow on black")),
]


class ComfortForm(BaseForm):
    """How pages look on this device, until the browser is closed."""

    size = RadioField(_l("Text size"), choices=choices(SIZES), default="")
    space = RadioField(_l("Room"), choices=choices(SPACES), default="")
    colours = RadioField(_l("Colours"), choices=choices(COLOURS), default="")


class EntryFilterForm(BaseForm):
    """Narrow the list of what was said and done."""

    status = SelectField(_l("What became of it"))
    priority = SelectField(_l("Priority"))
    outcome = SelectField(_l("Outcome"))
    value = SelectField(_l("How people work with us"))
    sub_group = SelectField(_l("Who answers for it"))
    year = SelectField(_l("Year"))
    #: The years that are on offer, the latest first.
    years: Sequence[int] = ()

    def set_choices(
        self,
        items: list[FrameworkItem],
        *,
        sub_groups: list[SubGroup],
        years: list[int],
        is_easy: bool,
    ) -> None:
        """Offer every status, every part of the strategy that is switched on, and these years."""
        self.sub_group.choices = choices(
            ((each.code, each.easy_read_name if is_easy else each.name) for each in sub_groups),
            first=_l("All"),
        )
        self.years = years
        self.year.choices = choices(((year, str(year)) for year in years), first=_l("All"))
        kinds = [("overdue", _l("Overdue")), *KIND_NAMES.items()]
        self.status.choices = choices(kinds, first=_l("All"))
        for family in Family:
            self[family.value].choices = choices(
                (
                    (item.code, item.easy_read_name if is_easy else item.name)
                    for item in items
                    if item.family == family
                ),
                first=_l("All"),
            )
        # The names of the strategy are English: read aloud and laid out as such elsewhere.
        if current_locale() != DEFAULT_LANGUAGE:
            for name in (*Family, "sub_group"):
                for choice in self[name].choices[1:]:
                    choice.render_kw = {"lang": DEFAULT_LANGUAGE, "dir": "ltr"}

    def asked(self) -> dict[str, str]:
        """Return {name: value} of what was chosen; values that are not on offer are left out."""
        return {
            name: str(control.data)
            for name, control in self._fields.items()
            if control.data in {choice.value for choice in control.choices if choice.value}
        }
