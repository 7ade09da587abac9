"""Text size, room, letters, colours and movement: chosen by a person, put on every page."""

import re

from flask import Flask, has_request_context, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app import comfort
from app.groups.tablet import GROUP
from app.public.forms import ComfortForm
from app.public.views import blueprint

#: Where somebody may come from, and go back to: a page of a survey, in its words and language.
_SURVEY_PAGE = re.compile(
    r"/surveys/[a-z0-9-]{1,80}(?:/(?:say/)?[a-z0-9-]{1,60})?"
    r"(?:\?(?:&?(?:style|lang|meeting|back|change)=[A-Za-z0-9_-]{1,60}){1,5})?"
)


@blueprint.route("/display", methods=["GET", "POST"])
def choose_display() -> ResponseReturnValue:
    """Ask how pages should look; POST keeps it, or forgets it, and goes back."""
    back = request.values.get("back", "")
    back = back if _SURVEY_PAGE.fullmatch(back) else url_for(".home")
    #: Nothing outlives a group on a device that answers for it, whosever it is (R-KIO-1).
    lasts = GROUP not in session
    if request.method == "POST" and request.form.get("go") == "forget":
        comfort.forget()
        return redirect(back, 303)
    form = ComfortForm(data=comfort.chosen())
    if form.was_sent_and_valid():
        response = redirect(back, 303)
        comfort.remember(response, form.chosen(), lasts=lasts)
        return response
    return render_template(
        "public/choose_display.html",
        form=form,
        back=back,
        lasts=lasts,
        chosen=form.in_words(comfort.chosen()),
    )


def put_on_every_page(app: Flask) -> None:
    """Give every template the classes of what was chosen, and the font."""

    @app.context_processor
    def comfort_of_page() -> dict[str, str]:
        chosen = comfort.chosen() if has_request_context() else {}
        classes = [f"sd-{name}-{chosen[name]}" for name in sorted(chosen) if name != "pictures"]
        return {"comfort_classes": " ".join(classes), "comfort_font": chosen.get("font", "")}
