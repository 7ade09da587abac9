"""From raw scores to suggestions: probabilities, the clause a tag rests on, and its sign."""

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from nlp.features import Parsed

Floats = npt.NDArray[np.floating]


def clause_words(parsed: Parsed) -> list[tuple[int, int]]:
    """Return the clauses of a comment as word positions; clauses without words are left out."""
    starts = [token.start for token in parsed.tokens]
    found = []
    for start, end in parsed.clauses:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if last > first:
            found.append((first, last))
    return found


def combine(whole: Floats, best: Floats, calibration: Floats) -> Floats:
    """Return calibrated probabilities (comments x tags) from whole and best clause scores."""
    tags = calibration.shape[0]
    logits = whole[:, :tags] * calibration[:, 0] + best * calibration[:, 1] + calibration[:, 2]
    probabilities: Floats = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return probabilities
