"""A date in three boxes, and why it is not one when it is not."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import ValidationError

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
        self.data = data if isinstance(data, date) else self.default
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
