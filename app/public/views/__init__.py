"""Pages that everyone can read, without an account and without JavaScript."""

from typing import Any

from flask import Blueprint, g, has_request_context, request, url_for

from app.i18n import DEFAULT_LANGUAGE, LANGUAGES

blueprint = Blueprint("public", __name__, template_folder="../templates")


def is_easy() -> bool:
    """Return True when this page is asked for in easy read."""
    return request.args.get("style") == "easy"


def ignore_the_cookie() -> None:
    """Answer in the language of the address, or English, whatever this browser did before.

    What is kept by caches on the way must be the same for everybody.
    """
    asked = request.args.get("lang")
    g.locale = asked if asked in LANGUAGES else DEFAULT_LANGUAGE


@blueprint.context_processor
def _style() -> dict[str, Any]:
    return {"easy_read": is_easy(), "other_style_url": other_style_url()}


def other_style_url() -> str | None:
    """Return this page in the other style; None where following a link would lose the page."""
    if request.method != "GET" or request.endpoint is None:
        return None
    kept: dict[str, Any] = request.args.to_dict() | (request.view_args or {})
    return url_for(request.endpoint, **kept | {"style": None if is_easy() else "easy"})


@blueprint.app_template_global()
def url_in_style(endpoint: str, *, is_easy: bool, **values: Any) -> str:
    """Return the address of a page in easy read, or as it is; for links from another room."""
    return url_for(endpoint, **values, style="easy" if is_easy else None)


@blueprint.app_url_defaults
def _keep_style(endpoint: str, values: dict[str, Any]) -> None:
    """Keep easy read in the links from one public page to the next."""
    if not endpoint.startswith("public.") or "style" in values or not has_request_context():
        return
    if request.blueprint == "public" and is_easy():
        values["style"] = "easy"


from app.public.views import embeds as embeds  # noqa: E402
from app.public.views import entries as entries  # noqa: E402  # they hang on the blueprint
from app.public.views import feeds as feeds  # noqa: E402
from app.public.views import heard as heard  # noqa: E402
from app.public.views import helped as helped  # noqa: E402
from app.public.views import pages as pages  # noqa: E402
from app.public.views import promises as promises  # noqa: E402
from app.public.views import receipt as receipt  # noqa: E402
from app.public.views import years as years  # noqa: E402
