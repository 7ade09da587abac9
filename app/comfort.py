"""How pages look for one person: codes in a cookie of their own, which says nothing else.

It stays for a year on the person's own device. It is not signed: anybody may read it, and what we
do not offer counts as nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from flask import after_this_request, current_app, request
from werkzeug.wrappers import Response

#: What may be chosen; "" is never kept. Each is a class of the page: assets/scss/_comfort.scss.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "size": ("large", "largest"),
    "space": ("wide",),
    "font": ("device", "wide", "round", "book"),
    "colours": ("light", "dark", "cream", "contrast"),
    "motion": ("still",),
    "pictures": ("adult",),
}
KEPT_FOR = timedelta(days=365)


def cookie_name() -> str:
    """Return what the cookie is called; over TLS no other host can set it."""
    return "__Host-comfort" if current_app.config["SETTINGS"].uses_https else "comfort"


def chosen() -> dict[str, str]:
    """Return {name: code} of what was chosen in this browser."""
    kept = dict(parse_qsl(request.cookies.get(cookie_name(), "")))
    return {name: kept[name] for name, codes in OFFERED.items() if kept.get(name) in codes}


def remember(response: Response, choice: Mapping[str, str], *, lasts: bool) -> None:
    """Keep a choice in the browser: for a year, or until it is closed; none is forgotten."""
    kept = {name: choice[name] for name, codes in OFFERED.items() if choice.get(name) in codes}
    if kept:
        response.set_cookie(
            cookie_name(),
            urlencode(kept),
            max_age=KEPT_FOR if lasts else None,
            secure=current_app.config["SETTINGS"].uses_https,
            httponly=True,
            samesite="Lax",
        )
    else:
        _delete(response)


def forget() -> None:
    """Forget what was chosen, with the answer to this request."""
    if cookie_name() in request.cookies:
        after_this_request(_delete)


def _delete(response: Response) -> Response:
    response.delete_cookie(
        cookie_name(),
        secure=current_app.config["SETTINGS"].uses_https,
        httponly=True,
        samesite="Lax",
    )
    return response
