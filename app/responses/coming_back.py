"""Save and come back (F6): a code for an unfinished form, and the page where it is typed."""

from datetime import timedelta

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from app import limits
from app.db import begin_write, db
from app.i18n import LANGUAGES, current_locale, use_locale
from app.responses import services
from app.responses.browser import remember, secret_of
from app.responses.forms import ComeBackForm
from app.responses.models import Style
from app.responses.pages import asked_style
from app.responses.qr import make_qr
from app.responses.services import Visit
from app.responses.views import Switch, keep, switched
from app.security import checks_csrf_itself, csrf_is_valid

blueprint = Blueprint("coming_back", __name__, template_folder="templates")

#: As for receipts (R-LIM-6): wrong codes from one address, and within how long.
TRIES = 10
TRIES_WINDOW = timedelta(hours=1)


@blueprint.route("/surveys/<slug>/save", methods=["GET", "POST"])
def save(slug: str) -> ResponseReturnValue:
    """Offer to keep the answers; POST makes a code for them and shows it this once."""
    secret = secret_of(slug)
    visit = services.find_visit(slug, secret)
    if visit.draft is None or secret is None:
        return redirect(url_for("responses.start_survey", slug=slug, lang=None), code=303)
    if request.method == "GET":
        return _save_page(visit)
    if any(switch := switched(request.form.get("go", ""))):
        return _read_again(visit, secret, switch)
    db.session.rollback()
    begin_write()
    saved = services.save_for_later(secret)
    if saved is None:
        return redirect(url_for("responses.start_survey", slug=slug, lang=None), code=303)
    code, new_secret = saved
    db.session.commit()
    remember(slug, new_secret)
    return _save_page(services.find_visit(slug, new_secret), code)


def _read_again(visit: Visit, secret: str, switch: Switch) -> ResponseReturnValue:
    """Show the page in another style or language: a code that is on it is handed back by it."""
    style = visit.draft.style if visit.draft else asked_style(visit.definition)
    keep(visit, style, current_locale(), {}, switch)
    db.session.commit()
    code = request.form.get("code", "")
    if not services.is_code_of(code, secret):
        back = request.args.get("back") or None
        return redirect(url_for(".save", slug=visit.slug, back=back, lang=None), code=303)
    use_locale(switch.locale or current_locale())
    return _save_page(services.find_visit(visit.slug, secret), code)


def _save_page(visit: Visit, code: str | None = None) -> ResponseReturnValue:
    draft = visit.draft
    style = draft.style if draft else asked_style(visit.definition)
    base = current_app.config["SETTINGS"].public_base_url.rstrip("/")
    easy = style.value if style == Style.EASY else None
    url = f"{base}{url_for('coming_back.come_back', lang=None)}"
    scanned = base + url_for("coming_back.come_back", style=easy, lang=None)
    back = visit.as_shown.screen(request.args.get("back", ""))
    return render_template(
        "responses/save.html",
        slug=visit.slug,
        code=code,
        # After the "#" a browser keeps it to itself: the code is in no address that is sent.
        qr=make_qr(f"{scanned}#{code.replace(' ', '')}") if code else None,
        come_back_url=url,
        days=services.SAVED_LIFETIME.days,
        is_saved=draft is not None and draft.is_saved,
        kept_until=format_date(draft.kept_until, "long") if draft else "",
        back=back.code if back else "check-your-answers",
        languages=list(LANGUAGES.values()),
        style=style.value,
        easy_read=style == Style.EASY,
    )


@blueprint.route("/come-back", methods=["GET", "POST"])
@checks_csrf_itself
def come_back() -> ResponseReturnValue:
    """Ask for the code; a right one leads to where the form can be carried on."""
    if request.method == "GET":
        return _ask_page(ComeBackForm(formdata=None))
    begin_write()
    form = ComeBackForm()
    if not csrf_is_valid():
        form.form_errors.append(
            _("This page was open for a long time. Please press the button again.")
        )
        return _ask_page(form)
    key = limits.refuse_when_over("come-back", most=TRIES, window=TRIES_WINDOW)
    if not form.was_sent_and_valid():
        return _ask_page(form)
    found = services.find_saved(form.code.data)
    if found is None:
        limits.note_try(key)
        db.session.commit()
        form.code.errors = [
            _(
                "We cannot find answers for that code. Check each letter and number. "
                "They may also be sent already, or too old."
            )
        ]
        return _ask_page(form)
    secret, slug, locale = found
    if old := _other_answers(slug, secret):
        if request.form.get("go") != "replace":
            return _ask_page(form, other=slug)
        services.delete_draft(old)
        db.session.commit()
    remember(slug, secret)
    session["lang"] = locale
    return redirect(url_for("responses.start_survey", slug=slug, lang=None), code=303)


def _other_answers(slug: str, secret: str) -> str | None:
    """Return the secret of other answers in this browser that only it leads to; None without."""
    old = secret_of(slug)
    if old is None or old == secret:
        return None
    visit = services.find_visit(slug, old)
    return old if visit.draft and not visit.draft.is_saved and any(visit.answers.values()) else None


def _ask_page(form: ComeBackForm, *, other: str | None = None) -> ResponseReturnValue:
    """Return the page; `other` is the survey that was begun anew in this browser, to decide."""
    is_easy = request.args.get("style") == Style.EASY
    again = url_for(".come_back", style=None if is_easy else Style.EASY.value)
    return render_template(
        "responses/come_back.html",
        form=form,
        other=other,
        easy_read=is_easy,
        other_style_url=again if request.method == "GET" else None,
    )
