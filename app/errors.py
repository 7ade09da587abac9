"""Errors: the one a person can put right, and the pages for those they cannot."""

import json
import logging
import secrets
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.exc import (
    DatabaseError,
    InterfaceError,
    InternalError,
    NoResultFound,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from app.db import db
from app.security import largest_file

logger = logging.getLogger(__name__)


class DomainError(Exception):
    """A rule was broken; the message is a full sentence for the person who broke it."""

    def __init__(self, message: str | LazyString) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


#: The database is locked, full, read-only, damaged, away or too busy; other errors are ours.
UNAVAILABLE = {OperationalError, InternalError, InterfaceError, DatabaseError, PoolTimeoutError}

#: Title and sentence by status; anything else shows the words for 500.
PAGES = {
    400: (_l("We could not read that"), _l("Go back and try again.")),
    403: (_l("You cannot see this page"), _l("Your role does not include it.")),
    404: (_l("We cannot find that page"), _l("Check the address, or start from the home page.")),
    405: (_l("That does not work here"), _l("Go back and use the buttons on the page.")),
    413: (_l("That is too long to send"), _l("Go back and make your answer shorter.")),
    429: (
        _l("Please wait a little"),
        _l("Too many tries came at once. Try again in a few minutes."),
    ),
    500: (_l("Something went wrong"), _l("It is our fault, not yours. Please try again.")),
    503: (
        _l("We could not save that just now"),
        _l("Not saved. Please copy your words, wait a minute and try again."),
    ),
}


#: Said instead where staff bring in files.
FILE_TOO_LARGE = (_l("That file is too large"), _l("Go back and choose one of 5 MB or less."))
#: Where programs ask: they get errors that they can read (RFC 9457).
FOR_PROGRAMS = "/api/"


def tame_json(text: str) -> str:
    """Return JSON that says the same and holds no mark of HTML, whoever takes it for a page."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def problem(status: int, *, title: str, detail: str) -> Response:
    """Return an error as a program reads it; it repeats nothing that was asked."""
    facts = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    text = tame_json(json.dumps(facts, ensure_ascii=False))
    return Response(text, status, mimetype="application/problem+json")


def request_id() -> str:
    """Return this request's random id, shown on error pages and in the log."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return str(g.request_id)


def error_page(status: int) -> ResponseReturnValue:
    """Return the page for `status`; it hands back any words that were sent (R-DUR-6)."""
    db.session.rollback()
    if request_ctx.url_adapter is None:  # a forged host: no page of ours has an address there
        return Response("We do not answer to that name.\n", status=400, mimetype="text/plain")
    title, sentence = PAGES.get(status, PAGES[500])
    if status == 413 and largest_file() is not None:
        title, sentence = FILE_TOO_LARGE
    if request.path.startswith(FOR_PROGRAMS):
        return problem(status, title=str(title), detail=str(sentence))
    words = their_words() if status in {503, 500} else []
    try:
        page = render_template(
            "errors/error.html",
            status=status,
            error_title=title,
            error_sentence=sentence,
            request_id=request_id(),
            their_words=words,
        )
    except Exception as error:
        logger.error("the error page failed: %s", _where(error))  # noqa: TRY400  # as below
        lines = [str(title), str(sentence), *(str(each) for each in words), request_id()]
        return Response("\n\n".join(lines), status=status, mimetype="text/plain")
    return page, status


def _where(error: BaseException) -> str:
    """Return an error's kind and place: its text, and a traceback, may hold people's words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


class WithoutWords(logging.Filter):
    """Takes the traceback out of what Flask itself logs, and says the kind and place instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, without anything that people wrote."""
        if record.exc_info and record.exc_info[1]:
            record.msg, record.args = f"{record.getMessage()}: {_where(record.exc_info[1])}", ()
            record.exc_info = record.exc_text = None
        return True


def their_words() -> list[Any]:
    """Return the free text that came with this request, so that nobody has to type it twice.

    A view that knows the questions has left [(question, text), …] in `g.their_words`.
    """
    if "their_words" in g:
        return list(g.their_words)
    hidden = {"csrf_token", "password", "code", "idempotency_key"}
    return [
        value
        for key, value in request.form.items()
        if key not in hidden and "password" not in key and len(value.split()) > 1
    ]


def init_app(app: Flask) -> None:
    """Answer every error with a page that a person can read."""
    app.logger.addFilter(WithoutWords())

    @app.errorhandler(HTTPException)
    def show_http_error(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:
            return error.get_response()
        return error_page(error.code)

    @app.errorhandler(NoResultFound)
    def show_missing(_error: NoResultFound) -> ResponseReturnValue:
        return error_page(404)

    @app.errorhandler(SQLAlchemyError)
    def show_not_saved(error: SQLAlchemyError) -> ResponseReturnValue:
        if type(error) not in UNAVAILABLE:
            return show_crash(error)
        # The driver's message may quote what was being saved: name the event only.
        kind = type(error).__name__
        logger.error("database unavailable: %s request_id=%s", kind, request_id())
        return error_page(503)

    @app.errorhandler(Exception)
    def show_crash(error: Exception) -> ResponseReturnValue:
        # An exception's text may hold people's words (R-LOG-1): log where, not what.
        logger.error("unhandled %s request_id=%s", _where(error), request_id())
        return error_page(500)
