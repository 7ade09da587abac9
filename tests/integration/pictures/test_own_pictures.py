"""A partnership's own pictures: brought in bare, shown where ours are, and kept while in use."""

import html
import io
import random
import re

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import pdf, picture_files
from app.accounts.models import RoleName, User
from app.audit import AuditEvent
from app.db import db
from app.pictures import services
from app.pictures.services import PictureError
from app.surveys import services as surveys
from tests.conftest import token_in
from tests.integration.responses.conftest import SMALL, Taker, store_survey
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_entry

HOME = "/staff/pictures"
SECRET_PLACE = "53.4106N 2.1575W Willow House"


def photo(kind="JPEG", size=(1600, 900), colour=(200, 30, 30), *, hidden=True):
    """A photo as a phone keeps it: turned, with the place where it was taken."""
    image = Image.new("RGB", size, colour)
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    options = {}
    if hidden:
        exif = Image.Exif()
        exif[0x0112] = 6  # turn it to the right to look at it
        exif[0x010E] = SECRET_PLACE
        options = {"exif": exif.tobytes(), "comment": SECRET_PLACE} if kind == "JPEG" else {}
    kept = io.BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()


def symbol():
    """A line drawing that lets the page shine through."""
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (50, 50, 150, 150))
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def publisher(app):
    client, _user = sign_in(app, RoleName.PUBLISHER)
    return client


def add(client, content, **changes):
    data = {
        "csrf_token": token_in(client.get(f"{HOME}/add").text),
        "file": FileStorage(io.BytesIO(content), filename="IMG_1.svg"),
        "alt": "A child on a bus",
        "words": "taxi, school run",
        "owner": "© Stockport Council",
    } | changes
    boundary, body = encode_multipart(data)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(f"{HOME}/add", data=body, content_type=kind)


def own():
    db.session.rollback()
    return services.own_pictures()


def test_a_photo_comes_in_small_turned_and_without_where_it_was_taken(app, publisher, client):
    original = photo()
    assert SECRET_PLACE.encode() in original
    assert add(publisher, original).location == HOME

    [picture] = own()
    assert (picture.alt, picture.words) == ("A child on a bus", ["taxi", "school run"])
    answer = client.get(f"/pictures/{picture.name}")
    assert SECRET_PLACE.encode() not in answer.data
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (225, 400)
        assert not shown.getexif()
        assert shown.getpixel((100, 10))[2] > 150, "what was on the left is on top"
    assert len(answer.data) < len(original)


def test_it_is_given_to_everybody_and_may_be_kept(publisher, client):
    add(publisher, symbol())
    answer = client.get(f"/pictures/{own()[0].name}")

    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.convert("RGBA").getpixel((5, 5))[3] == 0, "the page still shines through"


@pytest.mark.parametrize("name", ["own-0123456789abcdef", "own-../secret", "secret", "own-", "bus"])
def test_nothing_else_in_the_data_folder_can_be_had(client, name):
    answer = client.get(f"/pictures/{name}")

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def bomb():
    image = Image.new("1", (30_000, 30_000))
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def gif():
    kept = io.BytesIO()
    Image.new("P", (200, 200)).save(kept, "GIF")
    return kept.getvalue()


REFUSED = {
    "nothing": (lambda: b"", "not a PNG or JPEG"),
    "SVG": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "not a PNG or JPEG",
    ),
    "GIF": (gif, "not a PNG or JPEG"),
    "HTML that says it is PNG": (lambda: b"\x89PNG\r\n\x1a\n<script>", "not a PNG or JPEG"),
    "half a photo": (lambda: photo()[:3000], "damaged"),
    "900 million dots": (bomb, "50 million dots"),
    "too small to see": (lambda: photo(size=(40, 400)), "too small"),
    "5 MB": (lambda: photo().ljust(5 * 1024 * 1024 + 1, b"\0"), "over 5 MB"),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_with_a_sentence_and_the_words_stay(
    publisher, make, sentence
):
    page = add(publisher, make()).text

    assert sentence in page
    assert "A child on a bus" in page
    assert own() == []


def test_a_much_larger_file_is_refused_before_it_is_read(publisher):
    answer = add(publisher, bytes(8 * 1024 * 1024))

    assert answer.status_code == 413
    assert "choose one of 5 MB or less" in answer.text


def test_it_needs_words_and_an_owner_and_asks_for_the_file_again(publisher):
    page = add(publisher, photo(), alt=" ", owner="").text

    assert "Say what the picture shows." in page
    assert "Say whose picture it is" in page
    assert "Choose the picture again" in page
    assert own() == []


def test_the_same_picture_twice_is_one(publisher):
    add(publisher, photo())

    assert "here already: “A child on a bus”" in html.unescape(add(publisher, photo()).text)
    assert len(own()) == 1


def test_noise_as_png_is_kept_as_a_smaller_jpeg(app):
    dots = random.Random(1).randbytes(400 * 400 * 3)  # a test's noise
    kept = io.BytesIO()
    Image.frombytes("RGB", (400, 400), dots).save(kept, "PNG")

    drawn = services.draw_again(kept.getvalue())
    assert drawn.startswith(b"\xff\xd8")
    assert len(drawn) < len(kept.getvalue()) / 2


@pytest.fixture
def shown(publisher):
    """A survey whose question has our picture and one of the partnership's own."""
    add(publisher, photo())
    name = own()[0].name
    question = {**SMALL["pages"][0]["questions"][0], "pictures": [name]}
    options = [question["options"][0] | {"picture": name}, question["options"][1]]
    pages = [{"code": "colour", "questions": [question | {"options": options}]}]
    alt = {"plain": "A child on a bus", "easy": "A bus"}
    store_survey("small", SMALL | {"pages": pages, "pictures": {name: alt}})
    return name


def test_it_stands_in_easy_read_on_paper_and_on_the_page_of_pictures(shown, client):
    taker = Taker(client, "small").begin(style="easy")
    address = f'src="/pictures/{shown}"'
    assert taker.text.count(address) == 2
    assert re.search(f'{re.escape(address)}\\s+alt="A bus"', taker.text)
    assert address in client.get("/surveys/small/on-paper?style=easy").text
    listed = client.get("/pictures").text
    assert address in listed
    assert "© Stockport Council" in listed
    assert address in client.get("/pictures?lang=ur").text


@pytest.mark.skipif(not pdf.is_available(), reason="*** PANGO IS MISSING: NOT TESTED ***")
def test_it_stands_in_the_pdf(shown, client):
    without = client.get("/surveys/small/on-paper.pdf?style=plain").data
    given = client.get("/surveys/small/on-paper.pdf?style=easy").data

    assert b"/Subtype /Image" not in without
    assert b"/Subtype /Image" in given


def test_a_picture_in_use_cannot_be_removed(shown, publisher, app):
    page = publisher.get(f"{HOME}/{shown}").text
    assert "the survey “A small survey”" in html.unescape(page)
    assert "Remove this picture" not in page

    url = f"{HOME}/{shown}/remove"
    answer = publisher.post(url, data={"csrf_token": token_in(page)}, follow_redirects=True)
    assert "cannot be removed while it is used" in answer.text
    assert len(own()) == 1
    assert picture_files.find(shown)


def test_a_picture_in_a_survey_that_is_being_made_is_in_use_too(publisher, app):
    add(publisher, photo())
    [picture] = own()
    store_survey("small", SMALL)
    author = db.session.get_one(User, picture.added_by_id)
    work = surveys.edit_survey(surveys.get_survey("small"), by=author)
    work.definition = work.definition | {"picture": picture.name}
    db.session.flush()

    uses = app.extensions["picture_uses"]
    assert services.uses_of(picture.name, uses) == ["the survey in the making “A small survey”"]
    with pytest.raises(PictureError):
        services.remove_picture(picture, uses=uses, by_id=author.id)


def test_a_picture_of_an_entry_is_in_use_too(publisher, app):
    add(publisher, photo())
    name = own()[0].name
    entry = make_entry()
    entry.pictures = ["", name, ""]
    db.session.flush()

    assert services.uses_of(name, app.extensions["picture_uses"]) == [f"the entry “{entry.title}”"]


def test_a_picture_that_nothing_uses_goes_with_its_file(publisher, app):
    add(publisher, photo())
    name = own()[0].name
    page = publisher.get(f"{HOME}/{name}").text
    publisher.post(f"{HOME}/{name}/remove", data={"csrf_token": token_in(page)})

    assert own() == []
    assert picture_files.find(name) is None
    actions = [each.action for each in db.session.query(AuditEvent)]
    assert actions[-2:] == ["picture.add", "picture.remove"]


def test_its_words_can_be_changed(publisher):
    add(publisher, photo())
    url = f"{HOME}/{own()[0].name}"
    page = publisher.get(url).text
    assert 'value="taxi, school run"' in page
    data = {"csrf_token": token_in(page), "alt": "A bus", "words": "", "owner": "Ours"}
    publisher.post(url, data=data)

    assert (own()[0].alt, own()[0].words, own()[0].owner) == ("A bus", [], "Ours")


def test_a_survey_from_another_area_says_which_pictures_are_missing(app):
    data = SMALL | {"picture": "own-0123456789abcdef"}
    look = surveys.look_at(data | {"pages": SMALL["pages"]}, [])

    assert any("no picture “own-0123456789abcdef” here" in each for each in look.mistakes)


def test_a_picture_that_is_nowhere_is_left_out_and_no_crash(app, client):
    store_survey("small", SMALL | {"picture": "no-such-picture"})

    assert "no-such-picture" not in client.get("/surveys/small?style=easy").text
