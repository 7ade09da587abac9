"""Pages of the builder: the list, a new survey, what it says of itself, its languages, its file."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.access import may_open
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import BaseForm, add_error, choices, clean_text
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, PREPARED, Language, count_translated
from app.pictures.services import pictures_to_choose
from app.surveys import services
from app.surveys.definition import STYLES
from app.surveys.forms import AboutForm, LanguageForm, MakeForm, ReasonForm, UploadForm, WorkForm
from app.surveys.models import SurveyWork
from app.surveys.views import blueprint
from app.surveys.views.picking import is_saving, open_picker

FILES = {"yaml": "application/yaml", "json": "application/json"}


def to_work(work: SurveyWork) -> ResponseReturnValue:
    """Go to the page of a survey in the making."""
    return redirect(url_for(".show_work", slug=work.slug), 303)


@blueprint.get("")
def list_surveys() -> ResponseReturnValue:
    """List what is live and what is being made."""
    live = services.list_surveys()
    return render_template(
        "surveys/list_surveys.html",
        live=[(each, services.describe(each, DEFAULT_LANGUAGE)) for each in live],
        versions=services.newest_numbers(),
        work=services.list_work(),
        may_make=may_open("surveys.make_survey", current_user),
    )


def _begin(form: BaseForm, template: str, data: Any) -> ResponseReturnValue:
    """Begin a survey from what `data()` returns, or show the form again."""
    if form.was_sent_and_valid():
        begin_write()
        try:
            work = services.make_work(
                title=form.title.data,
                easy_title=form.easy_title.data,
                data=data(),
                by=current_user,
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            return to_work(work)
    return render_template(template, form=form)


@blueprint.route("/make", methods=["GET", "POST"])
def make_survey() -> ResponseReturnValue:
    """Begin a survey from a template or from nothing."""
    form = MakeForm()
    nothing = _("Nothing: an empty survey")
    form.template.choices = choices(services.survey_names(), first=nothing)

    def template() -> dict[str, Any] | None:
        if not form.template.data:
            return None
        survey = services.get_survey(form.template.data)
        return services.latest_definition(survey)[1].model_dump(mode="json")

    return _begin(form, "surveys/make_survey.html", template)


@blueprint.route("/import", methods=["GET", "POST"])
def import_survey() -> ResponseReturnValue:
    """Begin a survey from a file that was made here or in another area."""
    form = UploadForm()

    def uploaded() -> dict[str, Any]:
        file = request.files.get("file")
        return services.read_upload(file.read() if file else b"")

    return _begin(form, "surveys/import_survey.html", uploaded)


@blueprint.post("/<slug>/edit")
def edit_survey(slug: str) -> ResponseReturnValue:
    """Begin the next version of a survey that is live."""
    begin_write()
    work = services.edit_survey(services.get_survey(slug), by=current_user)
    db.session.commit()
    return to_work(work)


@blueprint.get("/<slug>")
def show_work(slug: str) -> ResponseReturnValue:
    """Show a survey in the making: its pages, what is still wrong, and what comes next."""
    return work_page(services.get_work(slug))


def _others() -> list[Language]:
    """Return the languages that a survey can have words in, beside English."""
    return [each for each in LANGUAGES.values() if each.code != DEFAULT_LANGUAGE]


def _find_language(code: str) -> Language:
    """Return a language that a survey's words can be written in; 404 for any other."""
    found = {**LANGUAGES, **PREPARED}.get(code)
    if found is None or code == DEFAULT_LANGUAGE:
        abort(404)
    return found


def work_page(
    work: SurveyWork, form: ReasonForm | None = None, *, status: int = 200
) -> ResponseReturnValue:
    """Return the page of a survey in the making, with a reason that was refused."""
    look = services.look_at(work.definition, work.overrides)
    previews = [
        (label, url_for("preview.show_start", slug=work.slug, style=style, lang=code), code)
        for label, style, code in (
            (_("Standard words"), "plain", DEFAULT_LANGUAGE),
            (_("Easy read"), "easy", DEFAULT_LANGUAGE),
            *((each.name, "easy", each.code) for each in _others()),
        )
    ]
    previews += [
        (label, url_for("preview.show_frame", slug=work.slug, seen=seen), DEFAULT_LANGUAGE)
        for label, seen in ((_("On a phone"), "phone"), (_("Without JavaScript"), "no-script"))
    ]
    page = render_template(
        "surveys/show_work.html",
        work=work,
        look=look,
        scales=services.scales_of(work),
        rules=services.RULES,
        branches=services.map_branches(look.definition) if look.definition else None,
        form=form or ReasonForm(formdata=None),
        previews=previews,
        stale_sounds=services.count_stale(look.definition) if look.definition else 0,
        languages=_others(),
        prepared=[(each, *count_translated(each.code)) for each in PREPARED.values()],
        may_make=may_open("surveys.make_survey", current_user),
        may_put_live=may_open("surveys.put_live", current_user),
        made_it=work.was_made_by(current_user.id),
    )
    return page, status


@blueprint.route("/<slug>/about", methods=["GET", "POST"])
def edit_about(slug: str) -> ResponseReturnValue:
    """Change what a survey says of itself, how it opens and when."""
    if is_saving():
        begin_write()
    work = services.get_work(slug)
    definition = work.definition
    texts = {
        f"{name}_{style}": (definition.get(name) or {}).get(style, "")
        for name in AboutForm.TEXTS
        for style in STYLES
    }
    pictures = pictures_to_choose()
    form = AboutForm(
        obj=work,
        data=texts
        | {
            "default_style": definition.get("default_style", "plain"),
            "from_16": bool(definition.get("from_16")),
            "answered_by": definition.get("answered_by") or "",
            "picture": definition.get("picture") or "",
        },
    )
    form.picture.choices = choices(pictures.items(), first=_("No picture"))
    if (
        is_saving()
        and form.validate()
        and keep(
            form,
            work,
            lambda: services.save_facts(
                work,
                texts=form.texts(),
                default_style=form.default_style.data,
                from_16=form.from_16.data,
                picture=form.picture.data if form.picture.data in pictures else None,
                answered_by=form.answered_by.data or None,
                dates={n: form[n].data for n in ("opens_on", "closes_on", "results_on")},
                by=current_user,
            ),
        )
    ):
        flash(_("It is saved."), "success")
        return to_work(work)
    return render_template(
        "surveys/edit_about.html", form=form, work=work, pictures=pictures, picker=open_picker()
    )


def keep(form: WorkForm, work: SurveyWork, deed: Callable[[], object]) -> bool:
    """Do what a form asks and commit; False, and the form says why, when it was refused."""
    try:
        services.refuse_stale(work, form.revision.data or 0)
        deed()
    except DomainError as error:
        refuse(form, work, error)
        return False
    db.session.commit()
    return True


def refuse(form: BaseForm, work: SurveyWork, error: Exception) -> None:
    """Show why a form was refused; when it was stale, the next press goes through."""
    db.session.rollback()
    add_error(form, error)
    if "revision" in form:
        form.revision.data = form.revision.raw_data = None
        form.revision.data = services.get_work(work.slug).revision


@blueprint.route("/<slug>/words/<locale>", methods=["GET", "POST"])
def edit_words(slug: str, locale: str) -> ResponseReturnValue:
    """Write a survey's words in another language, beside the English."""
    language = _find_language(locale)
    if request.method == "POST":
        begin_write()
    work = services.get_work(slug)
    known = work.definition.get("translations", {}).get(locale, {})
    form = LanguageForm(obj=work, data={"is_checked": services.is_signed(known)})
    rows = services.translations_of(work, locale)
    if form.was_sent_and_valid():
        typed: dict[str, dict[str, Any]] = {
            key: {style: clean_text(request.form.get(f"{style}:{key}", "")) for style in STYLES}
            for key, *_rest in rows
        }
        rows = [(key, english, typed[key], stale) for key, english, _words, stale in rows]
        if keep(
            form,
            work,
            lambda: services.save_translation(
                work, locale, typed, is_checked=form.is_checked.data, by=current_user
            ),
        ):
            flash(_("The words are saved."), "success")
            now = work.definition["translations"].get(locale, {})
            if now and form.is_checked.data and not services.is_signed(now):
                flash(
                    _(
                        "They have changed since a speaker read them, so they are not checked any "
                        "more. Tick the box again once a speaker has read them."
                    )
                )
            return to_work(work)
    return render_template(
        "surveys/edit_words.html",
        form=form,
        work=work,
        rows=rows,
        lacks=services.lacks,
        language=language,
        is_prepared=locale in PREPARED,
    )


@blueprint.get("/<slug>/file.<kind>")
def show_file(slug: str, kind: str) -> ResponseReturnValue:
    """Hand out a survey in the making as a file that opens in another area."""
    work = services.get_work(slug)
    return _file(work.slug, kind, work.definition)


@blueprint.get("/<slug>/live.<kind>")
def show_live_file(slug: str, kind: str) -> ResponseReturnValue:
    """Hand out the newest version of a live survey as a file that opens in another area."""
    _version, definition = services.latest_definition(services.get_survey(slug))
    return _file(slug, kind, definition.model_dump(mode="json"))


def _file(slug: str, kind: str, definition: dict[str, Any]) -> ResponseReturnValue:
    if kind not in FILES:
        abort(404)
    written = services.to_yaml if kind == "yaml" else services.to_json
    answer = Response(written(slug, definition), mimetype=FILES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.{kind}"'
    return answer


@blueprint.post("/<slug>/discard")
def discard_work(slug: str) -> ResponseReturnValue:
    """Throw away a survey in the making."""
    begin_write()
    services.discard_work(services.get_work(slug))
    db.session.commit()
    flash(_("It is thrown away. What is live has not changed."))
    return redirect(url_for(".list_surveys"), 303)
