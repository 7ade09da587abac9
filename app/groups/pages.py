"""Where the pages of a session are, and what they tell of joining it."""

from typing import Any

from flask import current_app, url_for

from app.groups import services
from app.groups.models import GroupSession, GroupWay
from app.responses.pages import option_pictures, question_pictures
from app.responses.qr import make_qr
from app.surveys.definition import Definition


def page_of(session: GroupSession) -> str:
    """Return the address at which an open session goes on."""
    if session.way != GroupWay.HANDS:
        return url_for("groups.show_session", session_id=session.id)
    first = services.screens_of(services.definition_of(session))[0]
    return url_for("groups.show_page", session_id=session.id, page=first.code)


def ways_to_join(session: GroupSession) -> dict[str, Any]:
    """Return what a page needs to say how to take part, and how many have."""
    base = current_app.config["SETTINGS"].public_base_url.rstrip("/")
    join_url = f"{base}{url_for('joining.join', lang=None)}"
    can_join = services.is_joinable(session)
    return {
        "taken": services.count_taken(session),
        "can_join": can_join,
        "join_url": join_url,
        # After the "#" a browser keeps it to itself: the code is in no address that is sent.
        "qr": make_qr(f"{join_url}#{session.join_code}") if can_join else None,
    }


def asked_of_a_room(definition: Definition) -> dict[str, Any]:
    """Return what `_asked.html` needs of a survey's questions: functions from one of them."""
    adult = definition.from_16
    return {
        "pictures_of": lambda question: option_pictures(definition, question, adult=adult),
        "shown_of": lambda question: question_pictures(definition, question, adult=adult),
        "alone_of": services.alone_in,
    }
