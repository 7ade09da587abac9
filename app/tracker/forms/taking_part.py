"""Forms of the evidence of co-production: one stage, the values tested, the decision."""

from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.forms import BaseForm, DayField, TextArea, TextBox, at_most, choices
from app.strategy.models import FrameworkItem
from app.tracker.forms.actions import LONG
from app.tracker.models import ActionStage, ActionValue, Held, Level, PartRole
from app.tracker.part_words import HELD_NAMES, LEVEL_NAMES, PART_ROLE_NAMES

MOST_PEOPLE = 5000


def _number(label: Any) -> IntegerField:
    return IntegerField(
        label,
        validators=[
            Optional(),
            NumberRange(0, MOST_PEOPLE, _l("Write a whole number between 0 and 5000.")),
        ],
    )


class StageForm(BaseForm):
    """How far families took part in one stage, and who."""

    level = RadioField(
        _l("How far did families and young people take part?"),
        choices=choices(LEVEL_NAMES.items()),
        validators=[InputRequired(_l("Choose how far families and young people took part."))],
    )
    how = TextArea(
        _l("What was done?"),
        description=_l(
            "For example: two workshops with the parent carer forum. No names. Staff and "
            "inspectors read it; the public page shows the level and rounded numbers only."
        ),
        validators=[at_most(LONG)],
    )
    parent_carer = _number(PART_ROLE_NAMES[PartRole.PARENT_CARER])
    young_person = _number(PART_ROLE_NAMES[PartRole.YOUNG_PERSON])
    education = _number(PART_ROLE_NAMES[PartRole.EDUCATION])
    health = _number(PART_ROLE_NAMES[PartRole.HEALTH])
    council = _number(PART_ROLE_NAMES[PartRole.COUNCIL])
    community = _number(PART_ROLE_NAMES[PartRole.COMMUNITY])

    @classmethod
    def starting_from(cls, stage: ActionStage | None) -> "StageForm":
        """Return the form with what is recorded so far."""
        if stage is None:
            return cls()
        known = {_field_of(each.role): each.people for each in stage.people}
        return cls(data=known | {"level": stage.level.value, "how": stage.how})

    def counters(self) -> list[Any]:
        """Return the boxes for numbers, in their order."""
        return [self[_field_of(role)] for role in PartRole]

    def facts(self) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        people = {role: self[_field_of(role)].data or 0 for role in PartRole}
        return {"level": Level(self.level.data), "how": self.how.data, "people": people}


def _field_of(role: PartRole) -> str:
    return role.value.replace("-", "_")


class ValuesForm(BaseForm):
    """Whether each value of the charter held; the fields are made for the values there are."""

    pairs: tuple[tuple[str, str], ...] = ()

    def rows(self) -> list[tuple[Any, Any]]:
        """Return (answer, how we know) of each value, for the page."""
        return [(self[f"held-{code}"], self[f"how-{code}"]) for code, _name in self.pairs]

    def tested(self) -> dict[str, tuple[Held, str]]:
        """Return {code: (whether it held, how we know)} of the values that were tested."""
        return {
            code: (Held(self[f"held-{code}"].data), self[f"how-{code}"].data)
            for code, _name in self.pairs
            if self[f"held-{code}"].data
        }


@lru_cache(maxsize=20)
def _values_form(pairs: tuple[tuple[str, str], ...]) -> type[ValuesForm]:
    fields: dict[str, Any] = {"pairs": pairs}
    for code, name in pairs:
        fields[f"held-{code}"] = RadioField(
            name, choices=choices([*HELD_NAMES.items(), ("", _l("Not tested"))]), default=""
        )
        # Not a lazy text: those count as safe HTML, and the name comes from the database.
        label = str(_("How do we know? (%(value)s)", value=name))
        fields[f"how-{code}"] = TextArea(label, validators=[at_most(LONG)])
    return type("ValuesOfStrategyForm", (ValuesForm,), fields)


def make_values_form(values: list[FrameworkItem], tested: list[ActionValue]) -> ValuesForm:
    """Return the form for `values`, starting from what was `tested`."""
    data: dict[str, str] = {}
    for each in tested:
        data |= {f"held-{each.code}": each.held.value, f"how-{each.code}": each.how}
    return _values_form(tuple((value.code, value.name) for value in values))(data=data)


class DecisionForm(BaseForm):
    """Which decision an action rests on."""

    decision = TextBox(
        _l("Which decision does it rest on?"),
        description=_l("The meeting and the item. For example: SEND Board, item 5."),
        validators=[at_most(300)],
    )
    decided_on = DayField(_l("When was it decided?"), description=_l("For example, 14 10 2026."))
