"""Pages of the builder about what stands around the questions: scales, and another child."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, choices
from app.i18n import DEFAULT_LANGUAGE
from app.surveys import services
from app.surveys.definition import SCALES
from app.surveys.forms import AnotherForm, ResultsForm, ScaleForm, by_question
from app.surveys.views import blueprint
from app.surveys.views.making import keep, to_work
from app.surveys.views.questions import conditions_of


@blueprint.route("/<slug>/scales/<kind>", methods=["GET", "POST"])
def edit_scale(slug: str, kind: str) -> ResponseReturnValue:
    """Change the words of a scale, for all questions that use it."""
    if request.method == "POST":
        begin_write()
    work = services.get_work(slug)
    if kind not in services.scales_of(work):
        abort(404)
    form = ScaleForm(obj=work)
    if request.method == "GET":
        form.show(work.definition.get("scales", {}).get(kind, []))
    if form.was_sent_and_valid() and keep(
        form, work, lambda: services.save_scale(work, kind, form.facts(), by=current_user)
    ):
        flash(_("It is saved."), "success")
        return to_work(work)
    return render_template(
        "surveys/edit_scale.html", form=form, work=work, points=len(SCALES[kind])
    )


@blueprint.route("/<slug>/another", methods=["GET", "POST"])
def edit_another(slug: str) -> ResponseReturnValue:
    """Change the offer to answer again at once, for another child."""
    if request.method == "POST":
        begin_write()
    work = services.get_work(slug)
    form = AnotherForm(obj=work)
    form.copies.choices = choices(
        (question["code"], question["words"]["plain"] or question["code"])
        for page in work.definition["pages"]
        for question in page["questions"]
        if question["type"] in {"one", "many"}
    )
    form.unless.choices = choices(conditions_of(work))
    if request.method == "GET":
        _show(form, work.definition.get("another"))
    if form.was_sent_and_valid() and keep(
        form,
        work,
        lambda: services.save_another(
            work,
            text={"plain": form.plain.data, "easy": form.easy.data},
            copies=form.copies.data or [],
            show_unless=by_question(form.unless.data),
            by=current_user,
        ),
    ):
        flash(_("It is saved."), "success")
        return to_work(work)
    return render_template("surveys/edit_another.html", form=form, work=work)


@blueprint.route("/<slug>/told", methods=["GET", "POST"])
def tell_results(slug: str) -> ResponseReturnValue:
    """Say that the results of a survey are published, and where; or take that back."""
    if request.method == "POST":
        begin_write()
    survey = services.get_survey(slug)
    form = ResultsForm(data={"where": survey.results_told_where or ""})
    if form.was_sent_and_valid():
        try:
            if request.form.get("go") == "back":
                services.take_back_results(survey, by=current_user)
            else:
                services.tell_results(survey, where=form.where.data, by=current_user)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
            survey = services.get_survey(slug)
        else:
            db.session.commit()
            flash(_("It is saved. Everybody can read it on the page of the survey."), "success")
            return redirect(url_for(".list_surveys"), 303)
    return render_template(
        "surveys/tell_results.html",
        form=form,
        survey=survey,
        title=services.describe(survey, DEFAULT_LANGUAGE).title,
    )


def _show(form: AnotherForm, offer: dict[str, Any] | None) -> None:
    """Start from the offer as it is."""
    if offer is None:
        return
    form.plain.data, form.easy.data = offer["words"]["plain"], offer["words"]["easy"]
    form.copies.data = offer.get("copies", [])
    form.unless.data = [
        f"{code}={option}"
        for code, options in (offer.get("show_unless") or {}).items()
        for option in options
    ]
