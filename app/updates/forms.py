"""Forms: asking for updates by mail."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import DataRequired, Email, ValidationError
from wtforms.widgets import EmailInput

from app.forms import BaseForm, TextBox, at_most, choices
from app.strategy.models import Family, FrameworkItem
from app.strategy.wordings import name_of
from app.updates.services import EVERYTHING, priority_topic, theme_topic
from app.wordings import english

#: RFC 5321, 4.5.3.1.3.
LONGEST_ADDRESS = 254
_NOT_AN_ADDRESS = _l("Write an e-mail address like name@example.org.")


class FollowForm(BaseForm):
    """Ask for updates."""

    topics = SelectMultipleField(
        _l("What do you want to hear about?"),
        description=_l("You can choose more than one."),
        validators=[DataRequired(_l("Choose what you want to hear about."))],
    )
    address = TextBox(
        _l("Your e-mail address"),
        description=_l("We use it for these updates and for nothing else."),
        widget=EmailInput(),
        validators=[
            DataRequired(_l("Write your e-mail address.")),
            at_most(LONGEST_ADDRESS),
            Email(_NOT_AN_ADDRESS, allow_smtputf8=False),
        ],
    )

    def validate_address(self, control: TextBox) -> None:
        """Refuse what a mail header cannot hold as it is."""
        if not control.data.isascii() or not control.data.isprintable():
            raise ValidationError(str(_NOT_AN_ADDRESS))

    def offer(
        self, items: Sequence[FrameworkItem], theme: tuple[int, str] | None, *, is_easy: bool
    ) -> "FollowForm":
        """Offer everything, each priority and the theme that somebody came from; return the form.

        `theme` is its id and its name.
        """
        pairs = [(EVERYTHING, _l("Everything"))]
        pairs += [
            (priority_topic(item.code), name_of(item, is_easy=is_easy))
            for item in items
            if item.family == Family.PRIORITY
        ]
        if theme:
            pairs.insert(0, (theme_topic(theme[0]), english(theme[1])))
        self.topics.choices = choices(pairs)
        return self
