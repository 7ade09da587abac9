"""Forms of a meeting: when it is, and one decision at a time."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.forms import BaseForm, DayField, TextArea, TextBox, at_most, choices
from app.strategy.models import FrameworkItem, SubGroup
from app.tracker.forms.actions import LONG, SHORT
from app.tracker.models import ActionKind, Meeting
from app.tracker.words import KIND_NAMES


class MeetingForm(BaseForm):
    """Which group meets, and when."""

    group_code = SelectField(
        _l("Which group meets?"), validators=[InputRequired(_l("Choose which group meets."))]
    )
    held_on = DayField(_l("On which day?"), description=_l("For example, 27 3 2027."))

    def validate_held_on(self, field: DayField) -> None:
        """Ask for the day together with what else is missing."""
        if field.data is None and not field.process_errors:
            raise ValidationError(str(_l("Give the day of the meeting.")))

    def set_choices(self, groups: list[SubGroup]) -> None:
        """Offer every group."""
        self.group_code.choices = choices(
            ((group.code, group.name) for group in groups), first=_l("Choose a group")
        )


class MeetingDecisionForm(BaseForm):
    """One decision of a meeting: it becomes an action of the group."""

    theme = SelectField(
        _l("Which theme does it answer?"),
        validators=[InputRequired(_l("Choose the theme that it answers."))],
    )
    item_codes = SelectMultipleField(
        _l("Which priorities does it serve?"),
        description=_l("Families can find it under each of these."),
        validators=[DataRequired(_l("Choose at least one priority that it serves."))],
    )
    kind = RadioField(
        _l("What was decided?"),
        choices=choices((kind, KIND_NAMES[kind]) for kind in ActionKind if kind != ActionKind.DONE),
        validators=[InputRequired(_l("Choose what was decided."))],
    )
    title = TextBox(
        _l("Name it in a few words"),
        validators=[DataRequired(_l("Name it in a few words.")), at_most(SHORT)],
    )
    what = TextArea(
        _l("What will change?"),
        description=_l("For “we cannot”: what was asked for."),
        validators=[DataRequired(_l("Say what will change.")), at_most(LONG)],
    )
    place = TextBox(_l("Where?"), validators=[at_most(200)])
    for_whom = TextBox(_l("Who is it for?"), validators=[at_most(200)])
    promised_on = DayField(
        _l("By when is it promised?"),
        description=_l("For “we cannot”: when it is looked at again."),
    )
    owner_title = TextBox(
        _l("Job title of the person who answers for it"),
        description=_l("A job, not a name."),
        validators=[
            DataRequired(_l("Give the job title of the person who answers for it.")),
            at_most(SHORT),
        ],
    )
    why = TextArea(_l("If it cannot be done: why?"), validators=[at_most(LONG)])
    instead = TextArea(
        _l("If it cannot be done: what do you do instead?"), validators=[at_most(LONG)]
    )
    whose = TextBox(_l("If it is not yours to do: whose is it?"), validators=[at_most(200)])

    def set_choices(self, themes: list[Any], priorities: list[FrameworkItem]) -> None:
        """Offer every priority, and every theme: those without an answer first."""
        self.item_codes.choices = choices((item.code, item.name) for item in priorities)
        self.theme.choices = choices(
            ((theme.id, theme.name) for theme in themes), first=_l("Choose a theme")
        )

    def facts(self, meeting: Meeting) -> dict[str, Any]:
        """Return the answers as the service takes them."""
        texts = ("title", "what", "place", "for_whom", "owner_title", "why", "instead", "whose")
        return {name: self[name].data for name in texts} | {
            "kind": ActionKind(self.kind.data),
            "theme_ids": [int(self.theme.data)],
            "promised_on": self.promised_on.data,
            "owner_code": meeting.group_code,
            "done_on": None,
            "evidence": "",
            "item_codes": self.item_codes.data,
        }
