"""How the model may raise a safeguarding level, and never lower one.

For each level above "none" the model has a score and a limit. A comment that reaches the limit of
the level just above its own is lifted to it: one step at a time, starting from what the rules say.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp.examples import Example
from nlp.labels import LEVELS
from nlp.screen import screen

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Of what rules and model put at a level or above, this share at least should belong there.
PRECISION = 0.4
# Where the rules alone are below that, the model's own findings must be right this often.
OWN_PRECISION = 0.6
_FEWEST = 10
_NEVER = 99.0


def lift(level: int, steps: Sequence[bool]) -> int:
    """Return the level (0 none to 2 urgent) that the model's steps make of the rules' level.

    `steps` says for each level above "none" whether the model's score reaches its limit. A step
    counts only for a comment that has reached the level below it; no step ever lowers.
    """
    for number, is_reached in enumerate(steps, 1):
        if is_reached and level == number - 1:
            level = number
    return level


def rule_levels(examples: Sequence[Example]) -> Ints:
    """Return the level that the rules alone give each comment, 0 none to 2 urgent."""
    return np.array(
        [LEVELS.index(screen(e.comment.text, e.comment.question).level) for e in examples], np.int64
    )


def find_limits(scores: Floats, wanted: Ints, rules: Ints) -> list[float]:
    """Return the limit of each level above "none", from comments the model has not seen.

    `scores` has a row for each comment and a column for each level above "none"; `wanted` and
    `rules` are the labelled levels and those of the rules. Each limit is as low as precision
    allows: the whole allowance is spent on finding more.
    """
    levels = rules.copy()
    limits = []
    for column in range(scores.shape[1]):
        level = column + 1
        is_wanted = wanted >= level
        limit = _lowest(scores[:, column], is_wanted, levels, level)
        levels = np.where((levels == column) & (scores[:, column] >= limit), level, levels)
        limits.append(limit)
    return limits


def _lowest(scores: Floats, is_wanted: Bools, levels: Ints, level: int) -> float:
    """Return the lowest score that may lift a comment to a level."""
    is_there = levels >= level
    waiting = np.flatnonzero(levels == level - 1)
    waiting = waiting[np.argsort(-scores[waiting], kind="stable")]
    right = is_wanted[is_there].sum() + np.cumsum(is_wanted[waiting])
    count = is_there.sum() + np.arange(1, len(waiting) + 1)
    good = np.flatnonzero((right / count >= PRECISION) & _is_last(scores[waiting]))
    if len(good):
        return float(scores[waiting[good[-1]]])
    return _own_limit(scores, is_wanted)


def _own_limit(scores: Floats, is_wanted: Bools) -> float:
    """Return the lowest score from which the model by itself is right often enough."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(is_wanted[order]) / np.arange(1, len(order) + 1)
    is_enough = np.arange(len(order)) >= _FEWEST
    good = np.flatnonzero((right >= OWN_PRECISION) & is_enough & _is_last(scores[order]))
    return float(scores[order[good[-1]]]) if len(good) else _NEVER


def _is_last(scores: Floats) -> Bools:
    """Say of each falling score whether the next is lower; equal ones pass a limit together."""
    return np.append(scores[1:] < scores[:-1], True)[: len(scores)]
