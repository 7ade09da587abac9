"""A PDF reads our own files only, and says what is missing where it cannot be made."""

import re
import zlib

import pytest

from app import pdf

PAGE = '<html lang="en"><head><title>Hello</title></head><body><h1>Hello</h1>{}</body></html>'


def unpacked(document: bytes) -> bytes:
    """Return a PDF's bytes with its compressed parts opened."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    opened = [zlib.decompress(part) for part in parts if part[:1] == b"x"]
    return document + b"".join(opened)


@pytest.mark.skipif(not pdf.is_available(), reason="Pango is missing: no PDFs here")
def test_a_page_becomes_a_tagged_pdf():
    made = pdf.render_pdf(PAGE.format(""), base_url="http://localhost/")

    assert made.startswith(b"%PDF-")
    assert b"StructTreeRoot" in unpacked(made)
    assert b"pdfuaid" in unpacked(made)


@pytest.mark.skipif(not pdf.is_available(), reason="Pango is missing: no PDFs here")
@pytest.mark.parametrize("address", ["file:///etc/hostname", "/static/../config.py"])
def test_a_page_cannot_make_it_read_another_file(address):
    plain = pdf.render_pdf(PAGE.format(""), base_url="http://localhost/")
    with_file = pdf.render_pdf(
        PAGE.format(f'<link rel="attachment" href="{address}">'), base_url="http://localhost/"
    )

    assert b"EmbeddedFile" not in unpacked(with_file)
    assert abs(len(with_file) - len(plain)) < 600
