"""Bodies that are too big, too many or too odd are refused at once, and are no crash (T-ABU-2)."""

import io
import json
import time

import pytest

from app.security import HEADERS
from tests.conftest import token_in
from tests.integration.responses.conftest import SMALL, Taker, store_survey

#: One second where R-LIM-1 says 0.2: other tests run beside this one.
QUICKLY = 1.0
TOO_BIG = 2 * 1024 * 1024
PLACES = ["/surveys/small/story", "/surveys/small/check-your-answers", "/receipt", "/csp-report",
          "/staff/sign-in"]  # fmt: skip


def multipart(parts: int, size: int) -> tuple[bytes, str]:
    part = b'--b\r\nContent-Disposition: form-data; name="story"\r\n\r\n' + b"w" * size + b"\r\n"
    return part * parts + b"--b--\r\n", "multipart/form-data; boundary=b"


def deep(levels: int) -> str:
    return '{"csp-report":' * levels + "1" + "}" * levels


URLENCODED = "application/x-www-form-urlencoded"
JSON = "application/json"
BODIES = {
    "2 MB in one field": ("story=" + "w" * TOO_BIG, URLENCODED),
    "2 MB of percent signs": ("story=" + "%" * TOO_BIG, URLENCODED),
    "2 MB of one name": ("w" * TOO_BIG, URLENCODED),
    "100,000 fields": ("&".join(f"f{each}=x" for each in range(100_000)), URLENCODED),
    "100,000 short fields under one name": ("a=&" * 100_000, URLENCODED),
    "10,000 fields within the size": ("a=&" * 10_000, URLENCODED),
    "2 MB in one part": multipart(1, TOO_BIG),
    "200 kB in one part": multipart(1, 200_000),
    "5,000 parts": multipart(5_000, 1),
    "a part that never ends": (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n', "multipart/form-data; boundary=b"),  # noqa: E501
    "no boundary": (b"x" * 1_000, "multipart/form-data"),
    "a boundary of 5,000 letters": (b"x", "multipart/form-data; boundary=" + "b" * 5_000),
    "2 MB of JSON": (json.dumps({"csp-report": {"x": "w" * TOO_BIG}}), JSON),
    "JSON 1,000 deep": (deep(1_000), JSON),
    "JSON 15,000 deep": (deep(15_000), JSON),
    "JSON of a list": ("[" * 1_000 + "]" * 1_000, JSON),
    "a number of 5,000 digits": ('{"csp-report": ' + "9" * 5_000 + "}", JSON),
    "not UTF-8": (b"story=\xff\xfe\xc0\x80&csrf_token=\xff", URLENCODED),
    "another encoding": ("story=x".encode("utf-16"), URLENCODED + "; charset=utf-16"),
    "an unknown encoding": (b"story=x", URLENCODED + "; charset=no-such-thing"),
    "no type": (b"story=x", ""),
    "a type of nonsense": (b"story=x", ";;;===/\\"),
}  # fmt: skip


@pytest.fixture
def visitor(app, client):
    store_survey("small", SMALL)
    Taker(client, "small").begin().skip_to("story")
    return client


def check_refused(response, seconds: float, *, may_be_fine: bool = False) -> None:
    assert response.status_code < 500
    assert response.status_code >= 400 or may_be_fine
    assert seconds < QUICKLY
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    # Public pages that read only may be kept, and are asked for each time (decision 0013).
    assert response.headers["Cache-Control"] in {"no-store", "private, no-cache"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES)
def test_an_odd_body_is_refused_quickly_with_the_exact_headers(visitor, place, body, kind):
    began = time.perf_counter()
    response = visitor.post(place, data=body, content_type=kind)

    # A report to /csp-report that says nothing is thrown away and thanked for; the sign-in and
    # receipt pages are shown again with a sentence.
    is_small = len(body) <= 128 * 1024
    check_refused(response, time.perf_counter() - began, may_be_fine=is_small)


@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=b", JSON])
@pytest.mark.parametrize("place", PLACES)
def test_two_megabytes_are_413_or_400_whatever_they_say_they_are(visitor, place, kind):
    response = visitor.post(place, data=b"x" * TOO_BIG, content_type=kind)

    assert response.status_code in {400, 413}


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", "0x10", ""])
def test_a_wrong_length_is_no_crash(visitor, length):
    response = visitor.post(
        "/receipt",
        input_stream=io.BytesIO(b"code=x"),
        content_type=URLENCODED,
        environ_overrides={"CONTENT_LENGTH": length},
    )

    assert response.status_code < 500


@pytest.mark.parametrize(
    "url",
    [
        "/" + "a" * 100_000,
        "/surveys/" + "a" * 100_000,
        "/surveys/small/" + "a" * 100_000,
        "/you-said-we-did/" + "a" * 100_000,
        "/you-said-we-did?priority=" + "a" * 100_000,
        "/you-said-we-did?" + "a=b&" * 20_000,
        "/you-said-we-did?page=" + "9" * 5_000,
        "/?lang=" + "a" * 100_000,
        "/staff/sign-in?next=" + "/" * 100_000,
        "/join/" + "a" * 100_000,
        "/%00",
        "/%ff%fe",
        "/" + "%2e%2e/" * 500,
    ],
    ids=lambda url: url[:32],
)
def test_an_overlong_address_is_no_crash_and_quick(visitor, url):
    began = time.perf_counter()
    response = visitor.get(url)

    check_refused(response, time.perf_counter() - began, may_be_fine=True)
    assert len(response.data) < 1024 * 1024


def test_500_extra_fields_change_nothing(visitor):
    """R-ACL-4: a form takes the fields that it has and no other."""
    page = visitor.get("/surveys/small/story").text
    extra = {f"extra-{each}": "x" for each in range(500)}
    sneaky = {"is_demo": "1", "role": "admin", "receipt_hash": "x", "draft": "x", "id": "x"}
    data = {"csrf_token": token_in(page), "go": "next", "story": "Waiting"} | extra | sneaky

    assert visitor.post("/surveys/small/story", data=data).status_code == 303
    page = visitor.get("/surveys/small/check-your-answers").text
    assert "Waiting" in page
    assert "extra-" not in page


def test_a_long_answer_at_its_limit_still_comes_through(visitor):
    """The limits above leave room: 6,000 letters of a script with three bytes a letter."""
    page = visitor.get("/surveys/small/story").text
    words = "\u4f60" * 6_000
    data = {"csrf_token": token_in(page), "go": "next", "story": words}

    assert visitor.post("/surveys/small/story", data=data).status_code == 303
