"""The rules of letting people know: who follows what, what is new, and which mail goes now."""

from app.updates.services.following import (
    ask,
    confirm,
    count_followers,
    find_by_token,
    forget_followers,
    is_on,
    stop,
    switch_updates,
    token_of,
)
from app.updates.services.mailing import (
    Letter,
    LetterKind,
    due_followers,
    put_back,
    take_letter,
)
from app.updates.services.news import (
    EVERYTHING,
    News,
    NewsKind,
    priority_topic,
    theme_of,
    theme_to_follow,
    theme_topic,
)
from app.updates.services.telling import (
    Site,
    forget_deliveries,
    last_deliveries,
    note_outcome,
    queue_news,
    take_delivery,
)

__all__ = [
    "EVERYTHING",
    "Letter",
    "LetterKind",
    "News",
    "NewsKind",
    "Site",
    "ask",
    "confirm",
    "count_followers",
    "due_followers",
    "find_by_token",
    "forget_deliveries",
    "forget_followers",
    "is_on",
    "last_deliveries",
    "note_outcome",
    "priority_topic",
    "put_back",
    "queue_news",
    "stop",
    "switch_updates",
    "take_delivery",
    "take_letter",
    "theme_of",
    "theme_to_follow",
    "theme_topic",
    "token_of",
]
