"""The review page: what it tells, to whom, and what it leaves on record."""

import re

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis.models import Reading, ReviewStep
from app.audit import AuditEvent
from app.db import db
from app.responses.models import ScreenState, WaitingComment
from app.safeguarding import services as safeguarding
from app.strategy import services as strategy
from app.strategy.models import Family
from tests.conftest import token_in
from tests.integration.analysis.reviewing import open_page, press, seen_in, tags
from tests.integration.factories import make_comment, make_tag
from tests.integration.sign_in import browser_of, sign_in


def test_every_step_is_on_record_without_words(comment, reviewer):
    client, person = reviewer
    press(client, comment, "accept:timeliness")
    press(client, comment, "", path="tags", code="listen", sign="-", evidence="nobody rang us")

    events = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action.startswith("review.")).order_by(AuditEvent.id)
    ).all()
    assert [event.action for event in events] == ["review.accept", "review.add"]
    assert {event.actor for event in events} == {str(person.id)}
    assert all("nobody" not in str(event.facts) + event.reason for event in events)
    assert "nobody" not in str([step.before for step in db.session.scalars(sa.select(ReviewStep))])


def test_a_step_of_somebody_else_is_not_offered_to_be_undone(app, comment, reviewer):
    """The key goes back to the comment before instead, as the card of keys says."""
    client, _person = reviewer
    press(client, comment, "accept:timeliness")
    other, _colleague = sign_in(app, RoleName.REVIEWER)
    before = make_comment("We waited.")
    press(other, before, "finish:nothing-to-code")

    assert 'value="undo"' in open_page(client, comment)
    page = open_page(other, comment)
    assert 'value="undo"' not in page
    assert f'href="/staff/comments/{before.id}" data-key="u"' in page


def test_a_reviewer_can_bring_a_comment_to_safeguarding(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "", path="concern", worry="It reads wrong.", how_soon="urgent")

    assert safeguarding.is_open(comment)
    assert "open in safeguarding" in open_page(client, comment)


def test_a_look_at_a_comment_that_is_open_in_safeguarding_is_on_record(app, reviewer):
    client, person = reviewer
    comment = make_comment(state=ScreenState.FLAGGED)
    open_page(client, comment)
    open_page(client, make_comment())

    looks = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "safeguarding.view")
    ).all()
    assert [(look.actor, look.target) for look in looks] == [
        (str(person.id), f"comment:{comment.id}")
    ]


def test_a_comment_in_another_language_says_that_it_waits(app, reviewer):
    client, _person = reviewer

    assert "wait for a translation" in open_page(client, make_comment("Dzień dobry", language="pl"))


def test_what_words_in_another_language_refuse_is_not_offered(app, reviewer):
    client, _person = reviewer
    foreign, english = make_comment("Dzień dobry", language="pl", read=True), make_comment()

    page = open_page(client, foreign)
    for offer in ("accept-all", "finish:coded", "finish:nothing-to-code", "finish:not-in-strategy"):
        assert f'value="{offer}"' not in page
        assert f'value="{offer}"' in open_page(client, english)
    assert f'href="/staff/translations/{foreign.id}" data-key="w"' in page


def test_every_tag_has_a_key_also_beyond_the_ninth(app, reviewer):
    client, _person = reviewer
    comment = make_comment("We waited.")
    items = strategy.list_items()
    for item in items:
        sign = None if item.family == Family.PRIORITY else "-"
        make_tag(comment, item.code, sign, "We waited")
    page = open_page(client, comment)

    keys = re.findall(r'data-claim-key="(.)"', page)
    others = set(re.findall(r'data-key="(.)"', page)) | set("0aehklmnqstuwx?")
    assert len(items) == len(keys) == len(set(keys))
    assert not set(keys) & others


def test_a_comment_nobody_has_read_yet_says_so(app, reviewer):
    client, _person = reviewer
    waiting = make_comment(waiting=True)
    given_up = make_comment(waiting=True)
    db.session.get(WaitingComment, given_up.id).tries = 5
    db.session.commit()

    assert "has not read this comment yet" in open_page(client, waiting)
    assert "tried five times" in open_page(client, given_up)


def test_a_script_gets_the_new_state_instead_of_a_page(comment, reviewer):
    client, _person = reviewer
    page = open_page(client, comment)
    data = {"csrf_token": token_in(page), "seen": seen_in(page), "do": "toggle:open-honest"}
    url = f"/staff/comments/{comment.id}/steps"

    state = client.post(url, data=data, headers={"Accept": "application/json"}).json

    assert state["claims"]["open-honest"]["status"] == "accepted"
    assert state["message"].startswith("Accepted: ")
    again = data | {"seen": state["seen"], "do": "finish:coded"}
    refused = client.post(url, data=again, headers={"Accept": "application/json"}).json
    assert refused["is_error"]
    stale = client.post(url, data=data, headers={"Accept": "application/json"}).json
    assert stale == {"go": f"/staff/comments/{comment.id}"}


def test_without_the_role_or_the_token_nothing_happens(app, comment, reviewer):
    _client, person = reviewer
    stranger, _person = sign_in(app, RoleName.PUBLISHER)
    url = f"/staff/comments/{comment.id}"

    assert stranger.get(url).status_code == 403
    assert stranger.post(f"{url}/steps", data={"do": "accept-all"}).status_code in {400, 403}
    assert (
        browser_of(app, person).post(f"{url}/steps", data={"do": "accept-all"}).status_code == 400
    )
    assert {status for status, _sign in tags(comment).values()} == {"suggested"}


def test_a_safeguarding_lead_is_offered_no_theme(app, comment, reviewer):
    client, _person = reviewer
    lead, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)

    assert "Make a new theme with this comment" in open_page(client, comment)
    assert "Make a new theme with this comment" not in open_page(lead, comment)
    assert 'id="themes"' not in open_page(lead, comment)


def test_what_the_machine_makes_of_the_whole_comment_is_shown_as_the_machines(app, reviewer):
    client, _person = reviewer
    comment = make_comment(read=True)
    reading = db.session.scalars(sa.select(Reading)).one()
    reading.polarity, reading.has_suggestion = "concern", True
    db.session.commit()

    page = open_page(client, comment)

    assert "The machine on the whole comment: something is wrong or missing." in page
    assert "It sees a suggestion in it." in page
    assert f"what model {reading.model_version} says" in page
    reading.polarity, reading.has_suggestion = "praise", False
    db.session.commit()
    page = open_page(client, comment)
    assert "on the whole comment: praise, nothing to put right." in page
    assert "It sees no suggestion." in page


def test_of_words_that_wait_for_a_translation_nothing_is_said_on_the_whole(app, reviewer):
    client, _person = reviewer

    page = open_page(client, make_comment("Dzień dobry", language="pl", read=True))

    assert "on the whole comment" not in page
