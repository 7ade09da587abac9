"""The equality questions: what is asked of whom. Every one may be skipped."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Length, Optional, Regexp

from app.forms import BaseForm, TextBox, choices

SKIP = ("not-said", _l("I do not want to say"))
ADULT, YOUNG, CHILD = "adult", "young-person", "child"
WHO = [
    (CHILD, _l("A young person under 16")),
    (YOUNG, _l("A young person aged 16 to 25")),
    (ADULT, _l("A parent, a carer or another adult")),
]
_AGE_BANDS = ((0, 4), (5, 10), (11, 15), (16, 18), (19, 25))
YES_OR_NO = [("yes", _l("Yes")), ("no", _l("No")), SKIP]
AGES = [(f"{first}-{last}", f"{first}–{last}") for first, last in _AGE_BANDS]
#: The list of the 2021 census of England and Wales.
ETHNIC_GROUPS = [
    ("", _l("Skip this question")),
    ("bangladeshi", _l("Asian: Bangladeshi")),
    ("chinese", _l("Asian: Chinese")),
    ("indian", _l("Asian: Indian")),
    ("pakistani", _l("Asian: Pakistani")),
    ("other-asian", _l("Asian: another background")),
    ("african", _l("Black: African")),
    ("caribbean", _l("Black: Caribbean")),
    ("other-black", _l("Black: another background")),
    ("white-asian", _l("Mixed: White and Asian")),
    ("white-african", _l("Mixed: White and Black African")),
    ("white-caribbean", _l("Mixed: White and Black Caribbean")),
    ("other-mixed", _l("Mixed: another background")),
    ("british", _l("White: English, Welsh, Scottish, Northern Irish or British")),
    ("irish", _l("White: Irish")),
    ("gypsy-traveller", _l("White: Gypsy or Irish Traveller")),
    ("roma", _l("White: Roma")),
    ("other-white", _l("White: another background")),
    ("arab", _l("Arab")),
    ("other", _l("Another ethnic group")),
    SKIP,
]
RELIGIONS = [
    ("", _l("Skip this question")),
    ("none", _l("No religion")),
    ("buddhist", _l("Buddhist")),
    ("christian", _l("Christian")),
    ("hindu", _l("Hindu")),
    ("jewish", _l("Jewish")),
    ("muslim", _l("Muslim")),
    ("sikh", _l("Sikh")),
    ("other", _l("Another religion")),
    SKIP,
]
NEEDS = [
    ("autism", _l("Autism")),
    ("adhd", _l("ADHD")),
    ("speech", _l("Speech, language and communication")),
    ("learning", _l("Learning disability or difficulty")),
    ("mental-health", _l("Feelings and mental health")),
    ("physical", _l("Physical disability")),
    ("hearing", _l("Hearing")),
    ("sight", _l("Sight")),
    ("medical", _l("A long-term illness")),
    ("other", _l("Something else")),
    SKIP,
]
ACCESS = [
    ("interpreter", _l("An interpreter")),
    ("bsl", _l("British Sign Language")),
    ("easy-read", _l("Easy read")),
    ("none", _l("None of these")),
    SKIP,
]
FAMILY = [
    ("single-parent", _l("A single parent")),
    ("foster", _l("A foster carer")),
    ("kinship", _l("A kinship carer")),
    ("adopter", _l("An adoptive parent")),
    ("young-carer", _l("A young carer")),
    ("armed-forces", _l("A family of the Armed Forces")),
    ("care", _l("Looked after by the council, or a care leaver")),
    ("none", _l("None of these")),
    SKIP,
]
FEMALE_OR_MALE = [("female", _l("Female")), ("male", _l("Male")), SKIP]
#: Answers that stand alone.
NOTHING = {SKIP[0], "none"}
_OUTCODE = re.compile(r"^\s*[A-Z]{1,2}[0-9][0-9A-Z]?\s*$", re.IGNORECASE)

#: The questions of each kind of person, in order. Under 16 only four are asked.
ASKED = {
    CHILD: ("age", "sex", "needs", "ethnicity"),
    YOUNG: (
        *("area", "sex", "gender", "ethnicity", "religion", "language", "access", "needs"),
        *("family", "meals"),
    ),
    ADULT: (
        *("age", "area", "sex", "gender", "ethnicity", "religion", "language", "access", "needs"),
        *("disability", "family", "meals"),
    ),
}
CHOOSING = (RadioField, SelectField, SelectMultipleField)


class WhoForm(BaseForm):
    """Which questions fit."""

    who = RadioField(_l("Who are you?"), choices=choices(WHO), validate_choice=False)


class EqualityForm(BaseForm):
    """Every question; `for_whom` leaves those that fit."""

    form_key = HiddenField()
    survey = HiddenField()
    age = RadioField(_l("How old is the child or young person?"), choices=[])
    area = TextBox(
        _l("What is the first half of your postcode?"),
        description=_l("For example SK4. Please leave out the second half."),
        validators=[
            Optional(),
            Regexp(_OUTCODE, message=_l("Write only the first half of a postcode, such as SK4.")),
        ],
    )
    sex = RadioField(_l("What is your sex?"), choices=choices(FEMALE_OR_MALE))
    gender = RadioField(
        _l("Is your gender the same as the sex you were given at birth?"),
        choices=choices(YES_OR_NO),
    )
    ethnicity = SelectField(_l("What is your ethnic group?"), choices=choices(ETHNIC_GROUPS))
    religion = SelectField(_l("What is your religion?"), choices=choices(RELIGIONS))
    language = TextBox(
        _l("What is the main language at home?"),
        validators=[Length(max=40, message=_l("Please use 40 letters at most."))],
    )
    access = SelectMultipleField(_l("Which of these do you need?"), choices=choices(ACCESS))
    needs = SelectMultipleField(
        _l("What does the child or young person need help with?"),
        description=_l("No diagnosis is needed. Choose all that fit."),
        choices=choices(NEEDS),
    )
    disability = RadioField(_l("Do you have a disability yourself?"), choices=choices(YES_OR_NO))
    family = SelectMultipleField(
        _l("Is your family one of these?"),
        description=_l("Choose all that fit."),
        choices=choices(FAMILY),
    )
    meals = RadioField(
        _l("Do you get free school meals, or live on a low income?"), choices=choices(YES_OR_NO)
    )

    @classmethod
    def for_whom(cls, who: str, *args: Any, **values: Any) -> "EqualityForm":
        """Return the form with the questions for this kind of person; none has to be answered."""
        form = cls(*args, **values)
        for name in set(form._fields) - {"form_key", "survey", *ASKED[who]}:
            del form[name]
        form.fit(who)
        for field in form:
            if isinstance(field, CHOOSING):
                field.validate_choice = False
        return form

    def fit(self, who: str) -> None:
        """Offer the ages that fit, and ask a young person about themselves."""
        if who != ADULT:
            self.needs.label.text = _l("What do you need help with?")
        if "age" not in self:
            return
        ages = AGES[1:3] if who == CHILD else AGES
        self.age.choices = choices([*ages, SKIP])
        if who == CHILD:
            self.age.label.text = _l("How old are you?")

    def answers(self, who: str) -> dict[str, list[str]]:
        """Return what was answered: known options only, a postcode's first half, a language."""
        found = {}
        for name in ASKED[who]:
            field = self[name]
            given = field.data if isinstance(field.data, list) else [field.data or ""]
            if isinstance(field, CHOOSING):
                known = {option.data for option in field}
                given = [code for code in given if code in known]
            given = [each.strip().upper() if name == "area" else each for each in given if each]
            # Who named something on one screen and "none" or nothing on the next named something.
            if told := [each for each in given if each not in NOTHING] or given[:1]:
                found[name] = told
        return found
