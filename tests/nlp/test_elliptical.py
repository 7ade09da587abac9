"""Short answers: what counts as one, and what they take from their question."""

import pytest

from nlp.cues import load_cues, matchers_from, parse_phrase
from nlp.elliptical import borrow, kind_of
from nlp.text import clauses, fold, sentences, tokenise
from nlp.types import NlpError

MATCHERS = matchers_from(load_cues())


def words(text: str) -> list[str]:
    return [token.word for token in tokenise(text)]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("No", "no"),
        ("no!!", "no"),
        ("Not really", "no"),
        ("yes 👍", "yes"),
        ("yeah it is", "yes"),
        ("Sometimes 😐", "some"),
        ("Nothing at all", "nothing"),
        ("everything", "all"),
        ("No ramp", None),
        ("yes and no", None),
        ("", None),
        ("only in the library", None),
        ("no one listens to me ever", None),
    ],
)
def test_only_answers_without_words_of_their_own_are_elliptical(
    answer: str, kind: str | None
) -> None:
    assert kind_of(words(answer)) == kind


def test_both_sides_of_a_question_are_weighed() -> None:
    def polarity(answer: str, question: str) -> str | None:
        found = borrow(words(answer), words(question), MATCHERS)
        return found.polarity if found else None

    assert polarity("Nothing", "What has helped?") == "concern"
    assert polarity("Everything", "What has helped?") == "praise"
    assert polarity("Everything", "What could be better?") == "concern"
    assert polarity("Nothing", "What works and what should change?") is None


def test_a_phrase_that_cannot_match_is_refused_with_its_words() -> None:
    for phrase in ("", "_ word", "word ...", "a||b", "*"):
        with pytest.raises(NlpError):
            parse_phrase("list", phrase)


def test_words_are_folded_without_learning_numbers() -> None:
    assert fold("Don’t") == "dont"
    assert fold("SOOOO") == "soo"
    assert fold("07700900123") == "##"
    assert fold("18") == "18"


def test_clauses_and_sentences_cover_the_words_and_nothing_else() -> None:
    text = "Great TA, but the plan is late. Nobody rings!\nStill waiting"
    assert [text[start:end] for start, end in clauses(text)] == [
        "Great TA",
        "but the plan is late",
        "Nobody rings",
        "Still waiting",
    ]
    assert [text[start:end] for start, end in sentences(text)] == [
        "Great TA, but the plan is late",
        "Nobody rings",
        "Still waiting",
    ]
