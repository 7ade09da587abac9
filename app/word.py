"""Word documents: what a page of ours says, with headings, lists and tables that Word knows.

Made from the page itself, so that the two cannot differ. Links, forms and what is not printed stay
out; nothing is fetched.
"""

import io
from typing import TYPE_CHECKING, Any

from flask import Response

if TYPE_CHECKING:
    from docx.document import Document

#: An element of lxml, which ships no types.
Element = Any
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}
_LEFT_OUT = frozenset({"form", "button", "nav", "script", "svg", "template"})
_NOT_PRINTED = "sd-no-print"
#: Marks of direction: not printable by Python's book, and needed.
_MARKS = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")


def render_docx(html: str) -> bytes:
    """Return what stands in <main> of the page `html` as a Word document, in the page's language.

    Raises ValueError when the page has no <main>.
    """
    # Loaded here: a web process that is never asked for a document stays smaller.
    import docx  # noqa: PLC0415
    from lxml.html import document_fromstring  # type: ignore[import-untyped]  # noqa: PLC0415

    page = document_fromstring(html)
    main = page.find(".//main")
    if main is None:
        raise ValueError("The page has no <main>.")
    document = docx.Document()
    title = page.findtext(".//title") or ""
    document.core_properties.title = " ".join(title.split())
    document.core_properties.author = ""
    document.core_properties.language = page.get("lang") or "en"
    _write(document, main)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def answer_with(html: str, *, name: str) -> Response:
    """Return the page `html` as a Word document to keep, called `name`."""
    answer = Response(render_docx(html), mimetype=KIND)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return answer


def _write(document: "Document", parent: Element) -> None:
    """Write the blocks in `parent`, in their order; look for them inside what is no block."""
    for element in parent:
        if not isinstance(element.tag, str) or element.tag in _LEFT_OUT or _is_not_printed(element):
            continue
        _WRITERS.get(element.tag, _write)(document, element)


def _write_heading(document: "Document", element: Element) -> None:
    document.add_heading(_words(element), _HEADINGS[element.tag])


def _write_paragraph(document: "Document", element: Element) -> None:
    if _words(element):
        document.add_paragraph(_words(element), "Quote" if element.tag == "blockquote" else None)


def _write_list(document: "Document", element: Element) -> None:
    for item in element.iterfind("li"):
        document.add_paragraph(
            _words(item), "List Bullet" if element.tag == "ul" else "List Number"
        )


def _write_table(document: "Document", element: Element) -> None:
    rows = [
        [(_words(cell), cell.tag == "th") for cell in row.iterchildren("th", "td")]
        for row in element.iterfind(".//tr")
    ]
    caption = element.find("caption")
    if caption is not None and _words(caption):
        document.add_paragraph(_words(caption), "Caption")
    if not rows:
        return
    table = document.add_table(len(rows), max(map(len, rows)), "Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for place, (words, is_heading) in zip(row.cells, cells, strict=False):
            place.paragraphs[0].add_run(words).bold = is_heading
    _repeat_heading(table.rows[0])


def _repeat_heading(row: Any) -> None:
    """Mark a row as the table's heading: it comes again on each page, and is read out as one."""
    from docx.oxml import OxmlElement  # noqa: PLC0415

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _write_pairs(document: "Document", element: Element) -> None:
    for key in element.iter("dt"):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{_words(key)}: ").bold = True
        value = key.getnext()
        if value is not None:
            paragraph.add_run(_words(value))


def _is_not_printed(element: Element) -> bool:
    return _NOT_PRINTED in (element.get("class") or "").split() or "hidden" in element.attrib


def _words(element: Element) -> str:
    """Return the words in an element as one line; Word refuses control characters."""
    words = " ".join(element.text_content().split())
    return "".join(letter for letter in words if letter.isprintable() or letter in _MARKS)


_WRITERS = {
    **dict.fromkeys(_HEADINGS, _write_heading),
    **dict.fromkeys(("p", "blockquote", "figcaption", "summary"), _write_paragraph),
    **dict.fromkeys(("ul", "ol"), _write_list),
    "table": _write_table,
    "dl": _write_pairs,
}
