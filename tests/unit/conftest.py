"""An application with our frames and components only, for tests of how pages are made."""

from types import SimpleNamespace

import html5lib
import pytest
from flask import Flask, render_template_string
from flask_wtf.csrf import generate_csrf

from app import i18n, static_files
from tests.unit.rendering import TEMPLATES

LINKS = (
    "public.home",
    "public.list_entries",
    "public.find_receipt",
    "public.help_now",
    "public.privacy",
    "public.accessibility",
    "public.choose_display",
    "security.login",
    "security.logout",
)


@pytest.fixture(scope="module")
def look():
    """An application with our frames and components, and nothing of the other rooms."""
    app = Flask("look", template_folder=str(TEMPLATES), static_folder=None)
    app.secret_key = "for this test only"
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = generate_csrf
    app.config["SETTINGS"] = SimpleNamespace(uses_https=False)
    i18n.init_app(app)
    static_files.init_app(app)
    for endpoint in LINKS:
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    return app


@pytest.fixture
def show(look):
    """Return what a template source renders to, as parsed strictly, and as text."""

    def render(source, *, url="/public.home", **values):
        with look.test_request_context(url):
            html = render_template_string(source, **values)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        is_page = html.lstrip().startswith("<!DOCTYPE")
        root = parser.parse(html) if is_page else parser.parseFragment(html)
        return SimpleNamespace(
            html=html, root=root, text=" ".join("".join(root.itertext()).split())
        )

    return render
