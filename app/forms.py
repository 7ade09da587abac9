"""Forms: what every form shares, text boxes that keep what people typed, dates in three boxes."""

import contextlib
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import ValidationError

from app.i18n import DEFAULT_LANGUAGE
from app.wordings import Wording

#: Characters that no one types and that can hide or reverse text (R-UNI-1).
_UNWANTED = {
    *range(0x09),
    *range(0x0B, 0x0D),
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
    0xFEFF,
}
_DELETE_UNWANTED = dict.fromkeys(_UNWANTED)
#: Tag characters are invisible, and used by the flags of England, Scotland and Wales only.
_FLAG_OR_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{2,6}\U000e007f)|[\U000e0000-\U000e007f]+"
)
_MOST_MARKS = 3


def clean_text(text: str) -> str:
    """Return `text` as we store it: NFC, one kind of line end, nothing that hides or reverses.

    Letters, emoji, joiners and every script stay as they were typed; at most three combining
    marks stay on one letter; blank space at both ends goes (R-UNI-1).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DELETE_UNWANTED)
    text = unicodedata.normalize("NFC", _FLAG_OR_TAGS.sub(r"\1", text))
    if any(unicodedata.combining(character) for character in text):
        text = _limit_marks(text)
    return text.strip()


def _limit_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _clean(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


class TextBox(StringField):
    """One line of text, cleaned; never None."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the cleaned text."""
        self.data = _clean(valuelist[0]) if valuelist else ""


class TextArea(TextAreaField):
    """Several lines of text, cleaned; never None."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the cleaned text."""
        self.data = _clean(valuelist[0]) if valuelist else ""


class MaxLength:
    """Refuse text over `limit` characters, with a sentence that says so; never cut it.

    `message` may hold `%(limit)d` and `%(over)d`.
    """

    def __init__(self, limit: int, message: Any) -> None:
        self.limit = limit
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        """Raise ValidationError when the field's text is too long."""
        over = len(field.data or "") - self.limit
        if over > 0:
            raise ValidationError(str(self.message) % {"limit": self.limit, "over": over})


def at_most(limit: int) -> MaxLength:
    """Return the check that a text has no more than this many letters."""
    return MaxLength(
        limit, _l("This is too long. Use %(limit)s letters or fewer here.", limit=limit)
    )


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Parent of every form. The token is checked by `security`, before the view runs."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Leave CSRF to `security`, which covers routes without a form as well."""

        csrf = False

    def was_sent_and_valid(self) -> bool:
        """Return True when the form came in and every field passed."""
        return bool(self.is_submitted() and self.validate())


class EditForm(BaseForm):
    """A form of what others may change meanwhile: it is refused rather than take back theirs.

    Its page holds the field `seen`, filled with `mark`.
    """

    seen = HiddenField()

    def mark(self, *beside: object) -> str:
        """Return a mark of what is stored now: what the form was made from, and `beside` it."""
        stored = {name: _stored(field) for name, field in self._answers().items()}
        return hashlib.sha256(repr((stored, beside)).encode()).hexdigest()[:16]

    def is_stale(self, *beside: object) -> bool:
        """Return True when the page was made from something else than what is stored now.

        Then each answer that differs says what is stored, and whoever sends it again has seen that.
        """
        now = self.mark(*beside)
        if self.seen.data in (now, "", None):
            return False
        self.seen.data = now
        self.form_errors.append(
            _l(
                "Somebody has changed this since you opened this page. What you typed is still "
                "here. Compare it with what is saved now, then save again."
            )
        )
        for field in self._answers().values():
            # None is what a question of this form alone is made from: nothing is stored of it.
            if field.object_data is not None and _stored(field) != _texts(field.data):
                said = _in_words(field) or _l("nothing")
                name = field.label.text
                told = _l("“%(name)s”, saved now: %(words)s", name=name, words=said)
                field.errors = [*field.errors, told]
        return True

    def _answers(self) -> dict[str, Field]:
        return {name: field for name, field in self._fields.items() if name != "seen"}


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set) else [value]
    return sorted(str(each) for each in values if each not in (None, ""))


def _stored(field: Field) -> list[str]:
    return _texts(field.object_data)


def _in_words(field: Field) -> str:
    names = {str(each.value): str(each.label) for each in getattr(field, "choices", None) or []}
    return ", ".join(names.get(each, each) for each in _stored(field))


def read_file(name: str) -> bytes:
    """Return the file that came with this request under `name`, b"" when none did; close it."""
    file = request.files.get(name)
    if file is None:
        return b""
    with contextlib.closing(file):
        return bytes(file.read())


def choices(pairs: Iterable[tuple[Any, Any]], *, first: Any = None) -> list[SelectChoice]:
    """Return (value, words) as what a field offers; `first` are the words for "none of them"."""
    offered = [SelectChoice(str(value), words) for value, words in pairs]
    return offered if first is None else [SelectChoice("", first), *offered]


def menu(pairs: Iterable[tuple[Any, Wording]], *, first: Any) -> list[SelectChoice]:
    """Return (value, words) as what a menu offers, after `first`.

    An option holds no markup, so English that stands in says so in its attributes.
    """
    english = {"lang": DEFAULT_LANGUAGE, "dir": "ltr"}
    return [
        SelectChoice("", first),
        *(
            SelectChoice(str(value), words.bare, english if words.is_stand_in else {})
            for value, words in pairs
        ),
    ]


def add_error(form: BaseForm, error: Exception) -> None:
    """Show a broken rule beside the answer that it names, or at the top when it names none."""
    field: Field | None = form._fields.get(getattr(error, "field", ""))
    if field is None:
        form.form_errors.append(str(error))
    else:
        field.errors = [*field.errors, str(error)]


_PARTS = ("day", "month", "year")


def _date_in(typed: list[str]) -> date | None:
    """Return the date in three texts, or None when they are not one."""
    if len(typed[2]) != 4 or not all(part.isdecimal() for part in typed):
        return None
    day, month, year = (int(part) for part in typed)
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DayField(Field):
    """A day, month and year typed apart; `data` is a date or None, `parts` what was typed.

    The macro `date_field` draws it. An empty one is allowed: whether a date is needed depends
    on the other answers.
    """

    data: date | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: dict[str, str] = dict.fromkeys(_PARTS, "")

    @property
    def first_input_id(self) -> str:
        """The id of the first box, where an error links to."""
        return f"{self.id}-day"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes when the form was sent, else the date it starts from."""
        del extra_filters
        self.process_errors = []
        self.data = self.object_data = data if isinstance(data, date) else self.default
        if self.data is not None:
            self.parts = {part: str(getattr(self.data, part)) for part in _PARTS}
        if formdata and f"{self.name}-day" in formdata:
            self._read([str(formdata.get(f"{self.name}-{part}", "")).strip() for part in _PARTS])

    def _read(self, typed: list[str]) -> None:
        self.parts = dict(zip(_PARTS, (part[:20] for part in typed), strict=True))
        self.data = _date_in(typed)
        if self.data is None and any(typed):
            self.process_errors = [
                str(_l("Write a real date with a day, a month and a year, like 27 3 2027."))
            ]

    def pre_validate(self, form: Any) -> None:
        """Refuse years that nobody means."""
        del form
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            raise ValidationError(str(_l("Write a year between 2000 and 2100.")))
