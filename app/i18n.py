"""Languages: which one this request is in, and what pages need to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session, url_for
from flask_babel import Babel, get_locale
from werkzeug.exceptions import HTTPException

babel = Babel()


@dataclass(frozen=True)
class Language:
    """A language that pages can be read in."""

    code: str
    name: str
    dir: str = "ltr"
    #: True once a speaker who did not translate the pages has read them: every page says so until
    #: then. The words of a survey or an entry are signed off apart.
    is_checked: bool = False

    @property
    def tag(self) -> str:
        """The code as HTML writes it: `zh-Hant`, not `zh_Hant`."""
        return self.code.replace("_", "-")


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English", is_checked=True),
        Language("pl", "Polski"),
        Language("ur", "اردو", "rtl"),
    )
}
#: Nobody is offered these yet: their catalogues wait for a translator. A survey's own words can be
#: written in them now (docs/running.md says when one is opened).
PREPARED = {
    language.code: language
    for language in (
        Language("ar", "العربية", "rtl"),
        Language("fa", "فارسی", "rtl"),
        Language("zh_Hant", "繁體中文"),
        Language("uk", "Українська"),
        Language("ro", "Română"),
    )
}
DEFAULT_LANGUAGE = "en"
TRANSLATIONS = Path(__file__).parent.parent / "translations"


def current_locale() -> str:
    """Return this request's language code: `?lang=`, else the unfinished form's, else English."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    if "locale" not in g:
        asked = request.args.get("lang") or session.get("lang")
        g.locale = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    return str(g.locale)


def _babel_locale() -> str:
    """Return the locale for dates and numbers: English is British English."""
    code = current_locale()
    return "en_GB" if code == DEFAULT_LANGUAGE else code


def use_locale(code: str) -> None:
    """Answer the rest of this request in the language `code`, when it is one of ours."""
    if code in LANGUAGES:
        g.locale = code
        from flask_babel import refresh  # noqa: PLC0415  # only form pages switch mid-request

        refresh()


def name_of_language(code: str) -> str:
    """Return what a language is called in the language of this page; its code when nobody says."""
    return str(language_names().get(code.replace("-", "_"), code))


def language_names() -> Mapping[str, str]:
    """Return {code: name} of every language that there is, in the language of this page."""
    locale = get_locale()
    return locale.languages if locale else {}


@cache
def count_translated(code: str) -> tuple[int, int]:
    """Return how many sentences of our pages have words in a language, and how many there are."""
    from babel.messages.pofile import read_po  # noqa: PLC0415  # only the builder asks

    path = TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    return sum(_has_words(message.string) for message in messages), len(messages)


def _has_words(words: Any) -> bool:
    return all(words) if isinstance(words, tuple) else bool(words)


def switch_locale_url(code: str) -> str:
    """Return the address of this same page in the language `code`."""
    endpoint, values = request.endpoint, request.view_args or {}
    if request.method != "GET":
        endpoint, values = _empty_form()
    if endpoint is None:
        return url_for("public.home", lang=code)
    return url_for(endpoint, **request.args.to_dict() | values | {"lang": code})


def _empty_form() -> tuple[str | None, dict[str, Any]]:
    """Return the page on which what was posted is asked for; None when no link may lead there.

    What was posted to a secret address may have ended it.
    """
    addresses = current_app.create_url_adapter(request)
    if request.endpoint is None or addresses is None or request.view_args:
        return None, {}
    try:
        endpoint, values = addresses.match(method="GET")
    except HTTPException:
        return None, {}
    return endpoint, dict(values)


def init_app(app: Flask) -> None:
    """Choose a language for each request and keep `?lang=` in the links of a page."""
    # The catalogues are read once a process, whichever application asks first: it must find them.
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(TRANSLATIONS))
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT_LANGUAGE)
    babel.init_app(app, locale_selector=_babel_locale)

    app.jinja_env.globals["current_locale"] = current_locale
    app.jinja_env.filters["language_name"] = name_of_language

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" or "lang" in values or not has_request_context():
            return
        asked = request.args.get("lang")
        # English is kept too while an unfinished form is in another language.
        if asked in LANGUAGES and asked != session.get("lang", DEFAULT_LANGUAGE):
            values["lang"] = asked

    @app.context_processor
    def page_language() -> dict[str, Any]:
        locale = current_locale()
        return {
            "locale": locale,
            "text_direction": LANGUAGES[locale].dir,
            "is_checked_language": LANGUAGES[locale].is_checked,
            "locales": list(LANGUAGES.values()),
            "switch_locale_url": switch_locale_url,
        }
