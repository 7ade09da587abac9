"""Questions on a page: every control labelled, joined to its hint and error, and kept as typed."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired

from app.forms import BaseForm, MaxLength, TextArea, TextBox
from app.responses.pages import FACES as DRAWN
from tests.unit.rendering import component, controls


def choices(pairs):
    return [SelectChoice(value, label) for value, label in pairs]


FACES = [("1", "Very bad"), ("2", "Bad"), ("3", "OK"), ("4", "Good"), ("5", "Very good")]
REST = [("unknown", "I don’t know"), ("unsaid", "I don’t want to say")]


class ExampleForm(BaseForm):
    """One of everything."""

    one_line = TextBox("Your name", description="You can leave this empty.")
    several_lines = TextArea(
        "What has gone well?",
        validators=[MaxLength(10, "Use %(limit)d letters or fewer"), InputRequired("Say what")],
    )
    email = EmailField("Your e-mail")
    password = PasswordField("Password")
    upload = FileField("A file")
    area = SelectField("Area", choices=choices([("a", "North"), ("b", "South")]))
    who = RadioField(
        "Who helps you?",
        description="Choose one.",
        choices=choices([("f", "My family"), ("t", "A teacher")]),
        validators=[InputRequired("Choose who helps you")],
    )
    likes = SelectMultipleField(
        "What do you like?", choices=choices([("m", "Music"), ("n", "None")])
    )
    agrees = BooleanField("Use my words", description="Without my name.")
    face = RadioField("How is school?", choices=choices(FACES + REST))
    happened = StringField("When did it happen?", validators=[InputRequired("Enter the month")])


def sent(look, **answers):
    """Return the form as it comes back after these answers."""
    with look.test_request_context("/", method="POST", data=MultiDict(answers)):
        form = ExampleForm()
        form.validate()
        return form


def empty(look):
    with look.test_request_context("/"):
        return ExampleForm()


def by_id(page, wanted):
    found = [node for node in page.root.iter() if node.get("id") == wanted]
    assert len(found) == 1, f"{len(found)} elements have the id {wanted!r}"
    return found[0]


def assert_joined_up(page):
    """Fail unless every control has a label and every reference leads somewhere."""
    ids = [node.get("id") for node in page.root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    labels = {node.get("for") for node in page.root.iter("label")}
    for control in controls(page):
        if control.get("type") != "hidden":
            assert control.get("id") in labels
    for node in page.root.iter():
        for target in (node.get("aria-describedby") or "").split():
            assert target in ids


CONTROLS = {
    "one_line": ("field", "field(form.one_line)"),
    "several_lines": ("field", "field(form.several_lines, limit=10)"),
    "email": ("field", "field(form.email, autocomplete='email')"),
    "password": ("field", "field(form.password, width='medium')"),
    "upload": ("field", "field(form.upload)"),
    "area": ("field", "field(form.area)"),
    "who": ("radios", "radios(form.who, pictures={'f': 'family'}, hints={'t': 'At school'})"),
    "likes": ("checkboxes", "checkboxes(form.likes, alone='n')"),
    "agrees": ("checkbox", "checkbox(form.agrees)"),
    "face": ("faces", "faces(form.face, 5)"),
    "agree": ("agree", "agree(form.face)"),
    "happened": ("date_field", "date_field(form.happened)"),
}


@pytest.mark.parametrize(("name", "call"), CONTROLS.values(), ids=CONTROLS)
def test_a_question_is_labelled_before_and_after_a_mistake(look, show, name, call):
    assert_joined_up(show(component(name, call), form=empty(look)))
    assert_joined_up(show(component(name, call), form=sent(look)))


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("field", "field(form.one_line, is_heading=true)"),
        ("radios", "radios(form.who, legend_is_heading=true)"),
        ("checkboxes", "checkboxes(form.likes, legend_is_heading=true)"),
        ("faces", "faces(form.face, 5, legend_is_heading=true)"),
        ("agree", "agree(form.face, legend_is_heading=true)"),
        ("date_field", "date_field(form.happened, legend_is_heading=true)"),
    ],
)
def test_a_question_alone_on_its_page_is_the_heading(look, show, name, call):
    page = show(component(name, call), form=empty(look))

    assert len(list(page.root.iter("h1"))) == 1


def test_an_error_is_read_out_with_its_question(look, show):
    page = show(component("field", "field(form.several_lines)"), form=sent(look))

    box = by_id(page, "several_lines")
    assert box.get("aria-invalid") == "true"
    assert box.get("aria-describedby") == "several_lines-error"
    assert "Say what" in "".join(by_id(page, "several_lines-error").itertext())


def test_a_question_without_a_mistake_is_not_marked(look, show):
    page = show(component("field", "field(form.one_line)"), form=empty(look))

    box = by_id(page, "one_line")
    assert "aria-invalid" not in box.attrib
    assert box.get("aria-describedby") == "one_line-hint"


def test_the_browser_neither_cuts_nor_refuses_what_people_type(look, show):
    page = show(component("field", "field(form.several_lines)"), form=empty(look))

    assert not {"required", "maxlength", "minlength"} & set(by_id(page, "several_lines").attrib)


def test_text_that_was_too_long_comes_back_whole(look, show):
    words = "We waited <fourteen> months & more."
    form = sent(look, several_lines=words)
    page = show(component("field", "field(form.several_lines, limit=10)"), form=form)

    assert words in "".join(by_id(page, "several_lines").itertext())


def test_the_summary_links_to_an_input_for_every_kind_of_question(look, show):
    form = sent(look)
    page = show(
        component("error_summary", "error_summary(form, {'happened': 'happened-day'})")
        + component("field", "field(form.several_lines)")
        + component("field", "field(form.area)")
        + component("radios", "radios(form.who)")
        + component("faces", "faces(form.face)")
        + component("date_field", "date_field(form.happened)"),
        form=form,
    )

    targets = [link.get("href").removeprefix("#") for link in page.root.iter("a")]
    assert len(targets) == 5
    assert {by_id(page, target).tag for target in targets} <= {"input", "textarea", "select"}


def test_the_summary_says_what_is_wrong_with_the_whole_form(look, show):
    form = sent(look)
    form.form_errors.append("Too few people said this to publish it safely")

    page = show(component("error_summary", "error_summary(form)"), form=form)

    assert "Too few people said this" in page.text


def test_a_form_without_mistakes_has_no_summary(look, show):
    page = show(component("error_summary", "error_summary(form)"), form=empty(look))

    assert page.text == ""


def test_every_answer_that_was_chosen_stays_chosen(look, show):
    form = sent(look, who="t", face="4", agrees="y")
    page = show(
        component("radios", "radios(form.who)")
        + component("faces", "faces(form.face)")
        + component("checkbox", "checkbox(form.agrees)"),
        form=form,
    )

    chosen = {node.get("id") for node in controls(page) if "checked" in node.attrib}
    assert chosen == {"who-1", "face-3", "agrees"}


def test_faces_have_words_and_the_two_ways_out_have_no_face(look, show):
    pictures = dict(zip("12345", DRAWN[5], strict=True))
    call = f"faces(form.face, 5, pictures={pictures})"
    page = show(component("faces", call), form=empty(look))

    drawn = [node.get("src").split("/")[-1].split(".")[0] for node in page.root.iter("img")]
    assert drawn == list(DRAWN[5])
    for words in ("Very bad", "Very good", "I don’t know", "I don’t want to say"):
        assert words in page.text


def test_only_none_of_these_stands_alone(look, show):
    page = show(component("checkboxes", "checkboxes(form.likes, alone='n')"), form=empty(look))

    alone = [node.get("value") for node in controls(page) if "data-alone" in node.attrib]
    assert alone == ["n"]


def test_a_date_keeps_the_parts_that_were_typed_and_marks_the_wrong_one(look, show):
    call = "date_field(form.happened, {'day': '27', 'month': 'mrach'}, wrong=['month'])"
    page = show(component("date_field", call), form=sent(look))

    assert by_id(page, "happened-day").get("value") == "27"
    assert by_id(page, "happened-month").get("value") == "mrach"
    assert by_id(page, "happened-month").get("aria-invalid") == "true"
    assert "aria-invalid" not in by_id(page, "happened-day").attrib
