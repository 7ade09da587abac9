"""The model may raise a safeguarding level and can never lower one."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from nlp import CommentIn, guard, screen
from nlp.examples import Example
from nlp.labels import LEVELS
from nlp.store import load_model
from nlp.tagger import Tagger

STEPS = list(product((False, True), repeat=len(LEVELS) - 1))


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_no_level_and_no_answer_of_the_model_makes_a_lower_level(
    level: int, steps: tuple[bool, ...]
) -> None:
    assert level <= guard.lift(level, steps) < len(LEVELS)


@pytest.mark.parametrize(
    ("level", "steps", "lifted"),
    [
        (0, (False, False), 0),
        (0, (True, False), 1),
        (0, (False, True), 0),
        (0, (True, True), 2),
        (1, (False, False), 1),
        (1, (False, True), 2),
        (2, (False, False), 2),
    ],
)
def test_a_level_is_lifted_one_step_at_a_time(
    level: int, steps: tuple[bool, ...], lifted: int
) -> None:
    assert guard.lift(level, steps) == lifted


@pytest.fixture(params=[-1_000.0, -2.0, 0.0, 1_000.0])
def any_tagger(model_folder: Path, request: pytest.FixtureRequest) -> Tagger:
    """The small model with every limit moved: keen, as trained or nearly, and deaf."""
    version, settings, arrays = load_model(model_folder)
    limits = [limit + request.param for limit in settings["guard_from"]]
    return Tagger(version, {**settings, "guard_from": limits}, arrays)


def test_whatever_its_limits_a_model_lowers_nothing(
    any_tagger: Tagger, few_examples: list[Example]
) -> None:
    comments = [example.comment for example in few_examples[:300]]
    comments += [replace(comments[0], text=text) for text in ("", "I want to die", "👍", "Nie")]
    comments.append(CommentIn("asked", "Do you feel safe at home?", "No"))
    for comment, reading in zip(comments, any_tagger.read(comments), strict=True):
        rules = screen.screen(comment.text, comment.question).level
        assert LEVELS.index(reading.safeguarding) >= LEVELS.index(rules)


def limits(scores: list[list[float]], wanted: list[int], rules: list[int]) -> list[float]:
    return guard.find_limits(np.array(scores), np.array(wanted), np.array(rules))


def test_limits_are_as_low_as_the_precision_of_rules_and_model_together_allows() -> None:
    # Two found by the rules, one of them right; the model finds one more and then is wrong.
    scores = [[0.0, -9.0], [0.0, -9.0], [3.0, -9.0], *([2.0 - n, -9.0] for n in range(4))]
    found = limits(scores, wanted=[1, 0, 1, 0, 0, 0, 0], rules=[1, 1, 0, 0, 0, 0, 0])
    # 1 of 2, 2 of 3, 2 of 4, 2 of 5 (.4), then 2 of 6.
    assert found[0] == 1.0


def test_comments_of_equal_score_pass_together_or_not_at_all() -> None:
    scores = [[3.0, -9.0], *[[1.0, -9.0]] * 4]
    assert limits(scores, wanted=[1, 1, 0, 0, 0], rules=[0] * 5)[0] == 1.0
    assert limits(scores, wanted=[1, 0, 0, 0, 0], rules=[0] * 5)[0] == 3.0


def test_urgent_is_looked_for_only_among_what_has_reached_concern() -> None:
    scores = [[0.0, 1.0], [9.0, 0.5], [-9.0, 5.0], [-9.0, 4.0], [-9.0, 4.0], [-9.0, 4.0]]
    found = limits(scores, wanted=[2, 2, 0, 0, 0, 0], rules=[1, 0, 0, 0, 0, 0])
    assert found[1] == 0.5


def test_where_the_rules_spent_the_precision_the_model_must_be_right_by_itself() -> None:
    scores = [[float(50 - n), -9.0] for n in range(50)]
    # The first twelve are harm, and the rules, always wrong, flag thirty others.
    wanted, rules = [1] * 12 + [0] * 38, [0] * 20 + [1] * 30
    found = limits(scores, wanted, rules)
    assert found[0] == scores[19][0]


def test_without_anything_to_find_the_model_stays_silent() -> None:
    assert limits([[1.0, 1.0]] * 20, [0] * 20, [0] * 20) == [99.0, 99.0]
