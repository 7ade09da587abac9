"""Questions read aloud: by a person while the words stay the same, else by a computer."""

import io
import os
import re
import shutil
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import sound_files
from app.audit import AuditEvent
from app.db import db
from app.surveys import aloud as aloud_of
from app.surveys import jobs, services
from app.surveys.services import speaking
from tests.conftest import token_in
from tests.integration.responses.conftest import SMALL, Taker, store_survey

SAMPLES = Path(__file__).parents[2] / "unit" / "sounds"
HOME = "/staff/surveys/the-school-run"
CODE = "how-is-the-journey"
SOUNDS = f"{HOME}/sounds/{CODE}"
needs_espeak = pytest.mark.skipif(
    speaking.find_espeak() is None, reason="espeak-ng is not installed here"
)


@pytest.fixture(autouse=True)
def _own_folder(app):
    yield
    shutil.rmtree(sound_files.folder(), ignore_errors=True)


def bring(maker, name="q.mp3", key=f"{CODE}.en.easy", content=None, **changes):
    """Choose a file on the page of a question, and press its button."""
    maker.go(SOUNDS)
    kept = io.BytesIO(SAMPLES.joinpath(name).read_bytes() if content is None else content)
    data = {
        "csrf_token": token_in(maker.page.text),
        "revision": re.search(r'name="revision"[^>]*value="(\d+)"', maker.page.text)[1],
        "key": key,
        "file": FileStorage(kept, filename="page.html", content_type="text/html"),
    } | changes
    boundary, body = encode_multipart(data)
    maker.page = maker.client.post(
        SOUNDS, data=body, content_type=f'multipart/form-data; boundary="{boundary}"'
    )
    if maker.page.status_code == 303:
        maker.go(maker.page.location)
    return maker


def aloud():
    db.session.rollback()
    return services.get_work("the-school-run").definition.get("aloud", {})


def reword(maker, easy):
    here = f"{HOME}/pages/{CODE}/{CODE}"
    maker.go(here).post(here, **maker.fields() | {"easy": easy})


def put_live(maker, parent):
    maker.go(HOME).post(f"{HOME}/ask")
    revision = services.get_work("the-school-run").revision
    parent.go(HOME).post(f"{HOME}/put-live", revision=revision)
    assert "It is live" in parent.text


def question_page(client, style):
    """What somebody new is shown."""
    client.delete_cookie("sid")
    return Taker(client, "the-school-run").begin(style=style).text


def test_a_recording_goes_live_with_its_survey_and_plays_without_scripts(
    school_run, parent, client
):
    bring(school_run)
    assert "The recording is saved" in school_run.text
    preview = parent.go(f"{HOME}/preview/{CODE}?style=easy").text
    assert "a person reads this question" in preview, "the second person hears it first"
    put_live(school_run, parent)

    page = question_page(client, "easy")
    source = re.search(r'<audio[^>]* controls preload="none" src="([^"]+)"', page)[1]
    assert "Listen: a person reads this question" in page
    assert "data-read-aloud" not in page, "one voice is enough"
    assert "<audio" not in question_page(client, "plain"), "nobody has read the plain words"

    answer = client.get(source)
    assert answer.status_code == 200
    assert answer.mimetype == "audio/mpeg", "what it is, not what its file called itself"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert b"Willow House" not in answer.data


def test_a_player_may_ask_for_a_part(school_run, client):
    bring(school_run, "q.m4a")
    [kept] = aloud().values()
    url = f"/sounds/{kept['name']}"
    whole = client.get(url)
    part = client.get(url, headers={"Range": "bytes=4-11"})

    assert part.status_code == 206
    assert part.data == whole.data[4:12]
    assert part.mimetype == "audio/mp4"
    assert part.headers["Content-Range"] == f"bytes 4-11/{len(whole.data)}"
    assert "immutable" in part.headers["Cache-Control"]
    assert client.get(url, headers={"Range": "bytes=999999-"}).status_code == 416


def test_other_words_silence_a_recording_until_somebody_says_that_it_still_fits(
    school_run, parent, client
):
    bring(school_run)
    reword(school_run, "How is your trip?")
    assert "1 recording is not played" in school_run.go(HOME).text
    school_run.go(SOUNDS)
    assert "Words have changed: not played" in school_run.text

    school_run.post(f"{SOUNDS}/change", go=f"fits:{CODE}.en.easy")
    assert "Words have changed" not in school_run.text
    assert "is not played" not in school_run.go(HOME).text
    put_live(school_run, parent)
    assert "a person reads this question" in question_page(client, "easy")


def test_a_version_keeps_the_recording_that_it_went_live_with(school_run, parent, client):
    bring(school_run)
    put_live(school_run, parent)
    [first] = services.latest_definition(services.get_survey("the-school-run"))[1].aloud.values()

    school_run.go("/staff/surveys").post(f"{HOME}/edit")
    bring(school_run, "q.ogg")
    [second] = aloud().values()
    assert second["name"] != first.name
    assert f"/sounds/{first.name}" in question_page(client, "easy")

    school_run.go(SOUNDS).post(f"{SOUNDS}/change", go=f"remove:{CODE}.en.easy")
    assert aloud() == {}
    assert not sound_files.is_here(second["name"]), "nothing needs it any more"
    assert sound_files.is_here(first.name), "what is live needs it"


def test_a_file_of_a_survey_holds_no_recordings_and_none_come_in_with_one(school_run):
    bring(school_run)
    text = school_run.go(f"{HOME}/file.yaml").page.text
    assert "aloud" not in text

    [name] = [each["name"] for each in aloud().values()]
    sneaky = text + f"aloud:\n  {CODE}.en.easy: {{name: {name}, words: 0123456789abcdef}}\n"
    assert "aloud" not in services.read_upload(sneaky.encode())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "film.mp4"}, "not a recording that we can use"),
        ({"name": "q.webm"}, "not a recording that we can use"),
        ({"content": b"<script>alert(1)</script>"}, "not a recording that we can use"),
        ({"key": f"{CODE}.xx.easy"}, "Not a valid choice"),
        ({"key": f"{CODE}.pl.easy"}, "Not a valid choice"),
        ({"revision": "0"}, "changed this survey while you had it open"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(school_run, changes, said):
    bring(school_run, **changes)

    assert said in school_run.text
    assert aloud() == {}


def test_no_file_at_all_is_refused(school_run):
    bring(school_run, file="")
    assert "Choose a recording first" in school_run.text


def test_each_change_is_on_record(school_run):
    bring(school_run)
    school_run.go(SOUNDS).post(f"{SOUNDS}/change", go=f"remove:{CODE}.en.easy")

    done = db.session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.action.startswith("survey.record"))
    )
    assert list(done) == ["survey.record", "survey.record-remove"]


@pytest.mark.parametrize(
    "name", ["read-0123456789abcdef", "voice-../secret", "secret", "read-", "voice-%2e%2e"]
)
def test_nothing_else_in_the_data_folder_can_be_had(client, name):
    assert client.get(f"/sounds/{name}").status_code == 404


@needs_espeak
def test_the_worker_speaks_what_nobody_has_read_and_says_that_it_is_a_computer(client):
    store_survey("small", SMALL)
    assert jobs.speak_questions() > 5
    assert jobs.speak_questions() == 0, "it does nothing twice"

    page = Taker(client, "small").begin().text
    source = re.search(r'<audio[^>]* src="([^"]+)"', page)[1]
    assert "Listen: a computer voice reads this question" in page
    answer = client.get(source)
    assert answer.mimetype in {"audio/mpeg", "audio/wav"}
    assert 3_000 < len(answer.data) < 200_000
    kind = "mp3" if answer.mimetype == "audio/mpeg" else "wav"
    assert sound_files.read_sound(answer.data, longest=30, kinds=(kind,)).seconds > 1
    # Nobody wrote Urdu words for it: English in an Urdu voice would be worse than none.
    urdu = Taker(client, "small").begin().go("/surveys/small/colour?lang=ur")
    assert "<audio" not in urdu.page.text


@needs_espeak
def test_the_worker_speaks_polish_and_urdu_where_they_are_written(library, client, monkeypatch):
    monkeypatch.setattr(
        services.speaking, "list_surveys", lambda: [services.get_survey("my-voice")]
    )
    while jobs.speak_questions():
        pass
    definition = services.latest_definition(services.get_survey("my-voice"))[1]
    assert not list(speaking.unspoken(definition))
    for lang in ("pl", "ur"):
        taker = Taker(client, "my-voice").begin(style="easy")
        assert "<audio" in client.get(f"{taker.url}?lang={lang}").text


@needs_espeak
def test_without_lame_it_speaks_in_half_the_bytes_of_a_telephone(client, monkeypatch):
    which = shutil.which
    monkeypatch.setattr(
        speaking.shutil, "which", lambda name: None if name == "lame" else which(name)
    )
    content = speaking.speak(speaking.find_espeak(), ["Which colour?", "Red"], "en", "easy")
    sound = sound_files.read_sound(content, longest=30, kinds=("wav",))
    assert len(content) == pytest.approx(sound.seconds * 22_050, rel=0.1)


def test_sounds_that_nothing_needs_go_after_a_while(school_run, client):
    bring(school_run)
    [kept] = [each["name"] for each in aloud().values()]
    lost = sound_files.keep(b"nobody has this")
    voice = sound_files.keep(b"said of old", name="voice-0123456789abcdef")
    day = 24 * 3600
    for days, left in ((0.5, {kept, lost, voice}), (2, {kept, voice}), (16, {kept})):
        services.forget_unused(today_is=time.time() + days * day)
        assert {path.name for path in sound_files.folder().iterdir()} == left


def test_in_easy_read_the_answers_that_it_adds_are_heard_too(app):
    definition = services.latest_definition(store_survey("small", SMALL))[1]
    spoken = {}
    for style in ("plain", "easy"):
        shown = definition.in_style(style)
        screen = next(each for each in shown.screens if "colour" in each.asked)
        question = shown.questions["colour"]
        spoken[style] = aloud_of.spoken_lines(shown, screen, question, "en", style)

    assert spoken["easy"][-2:] == ["I do not know", "I do not want to say"]
    assert not any("know" in line for line in spoken["plain"])


def test_a_language_that_cannot_be_spoken_does_not_keep_the_others_silent(
    library, monkeypatch, caplog
):
    monkeypatch.setattr(speaking, "find_espeak", lambda: "espeak-ng")
    asked = []

    def speak(_espeak, _lines, locale, _style):
        asked.append(locale)
        return None if locale == "en" else b"spoken"

    monkeypatch.setattr(speaking, "speak", speak)
    monkeypatch.setattr(
        services.speaking, "list_surveys", lambda: [services.get_survey("my-voice")]
    )
    while jobs.speak_questions():
        pass
    definition = services.latest_definition(services.get_survey("my-voice"))[1]
    assert {locale for _, _, locale, _ in speaking.unspoken(definition)} == {"en"}
    assert asked.count("en") == 2, "once in each sweep"
    assert "said nothing in en" in caplog.text


def test_a_voice_is_not_cut_off_with_the_worker(tmp_path):
    """Ctrl-C goes to everything of the terminal's session: the voice stands in one of its own."""
    fake = tmp_path / "espeak-ng"
    fake.write_text(f"#!/bin/sh\ncut -d' ' -f6 /proc/self/stat > {tmp_path}/session\n")
    fake.chmod(0o755)

    assert speaking.speak(str(fake), ["Hello."], "en", "plain") is None
    assert int((tmp_path / "session").read_text()) != os.getsid(0)


def test_a_machine_without_espeak_says_nothing(monkeypatch):
    monkeypatch.setattr(speaking.shutil, "which", lambda _name: None)
    assert jobs.speak_questions() == 0


@needs_espeak
def test_a_person_s_recording_comes_before_a_computer_s(school_run, parent, client, monkeypatch):
    bring(school_run)
    put_live(school_run, parent)
    survey = services.get_survey("the-school-run")
    monkeypatch.setattr(speaking, "list_surveys", lambda: [survey])
    jobs.speak_questions()

    assert "a person reads" in question_page(client, "easy")
    assert "a computer voice reads" in question_page(client, "plain")
