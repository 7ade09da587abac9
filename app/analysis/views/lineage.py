"""Merging and splitting themes, and how a count that was published came about."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from app.analysis import services, words
from app.analysis.forms import MergeForm, SplitForm
from app.analysis.services.regrouping import after_split
from app.analysis.views.blueprint import blueprint
from app.db import begin_write, db
from app.errors import DomainError

#: The most comments of a theme that are offered at once to be split off.
MOST_OFFERED = 200


@blueprint.route("/themes/<int:theme_id>/merge", methods=["GET", "POST"])
def merge_theme(theme_id: int) -> ResponseReturnValue:
    """Put all comments of a theme into another one."""
    theme = services.get_theme(theme_id)
    others = [each for each in services.list_themes() if each.id != theme_id]
    form = MergeForm().offer(others)
    if form.was_sent_and_valid():
        begin_write()
        theme, into = services.get_theme(theme_id), services.get_theme(int(form.into.data))
        try:
            moved = services.merge_themes(theme, into, by=current_user)
        except DomainError as error:
            db.session.rollback()
            form.into.errors = [str(error)]
        else:
            db.session.commit()
            flash(ngettext("%(num)s comment moved.", "%(num)s comments moved.", moved), "success")
            return redirect(url_for(".show_theme", theme_id=into.id), 303)
    page = render_template(
        "analysis/merge_theme.html",
        theme=services.get_theme(theme_id),
        row=services.count_theme(theme),
        form=form,
        others=others,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/themes/<int:theme_id>/split", methods=["GET", "POST"])
def split_theme(theme_id: int) -> ResponseReturnValue:
    """Make a theme of some comments of another one."""
    form = SplitForm(data={"in_public": after_split(services.get_theme(theme_id)).value})
    if form.was_sent_and_valid():
        begin_write()
        try:
            new = services.split_theme(
                services.get_theme(theme_id),
                form.comment.data or [],
                name=form.name.data,
                easy_read_name=form.easy_read_name.data,
                description=form.description.data,
                in_public=form.chosen_in_public,
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            form.form_errors.append(str(error))
        else:
            db.session.commit()
            flash(_("The new theme is made, and its comments are in it."), "success")
            return redirect(url_for(".show_theme", theme_id=new.id), 303)
    theme = services.get_theme(theme_id)
    number = max(1, request.args.get("page", 1, type=int))
    page = services.comments_in_theme(theme, page=number, size=MOST_OFFERED)
    return render_template(
        "analysis/split_theme.html",
        theme=theme,
        form=form,
        page=page,
        ticked=set(form.comment.data or []),
        page_url=lambda number: url_for(".split_theme", theme_id=theme_id, page=number),
        texts={comment.id: services.redacted_text(comment) for comment in page.comments},
    ), 422 if form.errors else 200


@blueprint.get("/themes/counts/<int:step_id>")
def show_count(step_id: int) -> ResponseReturnValue:
    """Show how many people were counted in which themes, and what became of these themes."""
    step = services.get_count(step_id)
    theme_ids = [int(each) for each in step.facts["themes"]]
    return render_template(
        "analysis/show_count.html",
        step=step,
        people=services.people_at(step),
        themes=[(theme_id, step.facts["themes"][str(theme_id)]) for theme_id in theme_ids],
        steps=services.steps_of(theme_ids, since=step.id),
        words=words,
    )
