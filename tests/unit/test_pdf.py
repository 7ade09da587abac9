"""A PDF reads our own files only, and says what is missing where it cannot be made."""

import pytest

from app import pdf

PAGE = '<html lang="en"><head><title>Hello</title></head><body><h1>Hello</h1>{}</body></html>'


@pytest.mark.skipif(not pdf.is_available(), reason="Pango is missing: no PDFs here")
def test_a_page_becomes_a_tagged_pdf():
    made = pdf.render_pdf(PAGE.format(""), base_url="http://localhost/")

    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made


@pytest.mark.skipif(not pdf.is_available(), reason="Pango is missing: no PDFs here")
@pytest.mark.parametrize("address", ["file:///etc/hostname", "/static/../config.py"])
def test_a_page_cannot_make_it_read_another_file(address):
    plain = pdf.render_pdf(PAGE.format(""), base_url="http://localhost/")
    with_file = pdf.render_pdf(
        PAGE.format(f'<link rel="attachment" href="{address}">'), base_url="http://localhost/"
    )

    assert b"EmbeddedFile" not in with_file
    assert abs(len(with_file) - len(plain)) < 600
