"""Making a survey: from nothing to live, and everything that is refused on the way."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.audit import AuditEvent
from app.db import db, today
from app.surveys import services
from app.surveys.models import SurveyVersion, SurveyWork
from nlp import easyread
from tests.integration.surveys.conftest import add

HOME = "/staff/surveys/the-school-run"


def work():
    db.session.rollback()
    return services.get_work("the-school-run")


def look():
    return services.look_at(work().definition, work().overrides)


def test_a_survey_goes_from_nothing_to_live_past_a_second_person(school_run, parent, client):
    assert look().is_ready, look()
    school_run.go(HOME).post(f"{HOME}/ask")
    assert "Somebody who did not make it" in school_run.text

    school_run.go(HOME).post(f"{HOME}/put-live", revision=work().revision)
    assert school_run.page.status_code == 409
    assert "you made it" in school_run.text

    parent.go(HOME)
    assert "Change a question" not in parent.text
    parent.post(f"{HOME}/put-live", revision=work().revision)
    assert "It is live, as version 1" in parent.text
    assert "How is the journey?" in client.get("/surveys/the-school-run/on-paper").text
    assert client.get("/surveys/the-school-run").status_code == 200
    version = services.latest_version(services.get_survey("the-school-run"))
    assert (version.made_by_id, version.checked_by_id) == (school_run.user.id, parent.user.id)
    assert services.list_work() == []


def test_a_survey_waits_on_the_desk_of_whoever_may_look_but_not_of_its_makers(school_run, parent):
    waits = "Surveys that wait for a second look"
    assert waits not in parent.go("/staff").text
    school_run.go(HOME).post(f"{HOME}/ask")

    assert waits in parent.go("/staff").text
    assert waits not in school_run.go("/staff").text


def test_the_database_itself_wants_two_people(school_run):
    survey = services.get_survey("tell-us")
    version = services.latest_version(survey)
    db.session.add(
        SurveyVersion(
            survey=survey,
            number=9,
            definition=version.definition,
            checksum="1" * 64,
            made_by_id=school_run.user.id,
            checked_by_id=school_run.user.id,
        )
    )
    with pytest.raises(IntegrityError, match="second_person_looked"):
        db.session.flush()


def test_whoever_helped_to_make_it_is_no_second_person(school_run, other):
    add(other, "text", "What about the driver?", "How is the driver?")
    school_run.go(HOME).post(f"{HOME}/ask")

    other.go(HOME).post(f"{HOME}/put-live", revision=work().revision)
    assert "you made it" in other.text


def test_a_change_after_the_question_needs_the_question_again(school_run, parent):
    school_run.go(HOME).post(f"{HOME}/ask")
    seen = work().revision
    parent.go(HOME)
    add(school_run, "text", "Who drives?", "Who drives the bus?")

    parent.post(f"{HOME}/put-live", revision=seen)
    assert "changed this survey while you had it open" in parent.text
    parent.post(f"{HOME}/put-live", revision=work().revision)
    assert "have not asked for a second look" in parent.text


def test_it_can_be_sent_back_with_a_reason_that_its_makers_see(school_run, parent):
    school_run.go(HOME).post(f"{HOME}/ask")
    parent.go(HOME).post(f"{HOME}/send-back", reason="no")
    assert "Say in a few words what to change." in parent.text
    parent.post(f"{HOME}/send-back", reason="Please ask about the escort as well.")

    assert "Pat: Please ask about the escort" in school_run.go(HOME).text


def test_a_stale_form_is_refused_keeps_what_was_typed_and_goes_through_next_time(school_run, other):
    url = f"{HOME}/pages/how-is-the-journey/how-is-the-journey"
    typed = school_run.go(url).fields() | {"plain": "How was the journey?"}
    other.go(url).post(url, **other.fields() | {"easy": "How was the trip?"})

    school_run.post(url, **typed)
    assert "Ola changed this survey" in school_run.text
    assert "How was the journey?" in school_run.text
    school_run.post(url, **school_run.fields())
    assert work().definition["pages"][0]["questions"][0]["words"]["plain"] == "How was the journey?"


def test_easy_words_that_are_not_easy_stop_it_until_a_named_person_says_why(school_run, parent):
    add(school_run, "text", "What about provision?", "Is the provision adequate?")
    found = {(each.key, each.rule) for each in look().open_findings}
    assert ("what-about-provision", "hard word") in found
    school_run.go(HOME).post(f"{HOME}/ask")
    assert "not clear yet" in school_run.text

    for each in look().open_findings:
        school_run.go(HOME).post(
            f"{HOME}/let-stand", key=each.key, rule=each.rule, reason="Our youth group chose it."
        )
    assert f"Mara let it stand on {today().day} {today():%B %Y}" in school_run.text
    assert look().is_ready
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "survey.override"))
    assert "youth group" in event.first().reason
    school_run.go(HOME).post(f"{HOME}/ask")
    parent.go(HOME).post(f"{HOME}/put-live", revision=work().revision)
    version = services.latest_version(services.get_survey("the-school-run"))
    assert version.overrides[0]["by"] == "Mara"

    school_run.go("/staff/surveys").post(f"{HOME}/edit")
    assert "Mara let it stand" in school_run.text, "a reason stays with the words that it is about"
    assert look().is_ready


def test_an_override_does_not_outlive_the_words_it_was_about(school_run):
    add(school_run, "text", "What about provision?", "Is the provision adequate?")
    for each in look().open_findings:
        school_run.go(HOME).post(
            f"{HOME}/let-stand", key=each.key, rule=each.rule, reason="Our youth group chose it."
        )
    url = f"{HOME}/pages/what-about-provision/what-about-provision"
    school_run.go(url).post(url, **school_run.fields() | {"easy": "Is the provision beneficial?"})

    assert look().open_findings


def test_a_reason_is_needed(school_run):
    add(school_run, "text", "What about provision?", "Is the provision adequate?")
    [first, *_rest] = look().open_findings
    school_run.go(HOME).post(f"{HOME}/let-stand", key=first.key, rule=first.rule, reason="ok")

    assert "Say in a few words why this may stand." in school_run.text
    assert 'value="ok"' in school_run.text


@pytest.mark.parametrize(
    ("kind", "rows", "sentence"),
    [
        (
            "one",
            {"rows-0-plain": "Bus", "rows-0-easy": "Bus"},
            "Question “How do you travel?” needs at least",
        ),
        ("text", {"easy": ""}, "“How do you travel?” has no easy-read words yet"),
        ("info", {}, "“How do you travel? → 1” has no plain words yet"),
        (
            "one",
            {f"rows-{n}-{style}": f"Number {n}" for n in range(6) for style in ("plain", "easy")},
            "Question “How do you travel?” has 6 answers in easy read, and 5 are the most",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(school_run, kind, rows, sentence):
    add(school_run, kind, "How do you travel?", "How do you go?", **rows)

    assert sentence in school_run.go(HOME).text
    school_run.post(f"{HOME}/ask")
    assert school_run.page.status_code == 409


def test_a_survey_without_a_page_says_so_in_words_that_people_know(school_run):
    school_run.go(HOME).post(f"{HOME}/pages/how-is-the-journey/move", go="remove")

    assert "There is no page yet. Add a question." in school_run.text
    assert "at least 1" not in school_run.text


def test_a_page_can_wait_for_an_answer_and_cannot_come_before_it(school_run):
    rows = {
        "rows-0-plain": "Bus",
        "rows-0-easy": "Bus",
        "rows-1-plain": "Taxi",
        "rows-1-easy": "Taxi",
    }
    add(school_run, "one", "How do you travel?", "How do you go?", **rows)
    add(
        school_run,
        "text",
        "What about the taxi?",
        "How is the taxi?",
        show_when="how-do-you-travel=taxi",
    )
    assert "Shown only when “How do you travel?” is: Taxi" in school_run.go(HOME).text
    assert not look().mistakes

    school_run.post(f"{HOME}/pages/what-about-the-taxi/move", go="up")
    assert "that would be a loop" in school_run.text


def test_codes_never_change_though_words_and_places_do(school_run):
    rows = {
        "rows-0-plain": "Bus",
        "rows-0-easy": "Bus",
        "rows-1-plain": "Taxi",
        "rows-1-easy": "Taxi",
    }
    add(school_run, "one", "How do you travel?", "How do you go?", **rows)
    url = f"{HOME}/pages/how-do-you-travel/how-do-you-travel"
    school_run.go(url).post(
        url, **school_run.fields() | {"plain": "By what?", "rows-1-plain": "A cab"}
    )
    school_run.post(f"{HOME}/pages/how-do-you-travel/move", go="up")

    page = work().definition["pages"][0]
    assert (page["code"], page["questions"][0]["code"]) == ("how-do-you-travel",) * 2
    assert [each["code"] for each in page["questions"][0]["options"]] == ["bus", "taxi"]


def test_a_live_survey_gets_a_next_version_and_its_translations_go_stale(maker, library, parent):
    maker.go("/staff/surveys").post("/staff/surveys/tell-us/edit")
    url = "/staff/surveys/tell-us/pages/going-well/going-well"
    maker.go(url).post(url, **maker.fields() | {"plain": "What goes well just now?"})
    maker.go("/staff/surveys/tell-us")
    assert maker.text.count("the English of 1 has changed") == 2
    assert "The English has changed" in maker.go("/staff/surveys/tell-us/words/pl").text

    words = maker.fields() | {
        "plain:going-well": "Co teraz idzie dobrze?",
        "easy:going-well": "Co jest dobre?",
    }
    words.pop("is_checked", None)
    maker.post("/staff/surveys/tell-us/words/pl", **words)
    assert maker.text.count("the English of 1 has changed") == 1
    translation = services.get_work("tell-us").definition["translations"]["pl"]
    assert translation["words"]["going-well"]["plain"] == "Co teraz idzie dobrze?"
    assert len(translation["words"]) == len(
        services.latest_definition(services.get_survey("tell-us"))[1].english
    )


def test_whoever_is_in_the_middle_finishes_on_the_version_they_began(
    maker, parent, library, client
):
    from tests.integration.responses.conftest import Taker  # noqa: PLC0415

    taker = Taker(client, "charter-check").begin()
    maker.go("/staff/surveys").post("/staff/surveys/charter-check/edit")
    url = "/staff/surveys/charter-check/pages/what-changed/what-changed"
    maker.go(url).post(url, **maker.fields() | {"plain": "What is new because of it?"})
    for each in services.look_at(services.get_work("charter-check").definition, []).open_findings:
        maker.go("/staff/surveys/charter-check").post(
            "/staff/surveys/charter-check/let-stand",
            key=each.key, rule=each.rule, reason="As it is since the beginning.",
        )  # fmt: skip
    maker.go("/staff/surveys/charter-check").post("/staff/surveys/charter-check/ask")
    parent.go("/staff/surveys/charter-check").post(
        "/staff/surveys/charter-check/put-live",
        revision=services.get_work("charter-check").revision,
    )
    assert "version 2" in parent.text

    assert "What changed because a family" in taker.skip_to("what-changed").text
    assert "What is new because of it?" in client.get("/surveys/charter-check/on-paper").text


def test_dates_that_cannot_be_are_refused(school_run):
    url = f"{HOME}/about"
    day = {"opens_on": "2030-06-01", "closes_on": "2030-05-01"}
    parts = {
        f"{name}-{part}": value
        for name, text in day.items()
        for part, value in zip(("year", "month", "day"), text.split("-"), strict=True)
    }
    school_run.go(url).post(url, **school_run.fields() | parts | {"default_style": "plain"})

    assert "It cannot close before it opens." in school_run.text
    assert work().opens_on is None


def test_two_surveys_cannot_have_one_address_and_a_name_needs_letters(maker, library):
    url = "/staff/surveys/make"
    maker.go(url).post(url, title="Tell us", easy_title="", template="")
    assert "with this name already" in maker.text
    maker.post(url, title="؟؟", easy_title="", template="")
    assert "some letters from A to Z" in maker.text


def test_a_template_brings_everything_but_the_name(maker, library):
    url = "/staff/surveys/make"
    maker.go(url).post(url, title="Our voice", easy_title="Our voice", template="my-voice")

    made = services.get_work("our-voice").definition
    assert made["title"] == {"plain": "Our voice", "easy": "Our voice"}
    original = services.latest_definition(services.get_survey("my-voice"))[1]
    assert made["pages"] == original.model_dump(mode="json")["pages"]


def test_throwing_away_leaves_what_is_live(maker, library):
    maker.go("/staff/surveys").post("/staff/surveys/my-voice/edit")
    maker.post("/staff/surveys/my-voice/discard")

    assert db.session.scalar(sa.select(SurveyWork)) is None
    assert services.latest_version(services.get_survey("my-voice")).number == 1


def test_the_page_says_against_how_many_rules_and_not_that_it_is_easy_read(school_run):
    assert f"checked against {len(easyread.RULES)} rules" in school_run.go(HOME).text
    assert "That does not make them easy read" in school_run.text


def test_one_minute_is_one_minute(school_run):
    assert "about 1 minute in standard words and 1 minute in easy read" in school_run.go(HOME).text
