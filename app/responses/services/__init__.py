"""Take what people say, without losing a word: drafts, sending, receipts."""

from app.responses.services.drafts import (
    DRAFT_LIFETIME,
    Visit,
    delete_draft,
    find_visit,
    keep_answers,
    lock_draft,
    new_secret,
    next_unanswered,
    remove_old_drafts,
    start_draft,
    words_of,
)
from app.responses.services.receipts import (
    find_submission,
    form_key_of,
    normalise_code,
    receipt_code,
)
from app.responses.services.sending import Screener, find_sent, store_submission, submit

__all__ = [
    "DRAFT_LIFETIME",
    "Screener",
    "Visit",
    "delete_draft",
    "find_sent",
    "find_submission",
    "find_visit",
    "form_key_of",
    "keep_answers",
    "lock_draft",
    "new_secret",
    "next_unanswered",
    "normalise_code",
    "receipt_code",
    "remove_old_drafts",
    "start_draft",
    "store_submission",
    "submit",
    "words_of",
]
