"""The equality page: who is asked, the questions that fit, and thank you."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import limits
from app.db import begin_write, db, random_id
from app.equality import carrying, easy, services
from app.equality.forms import ASKED, EqualityForm, WhoForm
from app.i18n import LANGUAGES, current_locale, use_locale
from app.security import checks_csrf_itself, csrf_is_valid

blueprint = Blueprint("equality", __name__, template_folder="templates")

MOST_REPLIES = 600
WINDOW = timedelta(minutes=10)
LONGEST_SLUG = 80
EASY, PLAIN = "easy", "plain"


def _survey() -> str:
    return request.values.get("survey", "")[:LONGEST_SLUG]


def _style() -> str:
    return EASY if request.values.get("style") == EASY else PLAIN


def _in_address(style: str) -> str | None:
    """Return what an address says of a style: nothing of standard words."""
    return EASY if style == EASY else None


@blueprint.get("/about-you")
def choose_who() -> ResponseReturnValue:
    """Ask who answers, so that only fitting questions follow."""
    form = WhoForm(formdata=None)
    who, style = request.args.get("who"), _style()
    kept: dict[str, Any] = {
        "survey": _survey() or None,
        "style": _in_address(style),
    }
    if who in ASKED:
        carrying.let_go()  # of whoever began before, and did not send it
        return redirect(url_for(".ask", who=who, **kept), 303)
    if style == EASY:
        easy.show_who(form)
    return render_template(
        "equality/choose_who.html",
        form=form,
        survey=_survey(),
        easy_read=style == EASY,
        pictures=easy.WHO_PICTURES,
        other_style=url_for(".choose_who", **kept | {"style": EASY if style == PLAIN else None}),
        is_empty="go" in request.args,
    )


@blueprint.route("/about-you/<who>", methods=["GET", "POST"])
@checks_csrf_itself
def ask(who: str) -> ResponseReturnValue:
    """Ask; POST keeps what was answered, apart from everything else.

    In plain English everything is on one page; in easy read each question has a screen with an
    address of its own, and what was answered travels from screen to screen (`carrying`).
    """
    if who not in ASKED:
        abort(404)
    if request.method == "GET":
        return _show(who)
    use_locale(request.form.get("lang", ""))
    style, go = _style(), request.form.get("go", "next")
    step = easy.find_step(who, request.form.get("step", ""))
    answers = _answers(who, style, step)
    form = _form(who, answers, form_key=request.form.get("form_key") or random_id())
    if not csrf_is_valid():
        form.form_errors.append(
            _("This page was open for a long time. Please send it again: nothing is lost.")
        )
        return _page(form, who, style, step, answers), 400
    kind, _colon, chosen = go.partition(":")
    if kind == "lang":
        use_locale(chosen)
    elif kind == "style":
        style = EASY if chosen == EASY else PLAIN
    elif style == EASY:
        return _go_on(form, who, step, answers, go)
    elif form.validate():
        return _keep(form, who, style)
    else:
        return _page(form, who, style, step, answers)
    return _lead_to(form, who, style, step, answers)


def _show(who: str) -> str:
    """Show the screen that the address names, with what was answered so far."""
    held = carrying.held(who)
    answers = held.answers if held else {}
    form = _form(who, answers, form_key=held.form_key if held else random_id())
    place = request.args.get("step", "")
    keys = [each.key for each in easy.steps_for(who, answers)]
    here = [key for key in keys if held and carrying.place_of(held.form_key, key) == place]
    step = easy.find_step(who, here[0] if here else "")
    if "wrong" in request.args and held:
        form.validate()
    return _page(form, who, _style(), step, answers)


def _answers(who: str, style: str, step: easy.Step) -> easy.Answers:
    """Return what was sent; of a screen of easy read, with what was answered on the others.

    A screen that Back shows again may be older than what was answered since.
    """
    sent = {name: request.form.getlist(name) for name in ASKED[who] if name in request.form}
    held = carrying.held(who)
    if style == PLAIN or held is None or held.form_key != request.form.get("form_key"):
        return sent
    return easy.put_in(held.answers, step, sent.get(step.name, []))


def _lead_to(
    form: EqualityForm,
    who: str,
    style: str,
    step: easy.Step,
    answers: easy.Answers,
    *,
    is_wrong: bool = False,
) -> ResponseReturnValue:
    """Lead to a screen by its address, so that Back finds it again."""
    form_key = form.form_key.data or ""
    if not carrying.hold(who, form_key, answers):
        form = _form(who, answers, form_key=form_key)
        form.validate()
        return _page(form, who, style, step, answers)
    address = url_for(
        ".ask",
        who=who,
        survey=_survey() or None,
        style=_in_address(style),
        step=carrying.place_of(form_key, step.key) if style == EASY else None,
        wrong=1 if is_wrong else None,
        lang=current_locale(),
    )
    return redirect(address, 303)


def _go_on(
    form: EqualityForm, who: str, step: easy.Step, answers: easy.Answers, go: str
) -> ResponseReturnValue:
    """Go to the screen before or after this one; after the last, keep the answers."""
    if go == "skip":
        answers = easy.carried(form, step, answers)
        form = _form(who, answers, form_key=form.form_key.data or "")
    is_valid = form.validate()
    if go != "back" and step.name in form.errors:
        return _lead_to(form, who, EASY, step, answers, is_wrong=True)
    by = -1 if go == "back" else 1
    following = None if go == "send" else easy.neighbour(who, step, answers, by)
    if go == "back" and following is None:
        return redirect(url_for(".choose_who", survey=_survey() or None, style=EASY), 303)
    if following:
        return _lead_to(form, who, EASY, following, answers)
    if not is_valid:  # typed on another screen, and left there
        wrong = next(each for each in easy.steps_for(who, answers) if each.name in form.errors)
        return _lead_to(form, who, EASY, wrong, answers, is_wrong=True)
    return _keep(form, who, EASY)


def _form(who: str, answers: easy.Answers, *, form_key: str) -> EqualityForm:
    given = MultiDict([*((name, each) for name in answers for each in answers[name])])
    given["form_key"], given["survey"] = form_key, _survey()
    return EqualityForm.for_whom(who, formdata=given)


def _keep(form: EqualityForm, who: str, style: str) -> ResponseReturnValue:
    """Keep what was answered, then say thank you."""
    begin_write()
    limits.note_try(limits.refuse_when_over("equality", most=MOST_REPLIES, window=WINDOW))
    services.store_reply(
        form_key=form.form_key.data or "",
        survey_slug=_survey(),
        who=who,
        answers=form.answers(who),
    )
    db.session.commit()
    carrying.let_go()
    asked = request.form.get("lang")
    kept: dict[str, Any] = {
        "style": _in_address(style),
        "lang": asked if asked in LANGUAGES else None,
    }
    return redirect(url_for(".thanks", **kept), 303)


def _page(form: EqualityForm, who: str, style: str, step: easy.Step, answers: easy.Answers) -> str:
    shared = {"form": form, "style": style, "easy_read": style == EASY}
    shared["languages"] = list(LANGUAGES.values())
    if style == PLAIN:
        return render_template("equality/ask.html", names=ASKED[who], **shared)
    return render_template(
        "equality/ask_easy.html",
        step=step,
        number=ASKED[who].index(step.name) + 1,
        total=len(ASKED[who]),
        carried=easy.carried(form, step, answers),
        pictures=easy.show_step(form, who, step, answers),
        **shared,
    )


@blueprint.get("/about-you/thank-you")
def thanks() -> ResponseReturnValue:
    """Say that it is kept, and apart."""
    is_easy = _style() == EASY
    home_url = url_for("public.home", style=_in_address(_style()))
    return render_template("equality/thanks.html", easy_read=is_easy, home_url=home_url)
