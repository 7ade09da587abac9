"""Forms of review and of themes."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.analysis.models import InPublic, Theme
from app.analysis.services import LABELS, STATES, STATUSES, Criteria, SurveyChoice
from app.analysis.words import (
    FACET_WORDS,
    FAMILY_WORDS,
    IN_PUBLIC_WORDS,
    LABEL_WORDS,
    ROLE_WORDS,
    SIGN_WORDS,
    STATE_WORDS,
    STATUS_OF_REVIEW_WORDS,
    STYLE_WORDS,
    WAY_WORDS,
    WHOSE_WORDS,
)
from app.forms import BaseForm, DayField, MaxLength, TextArea, TextBox, choices
from app.i18n import LANGUAGES, name_of_language
from app.safeguarding.forms import RaiseForm
from app.safeguarding.services import LONGEST_REASON
from app.strategy.models import Family, FrameworkItem

LONGEST_NAME = 160
LONGEST_EVIDENCE = 10_000
LONGEST_WORDS = 300
LONGEST_EXPORT_REASON = 500
_SIGNS = [(sign, words) for sign, words in SIGN_WORDS.items() if sign]
_ANY = SelectChoice("", _l("Any"))
__all__ = [
    "ChooseThemeForm",
    "ExportForm",
    "MaskForm",
    "MergeForm",
    "NameSearchForm",
    "OtherThemeForm",
    "PickForm",
    "QueueForm",
    "RaiseForm",
    "SearchForm",
    "SplitForm",
    "TagForm",
    "ThemeForm",
    "TranslateForm",
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


class TranslateForm(BaseForm):
    """What words in another language say in English."""

    language = SelectField(_l("What language is it in?"), validate_choice=False)
    text = TextArea(
        _l("What does it say in English?"),
        description=_l(
            "As closely as you can, in the tone in which it is said. Where you cannot tell, write "
            "(unclear). Leave names as they stand: they are masked afterwards."
        ),
        validators=[MaxLength(LONGEST_EVIDENCE, _TOO_LONG)],
    )
    worry = TextArea(
        _l("Does anything worry you about a child’s safety? (can be empty)"),
        description=_l("If you write something here, it goes to the safeguarding inbox at once."),
        validators=[MaxLength(LONGEST_REASON, _TOO_LONG)],
    )

    def offer(self, languages: Mapping[str, str]) -> "TranslateForm":
        """Offer these languages, {code: name}, and none at first."""
        self.language.choices = choices(languages.items(), first=_l("Choose one"))
        self._offered = {"", *languages}
        return self

    def validate_language(self, field: SelectField) -> None:
        """Refuse what is none of the languages on offer; none at all is the services' to refuse."""
        if field.data not in self._offered:
            raise ValidationError(_l("Choose the language that they wrote in"))


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


class SearchForm(BaseForm):
    """What to find."""

    words = TextBox(
        _l("Words"),
        description=_l(
            "All of them must be there. Use “ ” around words that stand together, - before a word "
            "that must not be there, and * for any ending: assess*"
        ),
        validators=[MaxLength(LONGEST_WORDS, _TOO_LONG)],
    )
    code = SelectField(_l("Tag"), validate_choice=False)
    sign = SelectField(
        _l("How it is going"), choices=choices(_SIGNS, first=_l("Any")), validate_choice=False
    )
    theme = SelectField(_l("Theme"), validate_choice=False)
    survey = SelectField(_l("Survey"), validate_choice=False)
    question = SelectField(_l("Question"), validate_choice=False)
    status = SelectField(_l("Reviewed?"), validate_choice=False)
    facet = SelectField(
        _l("Not in our strategy: about"),
        choices=choices(FACET_WORDS.items(), first=_l("Any")),
        validate_choice=False,
    )
    role = SelectField(
        _l("Who they are"),
        choices=choices(ROLE_WORDS.items(), first=_l("Any")),
        validate_choice=False,
    )
    whose = SelectField(
        _l("Whose words"),
        choices=choices(WHOSE_WORDS.items(), first=_l("Any")),
        validate_choice=False,
    )
    channel = SelectField(
        _l("How it came"),
        choices=choices(WAY_WORDS.items(), first=_l("Any")),
        validate_choice=False,
    )
    style = SelectField(
        _l("Survey style"),
        choices=choices(STYLE_WORDS.items(), first=_l("Any")),
        validate_choice=False,
    )
    language = SelectField(_l("Language"), validate_choice=False)
    since = DayField(_l("From this day"))
    until = DayField(_l("Until this day"))

    def offer(
        self,
        *,
        surveys: list[SurveyChoice],
        items: list[FrameworkItem],
        themes: list[Theme],
        languages: list[str],
        only_reviewed: bool,
    ) -> "SearchForm":
        """Offer what there is; people who see only masked words see only reviewed ones.

        `languages` are codes of those that somebody wrote in, beside those of the forms.
        """
        names = {code: name_of_language(code) for code in languages}
        names |= {each.code: each.name for each in LANGUAGES.values()}
        self.language.choices = choices(names.items(), first=_l("Any"))
        self.code.choices = [_ANY, *item_choices(items)]
        self.theme.choices = choices(((each.id, each.name) for each in themes), first=_l("Any"))
        self.survey.choices = choices(
            ((each.slug, each.title) for each in surveys), first=_l("Any")
        )
        self.question.choices = [
            _ANY,
            *(
                SelectChoice(f"{survey.slug}/{code}", wording, optgroup=survey.title)
                for survey in surveys
                for code, wording in survey.questions
            ),
        ]
        statuses = [each for each in STATUSES if not only_reviewed or each != "to-review"]
        self.status.choices = choices(
            ((each, STATUS_OF_REVIEW_WORDS[each]) for each in statuses), first=_l("Any")
        )
        return self

    def criteria(self) -> Criteria:
        """Return what was asked."""
        asked = {name: field.data for name, field in self._fields.items()}
        return Criteria.from_dict(
            {
                name: value.isoformat() if isinstance(value, date) else str(value)[:LONGEST_WORDS]
                for name, value in asked.items()
                if value
            }
        )

    @property
    def narrowed(self) -> int:
        """How many filters are chosen beside the words."""
        return sum(bool(field.data) for name, field in self._fields.items() if name != "words")


class OtherThemeForm(BaseForm):
    """Put the comments of a suggested group into a theme that there is."""

    theme = SelectField(_l("Which theme?"), coerce=str)

    def offer(self, themes: list[Theme]) -> "OtherThemeForm":
        """Offer these themes, and none at first."""
        self.theme.choices = choices(
            ((each.id, each.name) for each in themes), first=_l("Choose one")
        )
        return self


class NameSearchForm(BaseForm):
    """What a saved search is called."""

    name = TextBox(
        _l("Name of this search"),
        validators=[
            DataRequired(_l("Enter a name")),
            MaxLength(80, _l("The name must be %(limit)d letters or fewer")),
        ],
    )


class ExportForm(BaseForm):
    """Why somebody needs a file."""

    reason = TextArea(
        _l("What do you need it for, and who will see it?"),
        description=_l(
            "This stays on record with your name, and stands in the file. Do not write what people "
            "said here."
        ),
        validators=[
            DataRequired(_l("Write what you need it for")),
            MaxLength(LONGEST_EXPORT_REASON, _TOO_LONG),
        ],
    )


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


class MergeForm(BaseForm):
    """Put all comments of a theme into another one."""

    into = SelectField(
        _l("Into which theme?"),
        description=_l("It keeps its own name. You can change that afterwards."),
        validators=[InputRequired(_l("Choose a theme"))],
    )

    def offer(self, themes: list[Theme]) -> "MergeForm":
        """Offer these themes, and none at first."""
        self.into.choices = choices(
            ((each.id, each.name) for each in themes), first=_l("Choose one")
        )
        return self


class SplitForm(ThemeForm):
    """Make a theme of some comments of another one."""

    comment = SelectMultipleField(
        _l("Which comments belong in it?"),
        validators=[DataRequired(_l("Tick at least one comment"))],
        validate_choice=False,
    )


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
