"""Forms of the public pages: how pages look, narrowing the list of entries."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import RadioField, SelectField

from app.forms import BaseForm, choices, menu
from app.strategy.models import Family, FrameworkItem, SubGroup
from app.strategy.wordings import name_of
from app.tracker.words import KIND_NAMES

AS_IT_IS = _l("As it is")
#: The words of what app/comfort.py offers.
SIZES = {"": AS_IT_IS, "large": _l("Larger"), "largest": _l("Largest")}
SPACES = {"": AS_IT_IS, "wide": _l("More room between letters and lines")}
FONTS = {
    "": AS_IT_IS,
    "device": _l("The letters of my phone or computer"),
    "wide": _l("Wide letters"),
    "round": _l("Round letters, like handwriting"),
    "book": _l("Letters as in a book"),
}
COLOURS = {
    "": _l("As my phone or computer has it"),
    "light": _l("Light"),
    "dark": _l("Dark"),
    "cream": _l("Cream"),
    "contrast": _l("Yellow on black"),
}
PICTURES = {"": AS_IT_IS, "adult": _l("For adults and teenagers")}
MOTION = {"": _l("As my phone or computer has it"), "still": _l("Nothing moves")}


def _radios(label: LazyString, words: Mapping[str, LazyString]) -> Any:
    return RadioField(label, choices=choices(words.items()), default="")


class ComfortForm(BaseForm):
    """How pages look on this device."""

    size = _radios(_l("Text size"), SIZES)
    space = _radios(_l("Room"), SPACES)
    font = _radios(_l("Letters"), FONTS)
    colours = _radios(_l("Colours"), COLOURS)
    motion = _radios(_l("Movement"), MOTION)
    pictures = _radios(_l("Pictures in easy read"), PICTURES)

    def chosen(self) -> dict[str, str]:
        """Return {name: code} of what was sent."""
        return {field.name: field.data for field in self if field.data}

    def in_words(self, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return what was chosen as (what, how) in words."""
        found: list[tuple[str, str]] = []
        for name, code in chosen.items():
            words = next(each.label for each in self[name].choices if each.value == code)
            found.append((str(self[name].label.text), str(words)))
        return found


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
        self.sub_group.choices = menu(
            ((each.code, name_of(each, is_easy=is_easy)) for each in sub_groups),
            first=_l("All"),
        )
        self.years = years
        self.year.choices = choices(((year, str(year)) for year in years), first=_l("All"))
        kinds = [("overdue", _l("Overdue")), *KIND_NAMES.items()]
        self.status.choices = choices(kinds, first=_l("All"))
        for family in Family:
            self[family.value].choices = menu(
                (
                    (item.code, name_of(item, is_easy=is_easy))
                    for item in items
                    if item.family == family
                ),
                first=_l("All"),
            )

    def asked(self) -> dict[str, str]:
        """Return {name: value} of what was chosen; values that are not on offer are left out."""
        return {
            name: str(control.data)
            for name, control in self._fields.items()
            if control.data in {choice.value for choice in control.choices if choice.value}
        }
