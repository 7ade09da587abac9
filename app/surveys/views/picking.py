"""Looking for a picture in a form of the builder: its buttons send the form, and none saves."""

from dataclasses import dataclass

from flask import request

from app.forms import clean_text
from app.pictures.search import search_pictures

LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Picker:
    """A search for a picture that is open on the page."""

    #: The name of the field that it is for.
    place: str
    asked: str
    found: dict[str, str] | None


def _asked_place() -> str | None:
    """Return the place that a picture is looked for, "" to look no longer; None when saving."""
    go, sign, place = request.form.get("go", "").partition("=")
    return place if go == "find" and sign else None


def is_saving() -> bool:
    """Say whether the form was sent to be saved, and not to look for a picture."""
    return request.method == "POST" and _asked_place() is None


def open_picker() -> Picker | None:
    """Return the search for a picture that this request asks for; at first it has found nothing."""
    place = _asked_place()
    if not place:
        return None
    asked = clean_text(request.form.get("look-for", ""))[:LONGEST_SEARCH]
    found = search_pictures(asked) if "look-for" in request.form else None
    return Picker(place, asked, found)
