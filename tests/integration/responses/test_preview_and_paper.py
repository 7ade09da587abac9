"""A survey before it is live, in every mode; and on paper."""

import html
import re
from datetime import date

import pytest

from app import pdf
from app.accounts.models import RoleName
from app.db import db
from app.responses.models import Draft, Submission
from app.surveys import services as surveys
from app.surveys.definition import STYLES
from tests.integration.sign_in import sign_in
from tests.unit.test_pdf import unpacked

SURVEYS = [
    "tell-us",
    "my-voice",
    "after-assessment",
    "waiting-well",
    "charter-check",
    "plan-review",
]


@pytest.fixture
def builder(app, library):
    client, user = sign_in(app, RoleName.PUBLISHER)
    for slug in SURVEYS:
        surveys.edit_survey(surveys.get_survey(slug), by=user)
    db.session.commit()
    return client


@pytest.mark.parametrize("slug", SURVEYS)
@pytest.mark.parametrize(("style", "lang"), [("plain", "en"), ("easy", "en"), ("easy", "ur")])
def test_every_page_of_every_survey_can_be_seen_before_it_is_live(builder, slug, style, lang):
    page = builder.get(f"/staff/surveys/{slug}/preview?style={style}&lang={lang}")
    seen = 0
    while page.status_code == 303 and "/preview/" in page.location:
        url = page.location
        shown = builder.get(url)
        assert shown.status_code == 200
        seen += 1
        token = shown.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        page = builder.post(url, data={"csrf_token": token, "go": "next"})

    definition = surveys.latest_definition(surveys.get_survey(slug))[1]
    assert seen == 1 + len(definition.in_style(style).screens), "and the page before question 1"
    assert db.session.query(Draft).count() == db.session.query(Submission).count() == 0


def test_the_page_before_question_1_can_be_seen_with_the_day_that_is_promised(builder):
    work = surveys.get_work("tell-us")
    work.results_on = date(2031, 3, 3)
    db.session.commit()
    url = "/staff/surveys/tell-us/preview/before/the-questions"
    plain, easy = (builder.get(f"{url}?style={style}&lang=en").text for style in STYLES)

    assert "We publish the results by 3 March 2031." in plain
    assert "We tell everybody what people said by 3 March 2031." in easy
    for page in (plain, easy):
        assert "This is a preview" in page
        assert not re.findall(r'(?:href|action)="/(?:surveys/tell-us|come-back)', page)
    polish = builder.get(f"{url}?style=easy&lang=pl").text
    action = html.unescape(re.search(r'action="([^"]*/before/the-questions[^"]*)"', polish)[1])
    token = polish.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    first = builder.post(action, data={"csrf_token": token, "style": "easy"}).location
    assert first.endswith("/preview/role?style=easy&lang=pl")
    back = builder.post(first, data={"csrf_token": token, "go": "back"}).location
    assert "/before/the-questions?style=easy&lang=pl" in back


def test_paper_is_seen_in_both_styles_before_it_is_live_and_leads_back(builder):
    page = builder.get("/staff/surveys/tell-us").text
    papers = [html.unescape(each) for each in re.findall(r'href="([^"]*on-paper[^"]*)"', page)]
    assert len(papers) == 2
    plain, easy = (builder.get(each).text for each in papers)

    assert "style-easy" in easy
    assert "style-easy" not in plain
    for each in (plain, easy):
        assert "Back to making it" in each


def test_a_preview_says_so_and_changes_style_and_language(builder):
    url = "/staff/surveys/tell-us/preview/going-well?style=plain&lang=en"
    page = builder.get(url)
    assert "This is a preview" in page.text
    token = page.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]

    def press(go):
        return builder.post(url, data={"csrf_token": token, "go": go}).location

    assert "style=easy" in press("style:easy")
    assert "lang=pl" in press("lang:pl")
    assert press("leave").endswith("/staff/surveys/tell-us")


def test_the_public_cannot_see_what_is_being_made(client, builder):
    answer = client.get("/staff/surveys/tell-us/preview")
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location


@pytest.mark.parametrize("slug", SURVEYS)
@pytest.mark.parametrize("style", ["plain", "easy"])
def test_paper_has_every_question_with_an_id(client, library, slug, style):
    page = html.unescape(client.get(f"/surveys/{slug}/on-paper?style={style}").text)

    definition = surveys.latest_definition(surveys.get_survey(slug))[1]
    for screen in definition.screens:
        assert f"{slug} · 1 · {screen.code}" in page
        for question in screen.questions:
            assert getattr(question.words, style) in page
            for option in definition.options_of(question, style):
                assert getattr(option.words, style) in page
                assert not option.hint or getattr(option.hint, style) in page


def test_paper_says_which_answers_lead_to_a_question(client, library):
    page = html.unescape(client.get("/surveys/waiting-well/on-paper?style=easy").text)

    assert (
        "Only if you answered “Yes, it is worse / Yes. We need help now.” to: Is it worse now?"
        in page
    )


def test_paper_is_a_pdf_too(client, library):
    if not pdf.is_available():
        pytest.skip("Pango is missing")
    answer = client.get("/surveys/my-voice/on-paper.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    inside = unpacked(answer.data)
    # PDF/UA: a reader of screens finds headings, and what each picture shows.
    for part in (b"pdfuaid", b"StructTreeRoot", b"/S /H1", b"/S /Figure", b"/Alt"):
        assert part in inside
    assert smallest_points(inside) >= 14


def smallest_points(inside: bytes) -> float:
    """Return the smallest size of type in an unpacked PDF."""
    # WeasyPrint writes CSS pixels, of which 96 are 72 points.
    sizes = [float(size) * 72 / 96 for size in re.findall(rb"/\S+ ([0-9.]+) Tf", inside)]
    return round(min(sizes), 2)


@pytest.mark.parametrize(
    "query",
    ["my-voice/on-paper.pdf?style=easy&lang=ur", "tell-us/on-paper.pdf?style=plain&lang=pl"],
)
def test_nothing_on_paper_in_another_language_is_smaller(client, library, query):
    """A line that it is not yet checked stands there, and in plain words a list of what is safe."""
    if not pdf.is_available():
        pytest.skip("Pango is missing")
    answer = client.get(f"/surveys/{query}")

    assert smallest_points(unpacked(answer.data)) >= 14


def test_it_can_be_seen_as_a_phone_shows_it(builder):
    page = builder.get("/staff/surveys/tell-us/preview/in/a-frame?seen=phone&width=320")

    assert 'width="320"' in page.text
    assert "sandbox" not in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    src = html.unescape(re.search(r'<iframe[^>]*src="([^"]+)"', page.text)[1])
    inside = builder.get(builder.get(src).location)
    assert "frame-ancestors 'self'" in inside.headers["Content-Security-Policy"]
    assert inside.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_it_can_be_seen_as_without_javascript(builder):
    page = builder.get("/staff/surveys/tell-us/preview/in/a-frame?seen=no-script&style=easy")

    assert 'sandbox="allow-forms allow-same-origin"' in page.text
    assert builder.get("/staff/surveys/tell-us/preview/in/a-frame?seen=moon").status_code == 404


def test_at_its_end_a_framed_preview_begins_again(builder):
    """The page about a survey in the making is nothing to be framed."""
    last = "/staff/surveys/tell-us/preview/what-next?style=easy"
    token = builder.get(last).text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    data = {"csrf_token": token, "go": "next", "style": "easy"}

    framed = builder.post(last, data=data, headers={"Sec-Fetch-Dest": "iframe"})
    assert "/preview/before/the-questions" in framed.location
    assert builder.post(last, data=data).location.endswith("/staff/surveys/tell-us")


def test_nothing_but_a_preview_may_be_framed(builder):
    for url in ("/staff/surveys/tell-us", "/surveys/tell-us"):
        assert builder.get(url).headers["X-Frame-Options"] == "DENY"


def test_paper_in_easy_read_shows_the_faces_of_a_scale(client, library):
    page = client.get("/surveys/my-voice/on-paper?style=easy").text
    plain = client.get("/surveys/my-voice/on-paper?style=plain").text

    for face in ("face-sad", "face-middle", "face-happy"):
        assert f"pictures/{face}." in page
        assert f"pictures/{face}." not in plain
