"""Where signing in leads: to our own pages, whatever the address says (R-NET-2)."""

from urllib.parse import quote

import pytest

from app.accounts.access import safe_next
from app.accounts.models import RoleName
from tests.conftest import token_in
from tests.integration.accounts.pages import PASSWORD, make_person
from tests.integration.sign_in import sign_in

ELSEWHERE = [
    "https://evil.example",
    "http://evil.example/staff",
    "//evil.example",
    "//evil.example/staff",
    "///evil.example",
    "////evil.example/staff",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "\\evil.example",
    "/\\/evil.example/staff",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,hello",
    "vbscript:msgbox(1)",
    "mailto:someone@evil.example",
    "ftp://evil.example",
    "file:///etc/passwd",
    "evil.example",
    "evil.example/staff",
    "staff",
    "./staff",
    "../staff",
    "/../staff",
    "/staff/../../evil.example",
    "/./staff",
    "/staff//evil.example",
    "//staff",
    "/%2fevil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "%2f%2fevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    "\n//evil.example",
    " //evil.example",
    " /staff",
    "/ /evil.example",
    "\u200a//evil.example",
    "\u00a0/staff",
    "/\u2025/evil.example",
    "\u3000//evil.example",
    "/staff\u0000",
    "//evil\uff0eexample",
    "//evil\u3002example",
    "@evil.example",
    "/@evil.example",
    "//user@evil.example",
    "//user:pass@evil.example/staff",
    "http://localhost@evil.example/staff",
    "http://localhost:8000@evil.example",
    "//localhost.evil.example/staff",
    "/staff%0d%0aLocation: https://evil.example",
    "/staff\r\nLocation: https://evil.example",
    "/staff?next=x\r\nSet-Cookie: a=b",
    "/no-such-page",
    "/staff/no-such-page",
    "/staff/sign-out",
    "/staff/sign-in",
    "?next=//evil.example",
    "#//evil.example",
    ";//evil.example",
    "/;@evil.example",
    "/staff;//evil.example",
    "//[::1]/staff",
    "//0x7f000001",
    "//google.com%00.localhost",
    "https://localhost:8000.evil.example/",
    "/staff\\..\\evil.example",
    "/" + "a" * 5000,
]


def test_there_are_sixty_strings_at_least():
    assert len(set(ELSEWHERE)) >= 60


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_strange_address_is_not_one_of_our_pages(app, target):
    with app.test_request_context():
        assert safe_next(target) is None


@pytest.mark.parametrize("target", ["/staff", "/staff/people", "/staff/people/7", "/staff?a=b"])
def test_our_own_pages_are(app, target):
    with app.test_request_context():
        assert safe_next(target) == target


def places(target: str) -> list[tuple[str, dict[str, str]]]:
    """The two ways in which an address gets into the sign-in page."""
    quoted = quote(target.encode("utf-8", "surrogatepass"), safe="")
    return [(f"/staff/sign-in?next={quoted}", {}), ("/staff/sign-in", {"next": target})]


def test_someone_signed_in_already_is_sent_to_the_desk(app):
    client, _user = sign_in(app, RoleName.ADMIN)
    token = token_in(client.get("/staff").text)
    wrong = []
    for target in ELSEWHERE:
        for url, answers in places(target):
            response = client.post(url, data={"csrf_token": token, **answers})
            if response.location not in {"/staff", "/"}:
                wrong.append((target, response.status_code, response.location))

    assert wrong == []


@pytest.mark.parametrize("target", ELSEWHERE[::10])
def test_signing_in_with_a_strange_address_leads_to_the_desk(app, target):
    make_person(RoleName.ADMIN)
    for url, answers in places(target):
        client = app.test_client()
        token = token_in(client.get(url).text)
        who = {"email": "sam@example.org", "password": PASSWORD}

        response = client.post(url, data={"csrf_token": token, **who, **answers})

        assert response.location == "/staff"


def test_the_page_does_not_hand_a_strange_address_on(client):
    assert "evil" not in client.get("/staff/sign-in?next=https://evil.example").text


def test_signing_in_leads_back_to_the_page_that_was_wanted(client):
    make_person(RoleName.ADMIN)
    url = client.get("/staff/people").location

    response = client.post(
        url,
        data={
            "csrf_token": token_in(client.get(url).text),
            "email": "sam@example.org",
            "password": PASSWORD,
            "next": "/staff/people",
        },
    )

    assert response.location == "/staff/people"
