"""What may be kept, by whom and for how long, so that words taken back are gone in a minute."""

import re

import pytest

from app.db import db
from app.security import ASK_EACH_TIME, KEEP_HALF_A_MINUTE
from app.tracker import services
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_action, make_published_entry
from tests.integration.tracker.test_publishing import SAID, make_quoted

PAGES = ["/", "/you-said-we-did", "/you-said-we-did/{slug}", "/themes", "/themes/{theme}",
         "/local-offer/{year}", "/local-offer/{year}/csv", "/for-other-sites", "/promises",
         "/how-right-is-the-computer", "/privacy", "/accessibility", "/pictures"]  # fmt: skip
DATA = ["/you-said-we-did/feed.atom", "/you-said-we-did/feed.json", "/api/v1/entries",
        "/api/v1/entries/{slug}", "/api/v1/themes", "/api/v1/framework", "/api/v1/counts",
        "/api/v1/openapi.json", "/embed/you-said-we-did",
        "/embed/you-said-we-did/{slug}"]  # fmt: skip


def make_addresses():
    theme = make_theme("Nobody rings", people=12, days_ago=70)
    entry = make_published_entry(make_action(theme))
    facts = {"slug": entry.slug, "theme": theme.id, "year": entry.published_on.year}
    return entry, lambda address: address.format(**facts)


@pytest.mark.parametrize("address", [*PAGES, *DATA])
def test_who_has_a_page_already_gets_304_until_it_changes(client, address):
    entry, fill = make_addresses()
    url = fill(address)
    first = client.get(url)
    etag = {"If-None-Match": first.headers["ETag"]}

    again = client.get(url, headers=etag)
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert again.headers.get("X-Robots-Tag") == first.headers.get("X-Robots-Tag")
    assert client.get(url, headers={"If-None-Match": '"another"'}).status_code == 200

    services.withdraw_entry(entry, by=entry.author, reason="It was not true.")
    db.session.commit()
    changed = client.get(url, headers=etag)
    still = {"/for-other-sites", "/how-right-is-the-computer", "/privacy", "/accessibility"}
    still |= {"/pictures", "/api/v1/framework", "/api/v1/openapi.json"}
    assert (changed.status_code == 304) == (address in still)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_kept_by_the_browser_only_which_asks_each_time(client, address):
    _entry, fill = make_addresses()

    assert client.get(fill(address)).headers["Cache-Control"] == ASK_EACH_TIME


@pytest.mark.parametrize("address", DATA)
def test_data_is_kept_for_less_than_the_minute_and_sets_no_cookie(client, address):
    _entry, fill = make_addresses()
    answer = client.get(fill(address))

    assert answer.headers["Cache-Control"] == KEEP_HALF_A_MINUTE
    assert int(re.search(r"max-age=(\d+)", KEEP_HALF_A_MINUTE)[1]) <= 60
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", DATA)
def test_data_is_the_same_for_everybody_whatever_their_cookie(app, client, address):
    """A cache on the way may hand one person's answer to the next."""
    _entry, fill = make_addresses()
    plain = client.get(fill(address)).data
    other = app.test_client()
    with other.session_transaction() as session:
        session["lang"] = "ur"
    other.set_cookie("comfort", "size=largest")
    staff, _person = sign_in(app)

    assert other.get(fill(address)).data == plain
    assert staff.get(fill(address)).data == plain


@pytest.mark.parametrize(
    "address",
    ["/you-said-we-did/{slug}", "/embed/you-said-we-did/{slug}", "/local-offer/{year}",
     "/local-offer/{year}/csv", "/api/v1/entries/{slug}"],
)  # fmt: skip
def test_a_quote_that_is_taken_back_is_gone_for_those_who_have_the_page(client, address):
    entry, comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    url = address.format(slug=entry.slug, year=entry.published_on.year)
    before = client.get(url)
    assert SAID in before.text

    services.withdraw_submission(comment.submission)
    db.session.commit()
    after = client.get(url, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert SAID not in after.text


def test_no_page_about_somebodys_own_words_is_ever_kept(client):
    for url in ("/receipt", "/surveys/tell-us", "/display", "/help-now", "/staff/sign-in", "/none"):
        assert client.get(url).headers["Cache-Control"] == "no-store", url
