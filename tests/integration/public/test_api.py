"""The open data: its document is true, nobody is counted out, and nothing odd breaks it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.models import RoleName
from app.db import db, today
from app.public.openapi import OPERATIONS
from app.public.views.api import PREFIX
from app.tracker import services
from app.tracker.models import CHECKS, ActionKind
from tests.integration.factories import make_theme
from tests.integration.public.test_did_it_help import make_done
from tests.integration.public.test_helped_page import vote_from_pages
from tests.integration.tracker.makers import (
    OBJECTION,
    in_days,
    make_action,
    make_entry,
    make_many_entries,
    make_objected_entry,
    make_person,
    make_published_entry,
)
from tests.integration.tracker.test_publishing import SAID, make_quoted
from tests.schema_reader import check

LISTS = ("/entries", "/themes")


def document_of(client):
    return client.get(f"{PREFIX}/openapi.json").json


def read(client, path, *, template=None, document=None, **query):
    """Fetch what `path` answers and hold it against the document."""
    response = client.get(PREFIX + path, query_string=query)
    document = document or document_of(client)
    answers = document["paths"][template or path]["get"]["responses"]
    assert str(response.status_code) in answers, f"{path} {query}: {response.status_code}"
    if response.data:
        kinds = answers[str(response.status_code)]["content"]
        assert response.mimetype in kinds
        check(response.json, kinds[response.mimetype]["schema"], document)
    return response


def make_everything():
    """An entry of each kind, themes with and without answers, and a quote."""
    entry, _comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    services.change_promised_date(
        entry.action, new_date=in_days(90), reason="Two left.", by=entry.author
    )
    words = services.words_of(entry) | {"title": "A better title"}
    services.correct_entry(entry, by=entry.author, reason="A slip.", checks=CHECKS, **words)
    services.sign_correction(entry, by=make_person(RoleName.PARENT_REP), is_approval=True)
    make_published_entry(
        make_action(kind=ActionKind.CANNOT, why="The law.", instead="A page.", promised_on=None)
    )
    make_published_entry(
        make_action(kind=ActionKind.NOT_OURS, whose="The railway", promised_on=None)
    )
    make_published_entry(make_action(kind=ActionKind.DONE, done_on=in_days(-1)))
    make_published_entry(make_action(promised_on=in_days(-1)))
    make_published_entry(make_action(make_theme("Heard long ago", people=11, days_ago=80)))
    make_theme("Not answered", people=11, days_ago=80)
    make_entry(title="A draft that is nobody's business")
    db.session.commit()
    return entry


def test_the_document_describes_every_route_and_nothing_else(app, client):
    document = document_of(client)
    routes = {
        rule.rule.removeprefix(PREFIX).replace("<slug>", "{slug}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{PREFIX}/")
    }

    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == routes - {"/openapi.json"}
    assert document["servers"] == [{"url": "http://localhost:8000/api/v1"}]


def test_every_answer_is_what_the_document_says(client):
    entry = make_everything()
    document = document_of(client)

    answers = {
        each.path: read(
            client,
            each.path.replace("{slug}", entry.slug),
            template=each.path,
            document=document,
        )
        for each in OPERATIONS
    }

    assert {each.status_code for each in answers.values()} == {200}
    assert answers["/entries"].json["total"] == 6
    assert answers["/themes"].json["total"] == 2
    assert answers["/counts"].json["entries_overdue"] == 1
    assert "nobody's business" not in "".join(each.text for each in answers.values())
    detail = answers["/entries/{slug}"].json
    assert detail["quotes"][0]["text"] == SAID
    assert detail["corrections"][0]["reason"] == "A slip."
    assert detail["promise"]["changes"][0]["reason"] == "Two left."
    kinds = {each["kind"]: each["entries"] for each in answers["/counts"].json["by_kind"]}
    assert kinds == {"done": 1, "in-progress": 0, "planned": 3, "cannot": 1, "not-ours": 1}


def test_the_document_would_notice_an_answer_that_is_not_true(client):
    make_published_entry()
    document = document_of(client)
    schema = {"$ref": "#/components/schemas/EntryPage"}
    for spoil in (
        lambda page: page["items"][0].pop("people"),
        lambda page: page["items"][0].update(more="than we said"),
        lambda page: page["items"][0]["people"].update(about=12),
        lambda page: page["items"][0].update(said_from="2026-11-03"),
        lambda page: page.update(page="1"),
    ):
        page = client.get(f"{PREFIX}/entries").json
        check(page, schema, document)
        spoil(page)
        with pytest.raises(AssertionError):
            check(page, schema, document)


def test_only_months_say_when_somebody_spoke(client):
    entry = make_published_entry()
    said = client.get(f"{PREFIX}/entries/{entry.slug}").json

    assert said["said_from"] == entry.said_from.strftime("%Y-%m")
    assert entry.said_from.isoformat() not in {said["said_from"], said["said_until"]}


def test_a_list_comes_in_pages_that_lead_to_each_other(client):
    make_many_entries(45)
    url, seen, pages = f"{PREFIX}/entries?per_page=20&priority=timeliness", [], 0
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        seen += [each["slug"] for each in answer.json["items"]]
        url, pages = answer.json["links"]["next"], pages + 1
        assert bool(url) == ('rel="next"' in answer.headers.get("Link", ""))

    assert pages == 3
    assert len(seen) == len(set(seen)) == answer.json["total"] == 45
    assert answer.json["links"]["previous"].endswith("page=2&per_page=20&priority=timeliness")
    assert client.get(f"{PREFIX}/entries?page=4").status_code == 404


def test_a_list_asks_the_database_the_same_few_questions_however_long_it_is(client):
    from sqlalchemy import event  # noqa: PLC0415  # only this test listens

    make_many_entries(60)
    asked = []

    def note(*_args):
        asked.append(1)

    event.listen(db.engine, "after_cursor_execute", note)
    answer = client.get(f"{PREFIX}/entries?per_page=50")
    event.remove(db.engine, "after_cursor_execute", note)

    assert len(answer.json["items"]) == 50
    assert len(asked) <= 6


def test_an_entry_comes_with_the_objection_that_stands_beside_it(client):
    entry = make_objected_entry()

    (note,) = read(client, f"/entries/{entry.slug}", template="/entries/{slug}").json["notes"]

    assert note == {
        "role": "parent-rep",
        "made_on": today().isoformat(),
        "is_objection": True,
        "text": OBJECTION,
    }


def test_votes_come_with_their_base_and_a_handful_is_not_told(client):
    action, few = make_done(), {"fewer_than": 10, "about": None}
    path = f"/entries/{action.entries[0].slug}"
    vote_from_pages(action, *["better"] * 9)
    none_told = dict.fromkeys(("better", "same", "worse", "do_not_know"))
    votes = read(client, path, template="/entries/{slug}").json["votes_of_readers"]
    assert votes == {"answered": few} | none_told

    vote_from_pages(action, *["better"] * 12, "worse")
    entry = read(client, path, template="/entries/{slug}").json

    assert entry["votes_of_readers"] == {
        "answered": {"fewer_than": None, "about": 15},
        "better": {"fewer_than": None, "about": 10},
        "same": few,
        "worse": few,
        "do_not_know": few,
    }
    assert entry["votes_of_tellers"]["answered"] == few


def test_a_withdrawn_entry_is_gone_and_says_why(client):
    entry = make_published_entry()
    services.withdraw_entry(entry, by=entry.author, reason="It was not true.")
    db.session.commit()

    answer = read(client, f"/entries/{entry.slug}", template="/entries/{slug}")

    assert answer.status_code == 410
    assert answer.json["detail"] == "It was not true."
    assert client.get(f"{PREFIX}/entries").json["total"] == 0


def test_words_that_are_taken_back_are_gone_from_the_next_answer(client):
    entry, comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    address = f"{PREFIX}/entries/{entry.slug}"
    before = client.get(address)
    assert SAID in before.text

    services.withdraw_submission(comment.submission)
    db.session.commit()
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert SAID not in after.text


def test_taking_words_back_does_not_tell_the_minute_to_feeds_and_programs(client):
    entry, comment = make_quoted()
    services.publish_entry(entry, by=entry.author)
    db.session.commit()
    changed_at = client.get(f"{PREFIX}/entries/{entry.slug}").json["updated_at"]

    services.withdraw_submission(comment.submission)
    db.session.commit()

    assert client.get(f"{PREFIX}/entries/{entry.slug}").json["updated_at"] == changed_at


def test_every_site_may_read_every_answer_and_no_cookie_is_set(client):
    make_published_entry()
    for path in ("/entries", "/entries/no-such", "/themes?page=0", "/framework", "/nothing"):
        answer = client.get(PREFIX + path, headers={"Origin": "https://www.example.org"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    asked = client.options(
        f"{PREFIX}/entries",
        headers={
            "Origin": "https://www.example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert asked.status_code == 200
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/entries?page=0", 400, "page: Input should be greater than or equal to 1."),
        ("/entries?per_page=101", 400, "per_page"),
        ("/entries?year=1", 400, "year"),
        ("/entries?status=nonsense", 400, "status"),
        ("/entries?priority=%00", 400, "priority"),
        ("/entries?secret-word=1", 400, "a parameter that we do not know"),
        ("/entries?page=99999999999999999999", 400, "page"),
        ("/themes?answered=maybe", 400, "answered"),
        ("/entries/no-such", 404, ""),
        ("/entries/%00", 404, ""),
        ("/entries/Ä", 404, ""),
        ("/no-such", 404, ""),
    ],
)
def test_an_error_is_one_that_programs_read_and_repeats_nothing(client, path, status, words):
    answer = client.get(PREFIX + path)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status
    assert words in answer.json["detail"]
    assert "secret-word" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_can_only_be_read(client):
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(client, method)(f"{PREFIX}/entries")
        assert answer.status_code in {400, 405}
        assert answer.mimetype == "application/problem+json"


def values_of(schema):
    """Return what a parameter may be, by the document, and much that it may not."""
    odd = st.text(max_size=30) | st.integers().map(str) | st.sampled_from(["", "0", "-1", "1e9"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | odd
    if schema.get("type") == "integer":
        return st.integers(-2, 200).map(str) | odd
    return st.sampled_from(["timeliness", "listen", "safe", "co-production"]) | odd


@pytest.mark.parametrize("path", LISTS)
def test_whatever_is_asked_the_answer_is_one_that_the_document_knows(client, path):
    """What schemathesis would do: questions made from the document, answers held against it."""
    make_published_entry()
    document = document_of(client)
    parameters = document["paths"][path]["get"]["parameters"]
    query = st.fixed_dictionaries(
        {}, optional={each["name"]: values_of(each["schema"]) for each in parameters}
    )

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(query)
    def ask(asked):
        answer = read(client, path, document=document, **asked)
        assert answer.status_code in {200, 400, 404}

    ask()


def test_what_the_document_offers_is_taken(client):
    """Each value that the document names for a parameter is answered with 200."""
    make_published_entry()
    make_person()
    document = document_of(client)
    for path in LISTS:
        for each in document["paths"][path]["get"]["parameters"]:
            schema = each["schema"]
            value = (schema.get("enum") or [schema.get("minimum") or "timeliness"])[0]
            answer = read(client, path, document=document, **{each["name"]: value})
            assert answer.status_code == 200, each["name"]
