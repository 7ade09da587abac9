"""Forms of the people who make surveys: plain and easy read side by side."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import HiddenInput

from app.forms import BaseForm, DayField, TextArea, TextBox, at_most, choices
from app.surveys.definition import STYLES

LONG = 2000
SHORT = 160
#: Empty rows offered below the answers of a scale.
SPARE_POINTS = 2

SPEAKERS = [
    ("", _l("The survey asks, or nobody needs to know")),
    ("young-person", _l("Only children and young people")),
    ("parent", _l("Only parents and carers")),
    ("staff", _l("Only staff")),
]


def plain_box(label: Any, limit: int = LONG, **more: Any) -> TextBox:
    """Return a box for a short text."""
    return TextBox(label, validators=[at_most(limit)], **more)


def area(label: Any, **more: Any) -> TextArea:
    """Return a box for a text of several lines."""
    return TextArea(label, validators=[at_most(LONG)], **more)


class NameForm(BaseForm):
    """What a new survey is called, in both styles."""

    title = TextBox(
        _l("What is it called?"),
        description=_l("For example: Getting to school. Its address is made of this name."),
        validators=[DataRequired(_l("Give it a name.")), at_most(SHORT)],
    )
    easy_title = plain_box(_l("What is it called in easy read?"), SHORT)


class MakeForm(NameForm):
    """Begin a survey from a template or from nothing."""

    template = SelectField(_l("Start from"))


class UploadForm(NameForm):
    """Begin a survey from a file."""

    file = FileField(
        _l("The file"), description=_l("A survey as YAML or JSON, for example from another area.")
    )


class WorkForm(BaseForm):
    """Parent of forms that change a survey in the making."""

    revision = IntegerField(widget=HiddenInput(), default=0)


class AboutForm(WorkForm):
    """What a survey says of itself, and when it is open."""

    title_plain = plain_box(_l("Name"), SHORT)
    title_easy = plain_box(_l("Name in easy read"), SHORT)
    summary_plain = area(_l("One or two sentences for the list of surveys"))
    summary_easy = area(_l("The same in easy read"))
    for_whom_plain = area(_l("Who is it for?"))
    for_whom_easy = area(_l("Who is it for, in easy read?"))
    start_plain = area(_l("What should people know before they begin? (can be empty)"))
    start_easy = area(_l("The same in easy read (can be empty)"))
    default_style = RadioField(
        _l("How does it open?"),
        choices=choices(
            [("plain", _l("In standard words")), ("easy", _l("In easy read, with pictures"))]
        ),
        validators=[InputRequired(_l("Choose how it opens."))],
    )
    from_16 = BooleanField(
        _l("It is for people of 16 and over"),
        description=_l("Easy read then shows no picture that looks as if made for children."),
    )
    answered_by = SelectField(_l("Who answers it?"), choices=choices(SPEAKERS))
    picture = SelectField(_l("Its picture in lists and at its beginning"), validate_choice=False)
    opens_on = DayField(_l("Opens on (empty: at once)"))
    closes_on = DayField(_l("Last day (empty: stays open)"))
    results_on = DayField(
        _l("Results are published by"),
        description=_l("A promise: people see it before question 1."),
    )

    TEXTS = ("title", "summary", "for_whom", "start")

    def texts(self) -> dict[str, dict[str, str]]:
        """Return its texts as the service takes them."""
        return {
            name: {style: self[f"{name}_{style}"].data for style in STYLES} for name in self.TEXTS
        }


class CheckWordsForm(BaseForm):
    """One easy-read text, as somebody types it."""

    words = TextArea(validators=[at_most(LONG)])


class LanguageForm(WorkForm):
    """The words of one language; the view reads the boxes, whose names are the keys."""

    is_checked = BooleanField(
        _l("Somebody who speaks this language has read them all beside the English"),
        description=_l(
            "Your name and today’s date are kept with it. When words change, or their English "
            "does, it is taken back until somebody ticks it again."
        ),
    )


class ReasonForm(WorkForm):
    """A reason, kept with a name."""

    key = HiddenField()
    rule = HiddenField()
    reason = TextBox(_l("Why may this stand?"), validators=[at_most(400)])


class SoundForm(WorkForm):
    """A recording of one question."""

    key = RadioField(
        _l("Which words does it read?"),
        validators=[InputRequired(_l("Choose which words it reads."))],
    )
    file = FileField(
        _l("The recording"),
        description=_l(
            "MP3, M4A, WAV or Ogg Opus, two minutes and 5 MB at most. Where and when it was "
            "recorded is taken out."
        ),
    )


class ResultsForm(BaseForm):
    """Where the results of a survey can be read."""

    where = TextArea(
        _l("Where can people read them?"),
        description=_l(
            "Everybody reads this on the page of the survey. For example: on the Local Offer, and "
            "at the meeting of the parent carer forum on 3 May."
        ),
        validators=[at_most(300)],
    )


class PointForm(Form):
    """One answer of a scale."""

    code = HiddenField()
    plain = plain_box(_l("Words"), SHORT)
    easy = plain_box(_l("Easy read"), SHORT)


class ScaleForm(WorkForm):
    """The words of a scale's points, and of the answers that stand apart from them."""

    rows = FieldList(FormField(PointForm))

    def show(self, options: list[dict[str, Any]]) -> None:
        """Start from the scale as it is, with room for more answers."""
        for each in options:
            self.rows.append_entry({"code": each["code"], **each["words"]})
        for _n in range(SPARE_POINTS):
            self.rows.append_entry({"code": "", "plain": "", "easy": ""})

    def facts(self) -> list[dict[str, Any]]:
        """Return what was typed as the service takes it."""
        return [
            {
                "code": row.form.code.data or "",
                "words": {style: row.form[style].data for style in STYLES},
            }
            for row in self.rows
        ]


class AnotherForm(WorkForm):
    """The offer to answer again at once, for another child."""

    plain = plain_box(_l("The words of the button (empty: it is not offered)"), SHORT)
    easy = plain_box(_l("The same in easy read"), SHORT)
    copies = SelectMultipleField(_l("Which answers come along?"))
    unless = SelectMultipleField(
        _l("Do not offer it after one of these answers"),
        description=_l("For example to a young person who answers for themselves."),
    )


def by_question(chosen: list[str] | None) -> dict[str, list[str]]:
    """Return {question: options} of boxes that are each named question=option."""
    found: dict[str, list[str]] = {}
    for each in chosen or []:
        code, _sign, option = each.partition("=")
        found.setdefault(code, []).append(option)
    return found
