"""Forms of the public survey: one class a screen, built from the survey's definition."""

from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs
from wtforms.validators import DataRequired, ValidationError

from app.forms import BaseForm, DayField, MaxLength, TextArea, TextBox, clean_text
from app.surveys.definition import Definition, Question

#: What the page says, and what the server holds to (R-LIM-3).
SHOWN_LIMIT = 6_000
#: What a draft keeps while somebody is still writing; over it, words are only handed back.
HARD_LIMIT = 10_000
HARD_LIMIT_BYTES = 40_000
TOO_LONG = _l(
    "Your answer is too long by %(over)d letters. We can take %(limit)d. "
    "Your words are all still here: please make them shorter."
)
_DATE_PARTS = ("day", "month", "year")
_LONGEST_DATE_PART = 10
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class KnownOptions:
    """Refuse an answer that the question does not offer."""

    def __init__(self, codes: set[str]) -> None:
        self.codes = codes

    def __call__(self, _form: Any, field: Field) -> None:
        """Raise ValidationError for an unknown code."""
        given = field.data if isinstance(field.data, list) else [field.data]
        if any(code and code not in self.codes for code in given):
            raise ValidationError(_l("Choose one of the answers on this page, or skip it."))


class DateParts(Field):
    """A date typed in three boxes; `data` is {"day", "month", "year"} as typed, or None."""

    parts: dict[str, str]

    @property
    def first_input_id(self) -> str:
        """The id of the box that the error summary links to."""
        return f"{self.id}-day"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes of this request, else the parts kept before."""
        del extra_filters
        self.process_errors = []
        self.parts = dict(data) if isinstance(data, dict) else {}
        if formdata is not None:
            names = [f"{self.name}-{part}" for part in _DATE_PARTS]
            self.parts = {
                part: clean_text(formdata.get(name, ""))[:_LONGEST_DATE_PART]
                for part, name in zip(_DATE_PARTS, names, strict=True)
            }
        self.data = self.parts if any(self.parts.values()) else None

    def pre_validate(self, _form: Any) -> None:
        """Raise ValidationError unless the parts are a real date or all empty."""
        if self.data is None:
            return
        missing = [part for part in _DATE_PARTS if not self.parts.get(part)]
        if missing:
            raise ValidationError(_l("A date needs a day, a month and a year. Or leave it empty."))
        if not _is_real_date(self.parts):
            raise ValidationError(_l("Enter a real date in numbers, like 27 3 2026."))


def _is_real_date(parts: dict[str, str]) -> bool:
    try:
        day, month, year = (int(parts[part]) for part in _DATE_PARTS)
        date(year, month, day)
    except (ValueError, OverflowError):
        return False
    return _FIRST_YEAR <= year <= _LAST_YEAR


class ScreenForm(BaseForm):
    """The questions of one screen. Everything may be left empty."""

    #: {question: the options that its style leaves out}
    left_out: ClassVar[dict[str, frozenset[str]]] = {}

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer what its style shows, and what was chosen already in the other style."""
        super().__init__(*args, **more)
        for code, left_out in self.left_out.items():
            field = self[code]
            chosen = field.data if isinstance(field.data, list) else [field.data]
            field.choices = [
                each for each in field.choices if each.value not in left_out or each.value in chosen
            ]

    def typed(self) -> dict[str, Any]:
        """Return {code: answer} of what can be kept; an unknown option is not kept."""
        return {field.name: _kept(field) for field in self}

    def their_words(self) -> list[tuple[str, str]]:
        """Return (question, text) of what was typed, to hand back if it cannot be saved."""
        return [
            (str(field.label.text), field.data)
            for field in self
            if isinstance(field, TextArea) and field.data
        ]

    def has_text_too_long_to_keep(self) -> bool:
        """Return True when a text is over what even a draft may hold."""
        return any(isinstance(field, TextArea) and _is_too_long(field.data) for field in self)


def _is_too_long(text: str) -> bool:
    return len(text) > HARD_LIMIT or len(text.encode()) > HARD_LIMIT_BYTES


def _kept(field: Field) -> Any:
    value = field.data
    known = next((each for each in field.validators if isinstance(each, KnownOptions)), None)
    if isinstance(value, list) and known:
        return sorted({code for code in value if code in known.codes}) or None
    if known and value not in known.codes:
        return None
    return value or None


@lru_cache(maxsize=2000)
def make_form(definition: Definition, code: str, locale: str, style: str) -> type[ScreenForm]:
    """Return the form class of one screen in one language and style; made once a process."""
    screen = definition.screen(code)
    fields = {
        question.code: make_field(definition, question, locale, style)
        for question in (screen.questions if screen else ())
        if question.type != "info"
    }
    return _make("SurveyScreenForm", definition, fields, style)


@lru_cache(maxsize=200)
def make_whole_form(definition: Definition, locale: str, style: str) -> type[ScreenForm]:
    """Return the form class of a whole survey, every question in its order: for entering paper."""
    fields = {
        code: make_field(definition, question, locale, style)
        for code, question in definition.questions.items()
    }
    return _make("WholeSurveyForm", definition, fields, style)


def _make(
    name: str, definition: Definition, fields: dict[str, Any], style: str
) -> type[ScreenForm]:
    left_out = {}
    for code in fields:
        question = definition.questions[code]
        shown = {each.code for each in definition.offered(question, style)}
        codes = frozenset(each.code for each in definition.choices_of(question)) - shown
        if codes:
            left_out[code] = codes
    return type(name, (ScreenForm,), {**fields, "left_out": left_out})


def refuse_unasked(form: ScreenForm, definition: Definition) -> bool:
    """Return True when every answer on a whole paper was asked for; mark those that were not.

    One that nobody was asked for would be lost.
    """
    answers = {code: value for code, value in form.typed().items() if value}
    unasked = set(answers) - definition.asked(answers)
    for code in unasked:
        form[code].errors = [
            _l(
                "On paper this is answered, but the answer before it does not lead here. "
                "Change that answer, or leave this one empty."
            )
        ]
    return not unasked


class SayForm(BaseForm):
    """What somebody said, as a file: made by the page itself, or by the phone."""

    file = FileField(
        _l("A recording"),
        description=_l(
            "Your phone may offer to record you now. Or choose a recording that you have."
        ),
    )


class UploadForm(BaseForm):
    """Answers from elsewhere: a file, and the survey that they answer."""

    survey = SelectField(_l("Which of our surveys do the answers belong to?"))
    file = FileField(
        _l("The file"),
        description=_l(
            "An Excel workbook (.xlsx) or CSV, one person a row: 5 MB and 10,000 rows at most."
        ),
    )


class PaperForm(BaseForm):
    """What is not on the paper itself: when it came, and the token against a double click."""

    form_key = HiddenField()
    received_on = DayField(_l("On which day did it come?"))


def make_field(definition: Definition, question: Question, locale: str, style: str) -> Any:
    """Return the field of one question, for a form class."""
    label = definition.wording(question.code, locale, style)
    hint = definition.wording(f"{question.code}.hint", locale, style)
    if question.type == "text":
        return TextArea(label, description=hint, validators=[MaxLength(SHOWN_LIMIT, TOO_LONG)])
    if question.type == "date":
        return DateParts(label, description=hint)
    choices = [
        SelectChoice(
            option.code, definition.wording(definition.option_key(question, option), locale, style)
        )
        for option in definition.choices_of(question)
    ]
    kind = SelectMultipleField if question.type == "many" else RadioField
    return kind(
        label,
        description=hint,
        choices=choices,
        validate_choice=False,
        validators=[KnownOptions({choice.value for choice in choices})],
    )


class ComeBackForm(BaseForm):
    """Open answers that were saved."""

    code = TextBox(
        _l("Your code"),
        description=_l("16 letters and numbers in four groups. Capitals and spaces do not matter."),
        validators=[DataRequired(_l("Write your code."))],
    )


class StartForm(BaseForm):
    """The one thing that is required: having read who sees the answers."""

    understood = BooleanField(
        _l("I understand"),
        validators=[DataRequired(_l("Tick “I understand” to begin."))],
    )
