"""The macros in app/templates/components/: valid HTML, every control labelled and joined up."""

from pathlib import Path
from types import SimpleNamespace

import html5lib
import pytest
from flask import Flask, render_template_string
from flask_wtf.csrf import generate_csrf
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

from app import i18n, static_files
from app.forms import BaseForm, MaxLength, TextArea, TextBox

TEMPLATES = Path(static_files.__file__).parent / "templates"
LINKS = (
    "public.home",
    "public.list_entries",
    "public.find_receipt",
    "public.help_now",
    "public.privacy",
    "public.accessibility",
    "security.login",
    "security.logout",
)


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


@pytest.fixture(scope="module")
def look():
    """An application with our frames and components, and nothing of the other rooms."""
    app = Flask("look", template_folder=str(TEMPLATES), static_folder=None)
    app.secret_key = "for this test only"
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = generate_csrf
    app.config["SETTINGS"] = SimpleNamespace(uses_https=False)
    i18n.init_app(app)
    static_files.init_app(app)
    for endpoint in LINKS:
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    return app


@pytest.fixture
def show(look):
    """Return what a template source renders to, as parsed strictly, and as text."""

    def render(source, *, url="/public.home", **values):
        with look.test_request_context(url):
            html = render_template_string(source, **values)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        is_page = html.lstrip().startswith("<!DOCTYPE")
        root = parser.parse(html) if is_page else parser.parseFragment(html)
        return SimpleNamespace(
            html=html, root=root, text=" ".join("".join(root.itertext()).split())
        )

    return render


def component(name, call):
    """Return a template that imports a macro and calls it."""
    macro = call.split("(")[0]
    return f'{{% from "components/{name}.html" import {macro} %}}{{{{ {call} }}}}'


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


def controls(page):
    return [node for node in page.root.iter() if node.tag in {"input", "select", "textarea"}]


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
    page = show(component("faces", "faces(form.face, 5)"), form=empty(look))

    pictures = [node.get("src").split("/")[-1].split(".")[0] for node in page.root.iter("img")]
    assert pictures == [
        "face-very-sad",
        "face-sad",
        "face-middle",
        "face-happy",
        "face-very-happy",
    ]
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


@pytest.mark.parametrize(
    ("sign", "words"), [("+", "going well"), ("-", "not going well"), ("~", "mixed")]
)
def test_a_sign_is_said_in_words(show, sign, words):
    page = show(component("chip", "chip('Actively listen', 'value', sign)"), sign=sign)

    assert "Value" in page.text
    assert words in page.text


def test_what_people_said_cannot_become_markup(show):
    page = show(
        component("quote", "quote(words, whose=words)")
        + component("tag", "tag(words)")
        + component("summary_list", "summary_list([{'key': words, 'value': words}])"),
        words="<script>alert(1)</script>",
    )

    assert not list(page.root.iter("script"))
    assert page.text.count("<script>alert(1)</script>") == 5


def test_a_bar_is_left_out_when_the_number_is_too_small_to_draw(show):
    page = show(component("meter", "meter('Transport', 'fewer than 10', none, 40)"))

    assert "fewer than 10" in page.text
    assert not list(page.root.iter("progress"))


def test_pages_link_to_the_ones_before_and_after(show):
    middle = SimpleNamespace(number=2, pages=3, has_previous=True, has_next=True)
    page = show(
        component("pagination", "pagination(page, page_url)"),
        page=middle,
        page_url=lambda number: f"?page={number}",
    )

    assert [link.get("href") for link in page.root.iter("a")] == ["?page=1", "?page=3"]


def test_a_single_page_has_no_paging(show):
    only = SimpleNamespace(number=1, pages=1, has_previous=False, has_next=False)
    page = show(component("pagination", "pagination(page, none)"), page=only)

    assert page.text == ""


def test_a_step_still_to_come_says_so_to_those_who_cannot_see_the_ring(show):
    steps = [
        {"title": "A person read it", "when": "3 March", "is_done": True},
        {"title": "We answer", "when": "By May", "is_done": False, "url": "/answer"},
    ]
    page = show(component("timeline", "timeline(steps)"), steps=steps)

    assert page.text.count("(still to come)") == 1


SIMPLE = {
    "back link": ("back_link", "back_link('/')"),
    "breadcrumbs": ("breadcrumbs", "breadcrumbs([('Home', '/')])"),
    "button": ("button", "button('Send', 'warning', 'do', 'send')"),
    "link button": ("button", "link_button('Start', '/', 'secondary')"),
    "print button": ("button", "print_button()"),
    "details": ("details", "details('Why?', 'Because.')"),
    "exit": ("exit_page", "exit_page()"),
    "help": ("help_now", "help_now()"),
    "hero": ("hero_picture", "hero_picture()"),
    "inset": ("inset", "inset('Do not name anybody.')"),
    "logo": ("logo", "logo()"),
    "notification": ("notification", "notification('success', 'Published.')"),
    "picture": ("picture", "picture('school', 'A school')"),
    "progress": ("progress", "progress(3, 9)"),
    "chips": ("chip", "chips([('Waiting well', 'priority', none)])"),
}


@pytest.mark.parametrize(("name", "call"), SIMPLE.values(), ids=SIMPLE)
def test_every_other_piece_is_valid_html(show, name, call):
    assert "<" in show(component(name, call)).html


@pytest.mark.parametrize("call", ["card('Title', '/')", "panel('Thank you')", "idea('school')"])
def test_a_piece_with_a_body_shows_it(show, call):
    name = {"idea": "picture"}.get(call.split("(")[0], call.split("(")[0])
    source = (
        f'{{% from "components/{name}.html" import {call.split("(")[0]} %}}'
        f"{{% call {call} %}}<p>The body</p>{{% endcall %}}"
    )

    assert "The body" in show(source).text


@pytest.mark.parametrize("name", sorted(path.stem for path in (TEMPLATES / "components").iterdir()))
def test_every_component_says_what_it_takes(name):
    source = (TEMPLATES / "components" / f"{name}.html").read_text()

    assert source.startswith("{#-")
    assert "{% macro " in source


FRAMES = ("base.html", "staff_base.html", "survey_base.html")


def page_in(frame):
    return (
        f'{{% extends "{frame}" %}}{{% block title %}}Hello{{% endblock %}}'
        "{% block content %}<h1>Hello</h1>{% endblock %}"
    )


@pytest.mark.parametrize("frame", FRAMES)
def test_every_frame_is_a_whole_page_with_no_inline_code(show, frame):
    page = show(page_in(frame), area_name="Stockport", is_demo=True)

    assert page.root.get("lang") == "en"
    assert page.root.get("dir") == "ltr"
    assert len(list(page.root.iter("main"))) == 1
    assert page.root.find(".//title").text == "Hello – Said and Done"
    assert "Demo: everything here is invented." in page.text
    assert all(script.get("src") for script in page.root.iter("script"))
    assert not list(page.root.iter("style"))
    assert all("style" not in node.attrib for node in page.root.iter())


@pytest.mark.parametrize("frame", FRAMES)
def test_a_page_in_urdu_runs_from_right_to_left(show, frame):
    page = show(page_in(frame), url="/public.home?lang=ur")

    sheets = [
        link.get("href") for link in page.root.iter("link") if link.get("rel") == "stylesheet"
    ]
    assert page.root.get("dir") == "rtl"
    assert len(sheets) == 1
    assert "/app.rtl." in sheets[0]


def test_a_page_outside_a_demo_does_not_call_itself_one(show):
    assert "Demo" not in show(page_in("base.html"), is_demo=False).text


def test_a_page_with_a_mistake_says_so_in_its_title(look, show):
    page = show(page_in("base.html"), form=sent(look))

    assert page.root.find(".//title").text.startswith("Error: Hello")


def test_help_and_the_way_out_come_first_on_a_survey_page(show):
    page = show(page_in("survey_base.html"))

    links = [link.get("href") for link in page.root.iter("a")]
    assert links[1:3] == ["/public.help_now", "https://www.bbc.co.uk/weather"]
    assert "You said – We did" not in page.text


def test_easy_read_is_a_style_of_the_same_page(show):
    page = show(page_in("survey_base.html"), easy_read=True)

    assert "style-easy" in page.root.find("body").get("class").split()


def test_signing_out_is_a_form_with_a_token(show):
    person = SimpleNamespace(is_authenticated=True, name="Rosa", email="rosa@example.org")
    page = show(
        page_in("staff_base.html"),
        current_user=person,
        staff_navigation=[("Review", "/review", True), ("Themes", "/themes", False)],
    )

    form = next(page.root.iter("form"))
    assert form.get("method") == "post"
    assert form.find("input").get("name") == "csrf_token"
    current = [link for link in page.root.iter("a") if link.get("aria-current") == "page"]
    assert [link.text for link in current] == ["Review"]


def test_words_that_could_not_be_saved_are_shown_again(show):
    page = show(
        '{% include "errors/error.html" %}',
        status=503,
        error_title="We could not save that just now",
        error_sentence="Not saved.",
        request_id="0123456789ab",
        their_words=["Nobody phoned.", ("What would you change?", "The <taxi> is late.")],
    )

    for words in (
        "Nobody phoned.",
        "What would you change?",
        "The <taxi> is late.",
        "0123456789ab",
    ):
        assert words in page.text
