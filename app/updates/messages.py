"""What a message to another site says: which entry, what happened, and its ETag. No words."""

import json
from collections.abc import Sequence

from flask import current_app, url_for
from werkzeug.http import generate_etag

from app.errors import tame_json
from app.public import open_data
from app.tracker.models import Entry
from app.updates.models import Delivery
from app.updates.services import NewsKind, Site


def named_sites() -> Sequence[Site]:
    """Return the sites that the settings name."""
    return [Site(url) for url in current_app.config["SETTINGS"].webhook_urls]


def etag_of(entry: Entry) -> str:
    """Return the ETag under which the open data answers an entry now."""
    with current_app.test_request_context(base_url=open_data.base_url()):
        body = tame_json(open_data.detail_of(entry).model_dump_json())
    return f'"{generate_etag(body.encode())}"'


def body_of(delivery: Delivery) -> bytes:
    """Return a message as JSON; the same for every try of one delivery."""
    base = open_data.base_url()
    with current_app.test_request_context(base_url=base):
        facts = {
            "id": delivery.id,
            "kind": NewsKind(delivery.kind).value,
            "url": base + url_for("public.show_entry", slug=delivery.slug),
            "data": base + url_for("api.show_entry", slug=delivery.slug),
            "etag": delivery.etag,
            "happened_on": delivery.happened_on.isoformat(),
        }
    return json.dumps(facts, separators=(",", ":")).encode()
