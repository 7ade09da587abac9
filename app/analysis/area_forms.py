"""The form that takes an area's own list of schools or places."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from app.forms import BaseForm


class AreaListForm(BaseForm):
    """A file with one name a row."""

    file = FileField(
        _l("The file"),
        description=_l(
            "CSV or an Excel workbook (.xlsx): 5 MB and 10,000 rows at most. One column is headed "
            "“name” or “EstablishmentName”, as in an export of Get Information about Schools. "
            "Only that column is kept."
        ),
    )
