"""Pages for a partnership's own pictures, and the pictures themselves."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app import picture_files
from app.db import begin_write, db
from app.errors import DomainError
from app.forms import add_error, read_file
from app.pictures import services
from app.pictures.forms import AddPictureForm, PictureForm
from app.pictures.models import OwnPicture
from app.pictures.services import Uses
from app.security import never_changes, takes_files

blueprint = Blueprint("pictures", __name__, template_folder="templates")


@blueprint.get("/pictures/<name>")
@never_changes
def show_picture(name: str) -> ResponseReturnValue:
    """Give one own picture: to anybody, for it stands in a public survey."""
    found = picture_files.find(name)
    if found is None:
        abort(404)
    content, kind = found
    return Response(content, mimetype=kind)


@blueprint.get("/staff/pictures")
def list_pictures() -> ResponseReturnValue:
    """List the partnership's own pictures."""
    return render_template("pictures/list_pictures.html", pictures=services.own_pictures())


@blueprint.route("/staff/pictures/add", methods=["GET", "POST"])
@takes_files()
def add_picture() -> ResponseReturnValue:
    """Add a picture."""
    form = AddPictureForm()
    if form.was_sent_and_valid():
        try:
            content = services.draw_again(read_file("file"))
            begin_write()
            services.add_picture(content, **form.facts(), by_id=current_user.id)
        except DomainError as error:
            db.session.rollback()
            add_error(form, error)
        else:
            db.session.commit()
            flash(_("The picture is here. You can choose it in any survey now."), "success")
            return redirect(url_for(".list_pictures"), 303)
    if form.errors and not form.file.errors:
        form.file.errors = [_("Choose the picture again: a browser sends it only once.")]
    return render_template("pictures/add_picture.html", form=form)


def _uses() -> list[Uses]:
    return list(current_app.extensions.get("picture_uses", []))


@blueprint.route("/staff/pictures/<name>", methods=["GET", "POST"])
def edit_picture(name: str) -> ResponseReturnValue:
    """Change what is said of a picture, or look where it is used."""
    picture = services.get_picture(name)
    form = PictureForm(data={"alt": picture.alt, "words": ", ".join(picture.words),
                             "owner": picture.owner})  # fmt: skip
    if form.was_sent_and_valid():
        begin_write()
        picture = services.get_picture(name)
        services.change_picture(picture, **form.facts(), by_id=current_user.id)
        db.session.commit()
        flash(_("It is saved."), "success")
        return redirect(url_for(".list_pictures"), 303)
    return _edit_page(picture, form)


def _edit_page(picture: OwnPicture, form: PictureForm) -> ResponseReturnValue:
    places = services.uses_of(picture.name, _uses())
    return render_template("pictures/edit_picture.html", picture=picture, form=form, places=places)


@blueprint.post("/staff/pictures/<name>/remove")
def remove_picture(name: str) -> ResponseReturnValue:
    """Remove a picture that nothing uses."""
    begin_write()
    picture = services.get_picture(name)
    try:
        services.remove_picture(picture, uses=_uses(), by_id=current_user.id)
    except DomainError as error:
        db.session.rollback()
        flash(str(error))
        return redirect(url_for(".edit_picture", name=name), 303)
    db.session.commit()
    picture_files.remove(name)
    flash(_("The picture is gone."), "success")
    return redirect(url_for(".list_pictures"), 303)
