"""Text size, room and colours: chosen by a person, kept in the one cookie, put on every page."""

import re

from flask import Flask, has_request_context, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.public.forms import COLOURS, SIZES, SPACES, ComfortForm
from app.public.views import blueprint

CHOICES = {"size": SIZES, "space": SPACES, "colours": COLOURS}
#: Where somebody may come from, and go back to: a question of a survey.
_QUESTION = re.compile(r"/surveys/[a-z0-9-]{1,80}(?:/[a-z0-9-]{1,60})?")


def _chosen() -> dict[str, str]:
    """Return what was chosen on this device; anything unknown counts as nothing."""
    kept = session.get("comfort")
    if not isinstance(kept, dict):
        return {}
    return {
        name: code
        for name, offered in CHOICES.items()
        for code, _words in offered
        if code and kept.get(name) == code
    }


@blueprint.route("/display", methods=["GET", "POST"])
def choose_display() -> ResponseReturnValue:
    """Ask how pages should look; POST keeps it and goes back."""
    back = request.values.get("back", "")
    back = back if _QUESTION.fullmatch(back) else url_for(".home")
    form = ComfortForm(data=_chosen())
    if form.was_sent_and_valid():
        session["comfort"] = {name: form[name].data for name in CHOICES if form[name].data}
        if not session["comfort"]:
            session.pop("comfort")
        return redirect(back, 303)
    return render_template("public/choose_display.html", form=form, back=back)


def put_on_every_page(app: Flask) -> None:
    """Give every template the classes of what was chosen."""

    @app.context_processor
    def comfort() -> dict[str, str]:
        if not has_request_context():
            return {"comfort_classes": ""}
        classes = (f"sd-{name}-{value}" for name, value in sorted(_chosen().items()))
        return {"comfort_classes": " ".join(classes)}
