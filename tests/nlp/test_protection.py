"""Measuring the screen and redaction: shares that can be checked by hand."""

import numpy as np
import pytest

from nlp import protection
from nlp.evaluation import Unseen
from nlp.examples import Example, read_example
from nlp.labels import LEVELS
from nlp.tagger import Considered

QUIET = "The bus was late again."
URGENT = "I want to kill myself tonight."


def example(text: str, level: str = "none", pii: tuple[tuple[str, str], ...] = ()) -> Example:
    record = {"text": text, "polarity": "concern", "safeguarding": level, "id": text}
    record["pii"] = [{"text": words, "label": label} for words, label in pii]
    return read_example(record, "made up")


def steps(level: str) -> tuple[bool, ...]:
    return tuple(LEVELS.index(level) >= step for step in range(1, len(LEVELS)))


def unseen(*read: tuple[Example, str]) -> Unseen:
    """What a model that raises each comment to the given level makes of them."""
    nothing = np.zeros((len(read), 18))
    return Unseen(
        examples=[one for one, _ in read],
        groups=["carer"] * len(read),
        lengths=np.ones(len(read), np.int64),
        found=[Considered((), {}, "neutral", False, steps(level)) for _, level in read],
        wanted=nothing > 0,
        suggested=nothing > 0,
        chances=nothing,
    )


def test_the_model_raises_a_level_and_never_lowers_one() -> None:
    found = protection.screened(
        unseen(
            (example(URGENT, "urgent"), "none"),
            (example(QUIET, "urgent"), "urgent"),
            (example(QUIET), "none"),
        )
    )

    assert found["rules alone"].urgent == protection.Share(1, 2)
    assert found["model alone"].urgent == protection.Share(1, 2)
    assert found["rules and model"].urgent == protection.Share(2, 2)
    assert found["rules and model"].precision == protection.Share(2, 2)


def test_a_kind_of_speaker_has_a_row_when_enough_of_them_speak_of_harm() -> None:
    few = [(example(URGENT, "urgent"), "none")] * (protection.SMALLEST - 1)
    assert "rules and model: carer" not in protection.screened(unseen(*few))
    assert "rules and model: carer" in protection.screened(unseen(*few, few[0]))


def test_every_mention_counts_and_must_be_masked_whole() -> None:
    named = example("Mrs Jones rang. Ask Mrs Jones.", pii=(("Mrs Jones", "PERSON"),))
    numbered = example("Ring 07700 900123 now", pii=(("07700 900123", "PHONE"),))
    found = protection.redacted([named, numbered])

    assert found["People"] == protection.Share(2, 2)
    assert found["Phones, e-mails, postcodes, NHS numbers, dates of birth"].of == 1
    assert found["Other words masked"] == protection.Share(0, 4)
    assert found["People in lower case"].of == 0


@pytest.mark.parametrize(
    ("hits", "of", "words"), [(0, 0, "–"), (3, 4, "0.750 (0.301 to 0.954, n = 4)")]
)
def test_a_share_is_told_with_its_interval(hits: int, of: int, words: str) -> None:
    assert str(protection.Share(hits, of)) == words


def test_harm_that_is_not_labelled_lowers_precision() -> None:
    found = protection.screened(unseen((example(QUIET), "urgent")))
    assert found["rules and model"].precision == protection.Share(0, 1)
