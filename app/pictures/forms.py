"""Forms for a partnership's own pictures."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import DataRequired

from app.forms import BaseForm, TextBox, at_most

MOST_WORDS = 12


class PictureForm(BaseForm):
    """What a picture shows, how it is found, and whose it is."""

    alt = TextBox(
        _l("What does it show?"),
        description=_l(
            "For people who cannot see it, and to find it by. For example: A child in a wheelchair"
        ),
        validators=[DataRequired(_l("Say what the picture shows.")), at_most(160)],
    )
    words = TextBox(
        _l("Other words to find it by (can be empty)"),
        description=_l("With commas between them. For example: disabled, chair, ramp"),
        validators=[at_most(300)],
    )
    owner = TextBox(
        _l("Whose picture is it, and why may we show it?"),
        description=_l(
            "It stands on the public page of pictures. For example: © Photosymbols, used under "
            "licence by Stockport Council. For a photo of a person: who said yes"
        ),
        validators=[
            DataRequired(_l("Say whose picture it is, and why we may show it.")),
            at_most(300),
        ],
    )

    def facts(self) -> dict[str, Any]:
        """Return what was typed as the service takes it."""
        found = (each.strip() for each in re.split(r"[,;\n]", self.words.data))
        return {
            "alt": self.alt.data,
            "words": [each for each in found if each][:MOST_WORDS],
            "owner": self.owner.data,
        }


class AddPictureForm(PictureForm):
    """A picture and what belongs to it."""

    file = FileField(
        _l("The picture"),
        description=_l(
            "PNG or JPEG, 5 MB at most. It is made smaller, and where and when a photo was taken "
            "is taken out."
        ),
    )
