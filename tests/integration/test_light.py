"""The page of a first visit is compressed, and no page that holds anybody's secret is."""

import gzip

import pytest
from flask.testing import FlaskClient

ASKS = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def client(app):
    """A browser that leaves answers as they were sent."""
    return FlaskClient(app, app.response_class)


def is_compressed(answer) -> bool:
    return answer.headers.get("Content-Encoding") == "gzip"


@pytest.mark.parametrize("url", ["/", "/?lang=ur", "/privacy?style=easy&lang=pl"])
def test_a_first_visit_is_compressed_for_whoever_takes_it_so(client, url):
    answer = client.get(url, headers=ASKS)

    assert is_compressed(answer)
    assert answer.content_length == len(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert b"</html>" in gzip.decompress(answer.data)


def test_who_has_it_already_is_told_so(client):
    first = client.get("/", headers=ASKS)
    again = client.get("/", headers=ASKS | {"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.data) == (304, b"")


def test_nobody_gets_it_who_did_not_ask(client):
    for header in ({}, {"Accept-Encoding": "gzip;q=0, br"}):
        answer = client.get("/", headers=header)
        assert not is_compressed(answer)
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_browser_with_a_cookie_gets_pages_as_they_are(app):
    client = app.test_client()
    client.set_cookie("anything", "of theirs")

    assert not is_compressed(client.get("/", headers=ASKS))


def test_what_somebody_typed_is_never_compressed(app):
    for url in ("/?q=words", "/?lang=ur&q=words"):
        assert not is_compressed(app.test_client().get(url, headers=ASKS))
    # Neither is what was sent, nor what answers it.
    answer = app.test_client().post("/receipt", data={"code": "words"}, headers=ASKS)
    assert not is_compressed(answer)
