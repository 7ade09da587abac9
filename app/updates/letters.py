"""What a letter says: days and addresses, never a title or anybody's words (R-MAIL-1)."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.i18n import DEFAULT_LANGUAGE, use_locale
from app.tracker.days import day
from app.updates.services import Letter, LetterKind, NewsKind

_NEWS_WORDS = {
    NewsKind.PUBLISHED: _l("a new answer"),
    NewsKind.CHANGED: _l("an answer has changed"),
    NewsKind.WITHDRAWN: _l("an answer was withdrawn"),
}


def write_letter(letter: Letter) -> tuple[str, str, Mapping[str, str]]:
    """Return (subject, text, headers) of a letter, in its language."""
    base = str(current_app.config["SETTINGS"].public_base_url).rstrip("/")
    # Addresses of pages are made as in a request; only the worker calls this, and it has none.
    with current_app.test_request_context(base_url=base):
        use_locale(letter.locale)
        link = base + _url(letter, "updates.show_mine", token=letter.token)
        subject, lines = _WRITERS[letter.kind](letter, base, link)
        text = "\n".join([str(_("Hello,")), "", *map(str, lines), "", "-- ", _sender(base)])
        stop = base + url_for("updates.stop", token=letter.token)
        return str(subject), text + "\n", _stop_headers(stop)


def _sender(base: str) -> str:
    return f"{_('Said and Done')}: {base}"


def _stop_headers(stop: str) -> Mapping[str, str]:
    """Return what lets a mail program offer to stop all of it in one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _url(letter: Letter, endpoint: str, **values: Any) -> str:
    if letter.locale != DEFAULT_LANGUAGE:
        values["lang"] = letter.locale
    if letter.is_easy:
        values["style"] = "easy"
    return url_for(endpoint, **values)


def _ask_for_yes(_letter: Letter, _base: str, link: str) -> tuple[str, list[str]]:
    return _("Is this your e-mail address?"), [
        _("somebody asked us to send updates to this address. Was it you?"),
        "",
        _("Yes: open this page and press the button."),
        link,
        "",
        _("No: do nothing. You get no updates, and we delete what was asked for after a week."),
    ]


def _tell_news(letter: Letter, base: str, link: str) -> tuple[str, list[str]]:
    lines = [_("this is new since the last time:"), ""]
    for each in letter.news:
        page = _url(letter, "public.show_entry", slug=each.entry.slug)
        lines += [f"- {day(each.happened_on)}: {_NEWS_WORDS[each.kind]}", f"  {base}{page}"]
    return _("There is something new"), [
        *lines,
        "",
        _("To stop these mails, open this page and press the button."),
        link,
    ]


def _ask_again(_letter: Letter, _base: str, link: str) -> tuple[str, list[str]]:
    return _("Do you still want updates?"), [
        _("you have had updates from us for a year. Do you still want them?"),
        "",
        _("Yes: open this page and press the button."),
        link,
        "",
        _("No: do nothing. We delete your address in 30 days."),
    ]


_WRITERS = {
    LetterKind.CONFIRM: _ask_for_yes,
    LetterKind.NEWS: _tell_news,
    LetterKind.STILL: _ask_again,
}
