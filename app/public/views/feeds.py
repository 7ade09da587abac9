"""Feeds of what was said and done: Atom and JSON, all of it or one priority, theme or group."""

import json

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.errors import tame_json
from app.i18n import current_locale
from app.public.feed import Feed, write_feed
from app.public.json_feed import make_json_feed
from app.public.views import blueprint, ignore_the_cookie
from app.security import is_open_data
from app.strategy import services as strategy
from app.tracker import services as tracker


def public_base_url() -> str:
    """Return the address that visitors type, without a last slash."""
    return str(current_app.config["SETTINGS"].public_base_url).rstrip("/")


def _asked_feed() -> Feed:
    """Return the feed that this address names; 404 for a priority, theme or group we lack.

    A feed that stays empty for ever because of a slip in its address would tell nobody.
    """
    ignore_the_cookie()
    names = {(item.family.value, item.code): item.name for item in strategy.list_items()}
    names |= {("sub_group", each.code): each.name for each in strategy.list_sub_groups()}
    filters, about = {}, []
    for name in ("priority", "value", "outcome", "sub_group"):
        if code := request.args.get(name):
            filters[name] = code
            about.append(names.get((name, code)) or abort(404))
    if theme := request.args.get("theme"):
        filters["theme"], theme_name = _asked_theme(theme)
        about.append(theme_name)
    return Feed(
        base_url=public_base_url(),
        locale=current_locale(),
        filters=filters,
        about=", ".join(about),
    )


def _asked_theme(text: str) -> tuple[str, str]:
    """Return the id and the name of a theme that may be named, or answer 404."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        abort(404)
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    current = tracker.current_theme(int(text))
    theme = tracker.get_heard_theme(current, smallest=smallest).theme
    return str(theme.id), theme.name


@blueprint.get("/you-said-we-did/feed.atom")
@is_open_data
def show_feed() -> ResponseReturnValue:
    """Answer with the Atom feed."""
    feed = _asked_feed()
    body = write_feed(tracker.entries_for_feed(feed.filters), feed)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/you-said-we-did/feed.json")
@is_open_data
def show_json_feed() -> ResponseReturnValue:
    """Answer with the JSON feed."""
    feed = _asked_feed()
    body = make_json_feed(tracker.entries_for_feed(feed.filters), feed)
    text = tame_json(json.dumps(body, ensure_ascii=False))
    return Response(text, content_type="application/feed+json")
