"""Answers that people speak: kept sealed, sent with the form, heard and written down."""

import copy
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import sealed
from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db, today
from app.responses import services as responses
from app.responses.models import Comment, Draft, Recording, ScreenState, Submission, WaitingComment
from app.safeguarding import jobs
from app.safeguarding import services as safeguarding
from app.security import HEADERS
from app.tracker import services as tracker
from tests.every_page import LIBRARY
from tests.integration.responses.conftest import SMALL, Taker, store_survey
from tests.integration.sign_in import sign_in

SAMPLES = Path(__file__).parents[2] / "unit" / "sounds"
SPOKEN = copy.deepcopy(SMALL)
SPOKEN["pages"][4]["questions"][0]["spoken"] = True
SPOKEN["pages"][1]["questions"][0]["spoken"] = True
PAGE = "/surveys/small/say/story"


class Speaker(Taker):
    """Somebody who takes a survey and speaks."""

    def say(self, name="q.webm", code="story", content=None, **changes):
        kept = SAMPLES.joinpath(name).read_bytes() if content is None else content
        self.go(f"/surveys/small/say/{code}")
        data = self.hidden() | {
            "go": "keep",
            "file": FileStorage(io.BytesIO(kept), filename="x.html", content_type="text/html"),
        }
        boundary, body = encode_multipart({**data, **changes})
        kind = f'multipart/form-data; boundary="{boundary}"'
        self.page = self.client.post(self.url, data=body, content_type=kind)
        if self.page.status_code == 303:
            self.go(self.page.location)
        return self


@pytest.fixture
def speaker(app, client):
    store_survey("small", SPOKEN)
    return Speaker(client, "small").begin().press(colour="blue").skip_to("story")


@pytest.fixture
def sent(speaker):
    """What came of somebody who spoke and sent it."""
    speaker.press("say:story").say().go("/surveys/small/check-your-answers").send()
    assert "Thank you" in speaker.text
    return speaker


@pytest.fixture
def reviewer(app):
    return sign_in(app, RoleName.REVIEWER)[0]


def recordings():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Recording)))


def write_down(client, heard, **more):
    [recording] = recordings()
    url = f"/staff/spoken/{recording.id}"
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)[1]
    return client.post(url, data={"csrf_token": token, "heard": heard, **more})


def test_somebody_records_listens_records_again_and_deletes(speaker, client):
    speaker.press("say:story")
    assert speaker.url == PAGE
    speaker.say()
    assert "You said this. It lasts 1 second." in speaker.text
    heard = client.get(f"{PAGE}/sound")
    assert heard.data == SAMPLES.joinpath("q.webm").read_bytes()
    assert heard.mimetype == "audio/webm", "what it is, not what its file called itself"
    assert heard.headers["Cache-Control"] == "no-store"

    speaker.say("q.m4a")
    assert client.get(f"{PAGE}/sound").mimetype == "audio/mp4"
    assert len(recordings()) == 1, "the first is gone"

    speaker.go(PAGE).press("delete")
    assert recordings() == []
    assert client.get(f"{PAGE}/sound").status_code == 404


def test_the_question_and_the_last_look_say_that_there_is_a_recording(speaker):
    speaker.press("say:story", story="And some words.").say().go("/surveys/small/story")
    assert "You have recorded 1 second." in speaker.text
    speaker.go("/surveys/small/check-your-answers")
    assert "And some words.\nA recording of 1 second" in speaker.text


def test_only_the_page_that_records_may_ask_for_the_microphone(speaker, client):
    policy = client.get(PAGE).headers["Permissions-Policy"]
    assert "microphone=(self)" in policy
    assert policy.replace("microphone=(self)", "microphone=()") == HEADERS["Permissions-Policy"]
    for url in ("/surveys/small/story", f"{PAGE}/sound", "/surveys/small/say/pets", "/"):
        assert "microphone=()" in client.get(url).headers["Permissions-Policy"], url


def test_a_question_that_is_not_to_be_spoken_has_no_such_page(speaker, client):
    for code in ("pets", "no-such"):
        assert client.get(f"/surveys/small/say/{code}").status_code == 404
    assert "Say it instead" not in speaker.go("/surveys/small/pets").text


def test_nobody_without_a_form_can_send_or_hear_anything(speaker, app):
    speaker.say()
    stranger = app.test_client()
    assert stranger.get(PAGE).location == "/surveys/small"
    assert stranger.get(f"{PAGE}/sound").status_code == 404


def test_what_is_said_is_sealed(speaker, app):
    whole = SAMPLES.joinpath("q.webm").read_bytes()
    speaker.say()
    [recording] = recordings()

    assert whole not in recording.content
    assert b"webm" not in recording.content
    assert responses.sound_of(recording) == whole
    with pytest.raises(sealed.BrokenSealError):
        sealed.unseal("recording", "another", recording.content)
    with pytest.raises(sealed.BrokenSealError):
        sealed.unseal("other purpose", recording.id, recording.content)
    turned = bytes([*recording.content[:-1], recording.content[-1] ^ 1])
    with pytest.raises(sealed.BrokenSealError):
        sealed.unseal("recording", recording.id, turned)


def test_a_recording_sealed_with_another_secret_is_gone_and_no_crash(sent, reviewer, app):
    [recording] = recordings()
    mine = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "another secret, as long as one has to be 1234567"
    try:
        with pytest.raises(responses.SoundGoneError, match="SECRET_KEY"):
            responses.sound_of(recording)
    finally:
        app.config["SECRET_KEY"] = mine


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"content": b""}, "Choose a recording first"),
        ({"content": b"<script>alert(1)</script>"}, "not a recording that we can use"),
        ({"name": "film.mp4"}, "not a recording that we can use"),
        ({"content": b"RIFF\0\0\0\0WAVE"}, "damaged"),
        ({"csrf_token": "forged"}, "open for a long time"),
    ],
)
def test_what_is_no_recording_is_refused_with_a_sentence(speaker, changes, said):
    speaker.say(**changes)
    assert said in speaker.text
    assert recordings() == []
    assert "microphone=(self)" in speaker.page.headers["Permissions-Policy"]


def test_more_than_five_megabytes_are_refused_at_once(speaker):
    speaker.say(content=b"OggS" + bytes(6 * 1024 * 1024))
    assert speaker.page.status_code == 413


def test_one_address_sends_only_so_many(speaker, monkeypatch):
    monkeypatch.setattr("app.responses.speaking.MOST_RECORDINGS", 2)
    assert [speaker.say().page.status_code for _n in range(3)] == [200, 200, 429]


def test_a_recording_goes_where_its_form_goes(speaker, client):
    speaker.say()
    speaker.go("/surveys/small/save").press()
    assert re.search(r'class="sd-code"', speaker.text)
    [recording] = recordings()
    [draft] = db.session.scalars(sa.select(Draft))
    assert recording.draft_key == draft.key_hash, "saved under another key, and still its own"

    speaker.go("/surveys/small/leave").press()
    assert recordings() == []


def test_a_recording_of_a_branch_that_was_left_is_not_sent(speaker):
    speaker.go("/surveys/small/colour").press(colour="red")
    speaker.say(code="why-red").say()
    speaker.go("/surveys/small/colour").press(colour="blue")
    speaker.go("/surveys/small/check-your-answers").send()

    assert [each.question_code for each in recordings()] == ["story"]


def test_what_was_said_waits_in_the_duty_inbox_until_somebody_has_listened(sent, app, reviewer):
    assert "A person listens to that first" in sent.text
    lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)[0]
    inbox = lead.get("/staff/safeguarding").text
    assert "Unscreened" in inbox
    assert "1 spoken answer has not been listened to" in inbox
    assert "Spoken answers" in reviewer.get("/staff").text

    write_down(reviewer, "It was fine.")
    assert "has not been listened to" not in lead.get("/staff/safeguarding").text


def test_what_was_heard_becomes_a_comment_like_any_other(sent, reviewer):
    answer = write_down(reviewer, "My taxi never came.")
    assert answer.location == "/staff/spoken"

    [comment] = db.session.scalars(sa.select(Comment))
    assert (comment.text, comment.question_text) == ("My taxi never came.", "Tell the story")
    assert comment.screen_state == ScreenState.CLEAR
    assert db.session.get(WaitingComment, comment.id), "the machine reads it next"
    [recording] = recordings()
    assert recording.comment_id == comment.id
    again = write_down(reviewer, "Something else.")
    assert "written this down already" in again.text
    assert len(list(db.session.scalars(sa.select(Comment)))) == 1


def test_what_tells_of_harm_is_flagged_once_it_is_written_down(sent, reviewer):
    write_down(reviewer, "My stepdad hits me and I want to kill myself.")
    [comment] = db.session.scalars(sa.select(Comment))
    assert comment.screen_state == ScreenState.FLAGGED
    assert safeguarding.is_open(comment)


def test_a_worry_of_the_one_who_listens_goes_to_the_inbox(sent, reviewer):
    write_down(reviewer, "It is all good.", worry="Somebody shouts at her while she speaks.")
    [comment] = db.session.scalars(sa.select(Comment))
    assert safeguarding.is_open(comment)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"heard": ""}, "tick that there are no words"),
        ({"heard": "Words", "is_silent": "y"}, "Which is it?"),
        ({"heard": "", "is_silent": "y", "worry": "She cries."}, "what worries you in it"),
    ],
)
def test_a_page_that_says_nothing_or_two_things_is_refused(sent, reviewer, typed, said):
    assert said in write_down(reviewer, **typed).text
    assert recordings()[0].written_on is None


def test_a_recording_without_words_is_no_comment_and_waits_no_more(sent, reviewer):
    write_down(reviewer, "", is_silent="y")
    assert responses.count_unwritten() == 0
    assert not list(db.session.scalars(sa.select(Comment)))


def test_only_those_who_read_comments_may_listen_and_it_is_on_record(sent, app, reviewer):
    [recording] = recordings()
    url = f"/staff/spoken/{recording.id}"
    publisher = sign_in(app, RoleName.PUBLISHER)[0]
    assert publisher.get(f"{url}/sound").status_code == 403
    assert app.test_client().get(f"{url}/sound").status_code == 303

    answer = reviewer.get(f"{url}/sound", headers={"Range": "bytes=1-"})
    assert answer.status_code == 206
    assert answer.headers["Cache-Control"] == "no-store"
    event = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "recording.listen")
    ).one()
    assert event.target == f"recording:{recording.id}"
    assert event.role == "reviewer"


def test_a_draft_s_recording_is_nobody_s_to_hear_but_its_own(speaker, reviewer):
    speaker.say()
    [recording] = recordings()
    assert reviewer.get(f"/staff/spoken/{recording.id}").status_code == 404
    assert reviewer.get(f"/staff/spoken/{recording.id}/sound").status_code == 404
    assert "Nothing waits" in reviewer.get("/staff/spoken").text


def submission():
    return db.session.scalars(sa.select(Submission)).one()


def test_erasing_waits_for_a_person_who_listens(sent, reviewer):
    tracker.erase_submission(submission())
    db.session.commit()
    [recording] = recordings()
    assert recording.content is not None, "nobody can make a disclosure disappear (R-SAF-8)"

    write_down(reviewer, "It was fine.")
    jobs.delete_old_sounds()
    assert recordings()[0].content is None
    tracker.erase_submission(submission())
    db.session.commit()
    assert recordings() == []


def test_taking_words_back_deletes_a_voice_that_was_written_down(sent, reviewer):
    write_down(reviewer, "It was fine.")
    tracker.withdraw_submission(submission())
    db.session.commit()
    assert recordings()[0].content is None


def later(monkeypatch, days):
    """So many days from now on, for what the worker decides by the day."""
    day = today() + timedelta(days=days)
    monkeypatch.setattr("app.safeguarding.services.keeping.today", lambda: day)


def test_a_voice_goes_thirty_days_after_it_was_written_down(sent, reviewer, monkeypatch):
    write_down(reviewer, "It was fine.")
    later(monkeypatch, 29)
    assert jobs.delete_old_sounds() == 0
    later(monkeypatch, 30)
    assert jobs.delete_old_sounds() == 1
    [recording] = recordings()
    assert recording.content is None
    assert recording.comment_id is not None
    assert jobs.delete_old_sounds() == 0


def test_a_voice_stays_while_safeguarding_is_open(sent, reviewer, monkeypatch):
    write_down(reviewer, "My stepdad hits me.")
    later(monkeypatch, 60)
    assert jobs.delete_old_sounds() == 0


def test_what_nobody_has_listened_to_is_not_deleted_by_the_clock(sent, monkeypatch):
    later(monkeypatch, 800)
    assert jobs.remove_old_submissions() == 0
    assert jobs.delete_old_sounds() == 0


def test_the_receipt_says_that_it_waits_for_a_person(sent, client, reviewer):
    code = sent.code
    page = client.get("/receipt").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    asked = {"csrf_token": token, "code": code}
    assert "A person has not listened to it yet" in client.post("/receipt", data=asked).text

    write_down(reviewer, "My taxi never came.")
    page = client.post("/receipt", data=asked).text
    assert "has not listened" not in page
    assert "My taxi never came." in page


@pytest.mark.parametrize("slug", LIBRARY)
def test_whatever_a_survey_that_ships_asks_in_words_can_be_said(slug):
    asked = [each for each in LIBRARY[slug].questions.values() if each.type == "text"]
    assert asked
    assert [each.code for each in asked if not each.spoken] == []


def test_a_question_that_belongs_to_another_is_not_alone_where_it_is_answered(take):
    taker = take("my-voice").begin().skip_to("listen").press("say:listen-more")
    assert "Do you want to say more?" in taker.text
    assert "Do people listen to you?" in taker.text


def test_the_page_that_records_is_read_in_another_language_and_style_and_back(speaker):
    speaker.press("say:story", story="Half a sent").press("lang:pl")
    assert speaker.url == PAGE
    assert 'lang="pl"' in speaker.text
    assert "microphone=(self)" in speaker.page.headers["Permissions-Policy"]
    speaker.press("style:easy")
    assert "style-easy" in speaker.text
    speaker.press("lang:en").press("style:plain")
    assert "Half a sent" in speaker.go("/surveys/small/story").text
    speaker.say().press("lang:ur")
    assert [each.question_code for each in recordings()] == ["story"], "a switch deletes nothing"


def test_what_is_recorded_and_not_kept_yet_survives_a_change_of_words(speaker):
    speaker.press("say:story").say(go="lang:ur")
    assert 'lang="ur"' in speaker.text
    assert [each.question_code for each in recordings()] == ["story"]
    speaker.say("q.m4a", go="style:easy")
    assert "style-easy" in speaker.text
    assert len(recordings()) == 1


def test_what_is_no_recording_is_refused_in_the_words_that_were_asked_for(speaker):
    speaker.press("say:story").say(content=b"no sound", go="lang:pl")
    assert 'lang="pl"' in speaker.text
    assert "govuk-error-summary" in speaker.text
    assert 'lang="pl"' in speaker.go("/surveys/small/story").text
    assert recordings() == []
