"""Jobs of this room: what the worker does on every sweep."""

import time

from app.surveys import services

#: A comment that comes meanwhile waits so long for its reader; what is left is spoken next time.
LONGEST_SECONDS = 2.0
#: Looking which sounds are needed reads every survey: once in so many seconds is enough.
FORGET_SECONDS = 6 * 3600.0
_forgot_at: list[float] = []


def speak_questions() -> int:
    """Let a computer speak the questions that nobody has read aloud; return how many it did."""
    return services.speak_questions(longest=LONGEST_SECONDS)


def forget_sounds() -> int:
    """Remove sounds that no survey needs any more, now and then; return how many."""
    if _forgot_at and time.monotonic() - _forgot_at[0] < FORGET_SECONDS:
        return 0
    _forgot_at[:] = [time.monotonic()]
    return services.forget_unused(today_is=time.time())
