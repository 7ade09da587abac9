"""The tagger reads a comment together with its question and voice, and shows its words."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import nlp
from nlp import CommentIn, Reading, outputs
from nlp.labels import POLARITIES, SIGNED, SIGNS, TAGS
from nlp.store import load_model
from nlp.tagger import Tagger


def read(tagger: Tagger, text: str, question: str = "", voice: str = "") -> Reading:
    return next(tagger.read([CommentIn("1", question, text, voice)]))


def suggested(reading: Reading) -> dict[str, str | None]:
    return {tag.code: tag.sign for tag in reading.tags if tag.strength == "tag"}


def test_a_wait_for_an_autism_assessment_is_both_tags(tagger: Tagger) -> None:
    reading = read(tagger, "Still waiting for the autism assessment after two years.")
    assert {"timeliness", "autism-neurodiversity"} <= set(suggested(reading))
    assert reading.polarity == "concern"


def test_nothing_is_praise_or_concern_depending_on_the_question(tagger: Tagger) -> None:
    assert read(tagger, "Nothing", "What was good?").polarity == "concern"
    assert read(tagger, "Nothing", "What could be better?").polarity == "praise"
    assert read(tagger, "nothing really", "What is not going well?").polarity == "praise"
    assert read(tagger, "Nothing.", "What is going well?").polarity == "concern"


@pytest.mark.parametrize(
    ("question", "answer", "code", "sign"),
    [
        ("Do you feel safe?", "No", "safe", "-"),
        ("Do you feel safe at school?", "yes", "safe", "+"),
        ("Do you feel safe on the bus?", "Sometimes.", "safe", "~"),
        ("Do you feel safe at home?", "not really", "safe", "-"),
        ("Is there a place you feel unsafe?", "No", "safe", "+"),
        ("Do people listen to you?", "Nope", "listen", "-"),
        ("Do you have friends?", "No.", "happy-trust", "-"),
        ("Were you treated with respect?", "👍", "respect", "+"),
    ],
)
def test_a_short_answer_borrows_from_its_question(
    tagger: Tagger, question: str, answer: str, code: str, sign: str
) -> None:
    assert suggested(read(tagger, answer, question))[code] == sign


@pytest.fixture
def cheerful(model_folder: Path) -> Tagger:
    """The small model, moved so that it takes everything for praise."""
    version, settings, arrays = load_model(model_folder)
    bias, sign_bias = np.array(arrays["bias"]), np.array(arrays["sign_bias"])
    bias[outputs.POLARITY.start + POLARITIES.index("praise")] += 1_000
    sign_bias[:, SIGNS.index("+")] += 1_000
    return Tagger(version, settings, {**arrays, "bias": bias, "sign_bias": sign_bias})


@pytest.mark.parametrize(
    ("text", "sign", "polarity"),
    [
        ("They never asked what we wanted", "-", "concern"),
        ("Nobody asked us what we wanted at the meeting", "-", "concern"),
        ("They asked what we wanted", "+", "praise"),
    ],
)
def test_what_was_plainly_not_done_has_a_minus_whatever_the_model_says(
    cheerful: Tagger, text: str, sign: str, polarity: str
) -> None:
    reading = read(cheerful, text)
    assert suggested(reading)["listen"] == sign
    assert reading.polarity == polarity


@pytest.mark.parametrize("answer", ["No", "nothing", "No thanks", "Sometimes", "Yes."])
@pytest.mark.parametrize("question", ["Is there anything else?", "Anything else?", ""])
def test_an_open_prompt_or_no_question_lends_nothing(
    tagger: Tagger, question: str, answer: str
) -> None:
    assert read(tagger, answer, question).tags == ()


def test_the_words_shown_are_words_of_the_comment(tagger: Tagger) -> None:
    texts = [
        "  Nobody rings back 😡😡, we’ve waited 2yrs!!! for CAMHS… and I'm exhausted ",
        "مرحبا we are waiting for speech therapy",
        "👩‍👩‍👧 my son is bullied on the bus\n\nno one listens",
        "a" * 12_000,
        "!!! ??? ...",
        "",
    ]
    for reading, text in zip(
        tagger.read(CommentIn("x", "", text) for text in texts), texts, strict=True
    ):
        for tag in reading.tags:
            assert 0 <= tag.start < tag.end <= len(text)
            assert text[tag.start : tag.end].strip() == text[tag.start : tag.end]


def test_evidence_is_the_clause_about_the_tag(tagger: Tagger) -> None:
    text = (
        "The taxi was fine. He has waited 3 years for an autism assessment. We like the new hall."
    )
    found = {tag.code: text[tag.start : tag.end] for tag in read(tagger, text).tags}
    assert "waited 3 years" in found["timeliness"]
    assert "taxi" not in found["timeliness"]


def test_scores_are_probabilities_and_signs_belong_to_values_and_outcomes(tagger: Tagger) -> None:
    reading = read(tagger, "They listened to my daughter and changed the plan. CAMHS still late.")
    assert set(reading.scores) == set(TAGS)
    assert all(0 <= score <= 1 for score in reading.scores.values())
    assert reading.polarity in POLARITIES
    for tag in reading.tags:
        assert (tag.sign in ("+", "-", "~")) == (tag.code in SIGNED)


def test_what_a_person_calls_english_is_read_as_english(tagger: Tagger) -> None:
    text = "Czekamy dwa lata. Still waiting for the autism assessment, nikt nie zadzwonił do nas."
    guessed, told = tagger.read(
        [CommentIn("1", "", text), CommentIn("2", "", text, is_english=True)]
    )
    assert (guessed.language, guessed.tags) == ("pl", ())
    assert told.language == "en"
    assert "autism-neurodiversity" in suggested(told)


def test_a_comment_in_another_language_is_not_tagged_from_its_english_words(
    tagger: Tagger,
) -> None:
    text = (
        "Czekamy już dwa lata na diagnozę autism, nikt nie oddzwania i nie wiemy co dalej z CAMHS"
    )
    reading = read(tagger, text)
    assert reading.language == "pl"
    assert reading.tags == ()
    assert reading.scores == {}


def test_the_model_never_lowers_what_the_screen_says(tagger: Tagger) -> None:
    for text in ("I want to die", "my stepdad hits me", "the biscuits were nice"):
        levels = ("none", "concern", "urgent")
        from_rules = nlp.screen.screen(text).level  # type: ignore[attr-defined]
        assert levels.index(read(tagger, text).safeguarding) >= levels.index(from_rules)


def test_only_the_first_ten_thousand_characters_are_read_and_that_is_said(tagger: Tagger) -> None:
    long = read(tagger, "good " * 2001)
    assert long.cut
    assert not read(tagger, "good").cut


def test_comments_are_answered_as_they_come_in_order(tagger: Tagger) -> None:
    taken: list[int] = []

    def endless() -> Iterator[CommentIn]:
        number = 0
        while True:
            taken.append(number)
            yield CommentIn(str(number), "", "still waiting for a plan")
            number += 1

    readings = tagger.read(endless())
    assert [next(readings).id for _ in range(600)] == [str(number) for number in range(600)]
    assert len(taken) <= 1024


def test_reading_twice_says_the_same(tagger: Tagger) -> None:
    comments = [CommentIn("1", "How are things?", "No reply from the SEND team, I gave up work.")]
    assert list(tagger.read(comments)) == list(tagger.read(comments))


def test_importing_the_library_and_the_screen_loads_nothing_heavy() -> None:
    code = (
        "import sys, nlp, nlp.screen;"
        "heavy = {'spacy', 'sklearn', 'scipy', 'numpy'} & set(sys.modules);"
        "sys.exit(1 if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_scores_alone_are_those_of_a_reading(tagger: Tagger) -> None:
    comments = [
        CommentIn("1", "What is not going well?", "We waited two years. Nobody listened to us."),
        CommentIn("2", "Do you feel safe at school?", "No"),
        CommentIn("3", "Is there anything else?", "Nothing"),
        CommentIn("4", "", ""),
    ] * 100
    found = tagger.scores(comments)
    assert found.shape == (400, len(TAGS))
    wanted = [list(one.scores.values()) for one in tagger.consider(comments)]
    assert found == pytest.approx(np.array(wanted), abs=1e-4)
    assert tagger.scores([]).shape == (0, len(TAGS))
