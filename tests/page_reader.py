"""A test client that reads every page it fetches as an editor would, and complains."""

import re

import html5lib
from flask import g
from flask.testing import FlaskClient

LABELLED_BY_THEMSELVES = {"hidden", "submit", "button", "reset", "image"}


def text_of(node) -> str:
    return " ".join("".join(node.itertext()).split())


def check_page(html: str, *, status: int) -> None:
    """Fail with a sentence when a page is not one we would put in front of a family."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    root = document if document.tag == "html" else document.find(".//html")
    assert root.get("lang"), "the page does not say its language"
    assert root.get("dir") in {"ltr", "rtl"}, "the page does not say its direction"
    # What waits in a template is not on the page: one of them at a time is put there by a script.
    waiting = {id(h1) for template in root.iter("template") for h1 in template.iter("h1")}
    headings = [text_of(h1) for h1 in root.iter("h1") if id(h1) not in waiting]
    assert len(headings) == 1, f"a page has one h1, this one has {headings}"
    title = text_of(root.find(".//title"))
    # "Error: " comes first on a page that refuses something, in whatever language.
    bare_title = title if title.startswith(headings[0][:60]) else title.partition(": ")[2]
    assert bare_title.startswith(headings[0][:60]), (
        f"the title {title!r} does not start with {headings[0]!r}"
    )
    _check_ids(root)
    _check_controls(root)
    _check_no_inline(root)
    if status < 400:
        assert root.find(".//main") is not None, "the page has no main"


def _check_ids(root) -> None:
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    twice = {each for each in ids if ids.count(each) > 1}
    assert not twice, f"ids used twice: {twice}"
    for node in root.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            for target in (node.get(attribute) or "").split():
                assert target in ids, f"{attribute} points to {target!r}, which is not there"


def _check_controls(root) -> None:
    labels = {label.get("for") for label in root.iter("label")}
    inside = {id(node) for label in root.iter("label") for node in label.iter()}
    for tag in ("input", "select", "textarea"):
        for control in root.iter(tag):
            if control.get("type") in LABELLED_BY_THEMSELVES:
                continue
            is_labelled = (
                control.get("id") in labels
                or control.get("aria-label")
                or control.get("aria-labelledby")
                or id(control) in inside
            )
            assert is_labelled, f"{control.get('name')!r} has no label"


def _check_no_inline(root) -> None:
    for node in root.iter():
        handlers = [name for name in node.attrib if str(name).startswith("on")]
        assert not handlers, f"inline handler {handlers} on {node.tag}"
        assert "style" not in node.attrib, f"inline style on {node.tag}"
        if node.tag == "script":
            assert node.get("src"), "inline script"
        assert node.tag != "style", "inline style sheet"


#: What differs each time a page is made, and nothing that is checked: tokens and keys.
_HIDDEN_VALUE = re.compile(r'(<input[^>]* type="hidden"[^>]* value=)"[^"<>]*"')
#: Pages that were found good: half of all that tests fetch were there before, token aside.
_good: set[int] = set()


def check_page_once(html: str, *, status: int) -> None:
    """Check a page unless the very same was checked before in this process."""
    page = hash((status, _HIDDEN_VALUE.sub(r"\1", html)))
    if page not in _good:
        check_page(html, status=status)
        _good.add(page)


class PageReader(FlaskClient):
    """A client that checks each HTML page before the test sees it."""

    def open(self, *args, **kwargs):
        # A test's own context outlives its requests: what one leaves there (who is signed in,
        # which language) must not answer the next.
        for name in list(g) if g else ():
            g.pop(name)
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
        if is_page and response.data:
            check_page_once(response.text, status=response.status_code)
        return response
