"""What tests of components share: how to call a macro, and how to read what it made."""

from pathlib import Path

from app import static_files

TEMPLATES = Path(static_files.__file__).parent / "templates"


def component(name, call):
    """Return a template that imports a macro and calls it."""
    macro = call.split("(")[0]
    return f'{{% from "components/{name}.html" import {macro} %}}{{{{ {call} }}}}'


def controls(page):
    return [node for node in page.root.iter() if node.tag in {"input", "select", "textarea"}]
