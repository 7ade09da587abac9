"""Pages: asking for updates by mail, saying yes, stopping; and the switch for administrators."""

from typing import Any

from flask import Blueprint, current_app, has_request_context, request

from app.public.views import is_easy, other_style_url
from app.updates import services

blueprint = Blueprint("updates", __name__, template_folder="../templates")


def are_offered() -> bool:
    """Return True when mail works here and an administrator has switched updates on."""
    return bool(current_app.config["SETTINGS"].mail_url) and services.is_on()


@blueprint.context_processor
def _style() -> dict[str, Any]:
    return {"easy_read": is_easy(), "other_style_url": other_style_url()}


@blueprint.app_url_defaults
def _keep_style(endpoint: str, values: dict[str, Any]) -> None:
    """Keep easy read in the links to these pages and from them."""
    room = endpoint.partition(".")[0]
    if room not in {"public", "updates"} or "style" in values or not has_request_context():
        return
    is_between = "updates" in {room, request.blueprint}
    if is_between and request.blueprint in {"public", "updates"} and is_easy():
        values["style"] = "easy"


from app.updates.views import following as following  # noqa: E402  # they hang on the blueprint
from app.updates.views import sites as sites  # noqa: E402
from app.updates.views import switch as switch  # noqa: E402
