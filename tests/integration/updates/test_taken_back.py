"""Words that are taken back are gone from everything that anybody can read, at once (R-PUB-2).

The addresses come from the application's own map: a new public page is asked without being listed
here, and one with a new kind of part fails until somebody says what stands there.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app import pdf
from app.accounts.matrix import MATRIX, PUBLIC
from app.accounts.models import RoleName
from app.db import db
from app.public.views.embeds import MOST
from app.responses.services.receipts import hash_code
from app.surveys import services as surveys
from app.tracker import services
from app.tracker.models import CHECKS, Entry
from app.updates.jobs import send_updates
from tests.conftest import token_in
from tests.integration.factories import make_staff, make_submission, make_theme
from tests.integration.tracker.makers import (
    WORDS,
    make_action,
    make_person,
    make_published_entry,
)
from tests.integration.tracker.test_entries import quotable

CODE = "7K3M 9QXT 0V2B 8HNR"
SAID = "Nine times the lift was locked and nobody came with a key."
#: As little of it as would still be too much.
TRACES = ("the lift was locked", "nobody came with a key")
#: How long words may stay anywhere, in seconds.
MINUTE = 60
#: Where quotes stand; everything else is asked too.
CARRIERS = {
    "public.show_entry",
    "public.show_entry_pdf",
    "public.show_year",
    "public.show_year_csv",
    "public.embed_entry",
    "api.show_entry",
}
READ_AS = ("", "style=easy", "lang=ur", "style=easy&lang=pl", f"number={MOST}", "page=1")
NOTHING = "nothing-there"


@dataclass
class Told:
    """An entry with a quote, and everything that is needed to find its traces."""

    entry: Entry
    theme_id: int
    client: object

    def values_of(self, endpoint: str) -> dict[str, str]:
        """What stands in the parts of an address; a part that is not here is a KeyError."""
        is_of_entry = endpoint.partition(".")[0] in {"public", "api"}
        return {
            "slug": self.entry.slug if is_of_entry else "tell-us",
            "theme_id": str(self.theme_id),
            "year": str(self.entry.published_on.year),
        } | dict.fromkeys(
            ("code", "name", "page", "secret", "token", "who"),
            NOTHING,
        )

    def addresses(self, app) -> Iterator[tuple[str, str]]:
        """Yield (endpoint, address) of everything that anybody may read."""
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or MATRIX[rule.endpoint] != PUBLIC:
                continue
            values = self.values_of(rule.endpoint)
            # "<int:year>" becomes "{year}", for `format` to fill.
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule).format(**values)
            for query in READ_AS:
                yield rule.endpoint, f"{path}?{query}" if query else path

    def carrying(self, app) -> dict[str, object]:
        """Return {address: response} of everything in which a trace stands."""
        found = {}
        for endpoint, address in self.addresses(app):
            response = self.client.get(address)
            text = html.unescape(response.text) if response.mimetype else ""
            if any(trace in text for trace in TRACES):
                found[address] = (endpoint, response)
        return found

    def receipt(self, where: str = "", **fields: str) -> str:
        token = token_in(self.client.get("/receipt").text)
        data = {"csrf_token": token, "code": CODE, **fields}
        answer = self.client.post(f"/receipt{where}", data=data, follow_redirects=True)
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.text


@pytest.fixture
def told(client, monkeypatch):
    """An entry with a quote, corrected once, translated, in a theme that may be named."""
    # What a PDF is made of, in place of a PDF, whose letters nobody can search for.
    monkeypatch.setattr(pdf, "is_available", lambda: True)
    monkeypatch.setattr(pdf, "render_pdf", lambda page, **_facts: page.encode())
    surveys.load_library()
    submission = make_submission(receipt_hash=hash_code(CODE), days_ago=60, commit=False)
    comment = quotable(SAID, submission=submission)
    theme = make_theme("The lift", comments=[comment], people=12, days_ago=70)
    action = make_action(theme)
    entry = make_published_entry(action, quotes={comment.id: SAID})
    services.correct_entry(
        entry,
        by=entry.author,
        reason="A slip.",
        checks=CHECKS,
        **(WORDS | {"we_did": "It is four weeks."}),
    )
    services.sign_correction(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    words = dict.fromkeys(services.texts_to_translate(entry), "") | {"title": "Wieści"}
    services.save_translation(
        entry,
        "pl",
        words=words,
        seen=services.fingerprint(entry, "pl"),
        is_checked=False,
        by=make_staff(),
    )
    db.session.commit()
    return Told(entry, theme.id, client)


def longest_life(response) -> int:
    """Return for how many seconds an answer may be used without asking us."""
    rules = response.headers["Cache-Control"]
    if "no-store" in rules or "no-cache" in rules:
        return 0
    ages = re.findall(r"(?:max-age|s-maxage|stale-[a-z-]+)=(\d+)", rules)
    assert ages, f"how long is {rules!r}?"
    return sum(map(int, ages))


@pytest.mark.parametrize("how", ["withdraw", "erase"])
def test_words_taken_back_by_the_receipt_are_gone_from_everything_at_once(app, told, how):
    before = told.carrying(app)
    assert {endpoint for endpoint, _response in before.values()} >= CARRIERS
    for address, (_endpoint, response) in before.items():
        assert longest_life(response) <= MINUTE, address
    assert SAID in html.unescape(told.receipt())

    told.receipt("/withdraw", how=how)

    assert told.carrying(app) == {}
    for address, (_endpoint, response) in before.items():
        if etag := response.headers.get("ETag"):
            again = told.client.get(address, headers={"If-None-Match": etag})
            assert again.status_code != 304, f"{address}: whoever has the words keeps them"
    assert not any(trace in html.unescape(told.receipt()) for trace in TRACES)


def test_no_mail_ever_carries_them(app, sink, follow, told):
    follow("all")
    services.withdraw_entry(told.entry, by=told.entry.author, reason="It was wrong.")
    db.session.commit()

    assert send_updates() == 1
    text = sink.mails[-1].get_content()
    assert told.entry.slug in text
    assert not any(trace in text for trace in TRACES)
