"""A first visit is light: its page is compressed, where nothing secret can be measured by that.

Compressing a page that holds a secret beside something that others chose tells the secret by its
length (BREACH). So only what answers a browser without any cookie is compressed: its token was made
for this one answer and is never seen again. Whoever comes back has fonts and styles already.
"""

import gzip

from flask import Flask, Response, request

#: Parameters that choose among what we wrote ourselves; with any other a page may say it back.
OURS = {"lang", "style"}
#: Below it nothing is gained.
SMALLEST = 1000


def _may_be_compressed(response: Response) -> bool:
    return (
        request.method == "GET"
        and not request.cookies
        and "Authorization" not in request.headers
        and OURS.issuperset(request.args)
        and response.status_code == 200
        and response.mimetype == "text/html"
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
    )


def _compress(response: Response) -> Response:
    """Compress the page of a first visit for a browser that takes it so."""
    if not _may_be_compressed(response):
        return response
    response.vary.add("Accept-Encoding")
    page = response.get_data()
    if len(page) >= SMALLEST and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(page, compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        tag, _is_weak = response.get_etag()
        if tag:  # a strong one would say that these are the very same bytes
            response.set_etag(tag, weak=True)
    return response


def init_app(app: Flask) -> None:
    """Compress after everything else has been done to an answer: the first to be told is last."""
    app.after_request(_compress)
