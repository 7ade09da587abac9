"""Find, add and remove easy-read pictures, shipped and own."""

import base64
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import audit, picture_files
from app.apart import FileRefusedError, StoppedError, reading
from app.db import db
from app.errors import DomainError
from app.pictures.models import OwnPicture
from app.static_files import STATIC_DIR

#: Given a picture's name, say where it is used, in words; each room that shows pictures has one.
Uses = Callable[[str], list[str]]

_SENTENCES = {
    "large-file": _l("This picture is over 5 MB. Save it smaller."),
    "no-picture": _l("This is not a PNG or JPEG picture. Save it as one of the two."),
    "broken-picture": _l("This picture is damaged. Open it and save it again as PNG or JPEG."),
    "many-dots": _l("This picture has more than 50 million dots. Save it smaller."),
    "small-picture": _l("This picture is too small: it needs 48 dots on each side."),
}


class PictureError(DomainError):
    """A picture cannot be added or removed; `field` names the answer to change."""

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@cache
def picture_index() -> dict[str, dict[str, Any]]:
    """Return {name: {"alt", "source", "licence", …}} of every picture that ships, as built."""
    index: dict[str, dict[str, Any]] = json.loads(
        (STATIC_DIR / "pictures" / "index.json").read_text(encoding="utf-8")
    )
    return index


def adult_picture(name: str) -> str:
    """Return the picture that says the same to people of 16 and over; mostly it is the same one."""
    return str(picture_index().get(name, {}).get("adult", name))


def own_pictures() -> list[OwnPicture]:
    """Return the partnership's own pictures, by what they show."""
    return list(db.session.scalars(sa.select(OwnPicture).order_by(OwnPicture.alt, OwnPicture.name)))


def get_picture(name: str) -> OwnPicture:
    """Return one own picture, or raise NoResultFound."""
    return db.session.scalars(sa.select(OwnPicture).where(OwnPicture.name == name)).one()


def pictures_to_choose() -> dict[str, str]:
    """Return {name: what it shows} of every picture, by what it shows."""
    shown = {name: facts["alt"] for name, facts in picture_index().items()}
    shown |= {picture.name: picture.alt for picture in own_pictures()}
    return dict(sorted(shown.items(), key=lambda pair: pair[1].casefold()))


def draw_again(content: bytes) -> bytes:
    """Return a picture drawn again, without anything else that its file held.

    Raises PictureError. It takes a moment in another process: hold no lock.
    """
    try:
        with reading("picture", content) as lines:
            return base64.b64decode(next(lines)["content"])
    except FileRefusedError as error:
        raise PictureError(_SENTENCES[error.code], field="file") from error
    except StoppedError as error:
        raise PictureError(_SENTENCES["many-dots"], field="file") from error


def add_picture(
    content: bytes, *, alt: str, words: Sequence[str], owner: str, by_id: int
) -> OwnPicture:
    """Keep a picture that was drawn again; the caller commits."""
    name = picture_files.keep(content)
    known = db.session.get(OwnPicture, name)
    if known is not None:
        raise PictureError(
            _("This picture is here already: “%(alt)s”.", alt=known.alt), field="file"
        )
    picture = OwnPicture(name=name, alt=alt, words=list(words), owner=owner, added_by_id=by_id)
    db.session.add(picture)
    audit.record("picture.add", target=f"picture:{name}", actor=str(by_id))
    return picture


def change_picture(
    picture: OwnPicture, *, alt: str, words: Sequence[str], owner: str, by_id: int
) -> None:
    """Keep other words for a picture. Surveys keep what they say of it until they are changed."""
    picture.alt, picture.words, picture.owner = alt, list(words), owner
    audit.record("picture.change", target=f"picture:{picture.name}", actor=str(by_id))


def uses_of(name: str, uses: Sequence[Uses]) -> list[str]:
    """Return where a picture is used, each place once, as the rooms say."""
    return list(dict.fromkeys(place for find in uses for place in find(name)))


def remove_picture(picture: OwnPicture, *, uses: Sequence[Uses], by_id: int) -> None:
    """Remove a picture that nothing uses. Its file goes once the caller has committed."""
    places = uses_of(picture.name, uses)
    if places:
        raise PictureError(
            _("It cannot be removed while it is used: %(places)s.", places="; ".join(places))
        )
    db.session.delete(picture)
    audit.record("picture.remove", target=f"picture:{picture.name}", actor=str(by_id))
