"""Pages that stand still: help now, privacy, accessibility, pictures, and notes for machines."""

from datetime import date, timedelta

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.analysis import services as analysis
from app.analysis.words import MODE_WORDS
from app.counts import SMALLEST_BASE
from app.db import utc_now
from app.pictures import services as own_and_shipped
from app.public.help_lines import HELP_LINES
from app.public.views import blueprint
from app.security import may_be_kept
from app.tracker.counts import public_count, rounded

#: The day on which the accessibility statement was written: change it with the statement.
STATEMENT_PREPARED_ON = date(2026, 11, 24)
SECURITY_TXT_LASTS = timedelta(days=180)
ROBOTS = "User-agent: *\nDisallow: /staff\nDisallow: /receipt\nDisallow: /surveys\n"


@blueprint.get("/help-now")
def help_now() -> ResponseReturnValue:
    """Say who to call when somebody is not safe."""
    return render_template("public/help_now.html", lines=HELP_LINES)


@blueprint.get("/privacy")
@may_be_kept
def privacy() -> ResponseReturnValue:
    """Say who reads what people write, why, and how long it is kept: short first, then in full."""
    return render_template("public/privacy.html")


@blueprint.get("/kept-on-this-device")
def show_kept_here() -> ResponseReturnValue:
    """Let a person see and delete what their own browser keeps; it is the same page for all."""
    return render_template("public/kept_here.html")


@blueprint.get("/accessibility")
@may_be_kept
def accessibility() -> ResponseReturnValue:
    """Say how accessible this is, and what is not yet."""
    return render_template("public/accessibility.html", prepared_on=STATEMENT_PREPARED_ON)


@blueprint.get("/pictures")
@may_be_kept
def pictures() -> ResponseReturnValue:
    """Say whose pictures these are."""
    return render_template(
        "public/pictures.html",
        pictures=own_and_shipped.picture_index(),
        own=own_and_shipped.own_pictures(),
    )


@blueprint.get("/how-right-is-the-computer")
@may_be_kept
def accuracy() -> ResponseReturnValue:
    """Say how often the program that suggests tags says the same as people (18)."""
    smallest = current_app.config["SMALLEST_PUBLIC_COUNT"]
    return render_template(
        "public/accuracy.html",
        accuracy=analysis.measure_accuracy(),
        writers=analysis.measure_corrections(),
        modes=MODE_WORDS,
        least=SMALLEST_BASE,
        smallest=smallest,
        rounded=rounded,
        people=lambda number: public_count(number, smallest=smallest),
    )


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Ask machines to stay with the pages that tell what changed."""
    return Response(ROBOTS, mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    base = current_app.config["SETTINGS"].public_base_url.rstrip("/")
    email = current_app.config["CONTACT_EMAIL"]
    expires = (utc_now() + SECURITY_TXT_LASTS).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {f'mailto:{email}' if email else f'{base}/privacy#contact'}",
        f"Expires: {expires}",
        "Preferred-Languages: en",
        f"Canonical: {base}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
