"""Pages: asking for updates by mail, saying yes, stopping; and the switch for administrators."""

from typing import Any

from flask import Blueprint, current_app

from app.public.views import is_easy
from app.updates import services

blueprint = Blueprint("updates", __name__, template_folder="../templates")


def are_offered() -> bool:
    """Return True when mail works here and an administrator has switched updates on."""
    return bool(current_app.config["SETTINGS"].mail_url) and services.is_on()


@blueprint.context_processor
def _style() -> dict[str, Any]:
    return {"easy_read": is_easy(), "kept_style": "easy" if is_easy() else None}


from app.updates.views import following as following  # noqa: E402  # they hang on the blueprint
from app.updates.views import switch as switch  # noqa: E402
