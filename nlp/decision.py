"""From raw scores to suggestions: probabilities, and the clauses a tag rests on."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

# What a comment without any words scores; a probability of practically nothing.
NOTHING = -8.0
# A neighbouring clause is taken in when it scores within this of the best one.
REACH = 2.2


def summarise(clause_scores: Floats, firsts: npt.NDArray[np.integer]) -> tuple[Floats, Floats]:
    """Return, per comment and tag, the best clause and the log of the expected number of clauses.

    `firsts` says at which row each comment's clauses begin; every comment has one at least.
    """
    chances = 1 / (1 + np.exp(-np.clip(clause_scores, -30, 30)))
    expected = np.log(np.add.reduceat(chances, firsts, axis=0) + 1e-9)
    return np.maximum.reduceat(clause_scores, firsts, axis=0), expected


def inputs(whole: Floats, best: Floats, expected: Floats, lengths: Floats) -> Floats:
    """Return what calibration weighs without an encoder: (comments, tags, 6).

    A long comment has more clauses to be right or wrong in, so both scores count differently as
    the number of words grows.
    """
    size = np.broadcast_to(np.log(np.maximum(lengths, 1))[:, None], whole.shape)
    stacked: Floats = np.stack(
        [whole, best, expected, size, size * whole / 3, size * best / 3], axis=2
    )
    return stacked


def probabilities(weighed: Floats, calibration: Floats) -> Floats:
    """Return calibrated probabilities (comments, tags); `calibration` is (tags, inputs + 1)."""
    logits = np.einsum("ctk,tk->ct", weighed, calibration[:, :-1]) + calibration[:, -1]
    chances: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return chances


def widen(scores: Sequence[float]) -> tuple[int, int]:
    """Return the run of clauses around the best one that score nearly as high (end excluded)."""
    chosen = max(range(len(scores)), key=scores.__getitem__)
    first, last = chosen, chosen + 1
    while first > 0 and scores[first - 1] >= scores[chosen] - REACH:
        first -= 1
    while last < len(scores) and scores[last] >= scores[chosen] - REACH:
        last += 1
    return first, last
