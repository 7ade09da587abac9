"""Short answers: what counts as one, and what they take from their question."""

import pytest

from nlp.cues import load_cues, matchers_from, parse_phrase
from nlp.elliptical import borrow, kind_of
from nlp.text import fold, sentences, tokenise
from nlp.types import NlpError

MATCHERS = matchers_from(load_cues())


def words(text: str) -> list[str]:
    return tokenise(text).words


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
        ("Absolutely", "yes"),
        ("Absolutely not", "no"),
        ("Absolutely nothing", "nothing"),
        ("definitely everything", "all"),
        ("not everything", None),
        ("not a lot", "nothing"),
        ("n", "no"),
        ("N0", "no"),
        ("nooo!!!", "no"),
        ("nah not really", "no"),
        ("yess", "yes"),
        ("y", "yes"),
        ("yes and no", "some"),
        ("not always", "some"),
        ("They don't always", "some"),
        ("no, not always", "some"),
        ("Not all the time", "some"),
        ("not completely", "some"),
        ("completely not", "no"),
        ("definitely not", "no"),
        ("always not", "no"),
        ("most of the time", "some"),
        ("a bit", "some"),
        ("often", None),
        ("not very often", None),
        ("not often", "no"),
        ("not usually", "no"),
        ("hardly ever", "no"),
        ("not at all", "no"),
        ("not all", None),
        ("yes but no ramp", None),
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


@pytest.mark.parametrize(
    ("question", "answer", "polarity"),
    [
        ("What was good?", "Absolutely nothing", "concern"),
        ("What could be better?", "Absolutely nothing", "praise"),
        ("What could be better?", "Nothing, it was all great", "praise"),
        ("What was good?", "Nothing really. It was awful", "concern"),
        ("What could be better?", "Nothing good came of it", None),
        ("What could be better?", "Nothing, it was great but too short", None),
        ("What was good?", "nothing, it is all fine", None),
        ("What did you like?", "nothing", "concern"),
        ("What did you like?", "everything", "praise"),
        ("What did you not like?", "nothing", "praise"),
        ("What didn't you like?", "everything", "concern"),
        ("What do you enjoy?", "not a lot", "concern"),
    ],
)
def test_nothing_and_everything_mean_what_the_question_makes_of_them(
    question: str, answer: str, polarity: str | None
) -> None:
    found = borrow(words(answer), words(question), MATCHERS)
    assert (found.polarity if found else None) == polarity


@pytest.mark.parametrize(
    ("question", "answer", "tag", "sign"),
    [
        ("Do staff respect you?", "No", "respect", "-"),
        ("Do staff respect you?", "yess", "respect", "+"),
        ("Do staff ever ignore you?", "yes", "listen", "-"),
        ("Do staff ever ignore you?", "no", "listen", "+"),
        ("Are staff rude to you?", "sometimes", "respect", "~"),
        ("Are staff rude to you?", "not always", "respect", "~"),
        ("Do staff respect you?", "not always", "respect", "~"),
        ("Do staff respect you?", "hardly ever", "respect", "-"),
        ("Do you feel that nobody listens to you?", "yes", "listen", "-"),
        ("Do you feel scared at school?", "yes", "safe", "-"),
        ("Is anyone unkind to you?", "yes", "safe", "-"),
        ("Have you had to repeat your story?", "Yes", "work-together", "-"),
        ("Do you have friends?", "none", "happy-trust", "-"),
    ],
)
def test_a_question_about_what_is_bad_turns_the_sign(
    question: str, answer: str, tag: str, sign: str
) -> None:
    found = borrow(words(answer), words(question), MATCHERS)
    assert found is not None
    assert found.tags[tag] == sign
    assert found.polarity == {"+": "praise", "-": "concern", "~": "mixed"}[sign]


def test_somebody_unkind_need_not_be_a_service() -> None:
    found = borrow(words("yes"), words("Is anyone unkind to you?"), MATCHERS)
    assert found is not None
    assert set(found.tags) == {"safe"}


def test_a_phrase_that_cannot_match_is_refused_with_its_words() -> None:
    for phrase in ("", "_ word", "word ...", "a||b", "*"):
        with pytest.raises(NlpError):
            parse_phrase("list", phrase)


def test_words_are_folded_without_learning_numbers() -> None:
    assert fold("Don’t") == "dont"
    assert fold("SOOOO") == "soo"
    assert fold("07700900123") == "##"
    assert fold("18") == "18"


def test_sentences_cover_the_words_and_nothing_else() -> None:
    text = "Great TA, but the plan is late. Nobody rings!\nStill waiting"
    assert [text[start:end] for start, end in sentences(text)] == [
        "Great TA, but the plan is late",
        "Nobody rings",
        "Still waiting",
    ]


@pytest.mark.parametrize(
    "clauses",
    [
        "Great TA , | but the plan is late . | Nobody rings ! | Still waiting",
        "He asked | because he cares , | so I said yes",
        "So far | so good",
        "why ? ! | Because",  # the last word joins nothing
        "but | but | but nothing follows but",
        "Stop !! | 👍 👍 , | Now …",
        "half-past - | then home – | late— | again",
        "half-past (maybe) then-and-there",
        "line one \n | line two",
        "a . ! | b",
        "",
    ],
)
def test_clauses_begin_after_stops_and_at_joining_words(clauses: str) -> None:
    """Each is written with " | " where the next one begins."""
    text = clauses.replace("| ", "")
    expected, before = [], 0
    for clause in clauses.split("| ") if clauses else []:
        expected.append(before)
        before += len(words(clause))
    assert tokenise(text).clause_starts() == expected


def test_the_pieces_of_a_text_are_the_text() -> None:
    text = "  Don’t ring – \n(he's 7) 👍🏽 ok?"
    found = tokenise(text)
    assert "".join(found.pieces) == text
    assert [text[a:b] for a, b in zip(*found.edges(), strict=True)] == found.pieces[1::2]


def test_plain_letters_are_cut_like_any_others() -> None:
    """One expression reads texts of plain letters alone, another all; here they read the same."""
    every = "".join(map(chr, range(128)))
    texts = [every, every[::-1], *(f"it{character}s {character} " for character in every)]
    for text in texts:
        # The last letter is none of the plain ones.
        assert tokenise(text).words == tokenise(text + "é").words[: len(tokenise(text).words)]
