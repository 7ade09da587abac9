"""The shape of the house, where import-linter cannot see it."""

import ast
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 400
MODULES = sorted(
    path
    for folder in ("app", "nlp", "readers", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if path.stat().st_size
)
FORBIDDEN_NAMES = {"common", "core", "utils", "helpers", "lib"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_says_what_it_is_for(path):
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= LONGEST_MODULE, "split it by meaning"
    assert ast.get_docstring(ast.parse(text)), "say in one sentence what it is for"
    assert not FORBIDDEN_NAMES & {path.stem, path.parent.name}, "name what it does"


def test_templates_trust_nothing_and_carry_no_inline_code():
    for path in (ROOT / "app").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for mark in ("|safe", "| safe", "Markup(", " style=", "javascript:"):
            assert mark not in text, f"{path.relative_to(ROOT)} holds {mark!r}"


def test_no_python_marks_text_as_trusted_html():
    for path in MODULES:
        if path.parts[-2] == "tests" or "tests" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for mark in ("Markup(", "render_template_string", "pickle", "yaml.load("):
            assert mark not in text, f"{path.relative_to(ROOT)} holds {mark!r}"


def _names(tree):
    """What a template's top level brings: {name: where it comes from}."""
    names = {macro.name: "itself" for macro in tree.find_all(nodes.Macro)}
    for each in tree.find_all(nodes.FromImport):
        pairs = ((name, name) if isinstance(name, str) else name for name in each.names)
        names |= {alias: (each.template.value, name) for name, alias in pairs}
    return names


def _template_trees():
    grammar = Environment(autoescape=True, extensions=["jinja2.ext.do"])
    for folder in (ROOT / "app").rglob("templates"):
        for path in folder.rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            yield path.relative_to(folder).as_posix(), grammar.parse(text)


def test_no_page_has_a_macro_by_a_name_that_its_base_imports():
    """What a base template imports hides a page's macro of the same name, without a word."""
    trees = dict(_template_trees())
    bases = {name: next(iter(tree.find_all(nodes.Extends)), None) for name, tree in trees.items()}
    hidden = []
    for name, tree in trees.items():
        own, base = _names(tree), bases[name]
        while base is not None:
            above = _names(trees[base.template.value])
            hidden += [(name, each) for each in own if each in above and own[each] != above[each]]
            base = bases[base.template.value]
    assert any(bases.values())
    assert hidden == []
