"""Screening what comes in, the duty inbox and its decisions."""

from app.safeguarding.services.inbox import (
    InboxItem,
    InboxPage,
    count_open,
    get_item,
    is_flagged,
    is_open,
    list_decided,
    list_open,
    next_open,
    open_comments,
    urgency,
    working_days_between,
)
from app.safeguarding.services.keeping import (
    delete_old_sounds,
    delete_sounds_of,
    is_held,
    remove_old_submissions,
)
from app.safeguarding.services.lane import (
    LONGEST_REASON,
    list_decisions,
    raise_concern,
    raise_level,
    record_decision,
    record_view,
)
from app.safeguarding.services.screening import (
    rescreen,
    screen_again,
    screen_text,
    unscreen,
    unscreened_comments,
)
from app.safeguarding.services.words import Segment, defang, refang, segments

__all__ = [
    "LONGEST_REASON",
    "InboxItem",
    "InboxPage",
    "Segment",
    "count_open",
    "defang",
    "delete_old_sounds",
    "delete_sounds_of",
    "get_item",
    "is_flagged",
    "is_held",
    "is_open",
    "list_decided",
    "list_decisions",
    "list_open",
    "next_open",
    "open_comments",
    "raise_concern",
    "raise_level",
    "record_decision",
    "record_view",
    "refang",
    "remove_old_submissions",
    "rescreen",
    "screen_again",
    "screen_text",
    "segments",
    "unscreen",
    "unscreened_comments",
    "urgency",
    "working_days_between",
]
