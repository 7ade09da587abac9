"""PDFs: a page of ours as a tagged document that a screen reader can follow (PDF/UA-1)."""

import re
from ctypes.util import find_library
from functools import cache, lru_cache
from mimetypes import guess_type
from typing import Any
from urllib.parse import urlsplit

from flask import Response

from app import picture_files
from app.static_files import PREFIX, STATIC_DIR, find_assets

#: What a person is told where the system's Pango is missing.
INSTALL = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


#: A picture that says only what the words beside it say.
_DECORATION = re.compile(r'<img\b(?=[^>]*\salt="")')


class PdfUnavailableError(Exception):
    """This machine cannot make PDFs: Pango is missing."""


# The same page asked for again costs nothing; one that has changed is another page.
@lru_cache(maxsize=32)
def render_pdf(html: str, *, base_url: str) -> bytes:
    """Return the page `html` as PDF/UA-1 bytes, dressed by its own print rules.

    Only our own files are read; any other address is refused (R-NET-1). Raises
    PdfUnavailableError where the system's Pango is missing.
    """
    try:
        # Loaded here: a web process that is never asked for a PDF stays 30 MB smaller.
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except OSError as error:
        raise PdfUnavailableError(INSTALL) from error

    names = {url: name for name, url in find_assets().items()}

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        """Reads app/static/, the partnership's own pictures, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return a file of ours; ValueError for any other address."""
            path = urlsplit(url).path
            own = picture_files.find(path.removeprefix(picture_files.PREFIX))
            if own is not None:
                return URLFetcherResponse(url, own[0], {"Content-Type": own[1]})
            name = names.get(path, path.removeprefix(PREFIX))
            file = (STATIC_DIR / name).resolve()
            if not path.startswith(PREFIX) or not file.is_relative_to(STATIC_DIR):
                raise ValueError("A PDF reads our own files only.")
            kind = guess_type(file.name)[0] or "font/woff2"
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    # Every <img> becomes a figure, which must have words of its own (PDF/UA-1, 7.3). The same
    # picture embedded has no place in what is read out, as a decoration should have none.
    html = _DECORATION.sub("<embed", html)
    document = HTML(string=html, base_url=base_url, url_fetcher=OwnFilesOnly())
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def answer_with(html: str, *, name: str, base_url: str) -> Response:
    """Return the page `html` as a PDF to open in the browser, called `name`."""
    answer = Response(render_pdf(html, base_url=base_url), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@cache
def is_available() -> bool:
    """Return True when this machine has what PDFs need."""
    return find_library("pango-1.0") is not None
