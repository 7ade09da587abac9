"""A receipt opened by its pictures: the same code and limits, the same answer to guesses."""

import html
import re

import pytest

from app.db import db
from app.pictures.services import picture_index
from app.responses.picture_code import ALL_PICTURES, as_groups, letters_in, pictures_of, pressed
from app.responses.services.receipts import ALPHABET, as_code, hash_code
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_submission

CODE = "7K3M 9QXT 0V2B 8HNR"
WORDS = "We waited ten months and nobody rang."


def open_page(client, query=""):
    return client.get(f"/receipt/pictures{query}").text


def press(client, page, name):
    """Press one picture, by what a screen reader says, or a button by its words."""
    found = re.search(
        rf'<button[^>]*name="press"\s+value="(\w+)"[^>]*>(?:<img[^>]*alt="{name}"|{name})',
        re.sub(r">\s+<", "><", page),
    )
    assert found, f"there is no {name!r} to press"
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post("/receipt/pictures", data=hidden | {"press": found[1]}).text


def press_all(client, code):
    page = open_page(client)
    for each in pictures_of(code):
        page = press(client, page, str(each.alt))
    return page


def send(client, page):
    """Press "Show what became of it"."""
    form = page[page.index('action="/receipt"') :]
    data = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[:800]))
    return client.post("/receipt", data=data)


def test_each_letter_is_one_picture_of_ours_and_its_name_is_what_a_person_wrote(app):
    assert [each.letter for each in ALL_PICTURES] == list(ALPHABET)
    assert (
        len({each.name for each in ALL_PICTURES}) == len({str(p.alt) for p in ALL_PICTURES}) == 32
    )
    index = picture_index()
    with app.test_request_context():
        for each in ALL_PICTURES:
            assert str(each.alt) == index[each.name]["alt"]


def test_the_pictures_of_old_codes_stay_what_they_were():
    names = " ".join(each.name for each in pictures_of(CODE))
    assert names == (
        "book scissors star music bus pencil tooth clock "
        "umbrella backpack tree dog bicycle globe rainbow bed"
    )


@pytest.mark.parametrize("number", [0, 1, 2**80 - 1, 0x1234_5678_9ABC_DEF0_1234])
def test_pictures_say_the_whole_code_and_nothing_less(number):
    code = as_code(number)
    by_name = {each.name: each.letter for each in ALL_PICTURES}

    letters = "".join(by_name[each.name] for each in pictures_of(code))
    assert as_groups(letters) == code


def test_a_person_opens_their_receipt_with_sixteen_pictures(client):
    make_comment(WORDS, submission=make_submission(receipt_hash=hash_code(CODE)))
    page = press_all(client, CODE)
    assert "Are these your pictures?" in page

    opened = send(client, page)
    assert WORDS in html.unescape(opened.text)
    assert "Your code in letters and pictures" in opened.text


def test_a_wrong_picture_is_taken_away_and_one_may_begin_again(client):
    page = press(client, press(client, open_page(client), "A dog"), "A key")
    assert "Picture 3 of 16" in page
    page = press(client, page, "Take the last picture away")
    assert "Picture 2 of 16" in page
    assert 'value="B"' in page
    assert "Picture 1 of 16" in press(client, page, "Begin again")


def test_pressing_looks_nothing_up_and_an_old_page_loses_no_picture(client):
    data = {"so_far": "7K3M 9", "press": "Q", "csrf_token": "of another day"}

    assert "Picture 7 of 16" in client.post("/receipt/pictures", data=data).text


def test_what_is_no_picture_is_not_pressed():
    assert pressed("7K3M", "U") == "7K3M"
    assert pressed("7K3M", "") == "7K3M"
    assert pressed(CODE, "7") == letters_in(CODE)
    assert letters_in("<b>U é \u202e" + CODE) == ("B" + letters_in(CODE))[:16]


def test_wrong_unknown_and_taken_back_pictures_get_the_very_same_answer(client):
    make_comment(WORDS, submission=make_submission(receipt_hash=hash_code(CODE), withdrawn=True))
    pages = set()
    for code in (CODE, "AAAA BBBB CCCC DDDD"):
        token = token_in(client.get("/receipt").text)
        sent = {"csrf_token": token, "by": "pictures", "code": code}
        answer = client.post("/receipt", data=sent)
        assert answer.status_code == 200
        assert "We cannot find that code." in answer.text
        assert "Begin again" in answer.text
        page = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(code, "")
        pages.add(re.sub(r"<ol.*?</ol>", "", page, flags=re.DOTALL))

    assert len(pages) == 1


def test_wrong_pictures_and_wrong_letters_are_counted_together(client):
    make_comment(WORDS, submission=make_submission(receipt_hash=hash_code(CODE)))
    for number in range(10):
        token = token_in(client.get("/receipt").text)
        way = {"by": "pictures"} if number % 2 else {}
        data = {"csrf_token": token, "code": as_code(number)} | way
        assert client.post("/receipt", data=data).status_code == 200

    assert send(client, press_all(client, CODE)).status_code == 429
    db.session.rollback()


def test_no_code_ever_stands_in_an_address(client):
    page = press_all(client, CODE)

    assert not re.search(r'(?:href|action|src)="[^"]*(?:7K3M|7k3m)', page)


@pytest.mark.parametrize("query", ["?lang=ur", "?lang=pl&style=easy"])
def test_the_page_opens_in_every_language_and_style(client, query):
    page = open_page(client, query)

    assert page.count('name="press"') == 32
    assert len(re.findall(r'<img class="sd-picture-keys__picture"', page)) == 32
