"""People choose how pages look: size, room, letters, colours, stillness; their device remembers."""

import html
import re

import pytest

from tests.conftest import token_in

CHOICE = {
    "size": "largest", "space": "wide", "font": "book", "colours": "cream", "motion": "still",
}  # fmt: skip
CLASSES = "sd-colours-cream sd-font-book sd-motion-still sd-size-largest sd-space-wide"
A_YEAR = 365 * 24 * 60 * 60


def choose(client, **fields):
    token = token_in(client.get("/display").text)
    return client.post("/display", data={"csrf_token": token} | fields)


def opening_tag(page):
    return page.text.split("<html", 1)[1].split(">", 1)[0]


def test_a_choice_is_on_every_page_until_it_is_taken_back(client):
    choose(client, **CHOICE)
    for url in ("/", "/you-said-we-did", "/help-now", "/no-such-page", "/staff/sign-in"):
        tag = opening_tag(client.get(url))
        assert CLASSES in tag, url

    choose(client, **dict.fromkeys(CHOICE, ""))
    assert "sd-" not in opening_tag(client.get("/"))


def test_the_device_remembers_it_for_a_year_in_words_that_anybody_can_read(client):
    cookie = choose(client, **CHOICE).headers["Set-Cookie"]

    kept, _semicolon, rest = cookie.partition("; ")
    assert kept == "comfort=size=largest&space=wide&font=book&colours=cream&motion=still"
    assert f"Max-Age={A_YEAR};" in rest
    assert "HttpOnly; Path=/; SameSite=Lax" in rest
    assert "Domain" not in rest


def test_over_tls_no_other_host_can_set_it(app, monkeypatch):
    from dataclasses import replace  # noqa: PLC0415

    safe = replace(app.config["SETTINGS"], public_base_url="https://x.example")
    monkeypatch.setitem(app.config, "SETTINGS", safe)
    cookie = choose(app.test_client(), size="large").headers["Set-Cookie"]

    assert cookie.startswith("__Host-comfort=size=large;")
    assert "Secure; HttpOnly; Path=/; SameSite=Lax" in cookie


def test_the_page_says_what_is_kept_and_one_button_deletes_it(client):
    assert 'value="forget"' not in client.get("/display").text
    choose(client, font="round", motion="still")
    text = html.unescape(re.sub(r"<[^>]*>", "", client.get("/display").text))
    assert "Letters: Round letters, like handwriting" in text
    assert "Movement: Nothing moves" in text

    choose(client, go="forget", size="largest")
    assert client.get_cookie("comfort") is None
    assert "sd-" not in opening_tag(client.get("/"))


def test_other_letters_are_the_machines_own_so_ours_is_not_fetched(client):
    assert 'rel="preload"' in client.get("/").text
    choose(client, font="device")

    assert 'rel="preload"' not in client.get("/").text


def test_every_choice_has_its_class_in_the_style_sheet():
    from app.comfort import OFFERED  # noqa: PLC0415
    from app.static_files import STATIC_DIR  # noqa: PLC0415

    css = (STATIC_DIR / "app.css").read_text()
    for name, codes in OFFERED.items():
        if name == "pictures":  # they are chosen on the server
            continue
        for code in codes:
            assert f".sd-{name}-{code}" in css


def test_on_the_device_of_a_group_it_goes_when_the_browser_closes(client):
    with client.session_transaction() as session:
        session["group"] = {"id": "x", "way": "own", "slug": "tell-us"}
    cookie = choose(client, size="large").headers["Set-Cookie"]

    assert "comfort=size=large" in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def test_the_privacy_page_tells_of_it(client):
    text = client.get("/privacy").text

    assert "a second cookie remembers only that, for a year" in text
    assert 'href="/display"' in text


@pytest.mark.parametrize("value", ["huge", "dark' onload='x", "../.."])
def test_an_unknown_choice_changes_nothing(client, value):
    choose(client, colours=value)

    assert "sd-" not in opening_tag(client.get("/"))


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example/surveys/a", "/surveys/../staff", "/staff", "x"]
)
def test_it_leads_back_to_a_question_or_home_and_nowhere_else(client, back):
    assert choose(client, back=back).location == "/"


def test_in_the_middle_of_a_question_nothing_typed_is_lost(client):
    from app.db import db  # noqa: PLC0415
    from app.surveys import services as surveys  # noqa: PLC0415
    from tests.integration.responses.conftest import Taker  # noqa: PLC0415

    surveys.load_library()
    db.session.commit()
    taker = Taker(client, "tell-us").begin().skip_to("going-well")
    taker.press("display", going_well="She rang us back")
    assert taker.url.startswith("/display?back=")
    answer = choose(client, back="/surveys/tell-us/going-well", **CHOICE)

    page = client.get(answer.location)
    assert "She rang us back" in html.unescape(page.text)
    assert "sd-size-largest" in opening_tag(page)


@pytest.fixture
def young(client):
    """Somebody who has begun in easy read and Polish."""
    from app.db import db  # noqa: PLC0415
    from app.surveys import services as surveys  # noqa: PLC0415
    from tests.integration.responses.conftest import Taker  # noqa: PLC0415

    surveys.load_library()
    db.session.commit()
    return Taker(client, "my-voice")


@pytest.mark.parametrize(
    "page", ["", "/check-your-answers", "/save?back=listen", "/leave", "/say/like-doing"]
)
def test_every_page_of_a_survey_leads_to_it_and_it_leads_back(young, client, page):
    young.begin()
    here = f"/surveys/my-voice{page}"
    [link] = re.findall(r'href="(/display[^"]*)"', client.get(here).text)
    token = token_in(client.get(html.unescape(link)).text)
    answer = client.post(html.unescape(link), data={"csrf_token": token, "size": "large"})

    assert answer.location == here


def test_before_question_1_it_leads_back_to_the_same_words(young, client):
    here = "/surveys/my-voice?style=plain&lang=ur"
    [link] = re.findall(r'href="(/display[^"]*)"', client.get(here).text)
    shown = client.get(html.unescape(link)).text
    assert f'href="{html.escape(here)}"' in shown
