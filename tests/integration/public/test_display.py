"""People choose how pages look: text size, room and colours, without losing what they typed."""

import html

import pytest

from tests.conftest import token_in

CHOICE = {"size": "largest", "space": "wide", "colours": "cream"}


def choose(client, **fields):
    token = token_in(client.get("/display").text)
    return client.post("/display", data={"csrf_token": token} | fields)


def opening_tag(page):
    return page.text.split("<html", 1)[1].split(">", 1)[0]


def test_a_choice_is_on_every_page_until_it_is_taken_back(client):
    choose(client, **CHOICE)
    for url in ("/", "/you-said-we-did", "/help-now", "/no-such-page", "/staff/sign-in"):
        tag = opening_tag(client.get(url))
        assert "sd-colours-cream sd-size-largest sd-space-wide" in tag, url

    choose(client, size="", space="", colours="")
    assert "sd-" not in opening_tag(client.get("/"))


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
