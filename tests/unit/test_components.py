"""The pieces and frames of our pages: valid HTML that says in words what it shows."""

from types import SimpleNamespace

import pytest

from tests.unit.rendering import TEMPLATES, component


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


def test_a_page_with_a_mistake_says_so_in_its_title(show):
    page = show(page_in("base.html"), form=SimpleNamespace(errors={"name": ["Enter a name"]}))

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


def test_what_is_stored_in_english_says_so_on_a_page_in_another_language(show):
    call = component("in_english", "in_english(words)")

    english, urdu = (
        show(call, url=f"/?lang={code}", words="<b>We did</b>") for code in ("en", "ur")
    )

    assert english.html == "&lt;b&gt;We did&lt;/b&gt;"
    assert urdu.html == '<bdi lang="en" dir="ltr">&lt;b&gt;We did&lt;/b&gt;</bdi>'


def test_a_quote_says_its_language_only_where_the_page_is_in_another(show):
    call = component("quote", "quote(words, whose='A parent', when='May', language='pl')")

    on_polish, on_english = (
        show(call, url=f"/?lang={code}", words="Tak.") for code in ("pl", "en")
    )

    assert [each.get("lang") for each in on_polish.root.iter("bdi")] == [None]
    assert [each.get("lang") for each in on_english.root.iter("bdi")] == ["pl"]
    assert "A parent, May" in on_english.text


def test_a_step_marks_the_english_part_of_its_title_and_escapes_all_of_it(show):
    steps = [{"title": "Part of <i>: %(english)s", "english": "100% <b>", "is_done": True}]
    page = show(component("timeline", "timeline(steps)"), url="/?lang=ur", steps=steps)

    assert page.text == "Part of <i>: 100% <b>"
    assert [each.get("lang") for each in page.root.iter("bdi")] == ["en"]
