"""Pages of the builder about one question: adding it, its words and answers, its place."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.db import begin_write, db
from app.errors import DomainError
from app.pictures.services import pictures_to_choose
from app.strategy import services as strategy
from app.surveys import services
from app.surveys.definition import CHOICE_TYPES
from app.surveys.forms import CheckWordsForm
from app.surveys.models import SurveyWork
from app.surveys.question_forms import AddForm, QuestionForm, has_rows
from app.surveys.views import blueprint
from app.surveys.views.making import keep, to_work
from app.surveys.views.picking import is_saving, open_picker


@blueprint.route("/<slug>/add", methods=["GET", "POST"])
def add_question(slug: str) -> ResponseReturnValue:
    """Add a question, on a page of its own or beside others."""
    if request.method == "POST":
        begin_write()
    work = services.get_work(slug)
    form = AddForm(obj=work)
    form.set_choices(
        [(page["code"], _name_of(page)) for page in work.definition["pages"] if _is_shared(page)]
    )
    if form.was_sent_and_valid():
        page, code = services.add_question(
            work,
            kind=form.kind.data,
            text={"plain": form.plain.data, "easy": form.easy.data},
            page=form.page.data or "",
            by=current_user,
        )
        db.session.commit()
        return redirect(url_for(".edit_question", slug=slug, page=page, question=code), 303)
    return render_template(
        "surveys/add_question.html",
        form=form,
        work=work,
        ready_made=services.ready_made_left(work),
    )


def _name_of(page: dict[str, Any]) -> str:
    return " · ".join(each["words"]["plain"] or each["code"] for each in page["questions"])


def _is_shared(page: dict[str, Any]) -> bool:
    """Say whether more can be asked on a page: each statement of a scale has a screen already."""
    return not any(each.get("statements") for each in page["questions"])


@blueprint.post("/<slug>/add-ready-made")
def add_ready_made(slug: str) -> ResponseReturnValue:
    """Add a question that the platform itself understands, with words that are ready."""
    begin_write()
    work = services.get_work(slug)
    services.add_ready_made(work, request.form.get("go", ""), by=current_user)
    db.session.commit()
    return to_work(work)


def conditions_of(work: SurveyWork, page_code: str = "") -> list[tuple[str, str]]:
    """Return what a page can depend on: the answers offered on the pages before it, or on all."""
    found: list[tuple[str, str]] = []
    scales = work.definition.get("scales", {})
    for page in work.definition["pages"]:
        if page["code"] == page_code:
            break
        for question in page["questions"]:
            if question["type"] not in CHOICE_TYPES or question.get("statements"):
                continue
            for option in question.get("options") or scales.get(question["type"], []):
                words = f"{question['words']['plain']} → {option['words']['plain']}"
                found.append((f"{question['code']}={option['code']}", words))
    return found


@blueprint.route("/<slug>/pages/<page>/<question>", methods=["GET", "POST"])
def edit_question(slug: str, page: str, question: str) -> ResponseReturnValue:
    """Change one question."""
    if is_saving():
        begin_write()
    work = services.get_work(slug)
    try:
        data, asked = services.find_question(work.definition, page, question)
    except DomainError as error:
        flash(str(error))
        return to_work(work)
    pictures = pictures_to_choose()
    form = QuestionForm(obj=work)
    if request.method == "GET":
        form.show(data, asked)
    form.set_choices(
        pictures=pictures, items=strategy.list_items(), conditions=conditions_of(work, page)
    )
    if (
        is_saving()
        and form.validate()
        and keep(
            form,
            work,
            lambda: services.save_question(
                work, page, question, **form.facts(pictures), by=current_user
            ),
        )
    ):
        return _after_saving(work, page, question)
    return _question_page(form, work, data, asked, pictures)


def _after_saving(work: SurveyWork, page: str, question: str) -> ResponseReturnValue:
    if request.form.get("go") == "more":
        return redirect(
            url_for(".edit_question", slug=work.slug, page=page, question=question), 303
        )
    flash(_("The question is saved."), "success")
    return to_work(work)


def _question_page(
    form: QuestionForm,
    work: SurveyWork,
    page: dict[str, Any],
    asked: dict[str, Any],
    pictures: dict[str, str],
) -> ResponseReturnValue:
    look = services.look_at(work.definition, work.overrides)
    keys = {asked["code"], *(each.get("code") for each in asked.get("statements") or [])}
    return render_template(
        "surveys/edit_question.html",
        form=form,
        work=work,
        question=asked,
        has_rows=has_rows(asked),
        shares_page=len(page["questions"]) > 1,
        pictures=pictures,
        picker=open_picker(),
        findings=[
            each
            for each in look.findings
            if each.key in keys or each.key.startswith(f"{asked['code']}.")
        ],
    )


@blueprint.post("/check-words")
def check_words() -> ResponseReturnValue:
    """Say what the easy-read checks find in one text, before it is saved; nothing is kept.

    Surveys, entries and names of themes are typed on different pages, and all ask here.

    It is JSON, because the page may not read HTML into itself (Trusted Types).
    """
    form = CheckWordsForm()
    if not form.validate():
        return jsonify(findings=[]), 422
    found = services.lint(form.words.data) if form.words.data else ()
    return jsonify(findings=[_in_a_sentence(each.message, each.suggestion) for each in found])


def _in_a_sentence(message: str, suggestion: str | None) -> str:
    return f"{message} {_('Perhaps: “%(words)s”.', words=suggestion)}" if suggestion else message


@blueprint.post("/<slug>/pages/<page>/move")
def move_page(slug: str, page: str) -> ResponseReturnValue:
    """Move a page up or down, or take it out."""
    begin_write()
    work = services.get_work(slug)
    go = request.form.get("go")
    if go == "remove":
        services.remove_page(work, page, by=current_user)
    elif go in {"up", "down"}:
        services.move_page(work, page, step=-1 if go == "up" else 1, by=current_user)
    db.session.commit()
    return to_work(work)


@blueprint.post("/<slug>/pages/<page>/<question>/move")
def move_question(slug: str, page: str, question: str) -> ResponseReturnValue:
    """Put a question that shares its page on one of its own, or take it out."""
    begin_write()
    work = services.get_work(slug)
    try:
        services.move_question(work, page, question, go=request.form.get("go", ""), by=current_user)
    except DomainError as error:
        db.session.rollback()
        flash(str(error))
    else:
        db.session.commit()
    return redirect(url_for(".show_work", slug=slug), 303)
