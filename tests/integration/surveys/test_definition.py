"""A survey's definition refuses, with a sentence, what could stop or mislead a person."""

import copy
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.responses.models import Consent, WhoseWords
from app.strategy import services as strategy
from app.surveys.definition import KNOWN_OPTIONS, Definition
from app.surveys.screens import find_place
from app.surveys.services import LIBRARY_DIR, read_survey_file
from nlp import easyread
from tests.integration.responses.conftest import COLOURS, SMALL, option, page

LIBRARY = {
    "tell-us": 12,
    "my-voice": 12,
    "after-assessment": 9,
    "waiting-well": 10,
    "charter-check": 7,
    "plan-review": 8,
}


def survey(*pages, **more):
    return {**copy.deepcopy(SMALL), "pages": list(pages), **more}


def refusal(definition) -> str:
    with pytest.raises(ValidationError) as refused:
        Definition.model_validate(definition)
    return str(refused.value)


TEXT = page("story", "text", "Tell us")
FACES = [option("no"), option("sometimes"), option("yes")]


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ([TEXT, TEXT], "Two pages have the code 'story'."),
        (
            [TEXT, {"code": "other", "questions": TEXT["questions"]}],
            "Two questions have the code 'story'.",
        ),
        ([page("errors", "text", "Tell us")], "The code 'errors' is needed by the platform"),
        ([page("leave", "text", "Tell us")], "The code 'leave' is needed by the platform"),
        ([page("a", "one", "A?", options=COLOURS[:1])], "needs at least two options"),
        ([page("a", "one", "A?", options=COLOURS[:1] * 2)], "has the same option twice"),
        ([page("a", "text", "A?", options=COLOURS)], "cannot have options"),
        ([page("a", "face3", "A?", options=COLOURS)], "must begin with the points no, sometimes"),
        ([page("a", "one", "A?", options=COLOURS, alone="red")], "to stand alone"),
        ([page("a", "info", "A")], "must have ideas if it is an info page"),
        ([page("a", "text", "A?", ideas=[{"words": "An idea"}])], "and none otherwise"),
        ([page("a", "text", "A?", statements=[option("b")])], "which only scales can have"),
        ([page("a", "text", "A?", pictures=["ear"])], "Picture 'ear' has no words"),
        ([page("consent", "one", "May we?", options=COLOURS)], "may offer only ask, count, quote"),
        (
            [
                page("a", "text", "A?", show_when={"b": ["red"]}),
                page("b", "one", "B?", options=COLOURS),
            ],
            "that would be a loop",
        ),
        ([page("a", "one", "A?", options=COLOURS, show_when={"a": ["red"]})], "would be a loop"),
        ([TEXT, page("a", "text", "A?", show_when={"story": ["x"]})], "is not a choice"),
        (
            [
                page("a", "one", "A?", options=COLOURS),
                page("b", "text", "B", show_when={"a": ["x"]}),
            ],
            "waits for an answer that 'a' does not offer",
        ),
        (
            [
                page("a", "one", "A?", options=COLOURS),
                page("b", "one", "B?", options=COLOURS, show_when={"a": ["red"]}),
                page("c", "text", "C", show_when={"b": ["red"], "a": ["blue"]}),
            ],
            "Page 'c' can never be reached.",
        ),
    ],
)
def test_a_mistake_is_told_in_a_sentence(pages, sentence):
    assert sentence in refusal(survey(*pages))


@pytest.mark.parametrize("words", ["", "   ", {"plain": "Only plain"}, {"easy": "Only easy"}, None])
def test_every_question_needs_a_plain_and_an_easy_wording(words):
    assert "words" in refusal(survey(page("a", "text", words)))


def test_an_unknown_key_is_a_mistake():
    assert "requird" in refusal(survey(page("a", "text", "A?", requird=True)))


def test_words_for_what_is_not_asked_are_a_mistake():
    translations = {"pl": {"words": {"storry": "Opowiedz"}}}
    assert "has words for 'storry'" in refusal(survey(TEXT, translations=translations))


def test_a_scale_that_does_not_exist_is_a_mistake():
    assert "There is no scale 'face9'" in refusal(survey(TEXT, scales={"face9": FACES}))


def test_each_statement_of_a_scale_has_a_screen_of_its_own():
    scale = page(
        "life", "face3", "How is life?", options=FACES, statements=[option("a"), option("b")]
    )
    definition = Definition.model_validate(survey(TEXT, scale))

    assert [screen.code for screen in definition.screens] == ["story", "a", "b"]
    place = find_place(definition.screens[2], definition.visible({}))
    assert (place.number, place.total, place.part, place.parts) == (2, 2, 2, 2)


@pytest.mark.parametrize(("name", "count"), LIBRARY.items())
def test_the_surveys_that_ship_are_sound(name, count):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")

    numbered = [each for each in definition.visible({}) if each.starts_number and not each.is_info]
    assert len(numbered) == count
    assert {"consent", "receipt"} <= set(definition.questions)
    assert {"role", "whose-words"} & set(definition.questions)


@pytest.mark.parametrize("name", LIBRARY)
def test_every_easy_read_wording_that_ships_passes_our_own_lint(name):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")

    found = {
        key: [each.message for each in easyread.lint(words.easy)]
        for key, words in definition.english.items()
        if not key.startswith("picture.")
    }
    assert not {key: messages for key, messages in found.items() if messages}


@pytest.mark.parametrize("name", LIBRARY)
def test_what_a_question_is_about_is_in_the_strategy(app, name):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")
    known = {item.code for item in strategy.list_items()}

    about = {code for each in definition.questions.values() for code in each.about}
    assert about
    assert about <= known


@pytest.mark.parametrize("name", LIBRARY)
def test_every_picture_of_a_survey_exists(name):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")
    index = Path(__file__).parents[3] / "app" / "static" / "pictures" / "index.json"
    names = {definition.picture, *definition.pictures}
    for screen in definition.screens:
        for question in screen.questions:
            names |= {each.picture for each in [*question.ideas, *question.options]}

    assert names - {None} <= set(json.loads(index.read_text()))


def test_every_easy_question_of_my_voice_has_a_picture():
    _facts, definition = read_survey_file(LIBRARY_DIR / "my-voice.yaml")

    for screen in definition.screens:
        first = screen.questions[0]
        assert first.pictures or first.ideas, screen.code


@pytest.mark.parametrize("name", LIBRARY)
def test_easy_read_sentences_have_fifteen_words_at_most(name):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")
    for key, words in definition.english.items():
        for sentence in words.easy.replace("?", ".").replace("!", ".").split("."):
            assert len(sentence.split()) <= 15, (key, sentence)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_translation_has_every_word_or_none_and_says_that_nobody_checked_it(name):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")
    for locale, translation in definition.translations.items():
        assert set(translation.words) == set(definition.english), locale
        assert not definition.is_checked(locale)


@pytest.mark.parametrize("name", LIBRARY)
def test_the_time_that_is_promised_is_between_three_and_ten_minutes(name):
    _facts, definition = read_survey_file(LIBRARY_DIR / f"{name}.yaml")

    assert 3 <= definition.estimate_minutes("plain") <= definition.estimate_minutes("easy") <= 10


def test_the_options_that_the_platform_understands_are_those_that_it_stores():
    assert KNOWN_OPTIONS["consent"] == set(Consent)
    assert KNOWN_OPTIONS["whose-words"] == set(WhoseWords) - {
        WhoseWords.CHILDS_OWN,
        WhoseWords.GROUP,
        WhoseWords.NOT_SAID,
    }
