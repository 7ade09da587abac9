"""Pictures in surveys: which are used, by which survey."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.surveys.models import SurveyVersion, SurveyWork

_PLACES = {"picture", "pictures"}


def pictures_in(part: Any) -> Iterator[str]:
    """Yield the name of every picture that a definition, or a part of one, shows."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in _PLACES and isinstance(value, str):
                yield value
            elif key in _PLACES and isinstance(value, list):
                yield from value
            else:
                yield from pictures_in(value)
    elif isinstance(part, list):
        for each in part:
            yield from pictures_in(each)


def places_of_picture(name: str) -> list[str]:
    """Return the surveys that show a picture, in any version: papers of an old one still come."""
    versions = db.session.scalars(sa.select(SurveyVersion).order_by(SurveyVersion.id))
    live = [
        _("the survey “%(title)s”", title=each.definition["title"]["plain"])
        for each in versions
        if name in pictures_in(each.definition)
    ]
    making = [
        _("the survey in the making “%(title)s”", title=each.definition["title"]["plain"])
        for each in db.session.scalars(sa.select(SurveyWork).order_by(SurveyWork.id))
        if name in pictures_in(each.definition)
    ]
    return live + making
