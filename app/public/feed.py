"""The Atom feed of published entries (RFC 4287), for people who follow without signing up."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import url_for
from flask_babel import gettext as _

from app.tracker.models import Entry, EntryStatus
from app.tracker.words import answer_label, promise_words, status_tag

_ATOM = "http://www.w3.org/2005/Atom"
#: Characters that XML 1.0 has no way to write.
_NOT_XML = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])
#: What an empty feed was last changed at: it must say something, and must not change.
_NEVER = datetime(2024, 4, 1, tzinfo=UTC)


def write_feed(entries: list[Entry], *, base_url: str, locale: str) -> bytes:
    """Return the feed as UTF-8 XML. Ids stay the same for ever, whatever an entry's title.

    `base_url` is the public address without a last slash.
    """
    ET.register_namespace("", _ATOM)
    host = urlsplit(base_url).hostname or "localhost"
    feed = ET.Element(_name("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": locale})
    _add(feed, "id", f"tag:{host},2024:you-said-we-did")
    _add(feed, "title", _("You said – We did"))
    _add(feed, "subtitle", _("What families said, and what was done about it."))
    _add(feed, "updated", _time(max((entry.updated_at for entry in entries), default=_NEVER)))
    _link(
        feed, rel="self", href=base_url + url_for("public.show_feed"), kind="application/atom+xml"
    )
    _link(feed, rel="alternate", href=base_url + url_for("public.list_entries"), kind="text/html")
    _add(ET.SubElement(feed, _name("author")), "name", _("Said and Done"))
    for entry in entries:
        _add_entry(feed, entry, base_url=base_url, host=host)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: ET.Element, entry: Entry, *, base_url: str, host: str) -> None:
    element = ET.SubElement(feed, _name("entry"))
    _add(element, "id", f"tag:{host},2024:entry:{entry.id}")
    _add(element, "title", entry.title)
    url = base_url + url_for("public.show_entry", slug=entry.slug)
    _link(element, rel="alternate", href=url, kind="text/html")
    if entry.published_on is not None:
        midnight = datetime.combine(entry.published_on, datetime.min.time(), tzinfo=UTC)
        _add(element, "published", _time(midnight))
    _add(element, "updated", _time(entry.updated_at))
    for item in entry.action.items:
        ET.SubElement(element, _name("category"), {"term": item.code, "label": _clean(item.name)})
    _add(element, "content", _content(entry)).set("type", "text")


def _content(entry: Entry) -> str:
    """Return what a reader shows; a withdrawn entry's words are replaced by its notice."""
    if entry.status == EntryStatus.WITHDRAWN:
        reason = entry.notices[-1].reason if entry.notices else ""
        return str(_("This was withdrawn. %(reason)s", reason=reason))
    status, _look = status_tag(entry.action)
    lines = [
        _("You said: %(words)s", words=entry.you_said),
        f"{answer_label(entry.action)}: {entry.we_did}",
        f"{status}. {promise_words(entry.action)}".strip(),
    ]
    return "\n\n".join(str(line) for line in lines)


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"


def _clean(text: str) -> str:
    return text.translate(_NOT_XML)


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _name(tag))
    element.text = _clean(str(text))
    return element


def _link(parent: ET.Element, *, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, _name("link"), {"rel": rel, "href": href, "type": kind})


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
