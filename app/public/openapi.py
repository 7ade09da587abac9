"""The document of the open data (OpenAPI 3.1), written from the shapes that the API answers in."""

from dataclasses import dataclass
from typing import Any

from pydantic.json_schema import models_json_schema

from app.public import shapes

VERSION = "1.2.0"
DESCRIPTION = """\
What families and young people said, and what was done about it, for other sites to build on.
It can only be read. No key, no account and no cookie is needed, and every origin may ask.

Fewer than ten people are never counted out, other numbers of people are rounded to the nearest
five, and days on which somebody spoke are given as months. Do not try to undo that.

Quotes may be taken back by those who wrote them. An answer may be kept for 30 seconds; send
`If-None-Match` to ask whether it still holds. If you show quotes, ask again at least once a minute.
"""
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for."""

    #: Under /api/v1, as OpenAPI writes it.
    path: str
    endpoint: str
    summary: str
    answers: type[shapes.Shape]
    asks: type[shapes.Shape] | None = None
    #: Statuses other than 200 and 304, with what they mean.
    refuses: tuple[tuple[int, str], ...] = ()


_BAD = (400, "A parameter is unknown or has a value that it cannot have.")
OPERATIONS = (
    Operation(
        "/entries",
        "list_entries",
        "What was said and done: overdue promises first, then the newest.",
        shapes.EntryPage,
        shapes.EntryQuery,
        (_BAD, (404, "There is no such page of the list.")),
    ),
    Operation(
        "/entries/{slug}",
        "show_entry",
        "One entry, with its quotes, notes, votes and corrections.",
        shapes.EntryDetail,
        shapes.LanguageQuery,
        refuses=(
            _BAD,
            (404, "There is no such entry."),
            (410, "It was withdrawn; `detail` says why. Remove your copy."),
        ),
    ),
    Operation(
        "/themes",
        "list_themes",
        "What was heard, the longest ago first, answered or not.",
        shapes.ThemePage,
        shapes.ThemeQuery,
        (_BAD, (404, "There is no such page of the list.")),
    ),
    Operation(
        "/framework",
        "show_framework",
        "The local strategy and the sub-groups, with their codes.",
        shapes.FrameworkShape,
    ),
    Operation(
        "/counts",
        "show_counts",
        "How much was heard and answered.",
        shapes.Counts,
    ),
)
#: What may go wrong with any of them.
_ALWAYS = ((500, "Our fault."), (503, "The database is away. Try again in a minute."))


def make_document(base_url: str) -> dict[str, Any]:
    """Return the document; `base_url` is the public address without a last slash."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Said and Done: open data",
            "version": VERSION,
            "description": DESCRIPTION,
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": {each.path: {"get": _operation(each)} for each in OPERATIONS},
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    models: list[tuple[type[shapes.Shape], Any]] = [
        (each.answers, "serialization") for each in OPERATIONS
    ]
    _names, found = models_json_schema(
        [*models, (shapes.Problem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    return dict(sorted(found["$defs"].items()))


def _operation(each: Operation) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{each.answers.__name__}"}
    answers: dict[str, Any] = {
        "200": {
            "description": "What was asked for.",
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "Of this answer."}},
            "content": {"application/json": {"schema": reference}},
        },
        "304": {"description": "You have it already: it is what your ETag names."},
    }
    for status, meaning in (*each.refuses, *_ALWAYS):
        answers[str(status)] = {
            "description": meaning,
            "content": {"application/problem+json": {"schema": _PROBLEM}},
        }
    return {
        "operationId": each.endpoint,
        "summary": each.summary,
        "parameters": [*_path_parameters(each.path), *_query_parameters(each.asks)],
        "responses": answers,
    }


def _path_parameters(path: str) -> list[dict[str, Any]]:
    if "{slug}" not in path:
        return []
    schema = {"type": "string", "pattern": "^[a-z0-9-]{1,80}$"}
    return [{"name": "slug", "in": "path", "required": True, "schema": schema}]


def _query_parameters(asks: type[shapes.Shape] | None) -> list[dict[str, Any]]:
    if asks is None:
        return []
    properties = asks.model_json_schema()["properties"]
    return [
        {"name": name, "in": "query", "required": False, "schema": _without_null(schema)}
        for name, schema in properties.items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a parameter may be when it is given: a query has no way to say null."""
    if "anyOf" not in schema:
        return schema
    given = next(each for each in schema["anyOf"] if each != {"type": "null"})
    return {**given, **{key: schema[key] for key in ("title", "description") if key in schema}}
