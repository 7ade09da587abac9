"""The same feed as JSON (JSON Feed 1.1), for those whose tools read no XML."""

from typing import Any

from app.i18n import DEFAULT_LANGUAGE
from app.public.feed import Feed, content_of, midnight_of, time_of
from app.tracker.models import Entry
from app.tracker.told import told

VERSION = "https://jsonfeed.org/version/1.1"


def make_json_feed(entries: list[Entry], feed: Feed) -> dict[str, Any]:
    """Return the feed as plain data; an entry has the same id here as in Atom."""
    return {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.url("public.list_entries"),
        "feed_url": feed.url("public.show_json_feed", **feed.filters),
        "language": feed.locale,
        "items": [_item(entry, feed) for entry in entries],
    }


def _item(entry: Entry, feed: Feed) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": feed.entry_id(entry),
        "url": feed.url("public.show_entry", slug=entry.slug),
        "title": told(entry, "title").bare,
        "content_text": content_of(entry),
        "date_modified": time_of(entry.updated_at),
        "tags": [each.name for each in entry.action.items],
    }
    if entry.published_on is not None:
        item["date_published"] = time_of(midnight_of(entry.published_on))
    if feed.locale == DEFAULT_LANGUAGE:  # elsewhere the words are in two languages
        item["language"] = DEFAULT_LANGUAGE
    return item
