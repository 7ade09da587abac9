"""A survey's words in other languages: kept, missed where they are missing, signed by a name."""

import pytest
import sqlalchemy as sa

from app.audit import AuditEvent
from app.db import db, today
from app.surveys import services
from app.surveys.definition import Definition
from app.surveys.services.texts import english_of
from app.surveys.services.versions import LIBRARY_DIR, read_survey_file
from tests.integration.surveys.conftest import add
from tests.integration.surveys.test_definition import LIBRARY

HOME = "/staff/surveys/the-school-run"
POLISH = f"{HOME}/words/pl"


def work():
    db.session.rollback()
    return services.get_work("the-school-run")


def polish():
    return work().definition["translations"]["pl"]


def write(maker, *, sign=False, **words):
    """Type Polish words, by `style:key`, and save; every other box is sent as it stands."""
    maker.go(POLISH)
    sent = maker.fields() | words
    if sign:
        sent["is_checked"] = "y"
    return maker.post(POLISH, **sent)


@pytest.mark.parametrize("name", LIBRARY)
def test_the_texts_are_those_of_the_survey_that_is_drawn_of_them(name):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")

    drawn = {key: each.model_dump() for key, each in definition.english.items()}
    assert english_of(definition.model_dump(mode="json")) == drawn


def test_taking_out_the_last_page_keeps_the_translations(school_run):
    write(
        school_run,
        **{
            "plain:title": "Do szkoły",
            "easy:title": "Do szkoły",
            "plain:summary": "Dla rodzin.",
            "easy:summary": "Dla rodzin.",
            "plain:how-is-the-journey": "Jak?",
            "easy:how-is-the-journey": "Jak?",
        },
    )

    school_run.go(HOME).post(f"{HOME}/pages/how-is-the-journey/move", go="remove")

    assert {*polish()["words"]} == {"title", "summary"}
    assert "no words yet" not in school_run.text.split("Polski")[1].split("</li>")[0]
    assert "Dla rodzin." in school_run.go(POLISH).text
    write(school_run, **{"plain:summary": "Dla rodzin i dzieci."})
    assert polish()["words"]["title"]["plain"] == "Do szkoły"


def test_english_that_changes_while_there_is_no_page_leaves_its_translation_stale(school_run):
    write(school_run, **{"plain:summary": "Dla rodzin.", "easy:summary": "Dla rodzin."})
    school_run.go(HOME).post(f"{HOME}/pages/how-is-the-journey/move", go="remove")
    about = f"{HOME}/about"
    school_run.go(about).post(
        about,
        **school_run.fields() | {"summary_plain": "For everybody.", "default_style": "plain"},
    )

    assert polish()["stale"] == ["summary"]


ALL_BUT_JOURNEY = {
    f"{style}:{key}": text
    for style in ("plain", "easy")
    for key, text in {
        "title": "Do szkoły",
        "summary": "Dla rodzin.",
        "for-whom": "Rodzin.",
        "picture.speech": "Dymek",
    }.items()
}


def polish_line(maker):
    """What the builder says of Polish."""
    return maker.go(HOME).text.split("Polski</bdi>")[1].split("</li>")[0]


def test_easy_read_that_nobody_translated_is_missing(school_run):
    write(school_run, **ALL_BUT_JOURNEY, **{"plain:how-is-the-journey": "Jak podróż?"})

    assert polish()["words"]["how-is-the-journey"] == {"plain": "Jak podróż?", "easy": ""}
    assert "1 text has no easy read" in polish_line(school_run)
    assert "complete" not in polish_line(school_run)
    assert school_run.go(POLISH).text.count("No easy read") == 1
    definition = services.look_at(work().definition, []).definition
    shown = definition.wording("how-is-the-journey", "pl", "easy")
    assert (shown, shown.is_stand_in) == ("Jak podróż?", False)

    write(school_run, **{"easy:how-is-the-journey": "Jak podróż?"})
    assert "complete" in polish_line(school_run)


def test_standard_words_that_nobody_translated_are_missing_too(school_run):
    write(school_run, **ALL_BUT_JOURNEY, **{"easy:how-is-the-journey": "Jak?"})

    assert "1 text has no standard words" in polish_line(school_run)


def test_one_translation_serves_for_both_where_one_english_text_does(school_run):
    url = f"{HOME}/pages/how-is-the-journey/how-is-the-journey"
    school_run.go(url).post(url, **school_run.fields() | {"easy": "How is the journey?"})
    write(school_run, **ALL_BUT_JOURNEY, **{"plain:how-is-the-journey": "Jak?"})

    assert polish()["words"]["how-is-the-journey"] == {"plain": "Jak?", "easy": "Jak?"}
    assert "complete" in polish_line(school_run)


ALL = ALL_BUT_JOURNEY | {
    f"{style}:how-is-the-journey": "Jak podróż?" for style in ("plain", "easy")
}
TAKEN_BACK = "They have changed since a speaker read them"


@pytest.fixture
def signed(school_run):
    """A survey whose Polish words Mara signed."""
    return write(school_run, sign=True, **ALL)


def deeds():
    found = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id))
    return [
        (each.action, each.target, each.facts, each.actor)
        for each in found
        if each.action.endswith("sign-words")
    ]


def is_checked():
    return services.look_at(work().definition, []).definition.is_checked("pl")


def test_who_signed_the_words_and_when_is_kept_and_shown(signed):
    day = today()
    line = " ".join(polish_line(signed).split())
    assert f"complete; checked by Mara on {day.day} {day:%B %Y}" in line
    assert (polish()["signed_by"], polish()["signed_on"]) == ("Mara", day.isoformat())
    deed = ("survey.sign-words", "survey:the-school-run", {"language": "pl"}, str(signed.user.id))
    assert deeds() == [deed]

    write(signed, sign=True)
    assert is_checked()
    assert deeds() == [deed], "nothing was changed, and nothing signed anew"


def test_words_that_change_are_signed_again_or_not_checked(signed, other):
    write(other, **{"plain:title": "Droga do szkoły"})

    assert TAKEN_BACK in other.text
    assert not is_checked()
    assert "signed_by" not in polish()
    assert "not yet checked by a speaker" in polish_line(other)
    assert deeds()[-1][0] == "survey.unsign-words"

    write(other, sign=True)
    assert TAKEN_BACK not in other.text
    assert "checked by Ola on" in polish_line(other)


def test_english_that_changes_ends_a_signature(signed):
    url = f"{HOME}/pages/how-is-the-journey/how-is-the-journey"
    signed.go(url).post(url, **signed.fields() | {"plain": "How was the journey?"})

    assert not is_checked()
    assert "not yet checked by a speaker" in polish_line(signed)
    assert deeds()[-1][0] == "survey.unsign-words"

    write(signed, sign=True)
    assert polish()["stale"] == []
    assert is_checked()


def test_ready_made_questions_end_a_signature_that_was_not_for_their_words(signed):
    signed.go(f"{HOME}/add").post(f"{HOME}/add-ready-made", go="consent")

    assert "consent" in polish()["words"]
    assert not is_checked()


def test_a_question_without_polish_words_leaves_a_signature_for_the_others(signed):
    add(signed, "text", "Who drives?", "Who drives the bus?")

    assert is_checked()


def test_families_read_that_words_are_not_checked_once_the_english_has_changed(
    signed, parent, client
):
    def go_live():
        signed.go(HOME).post(f"{HOME}/ask")
        parent.go(HOME).post(f"{HOME}/put-live", revision=work().revision)
        return client.get("/surveys/the-school-run?lang=pl").text

    first = go_live()
    assert "Do szkoły" in first
    assert "sd-not-checked" not in first

    signed.go("/staff/surveys").post("/staff/surveys/the-school-run/edit")
    url = f"{HOME}/pages/how-is-the-journey/how-is-the-journey"
    signed.go(url).post(url, **signed.fields() | {"plain": "How was the journey?"})
    assert "sd-not-checked" in go_live()


def test_a_mark_from_before_names_were_kept_counts_until_the_english_changes():
    definition = read_survey_file(LIBRARY_DIR / "my-voice.yaml")[1].model_dump(mode="json")
    definition["translations"]["pl"]["checked"] = True
    assert Definition.model_validate(definition).is_checked("pl")

    definition["translations"]["pl"]["stale"] = ["title"]
    assert not Definition.model_validate(definition).is_checked("pl")
