"""Forms of the receipt page: the code, “that is not what I meant”, and adding words."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import DataRequired

from app.analysis import services as analysis
from app.forms import BaseForm, TextArea, TextBox, at_most, choices, menu
from app.strategy.models import FrameworkItem
from app.strategy.wordings import name_of
from app.wordings import Wording

LONGEST_WORDS = 6_000


class ReceiptForm(BaseForm):
    """Open what became of one's words."""

    code = TextBox(
        _l("Your receipt code"),
        description=_l("16 letters and numbers in four groups. Capitals and spaces do not matter."),
        validators=[DataRequired(_l("Write your receipt code."))],
    )


class MeantForm(BaseForm):
    """Put right how one comment was understood. Everything may be left empty but not all of it."""

    wrong = SelectMultipleField(_l("Which of these is wrong?"), validate_choice=False)
    meant = SelectField(_l("What is it about?"), validate_choice=False)
    words = TextArea(
        _l("Or tell us in your words what you meant"),
        description=_l("Please do not write names."),
        validators=[at_most(LONGEST_WORDS)],
    )

    def offer(
        self, shown: Sequence[analysis.PublicTag], items: list[FrameworkItem], *, is_easy: bool
    ) -> "MeantForm":
        """Offer what we understood, to be ticked, and the rest of the strategy; return the form."""

        def pairs(found: Sequence[FrameworkItem]) -> list[tuple[str, Wording]]:
            return [(each.code, name_of(each, is_easy=is_easy)) for each in found]

        said = [tag.item for tag in shown]
        codes = {item.code for item in said}
        self.wrong.choices = choices(pairs(said))
        rest = pairs([item for item in items if item.code not in codes])
        self.meant.choices = menu(rest, first=_l("I do not want to choose"))
        return self


class AddForm(BaseForm):
    """Say something more."""

    more = TextArea(
        _l("What else do you want to tell us?"),
        description=_l("Please do not write names."),
        validators=[DataRequired(_l("Write what you want to add.")), at_most(LONGEST_WORDS)],
    )
