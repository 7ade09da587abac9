"""The switch of updates by mail, for administrators."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.db import begin_write, db
from app.tracker.counts import staff_count
from app.updates import services
from app.updates.views import are_offered, blueprint


@blueprint.route("/staff/updates", methods=["GET", "POST"])
def switch_updates() -> ResponseReturnValue:
    """Show whether updates go by mail, and switch them on or off."""
    if request.method == "POST":
        begin_write()
        is_on = request.form.get("switch") == "on"
        services.switch_updates(is_on=is_on, by=current_user)
        db.session.commit()
        flash(_("Updates are on.") if is_on else _("Updates are off."), "success")
        return redirect(url_for(".switch_updates"), 303)
    return render_template(
        "updates/switch.html",
        is_on=services.is_on(),
        are_offered=are_offered(),
        has_mail=bool(current_app.config["SETTINGS"].mail_url),
        followers=staff_count(services.count_followers()),
    )
