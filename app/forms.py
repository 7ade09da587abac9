"""Forms: what every form shares, and text fields that keep what people typed."""

import re
import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import ValidationError

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


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Parent of every form. The token is checked by `security`, before the view runs."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Leave CSRF to `security`, which covers routes without a form as well."""

        csrf = False

    def was_sent_and_valid(self) -> bool:
        """Return True when the form came in and every field passed."""
        return bool(self.is_submitted() and self.validate())
