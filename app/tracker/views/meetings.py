"""Pages of a sub-group's meetings: the list, the pack, decisions written down on one screen."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import pdf, word
from app.accounts.access import may_open
from app.analysis.models import Theme
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error
from app.responses.qr import make_qr
from app.strategy import services as strategy
from app.strategy.models import Family
from app.tracker import services
from app.tracker.counts import staff_count
from app.tracker.forms import MeetingDecisionForm, MeetingForm
from app.tracker.models import CopyKind, Meeting
from app.tracker.services import recalls
from app.tracker.views import blueprint


@blueprint.get("/meetings")
def list_meetings() -> ResponseReturnValue:
    """List the meetings, the newest first."""
    return render_template(
        "tracker/list_meetings.html",
        meetings=services.list_meetings(),
        may_add=may_open("tracker.add_meeting", current_user),
    )


@blueprint.route("/meetings/add", methods=["GET", "POST"])
def add_meeting() -> ResponseReturnValue:
    """Write down when a group meets; its pack is there at once."""
    if request.method == "POST":
        begin_write()
    form = MeetingForm()
    form.set_choices(strategy.list_sub_groups())
    if form.was_sent_and_valid():
        try:
            meeting = services.add_meeting(
                group_code=form.group_code.data, held_on=form.held_on.data, by=current_user
            )
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The meeting is saved. Here is its pack."), "success")
            return redirect(url_for(".show_pack", meeting_id=meeting.id), 303)
    return render_template("tracker/add_meeting.html", form=form)


def _pack_page(meeting_id: int, *, taken_as: CopyKind | None = None) -> str:
    """Return the pack as a page. One that is taken away is noted, with whose words are in it."""
    if taken_as is not None:
        begin_write()
    pack = services.make_pack(services.get_meeting(meeting_id))
    if taken_as is not None and pack.quotes:
        recalls.note_taken(
            pack.meeting,
            kind=taken_as,
            comment_ids=[each.comment_id for each in pack.quotes],
            by=current_user,
        )
        db.session.commit()
    asks_at = _asks_at(pack.meeting)
    return render_template(
        "tracker/show_pack.html",
        pack=pack,
        asks_at=asks_at,
        qr=make_qr(asks_at) if asks_at else None,
        count=staff_count,
        may_decide=may_open("tracker.decide", current_user),
        has_pdf=pdf.is_available(),
    )


def _asks_at(meeting: Meeting) -> str | None:
    """Return the address of the charter check of a meeting; None while there is none to take."""
    asked = services.charter_check_of(meeting)
    if asked is None:
        return None
    slug, named = asked
    address = url_for("responses.start_survey", slug=slug, meeting=named, lang=None)
    base: str = current_app.config["SETTINGS"].public_base_url.rstrip("/")
    return base + address


@blueprint.get("/meetings/<int:meeting_id>")
def show_pack(meeting_id: int) -> ResponseReturnValue:
    """Show the pack of a meeting as it is known now."""
    return _pack_page(meeting_id)


@blueprint.get("/meetings/<int:meeting_id>/pdf")
def show_pack_pdf(meeting_id: int) -> ResponseReturnValue:
    """Give the pack as a tagged PDF; where PDFs cannot be made, the page."""
    if not pdf.is_available():
        return redirect(url_for(".show_pack", meeting_id=meeting_id), 303)
    address = current_app.config["SETTINGS"].public_base_url
    page = _pack_page(meeting_id, taken_as=CopyKind.PDF)
    return pdf.answer_with(page, name="meeting-pack", base_url=address)


@blueprint.get("/meetings/<int:meeting_id>/word")
def show_pack_word(meeting_id: int) -> ResponseReturnValue:
    """Give the pack as a Word document, for those who write into it before they meet."""
    page = _pack_page(meeting_id, taken_as=CopyKind.WORD)
    return word.answer_with(page, name="meeting-pack")


def _themes_to_answer() -> list[Theme]:
    """Return every theme, those that nobody has answered first."""
    silent = [each.theme for each in services.silent_themes()]
    return [*silent, *(theme for theme in services.list_themes() if theme not in silent)]


@blueprint.route("/meetings/<int:meeting_id>/decide", methods=["GET", "POST"])
def decide(meeting_id: int) -> ResponseReturnValue:
    """Write down what the meeting decides, one decision after another; each becomes an action."""
    if request.method == "POST":
        begin_write()
    meeting = services.get_meeting(meeting_id)
    form = MeetingDecisionForm()
    form.set_choices(_themes_to_answer(), strategy.list_items(Family.PRIORITY))
    if form.was_sent_and_valid():
        try:
            services.decide(meeting, by=current_user, **form.facts(meeting))
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("It is written down, and is an action now. The next one?"), "success")
            return redirect(url_for(".decide", meeting_id=meeting_id), 303)
    return render_template("tracker/decide.html", meeting=meeting, form=form)
