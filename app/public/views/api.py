"""The open data at /api/v1: read-only, the same for everybody, no key and no cookie."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.exceptions import NotFound

from app.errors import problem, tame_json
from app.public import open_data, shapes
from app.public.openapi import make_document
from app.security import is_open_data
from app.strategy import services as strategy
from app.tracker import services as tracker
from app.tracker.models import EntryStatus

PREFIX = "/api/v1"
api = Blueprint("api", __name__, url_prefix=PREFIX)
Asked = TypeVar("Asked", bound=shapes.Shape)
#: Any site may read this: it is the same for everybody, and no cookie comes with it.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Access-Control-Max-Age": "86400",
}


class BadQuestionError(Exception):
    """A parameter is unknown or has a value that it cannot have; says which, never the value."""


@api.errorhandler(BadQuestionError)
def _say_what_is_wrong(error: BadQuestionError) -> ResponseReturnValue:
    return problem(400, title="We could not read that", detail=str(error))


@api.after_app_request
def _let_other_sites_read(response: Response) -> Response:
    """Let pages of other sites read every answer here, errors too."""
    if request.path.startswith(f"{PREFIX}/"):
        response.headers.update(CORS)
    return response


def _asked(shape: type[Asked], *, only: set[str] | None = None) -> Asked:
    """Return the parameters of this request, checked; `only` these where others are let through.

    Raises BadQuestionError.
    """
    given = request.args.to_dict()
    if only is not None:
        given = {name: value for name, value in given.items() if name in only}
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)
        raise BadQuestionError(" ".join(_sentence(each) for each in wrong)) from None


def _sentence(wrong: Any) -> str:
    if wrong["type"] == "extra_forbidden":  # its name is somebody's own words
        return "There is a parameter that we do not know."
    return f"{wrong['loc'][0]}: {wrong['msg']}."


def _answer(shape: shapes.Shape) -> Response:
    return Response(tame_json(shape.model_dump_json()), content_type="application/json")


def _page_of(
    shape: type[shapes.Paged], items: Sequence[shapes.Shape], asked: shapes.PageQuery, total: int
) -> Response:
    """Return one page with links to its neighbours. A page past the end is not there."""
    pages = max(1, -(-total // asked.per_page))
    if asked.page > pages:
        raise NotFound

    def url(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        query = asked.model_dump(exclude_unset=True) | {"page": number}
        return open_data.base_url() + url_for(request.endpoint or "", **query)

    links = {"self": url(asked.page), "previous": url(asked.page - 1), "next": url(asked.page + 1)}
    response = _answer(
        shape.model_validate(
            {"page": asked.page, "pages": pages, "total": total, "links": links, "items": items}
        )
    )
    neighbours = (("prev", links["previous"]), ("next", links["next"]))
    given = [f'<{link}>; rel="{name}"' for name, link in neighbours if link]
    if given:
        response.headers["Link"] = ", ".join(given)
    return response


@api.get("/entries")
@is_open_data
def list_entries() -> ResponseReturnValue:
    """List what was said and done."""
    asked = _asked(shapes.EntryQuery)
    filters = {
        name: str(value)
        for name, value in asked.model_dump(exclude={"page", "per_page", "lang"}).items()
        if value is not None
    }
    page = tracker.published_entries(filters, asked.page, size=asked.per_page, with_items=True)
    items = [open_data.summary_of(entry, language=asked.lang) for entry in page.items]
    return _page_of(shapes.EntryPage, items, asked, page.total)


@api.get("/entries/<slug>")
@is_open_data
def show_entry(slug: str) -> ResponseReturnValue:
    """Answer one entry; 410 says that it was withdrawn, and why."""
    asked = _asked(shapes.LanguageQuery, only={"lang"})
    entry = tracker.get_shown_entry(slug)
    if entry.status == EntryStatus.WITHDRAWN:
        reason = entry.notices[-1].reason if entry.notices else ""
        return problem(410, title="This was withdrawn", detail=reason)
    return _answer(open_data.detail_of(entry, language=asked.lang))


@api.get("/themes")
@is_open_data
def list_themes() -> ResponseReturnValue:
    """List what was heard."""
    asked = _asked(shapes.ThemeQuery)
    heard = tracker.heard_themes(smallest=open_data.smallest())
    if asked.answered is not None:
        heard = [each for each in heard if bool(each.entries) == (asked.answered == "yes")]
    first = (asked.page - 1) * asked.per_page
    items = [open_data.theme_of(each) for each in heard[first : first + asked.per_page]]
    return _page_of(shapes.ThemePage, items, asked, len(heard))


@api.get("/framework")
@is_open_data
def show_framework() -> ResponseReturnValue:
    """Answer the strategy and the sub-groups."""
    framework = strategy.get_framework(current_app.config["FRAMEWORK_KEY"])
    shape = open_data.framework_of(framework, strategy.list_items(), strategy.list_sub_groups())
    return _answer(shape)


@api.get("/counts")
@is_open_data
def show_counts() -> ResponseReturnValue:
    """Answer how much was heard and answered."""
    return _answer(open_data.counts_now())


@api.get("/openapi.json")
@is_open_data
def show_document() -> ResponseReturnValue:
    """Answer the document that describes all of this."""
    return current_app.json.response(make_document(open_data.base_url()))
