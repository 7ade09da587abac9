"""Entries in other languages: words that staff type beside the English, and their state."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.db import db, today, utc_now
from app.i18n import DEFAULT_LANGUAGE, current_locale
from app.tracker.models import (
    ACTION_TEXTS,
    ActionKind,
    Entry,
    EntryStatus,
    EntryTranslation,
    TranslationState,
)
from app.tracker.services.actions import record
from app.tracker.services.entries import TEXTS, EntryError, check_counts


def translation_of(entry: Entry, locale: str) -> EntryTranslation | None:
    """Return the words of an entry in one language, or None."""
    return next((each for each in entry.translations if each.locale == locale), None)


def with_translations() -> list[Any]:
    """Return how a list of entries is fetched so that it can be read in this request's language."""
    if current_locale() == DEFAULT_LANGUAGE:
        return []
    return [selectinload(Entry.translations)]


def texts_to_translate(entry: Entry) -> dict[str, str]:
    """Return {name: English} of the texts that an entry's page shows, its own and its action's."""
    kind = entry.action.kind
    hidden = set() if kind == ActionKind.CANNOT else {"action_why", "action_instead"}
    hidden |= set() if kind == ActionKind.NOT_OURS else {"action_whose"}
    names = [name for name in (*TEXTS, *ACTION_TEXTS) if name not in hidden]
    return {name: entry.english(name) for name in names if entry.english(name)}


def fingerprint(entry: Entry, locale: str) -> str:
    """Return a mark of the English and of the translation as they stand now.

    Whoever saves hands it back, so that nobody translates words that have changed meanwhile, or
    writes over somebody else's.
    """
    known = translation_of(entry, locale)
    seen = [texts_to_translate(entry), known.words if known else {}]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


def save_translation(
    entry: Entry,
    locale: str,
    words: Mapping[str, str],
    *,
    is_checked: bool,
    seen: str,
    by: User,
) -> None:
    """Keep the words of one language; a text left empty is read in English.

    Words that were changed are fresh again, whatever had become of their English; so are all of
    them when a speaker has read them beside it now. Raises EntryError when the entry is withdrawn,
    when something has changed since `seen`, or when a text counts out a handful of people.
    """
    if entry.status == EntryStatus.WITHDRAWN:
        raise EntryError(_l("This entry is withdrawn. Its words are not shown any more."))
    if seen != fingerprint(entry, locale):
        raise EntryError(
            _l(
                "The words have changed since you opened this page. Yours are still in the boxes: "
                "compare them, then save again."
            )
        )
    english = texts_to_translate(entry)
    kept = {name: words[name] for name in english if words.get(name)}
    for name, text in kept.items():
        check_counts(text, field=name)
    known = translation_of(entry, locale)
    if not kept:
        if known is not None:
            entry.translations.remove(known)
    else:
        known = known or EntryTranslation(locale=locale, words={}, english={})
        if known not in entry.translations:
            entry.translations.append(known)
        _write(known, kept, english, is_checked=is_checked, by=by)
    if entry.status == EntryStatus.PUBLISHED:
        entry.updated_at = utc_now()
    db.session.flush()
    record("entry.translate", target=f"entry:{entry.id}", by=by, language=locale, texts=len(kept))


def _write(
    known: EntryTranslation,
    words: dict[str, str],
    english: Mapping[str, str],
    *,
    is_checked: bool,
    by: User,
) -> None:
    was_checked = known.state == TranslationState.CHECKED and known.words == words
    known.english = {
        name: known.english[name]
        if not is_checked and known.words.get(name) == text
        else english[name]
        for name, text in words.items()
    }
    known.words = words
    if not is_checked:
        known.checked_on = known.checked_by = None
    elif not was_checked:
        known.checked_on, known.checked_by = today(), by
