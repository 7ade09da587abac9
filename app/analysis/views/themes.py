"""Themes: the list, one theme, and filling it with comments."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from app.accounts.access import may_open
from app.analysis import services, words
from app.analysis.forms import ChooseThemeForm, PickForm, ThemeForm
from app.analysis.models import Theme
from app.analysis.views.blueprint import blueprint
from app.analysis.views.queue import as_query, asked_filter, asked_page
from app.db import begin_write, db, today
from app.errors import DomainError
from app.responses.models import Comment
from app.strategy import services as strategy
from app.surveys import services as surveys


@blueprint.get("/themes")
def list_themes() -> ResponseReturnValue:
    """List the themes, those that most people named first."""
    return render_template(
        "analysis/list_themes.html",
        rows=services.count_themes(),
        may_change=may_open("analysis.add_theme", current_user),
    )


@blueprint.route("/themes/new", methods=["GET", "POST"])
def add_theme() -> ResponseReturnValue:
    """Make a theme; a comment named in the address is its first."""
    form = ThemeForm()
    comment_id = request.args.get("comment", "")[:26]
    if form.was_sent_and_valid():
        begin_write()
        try:
            theme = services.add_theme(
                form.name.data,
                easy_read_name=form.easy_read_name.data,
                description=form.description.data,
                in_public=form.chosen_in_public,
                by=current_user,
            )
        except DomainError as error:
            form.name.errors = [str(error)]
        else:
            services.add_comments(theme, [comment_id], by=current_user)
            db.session.commit()
            flash(_("The theme is made."), "success")
            if comment_id:
                return redirect(url_for(".show_comment", comment_id=comment_id), 303)
            return redirect(url_for(".show_theme", theme_id=theme.id), 303)
    return _theme_form(form, title=_("Make a theme")), 422 if form.errors else 200


def _theme_form(form: ThemeForm, *, title: str, theme: Any = None) -> str:
    return render_template("analysis/theme_form.html", form=form, title=title, theme=theme)


@blueprint.route("/themes/<int:theme_id>/change", methods=["GET", "POST"])
def change_theme(theme_id: int) -> ResponseReturnValue:
    """Change what a theme is called."""
    theme = services.get_theme(theme_id)
    form = ThemeForm(obj=theme)
    if form.was_sent_and_valid():
        try:
            services.change_theme(
                theme,
                name=form.name.data,
                easy_read_name=form.easy_read_name.data,
                description=form.description.data,
                in_public=form.chosen_in_public,
                by=current_user,
            )
        except DomainError as error:
            form.name.errors = [str(error)]
        else:
            db.session.commit()
            flash(_("The theme is changed."), "success")
            return redirect(url_for(".show_theme", theme_id=theme.id), 303)
    page = _theme_form(form, title=_("Change the theme"), theme=theme)
    return page, 422 if form.errors else 200


def _words_of(comment: Comment) -> str:
    """Return masked words; a translation that no person has read yet only for who reads originals.

    Every other comment of a theme was masked by the machine, at least.
    """
    is_new = comment.is_translated and not services.is_reviewed(comment)
    if is_new and not may_open("analysis.show_comment", current_user):
        return str(_("(A person reads the translation first.)"))
    return services.redacted_text(comment)


@blueprint.get("/themes/<int:theme_id>")
def show_theme(theme_id: int) -> ResponseReturnValue:
    """Show one theme: how many people, when, their masked words, and what is done about it."""
    theme = services.get_theme(theme_id)
    page = services.comments_in_theme(theme, page=asked_page())
    row = services.count_theme(theme)
    may_change = may_open("analysis.change_theme", current_user)
    typical = services.typical_comments(theme)
    shown = [*page.comments, *(comment for comment, _by in typical)]
    return render_template(
        "analysis/show_theme.html",
        row=row,
        imported=services.count_imported(theme),
        same_words=services.in_same_words(theme),
        copies=services.sets_in([comment.id for comment in shown]),
        typical=typical,
        typical_ids={comment.id for comment, _by in typical},
        warnings=services.warn_of_theme(theme, people=row.people) if may_change else [],
        months=services.people_by_month(theme, until=today()),
        steps=services.steps_of([theme.id]),
        theme=theme,
        actions=getattr(theme, "actions", []),
        page=page,
        texts={comment.id: _words_of(comment) for comment in shown},
        words=words,
        may_change=may_change,
        easy_words=surveys.findings_in(theme.easy_read_name),
        may_read=may_open("analysis.show_comment", current_user),
        may_act=may_open("tracker.add_action", current_user),
        page_url=lambda number: url_for(".show_theme", theme_id=theme_id, page=number),
    )


@blueprint.route("/themes/<int:theme_id>/comments", methods=["GET", "POST"])
def pick_comments(theme_id: int) -> ResponseReturnValue:
    """Offer reviewed comments for a theme, by tag, and put the ticked ones into it."""
    if request.method == "POST":
        begin_write()
    theme = services.get_theme(theme_id)
    code = request.args.get("tag", "")[:40]
    if request.method == "POST":
        return _add_picked(theme, code=code)
    page = services.comments_to_add(theme, code=code, page=asked_page())
    return render_template(
        "analysis/pick_comments.html",
        theme=theme,
        form=PickForm(request.args).offer(strategy.list_items()),
        code=code,
        page=page,
        texts={comment.id: services.redacted_text(comment) for comment in page.comments},
        page_url=lambda number: url_for(
            ".pick_comments", theme_id=theme_id, tag=code or None, page=number
        ),
    )


def _add_picked(theme: Theme, *, code: str) -> ResponseReturnValue:
    """Put the ticked comments into a theme, and show what more there is of one tag."""
    try:
        added = services.add_comments(theme, request.form.getlist("comment"), by=current_user)
    except DomainError as error:  # merged meanwhile: its page says where to
        db.session.rollback()
        flash(str(error), "error")
        return redirect(url_for(".show_theme", theme_id=theme.id), 303)
    db.session.commit()
    flash(ngettext("%(num)s comment is added.", "%(num)s comments are added.", added), "success")
    return redirect(url_for(".pick_comments", theme_id=theme.id, tag=code or None), 303)


@blueprint.post("/themes/<int:theme_id>/remove/<comment_id>")
def remove_comment(theme_id: int, comment_id: str) -> ResponseReturnValue:
    """Take a comment out of a theme."""
    begin_write()
    services.remove_comment(services.get_theme(theme_id), comment_id, by=current_user)
    db.session.commit()
    flash(_("The comment is out of the theme."), "success")
    if request.form.get("back") == "comment":
        return redirect(_back_to(comment_id), 303)
    return redirect(url_for(".show_theme", theme_id=theme_id), 303)


@blueprint.post("/themes/<int:theme_id>/typical/<comment_id>")
def choose_typical(theme_id: int, comment_id: str) -> ResponseReturnValue:
    """Say that a comment stands for its theme, or does not."""
    begin_write()
    is_typical = request.form.get("do") == "choose"
    try:
        services.choose_typical(
            services.get_theme(theme_id), comment_id, is_typical=is_typical, by=current_user
        )
    except DomainError as error:
        db.session.rollback()
        flash(str(error), "error")
    else:
        db.session.commit()
        flash(
            _("The comment stands for the theme.")
            if is_typical
            else _("The comment does not stand for the theme any more."),
            "success",
        )
    return redirect(url_for(".show_theme", theme_id=theme_id, _anchor="typical"), 303)


@blueprint.post("/comments/<comment_id>/themes")
def choose_theme(comment_id: str) -> ResponseReturnValue:
    """Put one comment into a theme, from its own page."""
    begin_write()
    form = ChooseThemeForm().offer(services.list_themes())
    if form.was_sent_and_valid():
        theme = services.get_theme(form.theme.data)
        services.add_comments(theme, [comment_id], by=current_user)
        db.session.commit()
        flash(_("The comment is in the theme “%(name)s”.", name=theme.name), "success")
    else:
        flash(_("Choose a theme"), "error")
    return redirect(_back_to(comment_id), 303)


def _back_to(comment_id: str) -> str:
    query = as_query(asked_filter())
    return url_for(".show_comment", comment_id=comment_id, _anchor="themes", **query)
