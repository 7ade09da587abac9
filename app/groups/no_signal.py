"""A session where there is no signal: its pages stay on the device, answers wait there sealed (Y6).

One page holds everything that the session asks: of each person where a device goes round, of the
room where hands are raised. A service worker keeps it for this session only.
What a person answers is sealed to a key that opens with the PIN and our half (`share_of`), so the
device that goes round can write and cannot read (R-KIO-1). Each person, and what
a room said to each screen, is sent on its own, and stored once however often that is tried.
"""

import json
import re
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from app import limits, sound_files, worker
from app.db import db
from app.errors import DomainError
from app.groups import services, tablet
from app.groups.forms import UnlockForm, make_hands_form
from app.groups.models import GroupSession, GroupWay
from app.groups.pages import asked_of_a_room, page_of
from app.i18n import LANGUAGES, current_locale, use_locale
from app.responses.forms import SHOWN_LIMIT, ScreenForm, StartForm, make_form, make_whole_form
from app.responses.models import Consent, Style
from app.responses.pages import Speaker, option_hints, option_pictures, question_pictures
from app.responses.views import MOST_SUBMISSIONS, SUBMISSIONS_WINDOW
from app.security import keeps_a_worker, takes_a_whole_form
from app.static_files import STATIC_DIR
from app.surveys import standing
from app.surveys.aloud import Aloud, find_aloud
from app.surveys.definition import SCALES, Definition, Question
from app.surveys.screens import Screen

blueprint = Blueprint("no_signal", __name__, url_prefix="/no-signal", template_folder="templates")
#: What a device calls one person's answers: random, so that nothing tells who came first.
KEY = re.compile(r"[0-9a-f]{32}")
MOST_FIELDS = 500
#: What the sounds of one session may take of a device: some phones give a page 50 MB in all.
MOST_SOUND_BYTES = 25_000_000
WORKER: Path = STATIC_DIR / "no-signal-worker.js"


@blueprint.get("/")
@keeps_a_worker
def show() -> ResponseReturnValue:
    """Show the whole session as one page, one part of it at a time; nobody's words are in it."""
    kept = tablet.ticket()
    group = services.get_passed_round(kept["id"]) if kept else None
    if group is None:
        return redirect(url_for("joining.join"), 303)
    _use_asked_locale(group)
    definition, locale, style = services.definition_of(group), current_locale(), group.style
    screens = [each for each in definition.screens if not _is_left_out(each)]
    # Sounds of one language are all that fits on some devices: of the session's own.
    is_own = locale == group.locale
    heard = _find_sounds(definition, screens, locale, style) if is_own else {}
    kept_sounds, kept_bytes = _those_that_fit(heard)
    return render_template(
        "groups/no_signal.html",
        **_frame(group, definition),
        here_url=url_for(".show", lang=None),
        send_url=url_for(".send", lang=None),
        back_url=url_for("tablet.start", lang=None),
        on_url=url_for("tablet.start", lang=None),
        send_words=_("Send the answers"),
        parts=[(each, _empty_form(definition, each, locale, style)) for each in screens],
        first_text=next((each.code for each in screens if _has_text(each)), None),
        start_form=StartForm(formdata=None),
        minutes=definition.estimate_minutes(style),
        options=lambda question: _options(definition, question, locale, style),
        sounds=kept_sounds,
        count_heard=len(heard),
        sound_megabytes=max(1, round(kept_bytes / 1_000_000)),
        idle_seconds=current_app.config["TABLET_IDLE_SECONDS"],
    )


@blueprint.get("/hands/<session_id>")
@keeps_a_worker
def show_hands(session_id: str) -> ResponseReturnValue:
    """Show a session by hands up as one page; nothing that was counted before is in it."""
    group = services.get_session(session_id, by=current_user)
    if group.way != GroupWay.HANDS or not group.is_open or group.pin_hash is None:
        return redirect(url_for("groups.list_sessions"), 303)
    _use_asked_locale(group)
    definition, locale, style = services.definition_of(group), current_locale(), group.style
    screens = services.screens_of(definition)
    return render_template(
        "groups/no_signal_hands.html",
        **_frame(group, definition),
        **asked_of_a_room(definition),
        here_url=url_for(".show_hands", session_id=session_id, lang=None),
        send_url=url_for(".send_hands", lang=None),
        back_url=page_of(group),
        on_url=page_of(group),
        list_url=url_for("groups.list_sessions"),
        send_words=_("Send what was counted"),
        parts=[
            (each, make_hands_form(definition, each.code, locale, style)(formdata=None))
            for each in screens
        ],
        is_counted=lambda screen: any(
            found.get(code) for code in screen.codes for found in (group.hands, group.words)
        ),
        most=services.MOST_PEOPLE,
    )


def _use_asked_locale(group: GroupSession) -> None:
    """Word the page as its address asks, else in the session's language.

    A device keeps every language, and the page that is open reads its words from there.
    """
    asked = request.args.get("lang")
    use_locale(asked if asked in LANGUAGES else group.locale)


def _frame(group: GroupSession, definition: Definition) -> dict[str, Any]:
    """Return what both pages need."""
    locale, style = current_locale(), group.style
    return {
        "group": group,
        "definition": definition,
        "say": Speaker(definition, locale, style),
        "unlock_form": UnlockForm(formdata=None),
        "send_form": UnlockForm(formdata=None, prefix="send-"),
        "has_text": _has_text,
        "limit": SHOWN_LIMIT,
        "lines": current_app.extensions.get("help_lines", ()),
        "files": [
            *sorted(f"fonts/{path.name}" for path in (STATIC_DIR / "fonts").glob("*.woff2")),
            "app.css",
            "app.rtl.css",
        ],
        "is_unchecked": not definition.is_checked(locale),
        "neutral_page": tablet.NEUTRAL_PAGE,
        "easy_read": style == Style.EASY,
    }


def _find_sounds(
    definition: Definition, screens: list[Screen], locale: str, style: str
) -> dict[str, Aloud]:
    """Return {question: the sound that reads it} of those that have one, in their order."""
    found = {}
    for screen in screens:
        for question in screen.questions:
            sound = find_aloud(definition, screen, question, locale, style)
            if sound is not None:
                found[question.code] = sound
    return found


def _those_that_fit(sounds: dict[str, Aloud]) -> tuple[dict[str, Aloud], int]:
    """Return the sounds that a device can be asked to keep, and their bytes: the first ones."""
    kept, total = {}, 0
    for code, sound in sounds.items():
        size = sound_files.size_of(sound.name)
        if total + size > MOST_SOUND_BYTES:
            break
        kept[code], total = sound, total + size
    return kept, total


def _empty_form(definition: Definition, screen: Screen, locale: str, style: str) -> ScreenForm:
    """Return the form of one screen, without the answer that needs a code to come back with."""
    form = make_form(definition, screen.code, locale, style)(formdata=None)
    if "consent" in form:
        form["consent"].choices = [
            each for each in form["consent"].choices if each.value != Consent.ASK
        ]
    return form


def _is_left_out(screen: Screen) -> bool:
    return bool(screen.codes) and set(screen.codes) <= services.NOT_WITHOUT_SIGNAL


def _has_text(screen: Screen) -> bool:
    return any(question.type == "text" for question in screen.questions)


def _options(definition: Definition, question: Question, locale: str, style: str) -> dict[str, Any]:
    """Return what the page needs of a question's options: pictures, second lines, points."""
    return {
        "pictures": option_pictures(definition, question, adult=definition.from_16),
        "shown": question_pictures(definition, question, adult=definition.from_16),
        "hints": option_hints(definition, question, locale, style),
        "alone": {question.alone, *standing.CODES},
        "points": len(SCALES.get(question.type, ())),
    }


@blueprint.get("/worker.js")
def show_worker() -> ResponseReturnValue:
    """Return the service worker; from this address it can reach no page but the one above."""
    return Response(
        WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8"
    )


@blueprint.get("/token")
def give_token() -> ResponseReturnValue:
    """Return a fresh token for what is sent: the page that was kept holds none."""
    return jsonify(token=generate_csrf())


@blueprint.post("/unlock")
def unlock() -> ResponseReturnValue:
    """Give our half of the key to whoever knows the PIN; `ready` notes that a device is ready."""
    group = _find_group()
    if problem := tablet.wrong_pin(group, request.form.get("pin", "")):
        return jsonify(problem=problem), 403
    if request.form.get("ready") and group.way == GroupWay.HANDS:
        if not group.is_open:
            return jsonify(problem=_("This session is closed already.")), 409
        services.note_device(group, is_ready=True)
    elif request.form.get("ready") and tablet.ticket():
        services.note_device(group, is_ready=True)
        tablet.note_waiting(waits=True)
    db.session.commit()
    return jsonify(share=services.share_of(group))


@blueprint.post("/send")
@takes_a_whole_form
def send() -> ResponseReturnValue:
    """Store one person's answers, screened like any other; sent again, they are the same ones."""
    group = _find_group(GroupWay.TABLET)
    key, answers = request.form.get("key", ""), _read_answers()
    if not KEY.fullmatch(key) or answers is None:
        abort(400)
    if problem := tablet.wrong_pin(group, request.form.get("pin", "")):
        return jsonify(problem=problem), 403
    form = make_whole_form(services.definition_of(group), group.locale, group.style)(answers)
    if not form.validate():
        db.session.rollback()
        return jsonify(problem=_("These answers could not be taken as they are.")), 422
    counted_by = limits.refuse_when_over("submit", most=MOST_SUBMISSIONS, window=SUBMISSIONS_WINDOW)
    read_in = answers.get("lang", "")
    is_new = services.store_waiting(
        group,
        form.typed(),
        key=key,
        locale=read_in if read_in in LANGUAGES else group.locale,
        screen=current_app.extensions.get("screen"),
    )
    if is_new:
        limits.note_try(counted_by)
    db.session.commit()
    worker.nudge()
    return jsonify(is_new=is_new)


@blueprint.post("/send-hands")
@takes_a_whole_form
def send_hands() -> ResponseReturnValue:
    """Keep what was counted for one screen; its key is the screen's code, ":" and a random one."""
    group = _find_group(GroupWay.HANDS)
    definition = services.definition_of(group)
    code, _colon, key = request.form.get("key", "").rpartition(":")
    screen = next((each for each in services.screens_of(definition) if each.code == code), None)
    answers = _read_answers()
    if screen is None or not KEY.fullmatch(key) or answers is None:
        abort(400)
    if problem := tablet.wrong_pin(group, request.form.get("pin", "")):
        return jsonify(problem=problem), 403
    form = make_hands_form(definition, code, group.locale, group.style)(answers)
    if not form.validate():
        db.session.rollback()
        return jsonify(problem=_("These answers could not be taken as they are.")), 422
    try:
        is_new = services.store_hands(
            group, screen, hands=form.hands(screen), words=form.words(), key=key
        )
    except DomainError as error:
        status = 422 if group.is_open else 409
        db.session.rollback()
        return jsonify(problem=str(error)), status
    db.session.commit()
    return jsonify(is_new=is_new)


@blueprint.post("/finish")
def finish() -> ResponseReturnValue:
    """Note that nothing waits on the device any more; it goes round with a signal again."""
    group = _find_group()
    if problem := tablet.wrong_pin(group, request.form.get("pin", "")):
        return jsonify(problem=problem), 403
    services.note_device(group, is_ready=False)
    db.session.commit()
    if tablet.ticket():
        tablet.note_waiting(waits=False)
    return jsonify(is_finished=True)


def _find_group(*ways: GroupWay) -> GroupSession:
    group = services.get_without_signal(request.form.get("session", ""), *ways)
    if group is None:
        abort(404)
    use_locale(group.locale)
    return group


def _read_answers() -> MultiDict[str, str] | None:
    """Return what was sent as a form holds it; None when it is not pairs of words."""
    try:
        pairs = json.loads(request.form.get("answers", ""))
    except (ValueError, RecursionError):
        return None
    is_right = isinstance(pairs, list) and len(pairs) <= MOST_FIELDS
    if not is_right or not all(_is_pair(each) for each in pairs):
        return None
    return MultiDict((name, value) for name, value in pairs)


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)
    )
