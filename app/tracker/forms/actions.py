"""Forms of the people who act on what was said."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
    ValidationError,
)

from app.accounts.models import User
from app.forms import BaseForm, DayField, EditForm, TextArea, TextBox, at_most, choices
from app.strategy.models import FrameworkItem, SubGroup
from app.tracker.models import ActionKind
from app.tracker.words import KIND_NAMES

LONG = 4000
SHORT = 160
MOST_CASES = 1_000_000


def _base_field() -> IntegerField:
    """Return the question of how many people or cases the figures of the evidence come from."""
    return IntegerField(
        _l("Of how many people, or cases, do these figures speak?"),
        description=_l(
            "Needed when you give figures. Families read it beside them, rounded; fewer than 10 is "
            "never counted out."
        ),
        validators=[
            Optional(),
            NumberRange(1, MOST_CASES, _l("Write a whole number from 1 on, or leave it empty.")),
        ],
    )


class ActionForm(EditForm):
    """Say what is done about one or more themes, by whom and by when."""

    theme_ids = SelectMultipleField(_l("Which themes does this answer?"), coerce=int, validators=[])
    kind = RadioField(
        _l("What is the answer?"),
        choices=choices(KIND_NAMES.items()),
        validators=[InputRequired(_l("Choose what the answer is."))],
    )
    title = TextBox(
        _l("Name it in a few words"),
        description=_l("Families will read this. For example: A message every three weeks."),
        validators=[DataRequired(_l("Name it in a few words.")), at_most(SHORT)],
    )
    what = TextArea(
        _l("What changed, or will change?"),
        description=_l("Short, plain sentences. For “we cannot”: what was asked for."),
        validators=[DataRequired(_l("Say what changed or will change.")), at_most(LONG)],
    )
    place = TextBox(
        _l("Where?"),
        description=_l("For example: in all primary schools. Leave it empty for “we cannot”."),
        validators=[at_most(200)],
    )
    for_whom = TextBox(
        _l("Who is it for?"),
        description=_l("For example: families who wait for an autism assessment."),
        validators=[at_most(200)],
    )
    why = TextArea(
        _l("If it cannot be done: why?"),
        description=_l("The real reason, in plain words."),
        validators=[at_most(LONG)],
    )
    instead = TextArea(
        _l("If it cannot be done: what do you do instead?"),
        description=_l("If there is nothing, say so."),
        validators=[at_most(LONG)],
    )
    whose = TextBox(
        _l("If it is not yours to do: whose is it?"),
        description=_l("Name the organisation, and how families can reach it."),
        validators=[at_most(200)],
    )
    owner_code = SelectField(
        _l("Which group owns it?"),
        validators=[InputRequired(_l("Choose which group owns it."))],
    )
    owner_title = TextBox(
        _l("Job title of the person who answers for it"),
        description=_l("A job, not a name. For example: Head of SEND casework."),
        validators=[
            DataRequired(_l("Give the job title of the person who answers for it.")),
            at_most(SHORT),
        ],
    )
    promised_on = DayField(
        _l("By when is it promised?"),
        description=_l("For “we cannot”: when it is looked at again. For example, 27 3 2027."),
    )
    done_on = DayField(
        _l("If it is done: on which day?"), description=_l("For example, 12 6 2026.")
    )
    evidence = TextArea(
        _l("What shows that it worked?"),
        description=_l(
            "Numbers before and after, and how many were asked. Leave it empty and the page says "
            "“no evidence yet”."
        ),
        validators=[at_most(LONG)],
    )
    evidence_base = _base_field()
    item_codes = SelectMultipleField(
        _l("Which parts of the strategy does it serve?"),
        description=_l("Families can find it under each of these."),
    )

    def set_choices(
        self, *, themes: list[Any], groups: list[SubGroup], items: list[FrameworkItem]
    ) -> None:
        """Offer the themes, groups and parts of the strategy that there are."""
        self.theme_ids.choices = choices((theme.id, theme.name) for theme in themes)
        self.owner_code.choices = choices(
            ((group.code, group.name) for group in groups), first=_l("Choose a group")
        )
        self.item_codes.choices = choices((item.code, item.name) for item in items)

    def facts(self) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        facts = {name: field.data for name, field in self._fields.items() if name != "seen"}
        facts["kind"] = ActionKind(facts["kind"])
        facts["theme_ids"] = facts["theme_ids"] or []
        facts["item_codes"] = facts["item_codes"] or []
        return facts


class MoveDateForm(BaseForm):
    """Move a promised date, with a reason that families read."""

    new_date = DayField(_l("What is the new date?"), description=_l("For example, 27 3 2027."))
    reason = TextArea(
        _l("Why does it move?"),
        description=_l("Families will read this beside the old date. Say sorry if it is late."),
        validators=[
            DataRequired(_l("Say why the date moves. Families will read your reason.")),
            at_most(LONG),
        ],
    )

    def validate_new_date(self, field: DayField) -> None:
        """Ask for a date where nothing was typed; `DataRequired` would say so of 31 2 2027 too."""
        if field.data is None and not field.errors:
            raise ValidationError(_l("Give the new date."))


class UpdateForm(BaseForm):
    """Tell news about an action."""

    text = TextArea(
        _l("What is new?"),
        description=_l("Families will read this, with today's date."),
        validators=[at_most(LONG)],
    )


class DoneForm(BaseForm):
    """Say that an action is done, and what shows it."""

    done_on = DayField(_l("On which day was it done?"), description=_l("For example, 12 6 2026."))
    evidence = TextArea(
        _l("What shows that it worked?"),
        description=_l("Leave it empty and the page says “no evidence yet”."),
        validators=[at_most(LONG)],
    )
    evidence_base = _base_field()


class ActionFilterForm(BaseForm):
    """Narrow the list of actions."""

    status = SelectField(_l("Status"))
    owner = SelectField(_l("Group"))
    item = SelectField(_l("Part of the strategy"))

    def set_choices(self, *, groups: list[SubGroup], items: list[FrameworkItem]) -> None:
        """Offer every status, group and part of the strategy."""
        kinds = [("overdue", _l("Overdue")), *KIND_NAMES.items()]
        self.status.choices = choices(kinds, first=_l("Every status"))
        self.owner.choices = choices(
            ((group.code, group.name) for group in groups), first=_l("Every group")
        )
        self.item.choices = choices(
            ((item.code, item.name) for item in items), first=_l("Every part")
        )


class LedgerFilterForm(BaseForm):
    """Narrow the promises to one group's."""

    owner = SelectField(_l("Group"))

    def set_choices(self, groups: list[SubGroup]) -> None:
        """Offer every group."""
        self.owner.choices = choices(
            ((group.code, group.name) for group in groups), first=_l("Every group")
        )


class RemindedForm(BaseForm):
    """Say who is reminded of a promised date."""

    person = SelectField(
        _l("Who is reminded?"),
        description=_l("Somebody with an account here. Never the address of anybody else."),
    )

    def set_choices(self, people: list[User]) -> None:
        """Offer everybody who may open the action."""
        self.person.choices = choices(
            ((person.id, person.name) for person in people), first=_l("Nobody")
        )
