"""Forms of those who write entries, sign them off, correct them and take them back."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.forms import BaseForm, DayField, EditForm, TextArea, TextBox, at_most, choices
from app.tracker.forms.actions import LONG, SHORT
from app.tracker.forms.checking import checks_field
from app.tracker.models import Entry
from app.tracker.words import WORD_NAMES

REASON = 400


class EntryForm(EditForm):
    """Write one "You said – We did", in plain words and in easy read."""

    title = TextBox(
        _l("Title"),
        description=_l("What people asked for, in a few words. For example: News of our plan."),
        validators=[DataRequired(_l("Write a title.")), at_most(SHORT)],
    )
    you_said = TextArea(
        _l("You said"),
        description=_l(
            "What people told you, in words close to theirs. The page says how many and when."
        ),
        validators=[DataRequired(_l("Write what people said.")), at_most(LONG)],
    )
    we_did = TextArea(
        _l("We did, we will do, or we cannot and why"),
        description=_l("What changed, where and for whom. No promises without a date."),
        validators=[DataRequired(_l("Write what was done about it.")), at_most(LONG)],
    )
    what_next = TextArea(
        _l("What happens next?"),
        description=_l(
            "Leave it empty when nothing more is planned. The promised day is shown by itself: "
            "written here, it would not move with the promise."
        ),
        validators=[at_most(LONG)],
    )
    easy_read_title = TextBox(
        _l("Easy-read title"),
        description=_l("Five or six short words."),
        validators=[DataRequired(_l("Write a title in easy read.")), at_most(SHORT)],
    )
    easy_read_you_said = TextArea(
        _l("Easy read: you said"),
        description=_l("One idea in a sentence. Fifteen words or fewer. No short forms."),
        validators=[DataRequired(_l("Write what people said in easy read.")), at_most(LONG)],
    )
    easy_read_we_did = TextArea(
        _l("Easy read: we did"),
        description=_l(
            "One idea in a sentence. Fifteen words or fewer. No short forms. "
            "If the answer is no, say why."
        ),
        validators=[
            DataRequired(_l("Write what was done about it in easy read.")),
            at_most(LONG),
        ],
    )
    easy_read_what_next = TextArea(
        _l("Easy read: what happens next?"),
        description=_l("Leave it empty only when nothing more is planned."),
        validators=[at_most(LONG)],
    )
    picture_said = SelectField(_l("Picture beside “You said”"), default="")
    picture_did = SelectField(_l("Picture beside “We did”"), default="")
    picture_next = SelectField(_l("Picture beside “What happens next”"), default="")

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return the form that changes the words and pictures of an entry."""
        names = ("picture_said", "picture_did", "picture_next")
        return cls(obj=entry, data=dict(zip(names, entry.pictures, strict=False)))

    def set_choices(self, pictures: dict[str, str]) -> None:
        """Offer the pictures: {name: what it shows}."""
        for field in (self.picture_said, self.picture_did, self.picture_next):
            field.choices = choices(pictures.items(), first=_l("The usual picture"))

    def words(self) -> dict[str, Any]:
        """Return the texts and pictures as the service takes them."""
        words = {name: field.data for name, field in self._fields.items() if name in _ENTRY_TEXTS}
        fields = (self.picture_said, self.picture_did, self.picture_next)
        words["pictures"] = [field.data or "" for field in fields]
        return words


_ENTRY_TEXTS = frozenset(
    {
        "title",
        "you_said",
        "we_did",
        "what_next",
        "easy_read_title",
        "easy_read_you_said",
        "easy_read_we_did",
        "easy_read_what_next",
    }
)


class CorrectionForm(EntryForm):
    """Change the words of a published entry, and say what was wrong."""

    reason = TextArea(
        _l("What was wrong?"),
        description=_l("Families will read this, with today's date and the old words."),
        validators=[DataRequired(_l("Say what was wrong.")), at_most(LONG)],
    )
    easy_reason = TextBox(
        _l("If the easy-read checks find something: why may it stand?"),
        description=_l(
            "Leave it empty when they find nothing. Whoever signs it off reads your reason, with "
            "your name."
        ),
        validators=[at_most(REASON)],
    )
    #: Not "checks": an entry has some of its own.
    checked = checks_field()


class StandForm(BaseForm):
    """Why a finding of the easy-read checks may stand; without a key it is about all of them."""

    key = HiddenField()
    rule = HiddenField()
    reason = TextBox(_l("Why may this stand?"), validators=[at_most(REASON)])


class TranslationForm(BaseForm):
    """The words of an entry in one other language; the English stands beside each box."""

    title = TextBox(WORD_NAMES["title"], validators=[at_most(SHORT)])
    you_said = TextArea(WORD_NAMES["you_said"], validators=[at_most(LONG)])
    we_did = TextArea(WORD_NAMES["we_did"], validators=[at_most(LONG)])
    what_next = TextArea(WORD_NAMES["what_next"], validators=[at_most(LONG)])
    easy_read_title = TextBox(WORD_NAMES["easy_read_title"], validators=[at_most(SHORT)])
    easy_read_you_said = TextArea(WORD_NAMES["easy_read_you_said"], validators=[at_most(LONG)])
    easy_read_we_did = TextArea(WORD_NAMES["easy_read_we_did"], validators=[at_most(LONG)])
    easy_read_what_next = TextArea(WORD_NAMES["easy_read_what_next"], validators=[at_most(LONG)])
    action_why = TextArea(WORD_NAMES["action_why"], validators=[at_most(LONG)])
    action_instead = TextArea(WORD_NAMES["action_instead"], validators=[at_most(LONG)])
    action_whose = TextBox(WORD_NAMES["action_whose"], validators=[at_most(SHORT)])
    action_place = TextBox(WORD_NAMES["action_place"], validators=[at_most(SHORT)])
    action_for_whom = TextBox(WORD_NAMES["action_for_whom"], validators=[at_most(SHORT)])
    action_evidence = TextArea(WORD_NAMES["action_evidence"], validators=[at_most(LONG)])
    is_checked = BooleanField(
        _l("Somebody who speaks this language has read all of it beside the English")
    )
    seen = HiddenField()

    def show_beside(self, english: dict[str, str]) -> None:
        """Let each box say which English words belong into it."""
        for name, words in english.items():
            self[name].description = words

    def words(self) -> dict[str, str]:
        """Return what was typed, by the names of the texts."""
        return {name: field.data for name, field in self._fields.items() if name in WORD_NAMES}


class SignOffForm(BaseForm):
    """Approve an entry or object to it."""

    answer = RadioField(
        _l("Is this true to what families said?"),
        choices=choices(
            [
                ("approve", _l("Yes: it can be published")),
                ("object", _l("No: it must change first")),
            ]
        ),
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    note = TextArea(
        _l("Your note to the author"),
        description=_l("Needed when you say no: what has to change? Do not name anybody."),
        validators=[at_most(LONG)],
    )
    is_public = BooleanField(_l("Show my note beside the entry when it is published"))


class WithdrawForm(BaseForm):
    """Take a published entry back."""

    reason = TextArea(
        _l("Why is it withdrawn?"),
        description=_l("Families will read this on its page, with today's date."),
        validators=[DataRequired(_l("Say why it is withdrawn.")), at_most(LONG)],
    )
    old_words = RadioField(
        _l("May people still read what it said?"),
        description=_l("Quotes go in any case, for good."),
        choices=choices(
            [
                ("keep", _l("Yes: its page keeps the old words, marked as withdrawn")),
                ("hide", _l("No: they could harm somebody, or tell who somebody is")),
            ]
        ),
        validators=[InputRequired(_l("Choose whether people may still read what it said."))],
    )


class CorrectionAnswerForm(BaseForm):
    """Approve a correction or object to it."""

    answer = RadioField(
        _l("Is the correction true to what families said?"),
        choices=choices(
            [
                ("approve", _l("Yes: it can be published")),
                ("object", _l("No: the words stay as they are")),
            ]
        ),
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    note = TextArea(
        _l("Your note to the author"),
        description=_l("Needed when you say no."),
        validators=[at_most(LONG)],
    )


class ScheduleForm(BaseForm):
    """Say on which day an entry is published."""

    publish_on = DayField(
        _l("On which day is it published?"),
        description=_l("Leave it empty to take the day back. For example, 27 3 2027."),
    )
