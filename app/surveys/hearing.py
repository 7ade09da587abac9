"""The sounds that read questions aloud, for anybody: they say what a public survey says."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from app import sound_files
from app.security import never_changes

blueprint = Blueprint("hearing", __name__)


def play_sound(content: bytes, kind: str) -> Response:
    """Return a sound, or the part of it that a player asks for (RFC 9110, 14)."""
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = "inline"
    answer.make_conditional(request, accept_ranges=True, complete_length=len(content))
    return answer


@blueprint.get("/sounds/<name>")
@never_changes
def play(name: str) -> ResponseReturnValue:
    """Give one sound of a survey."""
    content = sound_files.find(name)
    if content is None:
        abort(404)
    return play_sound(content, sound_files.type_of(content))
