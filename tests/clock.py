"""Times that a test can rest on: the machine is shared, so one slow moment must decide nothing."""

import gc
from collections.abc import Callable
from time import process_time

ROUNDS = 5
#: Growth beyond any doubt shows each time; a busy machine shows it now and then.
FEWEST, MOST = 2, 20
#: Below this many seconds a clock says little about growth.
TOO_SHORT = 0.02


def seconds_of(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """Return the least CPU seconds of this process that `work` took in some rounds."""

    def once() -> float:
        began = process_time()
        work()
        return process_time() - began

    # Sweeping what other tests left behind takes longer than most of what is measured.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return min(once() for _ in range(rounds))
    finally:
        if was_on:
            gc.enable()


def grows_in_step(work: Callable[[str], object], piece: str, *, most: float = 3.0) -> bool:
    """Say whether twice the text, made of `piece`, takes less than `most` times as long.

    `work` is tried on 5,000 and on 10,000 characters, which must take less than a second.
    """
    half, full = ((piece * length)[:length] for length in (5_000, 10_000))
    short = long = float("inf")
    for done in range(1, MOST + 1):
        short = min(short, seconds_of(lambda: work(half), rounds=1))
        long = min(long, seconds_of(lambda: work(full), rounds=1))
        if done >= FEWEST and long < 1.0 and long < most * short + TOO_SHORT:
            return True
    return False
