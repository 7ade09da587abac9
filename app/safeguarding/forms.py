"""Forms of the duty inbox."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.forms import BaseForm, MaxLength, TextArea, at_most
from app.safeguarding.models import Outcome
from app.safeguarding.services import LONGEST_REASON

OUTCOMES = {
    Outcome.NO_ACTION: _l("No action needed"),
    Outcome.ADVICE: _l("I gave or took advice"),
    Outcome.REFERRAL: _l("I made a referral"),
    Outcome.EMERGENCY: _l("I called the emergency services"),
    Outcome.RAISED: _l("Brought here by a person who read it"),
}
_TO_DECIDE = [
    SelectChoice(outcome.value, words)
    for outcome, words in OUTCOMES.items()
    if outcome != Outcome.RAISED
]
#: Two minutes of somebody who talks fast, and room for three times as much.
LONGEST_TRANSCRIPT = 10_000
_TOO_LONG = _l("The reason must be %(limit)s letters or fewer", limit=LONGEST_REASON)


class DecisionForm(BaseForm):
    """Say what you did about a comment, and why."""

    outcome = RadioField(
        _l("What did you do?"),
        choices=_TO_DECIDE,
        validators=[InputRequired(_l("Choose what you did"))],
    )
    reason = TextArea(
        _l("Why?"),
        description=_l("Colleagues read this later. Say what you saw, whom you told and when."),
        validators=[
            DataRequired(_l("Enter the reason for your decision")),
            MaxLength(LONGEST_REASON, _TOO_LONG),
        ],
    )
    closing = RadioField(
        _l("Is it finished?"),
        choices=[
            SelectChoice("keep-open", _l("Not yet: keep it in the inbox")),
            SelectChoice("close", _l("Yes: close it")),
        ],
        validators=[InputRequired(_l("Choose whether it is finished"))],
    )
    seen_decision = HiddenField()

    @property
    def seen(self) -> int:
        """The id of the newest decision when the page was made; 0 when there was none."""
        text = str(self.seen_decision.data or "")
        return int(text) if text.isdecimal() else 0


class RaiseForm(BaseForm):
    """Bring a comment to the duty inbox."""

    worry = TextArea(
        _l("What worries you?"),
        validators=[
            DataRequired(_l("Enter what worries you")),
            MaxLength(LONGEST_REASON, _TOO_LONG),
        ],
    )
    how_soon = RadioField(
        _l("How soon must it be looked at?"),
        choices=[
            SelectChoice("concern", _l("Today or tomorrow")),
            SelectChoice("urgent", _l("Now: somebody may be in danger")),
        ],
        validators=[InputRequired(_l("Choose how soon it must be looked at"))],
    )
    submit = SubmitField(_l("Bring it to safeguarding"))


class DecidedForm(BaseForm):
    """Which closed items to list. What is open is always listed."""

    outcome = SelectField(
        _l("What was done"),
        choices=[SelectChoice("", _l("Anything")), *_TO_DECIDE],
        validate_choice=False,
    )


class WriteDownForm(BaseForm):
    """What somebody heard in a recording."""

    heard = TextArea(
        _l("What is said?"),
        description=_l(
            "Word for word, in the language that is spoken. Where you cannot make it out, write "
            "(unclear). Leave out names: write (name)."
        ),
        validators=[at_most(LONGEST_TRANSCRIPT)],
    )
    is_silent = BooleanField(_l("There are no words in it"))
    worry = TextArea(
        _l("Does anything worry you about a child’s safety? (can be empty)"),
        description=_l("If you write something here, it goes to the safeguarding inbox at once."),
        validators=[at_most(LONGEST_REASON)],
    )

    def validate_heard(self, field: TextArea) -> None:
        """Refuse a page on which nothing is said, and one that says two things."""
        if not field.data and not self.is_silent.data:
            raise ValidationError(_l("Write down what is said, or tick that there are no words."))
        if field.data and self.is_silent.data:
            raise ValidationError(
                _l("You wrote words and ticked that there are none. Which is it?")
            )

    def validate_worry(self, field: TextArea) -> None:
        """Refuse a worry without words: somebody has to read what it is about."""
        if field.data and self.is_silent.data:
            raise ValidationError(
                _l("Write down above what worries you in it, (crying) for example.")
            )
