"""The way out, and the way to help, on every public page (R-KIO-4), and never on a staff page."""

import pytest

from tests.conftest import token_in

PAGES = [
    "/",
    "/receipt",
    "/receipt/pictures",
    "/you-said-we-did",
    "/privacy",
    "/help-now",
    "/about-you",
    "/come-back",
    "/accessibility",
    "/no-such-page",
]


@pytest.mark.parametrize("url", PAGES)
def test_every_public_page_has_the_way_out_once(client, url):
    page = client.get(url).text

    assert page.count("data-exit>") == 1
    assert page.count('class="sd-help-now"') == 1


def test_a_receipt_being_opened_has_it(client):
    token = token_in(client.get("/receipt").text)

    wrong = client.post("/receipt", data={"csrf_token": token, "code": "wrong"})
    assert "data-exit>" in wrong.text
    pressed = client.post("/receipt/pictures", data={"csrf_token": token, "press": "cat"})
    assert "data-exit>" in pressed.text


def test_staff_pages_have_none(client):
    assert "data-exit>" not in client.get("/staff/sign-in").text
