"""Forms of one question of a survey in the making: added, and changed with its answers."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, InputRequired

from app.forms import TextArea, at_most, choices
from app.surveys.definition import SCALES
from app.surveys.forms import LONG, WorkForm, area, by_question, plain_box
from app.surveys.services import DO_NOT_KNOW

#: What a row holds.
ROW = ("code", "plain", "easy", "hint_plain", "hint_easy", "picture", "easy_as", "about")
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
    easy = area(_l("The question in easy read"))
    page = SelectField(
        _l("Where does it stand?"),
        validate_choice=False,
        description=_l(
            "Questions on one page are shown together in standard words, and one at a time in "
            "easy read."
        ),
    )

    def set_choices(self, pages: list[tuple[str, str]]) -> None:
        """Offer the pages that it can share."""
        self.page.choices = choices(pages, first=_l("On a page of its own"))


class RowForm(Form):
    """One option, statement or idea."""

    code = HiddenField()
    plain = plain_box(_l("Words"), 400)
    easy = plain_box(_l("Easy read"), 400)
    hint_plain = plain_box(_l("A second line (can be empty)"), 400)
    hint_easy = plain_box(_l("The second line in easy read"), 400)
    picture = SelectField(_l("Picture"), validate_choice=False)
    about = SelectField(_l("What it speaks to"), validate_choice=False)
    easy_as = SelectField(_l("In easy read"), validate_choice=False)


class QuestionForm(WorkForm):
    """One question: its words, its answers, and when its page is shown."""

    plain = TextArea(
        _l("The question"),
        validators=[DataRequired(_l("Write the question.")), at_most(LONG)],
    )
    easy = area(_l("The question in easy read"))
    hint_plain = area(_l("A hint (can be empty)"))
    hint_easy = area(_l("The hint in easy read (can be empty)"))
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
    continues = BooleanField(
        _l("This page belongs to the one before"),
        description=_l("It shares its number: “question 3, part 2”."),
    )
    one_idea = BooleanField(
        _l("The questions of this page are one idea"),
        description=_l(
            "Easy read shows them on one screen too. For a question and a box to say more."
        ),
    )

    def set_choices(
        self, *, pictures: dict[str, str], items: list[Any], conditions: list[tuple[str, str]]
    ) -> None:
        """Offer the pictures, the parts of the strategy and the answers of earlier pages."""
        offered = choices(pictures.items(), first=_l("No picture"))
        for number in range(1, PICTURES + 1):
            self[f"picture_{number}"].choices = offered
        parts = [(item.code, item.name) for item in items]
        for row in self.rows:
            row.form.picture.choices = offered
            row.form.about.choices = choices(parts, first=_l("The same as the question"))
        self.about.choices = choices(parts)
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
        self.continues.data = page.get("continues", False)
        self.one_idea.data = page.get("one_idea", False)
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
        return {
            "text": {"plain": self.plain.data, "easy": self.easy.data},
            "hint": {"plain": self.hint_plain.data, "easy": self.hint_easy.data},
            "pictures": {name: pictures[name] for name in chosen if name in pictures},
            "about": self.about.data or [],
            "alone": self.alone.data or None,
            "spoken": self.spoken.data,
            "stand_apart": bool(self.stand_apart.data),
            "tell_once": bool(self.tell_once.data),
            "show_when": by_question(self.show_when.data),
            "continues": bool(self.continues.data),
            "one_idea": bool(self.one_idea.data),
            "rows": [_facts_of(row.form, pictures) for row in self.rows],
        }


def _facts_of(row: Any, pictures: dict[str, str]) -> dict[str, Any]:
    hint = {"plain": row.hint_plain.data, "easy": row.hint_easy.data}
    return {
        "code": row.code.data or "",
        "words": {"plain": row.plain.data, "easy": row.easy.data},
        "hint": hint if any(hint.values()) else None,
        "picture": row.picture.data if row.picture.data in pictures else None,
        "about": [row.about.data] if row.about.data else [],
        "easy_as": row.easy_as.data or None,
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
            "hint_plain": (each.get("hint") or {}).get("plain", ""),
            "hint_easy": (each.get("hint") or {}).get("easy", ""),
            "picture": each.get("picture") or "",
            "about": next(iter(each.get("about") or []), ""),
            "easy_as": each.get("easy_as") or "",
        }
        for each in question.get(kind) or []
        if each.get("code") not in left_out
    ]
