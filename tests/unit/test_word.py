"""A page as a Word document: what it says, in Word's own headings, lists and tables."""

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from app import word

PAGE = """<!doctype html><html lang="pl"><head><title>A pack
 of papers</title></head><body><header>Menu</header><main>{}</main></body></html>"""


def opened(content):
    return docx.Document(io.BytesIO(word.render_docx(PAGE.format(content))))


def written(content):
    return [(each.style.name, each.text) for each in opened(content).paragraphs]


def test_headings_lists_and_words_are_words_own():
    made = written("""
        <div><h1>The  pack</h1><p class="x">Of <strong>March</strong>.</p></div>
        <h2>News</h2><ul><li>One <b>thing</b></li><li>Another</li></ul>
        <figure><blockquote>“We waited.”</blockquote><figcaption>A parent</figcaption></figure>""")
    assert made == [
        ("Title", "The pack"),
        ("Normal", "Of March."),
        ("Heading 1", "News"),
        ("List Bullet", "One thing"),
        ("List Bullet", "Another"),
        ("Quote", "“We waited.”"),
        ("Normal", "A parent"),
    ]


def test_a_table_keeps_its_heading_on_every_page():
    document = opened("""<table><caption>Who</caption><thead><tr><th>Theme</th><th>New</th></tr>
        </thead><tbody><tr><th>Waiting</th><td>12</td></tr><tr><th>Only</th></tr></tbody></table>""")
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Theme", "New"],
        ["Waiting", "12"],
        ["Only", ""],
    ]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    assert document.paragraphs[0].text == "Who"


def test_what_is_not_printed_and_what_is_for_a_browser_stays_out():
    made = written("""<p>Kept</p><p class="a sd-no-print">Not</p><form><p>Not</p></form>
        <nav><p>Not</p></nav><button>Not</button><p hidden>Not</p><!-- no --><script>no</script>""")
    assert made == [("Normal", "Kept")]


def test_it_says_whose_language_it_is_in_and_names_nobody():
    properties = opened("<p>x</p>").core_properties
    assert (properties.title, properties.language) == ("A pack of papers", "pl")
    assert (properties.author, properties.last_modified_by) == ("", "")


def test_a_page_without_main_is_refused():
    with pytest.raises(ValueError, match="main"):
        word.render_docx("<html><body><p>x</p></body></html>")


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=80))
def test_any_words_come_through(words):
    shown = " ".join(words.split())
    made = written(f"<p>before {escape(words)} after</p>")
    assert len(made) == 1
    assert made[0][1].startswith("before")
    if shown.isascii() and shown.isprintable():
        assert made[0][1] == " ".join(f"before {shown} after".split())
