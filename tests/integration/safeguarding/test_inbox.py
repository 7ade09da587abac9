"""The duty inbox: nothing that nobody decided is ever hidden, and every look is on record."""

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db
from app.responses.models import ScreenState
from app.safeguarding import services
from app.safeguarding.models import Outcome, SafeguardingDecision
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_staff
from tests.integration.sign_in import sign_in

LIST = "/staff/safeguarding"


def decide(client, comment, *, outcome="advice", reason="I rang the school.", closing="close"):
    page = client.get(f"{LIST}/{comment.id}").text
    return send_decision(client, comment, page, outcome=outcome, reason=reason, closing=closing)


def send_decision(client, comment, page, **answers):
    seen = page.split('name="seen_decision"')[1].split('value="')[1].split('"')[0]
    return client.post(
        f"{LIST}/{comment.id}/decision",
        data={"csrf_token": token_in(page), "seen_decision": seen, **answers},
    )


def events(action):
    return db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)).all()


def test_urgent_comes_first_then_concern_then_unscreened_each_the_oldest_first(app):
    clear = make_comment()
    unscreened = make_comment(state=ScreenState.UNSCREENED, days_ago=9)
    concern = make_comment(state=ScreenState.FLAGGED)
    new = make_comment(state=ScreenState.FLAGGED, level="urgent")
    old = make_comment(state=ScreenState.FLAGGED, level="urgent", days_ago=3)

    listed = [item.comment.id for item in services.list_open().items]

    assert listed == [old.id, new.id, concern.id, unscreened.id]
    assert clear.id not in listed


def test_a_lead_sees_the_whole_text_and_what_fired_and_the_look_is_on_record(app):
    client, lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    comment = make_comment(
        "He hits me. <b>Every</b> night. Look at https://example.org/x or a@b.org",
        state=ScreenState.FLAGGED,
        matches=[[0, 10, "hurt-by-someone"]],
    )

    page = client.get(f"{LIST}/{comment.id}").text

    assert "<mark>He hits me</mark>" in page
    assert "hurt-by-someone" in page
    assert "&lt;b&gt;Every&lt;/b&gt;" in page
    assert "https[:]//example[.]org/x" in page
    assert "a[at]b[.]org" in page
    (look,) = events("safeguarding.view")
    assert (look.actor, look.target) == (str(lead.id), f"comment:{comment.id}")
    assert "hits" not in str(look.facts) + look.reason


def test_a_level_without_words_says_who_gave_it(app):
    """The trained model can raise one, and gives no words; a lead must not look for them."""
    client, lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    by_model, by_person = make_comment(), make_comment()
    services.raise_level(by_model, "urgent")
    services.raise_concern(by_person, reason="It reads wrong.", is_urgent=True, by=lead)
    db.session.commit()

    says = "The computer that suggests tags says this of all the words together."
    assert says in client.get(f"{LIST}/{by_model.id}").text
    assert says not in client.get(f"{LIST}/{by_person.id}").text


def test_the_list_shows_how_old_each_comment_is_and_none_of_the_words(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    make_comment("He hits me.", state=ScreenState.FLAGGED, days_ago=30)

    page = client.get(LIST).text

    assert "working days ago" in page
    assert "Late" in page
    assert "He hits me" not in page


def test_a_decision_closes_the_comment_and_keeps_its_reason(app):
    client, lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    comment = make_comment(state=ScreenState.FLAGGED)

    response = decide(client, comment)

    assert response.location == LIST
    assert not services.is_open(comment)
    decision = db.session.scalar(sa.select(SafeguardingDecision))
    assert (decision.outcome, decision.reason) == (Outcome.ADVICE, "I rang the school.")
    (event,) = events("safeguarding.decide")
    assert event.actor == str(lead.id)
    assert "school" not in str(event.facts) + event.reason


def test_a_decision_can_keep_the_comment_open_and_the_next_one_is_shown(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    first = make_comment(state=ScreenState.FLAGGED, days_ago=2)
    second = make_comment(state=ScreenState.FLAGGED)

    response = decide(client, first, closing="keep-open")

    assert response.location == f"{LIST}/{second.id}"
    assert services.is_open(first)


def test_a_decision_without_a_reason_is_refused_and_the_page_says_so(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    comment = make_comment(state=ScreenState.FLAGGED)

    response = decide(client, comment, reason="   ")

    assert response.status_code == 422
    assert response.text.count("Enter the reason for your decision") == 2
    assert services.is_open(comment)


def test_nobody_decides_without_having_read_a_colleagues_decision(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    comment = make_comment(state=ScreenState.FLAGGED)
    old_page = client.get(f"{LIST}/{comment.id}").text
    services.record_decision(
        comment,
        outcome=Outcome.REFERRAL,
        reason="Referred.",
        is_closed=False,
        by=make_staff(),
    )
    db.session.commit()

    answer = send_decision(
        client, comment, old_page, outcome="no-action", reason="Nothing.", closing="close"
    )

    assert answer.status_code == 422
    assert "Somebody else decided" in answer.text
    assert "Referred." in answer.text
    assert services.is_open(comment)


def test_filters_of_what_is_closed_never_hide_what_is_open(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    make_comment(state=ScreenState.FLAGGED, question="An open question?")

    for query in ("outcome=referral", "outcome=nonsense", "page=99", "decided=99", "page=-1"):
        assert "An open question?" in client.get(f"{LIST}?{query}").text


def test_a_clear_comment_can_be_brought_in_and_a_closed_one_comes_back(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    comment = make_comment()
    page = client.get(f"{LIST}/{comment.id}").text
    data = {"csrf_token": token_in(page), "worry": "It reads wrong.", "how_soon": "urgent"}

    client.post(f"{LIST}/{comment.id}/raise", data=data)

    db.session.refresh(comment)
    assert (comment.screen_state, comment.screen_level) == (ScreenState.FLAGGED, "urgent")
    assert services.is_open(comment)
    decide(client, comment)
    assert not services.is_open(comment)
    client.post(f"{LIST}/{comment.id}/raise", data=data)
    assert services.is_open(comment)


def test_a_worry_without_words_is_explained_where_it_can_be_seen(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    comment = make_comment()
    token = token_in(client.get(f"{LIST}/{comment.id}").text)

    answer = client.post(f"{LIST}/{comment.id}/raise", data={"csrf_token": token, "worry": " "})

    assert answer.status_code == 422
    assert answer.text.count("Enter what worries you") == 2
    assert '<details class="govuk-details" open>' in answer.text
    assert not services.is_open(comment)


def test_a_level_is_only_ever_raised(app):
    comment = make_comment(state=ScreenState.FLAGGED, level="concern")

    assert not services.raise_level(comment, "none")
    assert not services.raise_level(comment, "concern")
    assert services.raise_level(comment, "urgent")
    assert not services.raise_level(comment, "concern")
    assert comment.screen_level == "urgent"


def test_nothing_found_by_the_reader_does_not_make_an_unscreened_comment_clear(app):
    comment = make_comment(state=ScreenState.UNSCREENED)

    services.raise_level(comment, "none")

    assert comment.screen_state == ScreenState.UNSCREENED
    assert services.is_open(comment)


def test_others_cannot_open_the_inbox(app):
    client, _person = sign_in(app, RoleName.REVIEWER, RoleName.ADMIN)
    comment = make_comment(state=ScreenState.FLAGGED)

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}/{comment.id}").status_code == 403


def test_a_comment_that_does_not_exist_is_not_found(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)

    assert client.get(f"{LIST}/nothing").status_code == 404


def test_the_desk_counts_what_waits(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    make_comment(state=ScreenState.FLAGGED)
    make_comment(state=ScreenState.UNSCREENED)

    page = client.get("/staff").text

    assert "Comments that may tell of harm" in page
    assert services.count_open() == 2


def test_each_phrase_that_fired_stands_beside_its_rule_and_the_version_of_the_rules(app):
    client, _lead = sign_in(app, RoleName.SAFEGUARDING_LEAD)
    text = "He hits me. Write to a@b.org"
    comment = make_comment(
        text,
        state=ScreenState.FLAGGED,
        matches=[[0, 10, "hurt-by-someone", "rules-1-0a1b2c3d"], [12, 28, "asks-for-help"]],
    )

    page = " ".join(client.get(f"{LIST}/{comment.id}").text.split())

    unkept, kept = page.split("by version rules-1-0a1b2c3d of its rules:")
    assert "version of its rules was not kept:" in unkept
    assert "“Write to a[at]b[.]org”</span>: asks-for-help" in unkept
    assert "“He hits me”</span>: hurt-by-someone" in kept
