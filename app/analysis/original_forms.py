"""The form before an original: what it is needed for."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.analysis.services.originals import CHOSEN
from app.analysis.words import PURPOSE_WORDS
from app.forms import BaseForm, TextBox, at_most, choices

LONGEST_WHY = 200


class OpenOriginalForm(BaseForm):
    """Say what an original is needed for; the audit log keeps it."""

    purpose = RadioField(
        _l("What do you need it for?"),
        choices=choices((each, PURPOSE_WORDS[each]) for each in CHOSEN),
        validators=[InputRequired(_l("Choose what you need it for."))],
    )
    why = TextBox(
        _l("In a few words"),
        description=_l(
            "Needed for “something else”. Do not repeat what the comment says: the log is kept."
        ),
        validators=[at_most(LONGEST_WHY)],
    )
