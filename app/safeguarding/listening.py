"""Spoken answers: somebody listens to each and writes it down; every listening is on record."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import sound_files, worker
from app.accounts.services import roles_of
from app.db import begin_write, db, today
from app.errors import DomainError
from app.forms import add_error
from app.responses import services as responses
from app.responses.models import Recording
from app.responses.services import SoundGoneError
from app.safeguarding import services
from app.safeguarding.forms import WriteDownForm
from app.surveys.hearing import play_sound

blueprint = Blueprint(
    "listening", __name__, url_prefix="/staff/spoken", template_folder="templates"
)
MOST_LISTED = 100


def _days_waiting(recording: Recording) -> int:
    return services.working_days_between(responses.submission_of(recording).received_on, today())


@blueprint.get("")
def list_recordings() -> ResponseReturnValue:
    """List what waits for somebody to listen, the oldest first."""
    waiting = [
        (each, responses.question_of(each)[0], _days_waiting(each))
        for each in responses.list_unwritten(limit=MOST_LISTED)
    ]
    return render_template(
        "safeguarding/list_recordings.html", waiting=waiting, total=responses.count_unwritten()
    )


def _page(recording: Recording, form: WriteDownForm) -> ResponseReturnValue:
    return render_template(
        "safeguarding/show_recording.html",
        form=form,
        recording=recording,
        submission=responses.submission_of(recording),
        question=responses.question_of(recording)[0],
        can_be_heard=recording.content is not None,
    )


@blueprint.route("/<recording_id>", methods=["GET", "POST"])
def show_recording(recording_id: str) -> ResponseReturnValue:
    """Show one spoken answer; POST keeps what was heard."""
    form = WriteDownForm()
    if request.method == "POST":
        g.their_words = [(str(form.heard.label.text), form.heard.data)]
        begin_write()
    recording = responses.get_recording(recording_id)
    if form.was_sent_and_valid():
        try:
            comment = responses.write_down(
                recording,
                form.heard.data,
                screen=current_app.extensions.get("screen"),
                by_id=current_user.id,
                role=roles_of(current_user),
            )
            if comment is not None and form.worry.data:
                services.raise_concern(comment, reason=form.worry.data, by=current_user)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
            return _page(responses.get_recording(recording_id), form)
        db.session.commit()
        worker.nudge()
        flash(_("It is written down, and goes its way like any other comment."), "success")
        return redirect(url_for(".list_recordings"), 303)
    return _page(recording, form)


@blueprint.get("/<recording_id>/sound")
def play(recording_id: str) -> ResponseReturnValue:
    """Give the sound of one spoken answer, and put on record who listened."""
    begin_write()
    recording = responses.get_recording(recording_id)
    try:
        content = responses.sound_of(recording)
    except SoundGoneError:
        abort(404)
    # Every part that a player asks for: who leaves one out would not be on record.
    responses.record(
        "recording.listen", recording, by_id=current_user.id, role=roles_of(current_user)
    )
    db.session.commit()
    return play_sound(content, sound_files.type_of(content))
