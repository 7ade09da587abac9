"""One device that goes round: nothing of one person is left for the next (R-KIO-1)."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.db import db, utc_now
from app.groups import services
from app.groups.models import GroupSession
from app.groups.tablet import MOST_WRONG_PINS
from app.responses import services as responses
from app.responses.models import Draft, Recording, Submission
from tests.conftest import token_in
from tests.integration.groups.conftest import PIN, every

WORDS = "zebra words of one child"


@pytest.fixture
def shared(tablet, device):
    """The device, made ready with the code."""
    return device().join(tablet.code)


def turn(shared):
    """Somebody has the device and begins."""
    shared.go("/tablet")
    return shared.go(shared.way_in).press("start", understood="y")


def test_the_first_page_is_calm_and_leads_to_the_ordinary_survey(shared):
    assert shared.url == "/tablet"
    assert "It is your turn" in shared.text
    shared.go(shared.way_in)

    assert "Before you start" in shared.text
    assert "Get help now" in shared.text
    assert "kept for 24 hours" not in shared.text


def test_after_sending_comes_a_page_without_words_and_then_the_first_page(shared):
    turn(shared).press(like_doing=WORDS).skip_to("check-your-answers").send()

    assert shared.url.startswith("/tablet/thanks")
    assert WORDS not in shared.text
    assert shared.code is None, "nobody asked for a receipt"
    refresh = re.search(r'http-equiv="refresh" content="(\d+);url=/tablet"', shared.text)
    assert int(refresh[1]) <= 10, "without JavaScript too"
    assert 'data-return="8"' in shared.text
    assert len(every(Submission)) == 1
    assert services.count_taken(every(GroupSession)[0]) == 1


def test_a_receipt_is_shown_once_to_those_who_ask_for_it(shared):
    turn(shared).skip_to("what-next").press(receipt="yes").skip_to("check-your-answers").send()
    code = shared.code

    assert responses.find_submission(code) is not None
    assert shared.go("/tablet/thanks").code is None, "a reload does not show it again"
    with shared.client.session_transaction() as cookie:
        assert code not in repr(dict(cookie))


def test_nothing_of_a_person_who_has_sent_comes_back(shared):
    turn(shared).press(like_doing=WORDS)
    pages = ["/surveys/my-voice", "/surveys/my-voice/like", "/surveys/my-voice/listen"]
    shared.skip_to("check-your-answers")
    sent = shared.hidden() | {"go": "send"}
    shared.send()

    for url in [*pages, "/surveys/my-voice/check-your-answers"]:
        page = shared.client.get(url, follow_redirects=True)
        assert WORDS not in page.text, url
        assert "Carry on where I stopped" not in page.text, url
    again = shared.client.post("/surveys/my-voice/check-your-answers", data=sent)
    assert (again.status_code, again.location) == (303, "/tablet"), "nor by sending it again"
    assert len(every(Submission)) == 1


def test_the_first_page_forgets_whoever_stopped_halfway(shared):
    turn(shared).press(like_doing=WORDS)
    assert len(every(Draft)) == 1
    old = shared.go("/surveys/my-voice/like").hidden()
    assert WORDS in shared.text
    shared.go("/tablet")

    assert every(Draft) == []
    assert WORDS not in shared.client.get("/surveys/my-voice/like", follow_redirects=True).text
    again = shared.client.post("/surveys/my-voice/like", data=old | {"like-doing": WORDS})
    assert again.location == "/tablet", "a page of before that is sent again shows no words"
    assert every(Draft) == []


def test_every_page_is_sent_so_that_no_copy_is_kept(shared):
    turn(shared)
    for url in ("/tablet/still-there", "/surveys/my-voice/like", "/help-now", "/tablet"):
        assert shared.client.get(url).headers["Cache-Control"] == "no-store"


def test_the_next_person_has_a_token_and_a_form_of_their_own(shared):
    first = turn(shared).hidden()["csrf_token"]
    key = every(Draft)[0].key_hash
    second = turn(shared).hidden()["csrf_token"]

    assert first != second
    assert [each.key_hash for each in every(Draft)] != [key]


def test_without_javascript_a_page_that_is_left_alone_asks_and_then_forgets(shared):
    turn(shared)
    assert 'content="300;url=/tablet/still-there"' in shared.text, "writing takes its time"
    shared.press(like_doing=WORDS)
    while "<textarea" in shared.text:
        shared.press("skip")
    assert 'content="90;url=/tablet/still-there"' in shared.text
    shared.go("/tablet/still-there")
    assert 'content="30;url=/tablet"' in shared.text

    page = shared.client.post("/tablet/still-there", data=shared.hidden())
    assert "Carry on where I stopped" in shared.client.get(page.location).text


def leave_alone(seconds):
    db.session.execute(sa.update(Draft).values(touched_at=utc_now() - timedelta(seconds=seconds)))
    db.session.commit()


def test_a_form_that_nobody_touched_is_not_shown_even_when_its_page_was_left(shared):
    turn(shared).press(like_doing=WORDS)
    leave_alone(seconds=121)
    page = shared.client.get("/surveys/my-voice/like")

    assert page.location == "/tablet"
    shared.go("/tablet")
    assert every(Draft) == []


def test_a_page_that_says_somebody_is_there_keeps_the_form(shared):
    turn(shared).press(like_doing=WORDS)
    leave_alone(seconds=121)
    token = {"X-CSRF-Token": shared.hidden()["csrf_token"]}
    shared.client.post("/tablet/still-there", headers=token)

    assert WORDS in shared.client.get("/surveys/my-voice/like").text


def test_who_writes_for_a_long_time_loses_nothing_by_it(shared):
    turn(shared).press(like_doing="lego")
    leave_alone(seconds=299)
    shared.press(listen_more=WORDS).skip_to("check-your-answers")

    assert WORDS in shared.text
    assert "lego" in shared.text


@pytest.mark.parametrize(
    "url", ["/", "/receipt", "/staff", "/staff/sign-in", "/surveys/tell-us", "/join", "/about-you"]
)
def test_the_device_stays_on_its_pages(shared, url):
    shared.go("/tablet")
    page = shared.client.get(url)
    while page.status_code == 303 and page.location != "/tablet":
        page = shared.client.get(page.location)

    assert page.location == "/tablet"


def test_who_presses_a_wrong_link_can_carry_on(shared):
    turn(shared).press(like_doing=WORDS)
    shared.go(shared.client.get("/").location)

    assert "Carry on where I stopped" in shared.text


def test_help_is_there_and_leads_back_to_the_questions(shared):
    turn(shared)
    page = shared.client.get("/help-now")

    assert "Back to the questions" in page.text
    assert "Staff sign in" not in page.text


def test_exit_this_page_forgets_everything_on_its_way_out(shared):
    turn(shared).press(like_doing=WORDS)
    assert re.search(r'class="sd-exit"\s+href="/tablet/away"', shared.text)
    page = shared.client.get("/tablet/away")

    assert page.location == "https://www.bbc.co.uk/weather"
    assert every(Draft) == []


def test_exit_this_page_is_as_it_was_everywhere_else(client):
    page = client.get("/help-now")

    assert 'href="https://www.bbc.co.uk/weather"' in page.text
    assert client.get("/tablet/away").location == "https://www.bbc.co.uk/weather"


def leave(shared, pin):
    shared.go("/tablet/leave")
    shared.page = shared.client.post("/tablet/leave", data=shared.hidden() | {"pin": pin})
    return shared


def test_only_the_pin_makes_it_an_ordinary_device_again(shared):
    assert "That is not the PIN" in leave(shared, "1357").text
    assert shared.client.get("/").status_code == 303
    leave(shared, PIN)

    assert shared.page.status_code == 303
    assert shared.client.get("/").status_code == 200


def test_a_pin_cannot_be_found_by_trying(shared):
    for number in range(MOST_WRONG_PINS):
        leave(shared, f"000{number}")

    assert "wrong too often" in leave(shared, PIN).text
    assert shared.client.get("/").status_code == 303


def test_a_closed_session_says_so_on_the_device_and_the_pin_still_works(tablet, shared):
    turn(shared).press(like_doing=WORDS).skip_to("check-your-answers").send()
    tablet.close()
    shared.go("/tablet")
    assert "This is over now" in shared.text

    assert leave(shared, PIN).page.status_code == 303


def test_a_stopped_code_stops_the_device_too(tablet, shared):
    tablet.helper.open(tablet.url).press("Stop this code")

    assert "This is over now" in shared.go("/tablet").text


def test_a_session_thrown_away_frees_the_device(tablet, shared):
    tablet.throw_away()

    assert shared.go("/tablet").page.location == "/join"
    assert shared.client.get("/").status_code == 200


def test_the_facilitators_own_device_is_signed_out_before_it_goes_round(tablet):
    page = tablet.helper.open(tablet.url)
    sent = {"csrf_token": token_in(page.html)}
    response = tablet.client.post(f"{tablet.url}/use-this-device", data=sent)

    assert response.location == "/tablet"
    assert '"cache"' in response.headers["Clear-Site-Data"]
    assert tablet.client.get("/staff/groups").status_code == 303
    assert "It is your turn" in tablet.client.get("/tablet").text
    with tablet.client.session_transaction() as cookie:
        assert set(cookie) <= {"group", "csrf_token"}


def test_a_device_that_does_not_go_round_has_none_of_it(client, tablet):
    for url in ("/tablet", "/tablet/thanks", "/tablet/still-there", "/tablet/leave"):
        assert client.get(url).location == "/join"
    assert "tablet.js" not in client.get("/").text
    assert "refresh" not in client.get("/surveys/my-voice").text


def test_what_one_person_said_is_gone_for_the_next(shared):
    turn(shared).press("say:like-doing")
    sound = (Path(__file__).parents[2] / "unit" / "sounds" / "q.webm").read_bytes()
    data = shared.hidden() | {
        "go": "keep",
        "file": FileStorage(io.BytesIO(sound), filename="answer"),
    }
    boundary, body = encode_multipart(data)
    kind = f'multipart/form-data; boundary="{boundary}"'
    assert shared.client.post(shared.url, data=body, content_type=kind).status_code == 303
    assert shared.client.get(f"{shared.url}/sound").data == sound

    said = shared.url
    turn(shared)
    assert every(Recording) == []
    assert shared.client.get(f"{said}/sound").status_code == 404
    again = shared.client.post(said, data=body, content_type=kind)
    assert again.location == "/tablet", "a page of an earlier person that is sent again"
    assert every(Recording) == []


@pytest.mark.parametrize("way_out", ["send", "away", "start"])
def test_what_one_person_finds_comfortable_is_gone_before_the_next(shared, way_out):
    turn(shared)
    shared.client.set_cookie("comfort", "size=largest&colours=contrast")
    assert "sd-size-largest" in shared.go("/help-now").text
    if way_out == "send":
        shared.go("/surveys/my-voice/check-your-answers").send()
    else:
        shared.client.get({"away": "/tablet/away", "start": "/tablet"}[way_out])

    assert shared.client.get_cookie("comfort") is None
    assert "sd-size-largest" not in shared.go("/tablet").text


def test_the_thanks_are_read_in_another_language_with_the_code_and_the_next_person_begins_anew(
    shared,
):
    turn(shared).skip_to("what-next").press(receipt="yes").send()
    code = shared.code
    assert code
    shared.url = "/tablet/thanks"
    shared.press("lang:pl")
    assert 'lang="pl"' in shared.text
    assert shared.code == code
    shared.press("lang:en")
    assert shared.code == code

    shared.press("lang:pl")
    assert 'href="/tablet"' in shared.text, "the next person's language is the group's"
    sent = shared.hidden() | {"go": "lang:en"}
    shared.go("/tablet")
    assert 'lang="en"' in shared.text
    assert code not in shared.client.post("/tablet/thanks", data=sent).text


def test_a_code_on_its_way_to_the_thanks_cannot_be_read_in_the_cookie(shared):
    turn(shared).skip_to("what-next").press(receipt="yes").skip_to("check-your-answers")
    client, sent = shared.client, shared.hidden() | {"go": "send"}
    answer = client.post(shared.url, data=sent)
    with client.session_transaction() as kept:
        cookie = str(dict(kept))
    shared.go(answer.location)
    assert shared.code
    assert shared.code not in cookie


@pytest.mark.parametrize("page", ["leave", "still-there", "thanks"])
def test_each_page_of_the_device_has_the_languages(shared, page):
    shared.go(f"/tablet/{page}")
    assert "sd-languages" in shared.text
