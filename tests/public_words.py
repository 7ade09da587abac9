"""Which sentences of the catalogue families and young people can meet.

Begins at the views that the matrix opens to anybody, and follows the names that they use, from
function to function and from template to template, as far as this code names them.
"""

import ast
import builtins
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from flask import Flask
from jinja2 import nodes

from app.accounts.matrix import MATRIX, PUBLIC

GETTEXT = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
#: Open to anybody, and read by staff alone: the way in, which is in English.
STAFF_ROOMS = ("security", "accounts")
#: What no view names: pages about errors, and what is said to a form that came too late.
ALSO = ("app.errors", "app.security")


class Place(NamedTuple):
    """A function, class or table at the top of a module."""

    module: str
    name: str


class Source(NamedTuple):
    """What a module says at its top: {name: its statements}, {name: where it is imported from}."""

    defined: dict[str, list[ast.stmt]]
    imported: dict[str, tuple[str, str | None]]


@cache
def _source(module: str) -> Source | None:
    file = getattr(importlib.import_module(module), "__file__", None)
    if not file or not module.startswith("app"):
        return None
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    imported = {name: origin for node in ast.walk(tree) for name, origin in _imports_of(node)}
    defined: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for name in _names_of(statement):
            defined.setdefault(name, []).append(statement)
    return Source(defined, imported)


def _imports_of(node: ast.AST) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Yield what one line imports of ours: (name, (module, name there; None for all of it))."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
        for each in node.names:
            yield each.asname or each.name, (node.module or "", each.name)
    elif isinstance(node, ast.Import):
        for each in node.names:
            if each.asname and each.name.startswith("app"):
                yield each.asname, (each.name, None)


def _names_of(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id


def _resolve(module: str, name: str | None) -> Place | str | None:
    """Return where an imported name is defined; a module's own name when it is a module."""
    if name is None:
        return module
    if isinstance(getattr(importlib.import_module(module), name, None), ModuleType):
        return getattr(importlib.import_module(module), name).__name__
    source = _source(module)
    if source is None or name in vars(builtins):
        return None
    if name in source.defined:
        return Place(module, name)
    return _resolve(*source.imported[name]) if name in source.imported else None


def _used(module: str, node: ast.AST) -> Iterator[Place]:
    """Yield what a piece of code names: in its own module, or in another of ours."""
    source = _source(module)
    assert source
    for part in ast.walk(node):
        found: Place | str | None = None
        if isinstance(part, ast.Name):
            found = Place(module, part.id) if part.id in source.defined else None
            if found is None and part.id in source.imported:
                found = _resolve(*source.imported[part.id])
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            owner = source.imported.get(part.value.id)
            whole = _resolve(*owner) if owner else None
            found = _resolve(whole, part.attr) if isinstance(whole, str) else None
        if isinstance(found, Place):
            yield found


def _calls(function: object, attribute: str) -> bool:
    """Return True when a call in Python or in a template is one for words."""
    return getattr(function, attribute, None) in GETTEXT


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.With) and "force_locale" in ast.unparse(node.items[0]):
        return  # written in English, and stored so
    if isinstance(node, ast.Call) and _calls(node.func, "id"):
        yield from (each.value for each in node.args[:1] if isinstance(each, ast.Constant))
    for part in ast.iter_child_nodes(node):
        yield from _words(part)


def _templates(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        value = part.value if isinstance(part, ast.Constant) else None
        if isinstance(value, str) and value.endswith(".html") and " " not in value:
            yield value


def _read_template(app: Flask, name: str) -> tuple[set[str], set[str]]:
    """Return the sentences of a template and the templates that it names."""
    assert app.jinja_env.loader
    source = app.jinja_env.loader.get_source(app.jinja_env, name)[0]
    tree = app.jinja_env.parse(source)
    words = {
        each.value
        for call in tree.find_all(nodes.Call)
        if _calls(call.node, "name")
        for each in call.args[:1]
        if isinstance(each, nodes.Const)
    }
    kinds = (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)
    named = {
        each.template.value
        for each in tree.find_all(kinds)
        if isinstance(each.template, nodes.Const)
    }
    return words, named


def _views(app: Flask) -> Iterator[Place]:
    for endpoint, access in MATRIX.items():
        if access == PUBLIC and endpoint.partition(".")[0] not in STAFF_ROOMS:
            view = app.view_functions.get(endpoint)
            if view and view.__module__.startswith("app"):
                yield Place(view.__module__, view.__name__)
    for module in ALSO:
        source = _source(module)
        assert source
        yield from (Place(module, name) for name in source.defined)


def find_public_words(app: Flask) -> dict[str, str]:
    """Return {sentence: where it is said} of everything that a public page can say."""
    found: dict[str, str] = {}
    templates: set[str] = set()
    waiting, seen = list(_views(app)), set()
    while waiting:
        place = waiting.pop()
        source = _source(place.module)
        if place in seen or source is None:
            continue
        seen.add(place)
        for statement in source.defined.get(place.name, []):
            found |= dict.fromkeys(_words(statement), f"{place.module}.{place.name}")
            templates |= set(_templates(statement))
            waiting += _used(place.module, statement)
    read: set[str] = set()
    while templates - read:
        name = (templates - read).pop()
        read.add(name)
        words, named = _read_template(app, name)
        found |= dict.fromkeys(words, name)
        templates |= named
    return found
