"""The Atom feed of published entries (RFC 4287), for people who follow without signing up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import url_for
from flask_babel import gettext as _

from app.i18n import DEFAULT_LANGUAGE
from app.tracker.models import Entry, EntryStatus
from app.tracker.told import told
from app.tracker.words import answer_label, promise_words, reopened_words, status_tag

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Characters that XML 1.0 has no way to write.
_NOT_XML = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])
#: What an empty feed was last changed at: it must say something, and must not change.
_NEVER = datetime(2024, 4, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Feed:
    """What a feed is about, and where it stands."""

    #: The public address without a last slash.
    base_url: str
    locale: str
    #: What it was narrowed to: arguments of its address, and the name of it in words.
    filters: Mapping[str, str] = field(default_factory=dict)
    about: str = ""

    @property
    def title(self) -> str:
        """What a reader shows above its entries."""
        title = str(_("You said – We did"))
        return f"{title}: {self.about}" if self.about else title

    @property
    def id(self) -> str:
        """A name that stays the same for ever, one for each choice."""
        choice = "".join(f":{name}:{value}" for name, value in sorted(self.filters.items()))
        return f"tag:{self.host},2024:you-said-we-did{choice}"

    @property
    def host(self) -> str:
        """The host whose names these are."""
        return urlsplit(self.base_url).hostname or "localhost"

    def entry_id(self, entry: Entry) -> str:
        """Return the name of one entry, for ever and in every feed, whatever its title."""
        return f"tag:{self.host},2024:entry:{entry.id}"

    def url(self, endpoint: str, **values: str) -> str:
        """Return the whole address of a page of ours, in the feed's language."""
        if self.locale != DEFAULT_LANGUAGE:
            values["lang"] = self.locale
        return self.base_url + url_for(endpoint, **values)  # type: ignore[arg-type]


def write_feed(entries: list[Entry], feed: Feed) -> bytes:
    """Return the feed as UTF-8 XML, each text marked with its language."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(_name("feed"), {_LANG: feed.locale})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", _("What families said, and what was done about it."))
    _add(root, "updated", time_of(max((entry.updated_at for entry in entries), default=_NEVER)))
    here = feed.url("public.show_feed", **feed.filters)
    _link(root, rel="self", href=here, kind="application/atom+xml")
    _link(root, rel="alternate", href=feed.url("public.list_entries"), kind="text/html")
    _add(ET.SubElement(root, _name("author")), "name", _("Said and Done"))
    for entry in entries:
        _add_entry(root, entry, feed)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add_entry(root: ET.Element, entry: Entry, feed: Feed) -> None:
    element = ET.SubElement(root, _name("entry"))
    _add(element, "id", feed.entry_id(entry))
    title = told(entry, "title")
    _add(element, "title", title.bare).set(
        _LANG, DEFAULT_LANGUAGE if title.is_stand_in else feed.locale
    )
    url = feed.url("public.show_entry", slug=entry.slug)
    _link(element, rel="alternate", href=url, kind="text/html")
    if entry.published_on is not None:
        _add(element, "published", time_of(midnight_of(entry.published_on)))
    _add(element, "updated", time_of(entry.updated_at))
    for item in entry.action.items:
        ET.SubElement(element, _name("category"), {"term": item.code, "label": _clean(item.name)})
    _add(element, "content", content_of(entry)).set("type", "text")


def content_of(entry: Entry) -> str:
    """Return what a reader shows; a withdrawn entry's words are replaced by its notice."""
    if entry.status == EntryStatus.WITHDRAWN:
        reason = entry.notices[-1].reason if entry.notices else ""
        return str(_("This was withdrawn. %(reason)s", reason=reason))
    status, _look = status_tag(entry.action)
    lines = [
        _("You said: %(words)s", words=told(entry, "you_said").bare),
        f"{answer_label(entry.action)}: {told(entry, 'we_did').bare}",
        f"{status}. {promise_words(entry.action)}".strip(),
        reopened_words(entry.action),
    ]
    return "\n\n".join(str(line) for line in lines if line)


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


def midnight_of(day: date) -> datetime:
    """Return the moment at which a day begins in UTC."""
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC)


def time_of(moment: datetime) -> str:
    """Return a moment as RFC 3339 writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
