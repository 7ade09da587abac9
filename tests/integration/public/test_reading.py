"""Easy read and other languages: a press away on every public page, and nothing is lost by it."""

import html
import re

import pytest

from tests.integration.factories import make_comment
from tests.integration.public.test_receipt import CODE, WORDS, look_up, make_receipt
from tests.integration.responses.conftest import SMALL, Taker, store_survey
from tests.integration.tracker.makers import make_published_entry

PAGES = ["/", "/you-said-we-did", "/promises", "/themes", "/receipt", "/help-now", "/privacy"]
SWITCH = re.compile(r'<a class="sd-languages__link sd-read-as__style" href="([^"]+)"')
BUTTON = re.compile(r'formaction="([^"]+)"')


def other_style(page: str) -> str:
    return html.unescape(SWITCH.search(page)[1])


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_to_easy_read_and_back(client, address):
    easy = other_style(client.get(address).text)
    assert easy == f"{address}?style=easy"
    page = client.get(easy).text
    assert "style-easy" in page
    assert other_style(page) == address


def test_the_other_style_keeps_what_was_chosen(client):
    entry = make_published_entry()
    chosen = f"/you-said-we-did/{entry.slug}"
    assert other_style(client.get(chosen).text) == f"{chosen}?style=easy"
    assert (
        other_style(client.get("/you-said-we-did?status=done").text)
        == "/you-said-we-did?status=done&style=easy"
    )


def test_an_open_receipt_is_read_in_any_style_and_language_without_typing_the_code_again(client):
    make_comment(WORDS, submission=make_receipt(), waiting=True)
    page = look_up(client, CODE)
    addresses = [html.unescape(each) for each in BUTTON.findall(page.text)]
    assert "/receipt?style=easy" in addresses
    assert "/receipt?lang=ur" in addresses

    easy = look_up(client, CODE, where="/receipt?style=easy").text
    assert WORDS in easy
    assert "style-easy" in easy
    assert "/receipt?lang=ur&style=easy" in map(html.unescape, BUTTON.findall(easy))
    urdu = look_up(client, CODE, where="/receipt?lang=ur&style=easy").text
    assert WORDS in urdu
    assert 'dir="rtl"' in urdu
    assert not any(CODE.replace(" ", "") in each or "code=" in each for each in addresses)


def test_pictures_that_were_pressed_stay_in_another_language(client):
    page = client.post("/receipt/pictures", data={"so_far": "7K", "press": ""}).text
    assert "Picture 3 of 16" in page
    again = next(each for each in BUTTON.findall(page) if "lang=pl" in each)
    assert 'name="so_far" value="7K"' in page[: page.index("</header>")]
    polish = client.post(html.unescape(again), data={"so_far": "7K"}).text
    assert 'name="so_far" value="7K"' in polish
    assert 'lang="pl"' in polish


def test_a_mistyped_code_is_asked_again_in_another_language_on_the_same_page(client):
    page = look_up(client, "7K3M 9QXT 0V2B 0000").text
    assert 'href="/receipt?lang=pl"' in page


def test_whoever_answered_in_easy_read_goes_on_in_easy_read(app):
    store_survey("small", SMALL)
    taker = Taker(app.test_client(), "small").begin(style="easy").skip_to("story")
    page = taker.press(story="More room").send().text
    assert "/receipt?style=easy" in page
    assert "/you-said-we-did?style=easy" in page


def test_the_home_page_introduces_surveys_in_easy_read(client):
    store_survey("small", SMALL)
    assert "/surveys/small?style=easy" in client.get("/?style=easy").text
