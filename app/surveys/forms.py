"""Forms of the people who make surveys: plain and easy read side by side."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import HiddenInput

from app.forms import BaseForm, DayField, TextArea, TextBox, at_most, choices
from app.surveys.definition import SCALES, STYLES
from app.surveys.services import DO_NOT_KNOW

LONG = 2000
SHORT = 160
#: What a row holds.
ROW = ("code", "plain", "easy", "picture", "easy_as")
#: Empty rows offered below those that a question has.
SPARE_ROWS = 3
PICTURES = 3

KINDS = [
    ("text", _l("Their own words")),
    ("one", _l("One answer of several")),
    ("many", _l("As many answers as they like")),
    ("face3", _l("Three faces: no, sometimes, yes")),
    ("face5", _l("Five faces: very bad to very good")),
    ("agree5", _l("How far they agree, one statement a screen")),
    ("date", _l("A date")),
    ("info", _l("A page to read, with nothing to answer")),
]
SPEAKERS = [
    ("", _l("The survey asks, or nobody needs to know")),
    ("young-person", _l("Only children and young people")),
    ("parent", _l("Only parents and carers")),
    ("staff", _l("Only staff")),
]


def _plain(label: Any, limit: int = LONG, **more: Any) -> TextBox:
    return TextBox(label, validators=[at_most(limit)], **more)


def _area(label: Any, **more: Any) -> TextArea:
    return TextArea(label, validators=[at_most(LONG)], **more)


class NameForm(BaseForm):
    """What a new survey is called, in both styles."""

    title = TextBox(
        _l("What is it called?"),
        description=_l("For example: Getting to school. Its address is made of this name."),
        validators=[DataRequired(_l("Give it a name.")), at_most(SHORT)],
    )
    easy_title = _plain(_l("What is it called in easy read?"), SHORT)


class MakeForm(NameForm):
    """Begin a survey from a template or from nothing."""

    template = SelectField(_l("Start from"))


class UploadForm(NameForm):
    """Begin a survey from a file."""

    file = FileField(
        _l("The file"), description=_l("A survey as YAML or JSON, for example from another area.")
    )


class WorkForm(BaseForm):
    """Parent of forms that change a survey in the making."""

    revision = IntegerField(widget=HiddenInput(), default=0)


class AboutForm(WorkForm):
    """What a survey says of itself, and when it is open."""

    title_plain = _plain(_l("Name"), SHORT)
    title_easy = _plain(_l("Name in easy read"), SHORT)
    summary_plain = _area(_l("One or two sentences for the list of surveys"))
    summary_easy = _area(_l("The same in easy read"))
    for_whom_plain = _area(_l("Who is it for?"))
    for_whom_easy = _area(_l("Who is it for, in easy read?"))
    start_plain = _area(_l("What should people know before they begin? (can be empty)"))
    start_easy = _area(_l("The same in easy read (can be empty)"))
    default_style = RadioField(
        _l("How does it open?"),
        choices=choices(
            [("plain", _l("In standard words")), ("easy", _l("In easy read, with pictures"))]
        ),
        validators=[InputRequired(_l("Choose how it opens."))],
    )
    answered_by = SelectField(_l("Who answers it?"), choices=choices(SPEAKERS))
    opens_on = DayField(_l("Opens on (empty: at once)"))
    closes_on = DayField(_l("Last day (empty: stays open)"))
    results_on = DayField(
        _l("Results are published by"),
        description=_l("A promise: people see it before question 1."),
    )

    TEXTS = ("title", "summary", "for_whom", "start")

    def texts(self) -> dict[str, dict[str, str]]:
        """Return its texts as the service takes them."""
        return {
            name: {style: self[f"{name}_{style}"].data for style in STYLES} for name in self.TEXTS
        }


class AddForm(WorkForm):
    """Add a question."""

    kind = RadioField(
        _l("What kind of answer?"),
        choices=choices(KINDS),
        validators=[InputRequired(_l("Choose a kind of answer."))],
    )
    plain = TextArea(
        _l("The question"),
        validators=[DataRequired(_l("Write the question.")), at_most(LONG)],
    )
    easy = _area(_l("The question in easy read"))


class RowForm(Form):
    """One option, statement or idea."""

    code = HiddenField()
    plain = _plain(_l("Words"), 400)
    easy = _plain(_l("Easy read"), 400)
    picture = SelectField(_l("Picture"), validate_choice=False)
    easy_as = SelectField(_l("In easy read"), validate_choice=False)


class CheckWordsForm(BaseForm):
    """One easy-read text, as somebody types it."""

    words = TextArea(validators=[at_most(LONG)])


class QuestionForm(WorkForm):
    """One question: its words, its answers, and when its page is shown."""

    plain = TextArea(
        _l("The question"),
        validators=[DataRequired(_l("Write the question.")), at_most(LONG)],
    )
    easy = _area(_l("The question in easy read"))
    hint_plain = _area(_l("A hint (can be empty)"))
    hint_easy = _area(_l("The hint in easy read (can be empty)"))
    picture_1 = SelectField(_l("First picture"), validate_choice=False)
    picture_2 = SelectField(_l("Second picture"), validate_choice=False)
    picture_3 = SelectField(_l("Third picture"), validate_choice=False)
    rows = FieldList(FormField(RowForm))
    alone = SelectField(_l("Which answer means “none of these”?"), validate_choice=False)
    stand_apart = BooleanField(
        _l("Offer “I don’t know” and “I don’t want to say”"),
        description=_l("They stand last, and do not count among the five answers of easy read."),
    )
    tell_once = BooleanField(
        _l("It is about the person, and stays the same"),
        description=_l(
            "They can keep their answer in their own browser for next time. Nothing is kept here."
        ),
    )
    about = SelectMultipleField(_l("Which parts of the strategy does it speak to?"))
    spoken = BooleanField(
        _l("People may also answer by speaking"),
        description=_l(
            "A person has to listen to each recording and write it down. Tick this only where "
            "somebody has the time for it."
        ),
    )
    show_when = SelectMultipleField(
        _l("Show this page only after one of these answers"),
        description=_l("Choose none to show it to everybody."),
    )

    def set_choices(
        self, *, pictures: dict[str, str], items: list[Any], conditions: list[tuple[str, str]]
    ) -> None:
        """Offer the pictures, the parts of the strategy and the answers of earlier pages."""
        offered = choices(pictures.items(), first=_l("No picture"))
        for number in range(1, PICTURES + 1):
            self[f"picture_{number}"].choices = offered
        for row in self.rows:
            row.form.picture.choices = offered
        self.about.choices = choices((item.code, item.name) for item in items)
        self.show_when.choices = choices(conditions)
        named = [(row.form.code.data, row.form.plain.data) for row in self.rows]
        named = [each for each in named if all(each)]
        apart = [(code, said[0]) for code, said in DO_NOT_KNOW.items() if self.stand_apart.data]
        self.alone.choices = choices([*named, *apart], first=_l("None"))
        for row in self.rows:
            others = [
                (code, _("Left out: “%(answer)s” stands for it", answer=words))
                for code, words in named
                if code != row.form.code.data
            ]
            row.form.easy_as.choices = choices(others, first=_l("It is shown"))

    def show(self, page: dict[str, Any], question: dict[str, Any]) -> None:
        """Start from a question as it is."""
        self.plain.data, self.easy.data = question["words"]["plain"], question["words"]["easy"]
        hint = question.get("hint") or {"plain": "", "easy": ""}
        self.hint_plain.data, self.hint_easy.data = hint["plain"], hint["easy"]
        for number, name in enumerate(question.get("pictures", [])[:PICTURES], start=1):
            self[f"picture_{number}"].data = name
        self.about.data = question.get("about", [])
        self.tell_once.data = question.get("tell_once", False)
        self.alone.data = question.get("alone") or ""
        self.stand_apart.data = offers_both(question)
        self.spoken.data = question.get("spoken", False)
        self.show_when.data = [
            f"{code}={option}"
            for code, options in page.get("show_when", {}).items()
            for option in options
        ]
        for row in rows_of(question):
            self.rows.append_entry(row)
        if has_rows(question):
            for _n in range(SPARE_ROWS):
                self.rows.append_entry(dict.fromkeys(ROW, ""))

    def facts(self, pictures: dict[str, str]) -> dict[str, Any]:
        """Return what was typed as the service takes it."""
        chosen = [self[f"picture_{number}"].data for number in range(1, PICTURES + 1)]
        conditions: dict[str, list[str]] = {}
        for each in self.show_when.data or []:
            code, _sign, option = each.partition("=")
            conditions.setdefault(code, []).append(option)
        return {
            "text": {"plain": self.plain.data, "easy": self.easy.data},
            "hint": {"plain": self.hint_plain.data, "easy": self.hint_easy.data},
            "pictures": {name: pictures[name] for name in chosen if name in pictures},
            "about": self.about.data or [],
            "alone": self.alone.data or None,
            "spoken": self.spoken.data,
            "stand_apart": bool(self.stand_apart.data),
            "tell_once": bool(self.tell_once.data),
            "show_when": conditions,
            "rows": [
                {
                    "code": row.form.code.data or "",
                    "words": {"plain": row.form.plain.data, "easy": row.form.easy.data},
                    "picture": row.form.picture.data if row.form.picture.data in pictures else None,
                    "easy_as": row.form.easy_as.data or None,
                }
                for row in self.rows
            ],
        }


def has_rows(question: dict[str, Any]) -> bool:
    """Say whether a question has options, statements or ideas."""
    return question["type"] in {"one", "many", "info", *SCALES}


def offers_both(question: dict[str, Any]) -> bool:
    """Say whether one can answer "I don't know" and "I don't want to say": a box, and no rows."""
    return set(DO_NOT_KNOW) <= {each["code"] for each in question.get("options") or []}


def rows_of(question: dict[str, Any]) -> list[dict[str, str]]:
    """Return a question's options, statements or ideas as rows of its form."""
    left_out = set(DO_NOT_KNOW) if offers_both(question) else set()
    kind = {"info": "ideas", "one": "options", "many": "options"}.get(
        question["type"], "statements"
    )
    return [
        {
            "code": each.get("code", ""),
            "plain": each["words"]["plain"],
            "easy": each["words"]["easy"],
            "picture": each.get("picture") or "",
            "easy_as": each.get("easy_as") or "",
        }
        for each in question.get(kind) or []
        if each.get("code") not in left_out
    ]


class LanguageForm(WorkForm):
    """The words of one language; the view reads the boxes, whose names are the keys."""

    is_checked = BooleanField(_l("Somebody who speaks this language has read them all"))


class ReasonForm(WorkForm):
    """A reason, kept with a name."""

    key = HiddenField()
    rule = HiddenField()
    reason = TextBox(_l("Why may this stand?"), validators=[at_most(400)])


class SoundForm(WorkForm):
    """A recording of one question."""

    key = RadioField(
        _l("Which words does it read?"),
        validators=[InputRequired(_l("Choose which words it reads."))],
    )
    file = FileField(
        _l("The recording"),
        description=_l(
            "MP3, M4A, WAV or Ogg Opus, two minutes and 5 MB at most. Where and when it was "
            "recorded is taken out."
        ),
    )
