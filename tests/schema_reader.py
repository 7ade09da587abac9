"""Reads a JSON value as an OpenAPI 3.1 document says it must be, and complains.

It knows the words of JSON Schema that our document uses; any other word is a complaint too, so that
nothing in the document goes unread.
"""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
SAYS_NOTHING = {"title", "description", "default"}
FORMATS = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uri": lambda text: urlsplit(text).scheme or _refuse(text),
}


def _refuse(text):
    raise ValueError(text)


def check(value, schema: dict, document: dict, where: str = "$") -> None:
    """Fail with the place where `value` is not what `schema` says."""
    for word in sorted(schema, key=lambda each: each != "type"):  # the others rest on it
        if word in SAYS_NOTHING:
            continue
        rule = RULES.get(word)
        assert rule, f"{where}: this reader does not know {word!r}"
        rule(value, schema[word], schema, document, where)


def _reference(value, asked, _schema, document, where):
    target = document
    for part in asked.removeprefix("#/").split("/"):
        target = target[part]
    check(value, target, document, where)


def _type(value, asked, _schema, _document, where):
    is_right = isinstance(value, TYPES[asked])
    assert is_right, f"{where}: {value!r} is no {asked}"
    assert asked == "boolean" or not isinstance(value, bool), f"{where}: a boolean"


def _any_of(value, asked, _schema, document, where):
    wrong = []
    for each in asked:
        try:
            check(value, each, document, where)
        except AssertionError as error:
            wrong.append(str(error))
        else:
            return
    raise AssertionError("; ".join(wrong))


def _properties(value, asked, schema, document, where):
    for name, each in value.items():
        if name in asked:
            check(each, asked[name], document, f"{where}.{name}")
        else:
            assert schema.get("additionalProperties", True), (
                f"{where}: {name} is not in the document"
            )


def _items(value, asked, _schema, document, where):
    for number, each in enumerate(value):
        check(each, asked, document, f"{where}[{number}]")


def _format(value, asked, _schema, _document, where):
    try:
        FORMATS[asked](value)
    except ValueError as error:
        raise AssertionError(f"{where}: {value!r} is no {asked}") from error


def _holds(test, words):
    def rule(value, asked, _schema, _document, where):
        assert test(value, asked), f"{where}: {value!r} {words} {asked!r}"

    return rule


RULES = {
    "$ref": _reference,
    "type": _type,
    "anyOf": _any_of,
    "properties": _properties,
    "items": _items,
    "format": _format,
    "additionalProperties": lambda *_facts: None,  # read with the properties
    "required": _holds(lambda value, asked: set(asked) <= set(value), "lacks one of"),
    "enum": _holds(lambda value, asked: value in asked, "is none of"),
    "const": _holds(lambda value, asked: value == asked, "is not"),
    "pattern": _holds(lambda value, asked: re.search(asked, value), "does not match"),
    "minimum": _holds(lambda value, asked: value >= asked, "is less than"),
    "maximum": _holds(lambda value, asked: value <= asked, "is more than"),
    "multipleOf": _holds(lambda value, asked: value % asked == 0, "is no multiple of"),
}
