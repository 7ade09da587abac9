"""Forms of review and of themes."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import DataRequired, InputRequired

from app.analysis.models import InPublic, Theme
from app.analysis.services import LABELS, STATES
from app.analysis.words import FAMILY_WORDS, IN_PUBLIC_WORDS, LABEL_WORDS, SIGN_WORDS, STATE_WORDS
from app.forms import BaseForm, MaxLength, TextArea, TextBox, choices
from app.safeguarding.forms import RaiseForm
from app.strategy.models import Family, FrameworkItem

LONGEST_NAME = 160
LONGEST_EVIDENCE = 10_000
_ANY = SelectChoice("", _l("Any"))
__all__ = [
    "ChooseThemeForm",
    "MaskForm",
    "PickForm",
    "QueueForm",
    "RaiseForm",
    "TagForm",
    "ThemeForm",
]
_TOO_LONG = _l("That is too long by %(over)d letters")


def item_choices(items: list[FrameworkItem]) -> list[SelectChoice]:
    """Return the strategy's items as choices, in a group for each family."""
    return [
        SelectChoice(item.code, item.name, optgroup=str(FAMILY_WORDS[family]))
        for family in Family
        for item in items
        if item.family == family
    ]


def _start_of(field: HiddenField) -> int | None:
    text = str(field.data or "")
    return int(text) if text.isdecimal() and len(text) < 7 else None


class TagForm(BaseForm):
    """Add a tag that rests on words of the comment."""

    code = SelectField(_l("What is it about?"), validators=[InputRequired(_l("Choose a tag"))])
    sign = RadioField(
        _l("How is it going?"),
        description=_l("Priorities have no sign: leave it."),
        choices=[SelectChoice(sign, words) for sign, words in SIGN_WORDS.items()],
        validate_choice=False,
    )
    evidence = TextArea(
        _l("Which words say so?"),
        description=_l("Select them in the comment, or copy them here exactly."),
        validators=[
            DataRequired(_l("Select or copy the words that say so")),
            MaxLength(LONGEST_EVIDENCE, _TOO_LONG),
        ],
    )
    evidence_start = HiddenField()

    def offer(self, items: list[FrameworkItem]) -> "TagForm":
        """Offer these items of the strategy, and none at first."""
        self.code.choices = [SelectChoice("", _l("Choose one")), *item_choices(items)]
        return self

    @property
    def start(self) -> int | None:
        """Where the selected words begin, when the page could tell."""
        return _start_of(self.evidence_start)


class MaskForm(BaseForm):
    """Mask words of the comment."""

    words = TextBox(
        _l("Which words must others not see?"),
        description=_l("Select them in the comment, or copy them here exactly."),
        validators=[
            DataRequired(_l("Select or copy the words to mask")),
            MaxLength(LONGEST_EVIDENCE, _TOO_LONG),
        ],
    )
    label = SelectField(
        _l("What are they?"), choices=[SelectChoice(label, LABEL_WORDS[label]) for label in LABELS]
    )
    words_start = HiddenField()

    @property
    def start(self) -> int | None:
        """Where the selected words begin, when the page could tell."""
        return _start_of(self.words_start)


class QueueForm(BaseForm):
    """Which comments to list."""

    state = SelectField(
        _l("Show"),
        choices=[SelectChoice(state, STATE_WORDS[state]) for state in STATES],
        validate_choice=False,
    )
    survey = SelectField(_l("Survey"), validate_choice=False)
    tag = SelectField(_l("Tag"), validate_choice=False)

    def offer(self, surveys: list[str], items: list[FrameworkItem]) -> "QueueForm":
        """Offer these surveys and items of the strategy."""
        self.survey.choices = [_ANY, *(SelectChoice(slug, slug) for slug in surveys)]
        self.tag.choices = [_ANY, *item_choices(items)]
        return self


class ThemeForm(BaseForm):
    """What a theme is called."""

    name = TextBox(
        _l("Name"),
        description=_l("Say what people said, not what the topic is: “Nobody tells us how long”."),
        validators=[
            DataRequired(_l("Enter a name")),
            MaxLength(LONGEST_NAME, _l("The name must be %(limit)d letters or fewer")),
        ],
    )
    easy_read_name = TextBox(
        _l("Name in easy read"),
        description=_l("Short words a young person would use."),
        validators=[
            DataRequired(_l("Enter a name in easy read")),
            MaxLength(LONGEST_NAME, _l("The name in easy read must be %(limit)d letters or fewer")),
        ],
    )
    description = TextArea(
        _l("What belongs in it? (you can leave this out)"),
        validators=[MaxLength(2000, _l("The description must be %(limit)d letters or fewer"))],
    )
    in_public = RadioField(
        _l("May everybody read these names?"),
        description=_l(
            "They stand on the page “What we have not answered yet”, with how many people said it, "
            "never fewer than 10 counted out. Do not name a person, and no school that few go to."
        ),
        choices=choices((each.value, words) for each, words in IN_PUBLIC_WORDS.items()),
        default=InPublic.BY_COUNT.value,
    )

    @property
    def chosen_in_public(self) -> InPublic:
        """What was chosen, as the model knows it."""
        return InPublic(self.in_public.data)


class ChooseThemeForm(BaseForm):
    """Put one comment into a theme."""

    theme = SelectField(_l("Theme"), coerce=int, validators=[InputRequired(_l("Choose a theme"))])

    def offer(self, themes: list[Theme]) -> "ChooseThemeForm":
        """Offer these themes."""
        self.theme.choices = [SelectChoice(str(theme.id), theme.name) for theme in themes]
        return self


class PickForm(BaseForm):
    """Which reviewed comments to offer for a theme."""

    tag = SelectField(_l("Tag"), validate_choice=False)

    def offer(self, items: list[FrameworkItem]) -> "PickForm":
        """Offer these items of the strategy."""
        self.tag.choices = [_ANY, *item_choices(items)]
        return self
