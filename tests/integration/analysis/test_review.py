"""Review: a person decides, the machine's word stays beside theirs, nobody overwrites anybody."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import Origin, Redaction, Review, ReviewStep, Status, Tag
from app.audit import AuditEvent
from app.db import db
from app.errors import DomainError
from app.responses.models import ScreenState, WaitingComment
from app.safeguarding import services as safeguarding
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_redaction, make_staff, make_tag
from tests.integration.sign_in import browser_of, sign_in

TEXT = "We waited ten months and nobody rang us. Mrs Jones was kind."
TAGS = [
    ("timeliness", None, "ten months"),
    ("open-honest", "-", "nobody rang us"),
    ("respect", "+", "kind", "maybe"),
]


@pytest.fixture
def comment(app):
    return make_comment(TEXT, tags=TAGS)


@pytest.fixture
def reviewer(app):
    return sign_in(app, RoleName.REVIEWER)


def seen_in(page):
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def open_page(client, comment):
    return client.get(f"/staff/comments/{comment.id}").text


def press(client, comment, do, *, page=None, path="steps", **extra):
    """Press a button of the page as a browser without JavaScript would."""
    page = page or open_page(client, comment)
    data = {"csrf_token": token_in(page), "seen": seen_in(page), "do": do, **extra}
    return client.post(f"/staff/comments/{comment.id}/{path}", data=data)


def tags(comment):
    """What holds now: {code: (origin, status, sign)}, for every tag that is stored."""
    return {
        (tag.code, tag.origin.value): (tag.status.value, tag.sign)
        for tag in db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id))
    }


def test_the_page_marks_the_words_each_suggestion_rests_on(comment, reviewer):
    client, _person = reviewer
    page = open_page(client, comment)

    assert re.search(r'<mark[^>]*data-numbers="1"[^>]*>ten months</mark>', page)
    assert re.search(r'<mark[^>]*data-numbers="2"[^>]*>nobody rang us</mark>', page)
    assert re.search(r'<mark class="sd-evidence--maybe[^>]*>kind</mark>', page)
    assert "very sure (80 in 100)" in page
    assert "Model factory-1" in page


def test_words_in_a_comment_stay_words(app, reviewer):
    client, _person = reviewer
    text = "<script>alert(1)</script> ask me@home.org"
    comment = make_comment(text, tags=[("listen", "-", "<script>alert")])

    page = open_page(client, comment)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "me[at]home[.]org" in page


def test_accept_and_reject(comment, reviewer):
    client, person = reviewer
    press(client, comment, "accept:timeliness")
    press(client, comment, "reject:open-honest")

    assert tags(comment)["timeliness", "machine"] == ("accepted", None)
    assert tags(comment)["open-honest", "machine"] == ("rejected", "-")
    tag = db.session.scalar(sa.select(Tag).where(Tag.code == "timeliness"))
    assert tag.decided_by_id == person.id


def test_accept_all_leaves_the_maybes(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "accept-all")

    statuses = {code: status for (code, _origin), (status, _sign) in tags(comment).items()}
    assert statuses == {
        "timeliness": "accepted",
        "open-honest": "accepted",
        "respect": "suggested",
    }


def test_another_sign_rejects_the_machines_tag_and_adds_the_persons(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "sign:open-honest:~")

    assert tags(comment)["open-honest", "machine"] == ("rejected", "-")
    assert tags(comment)["open-honest", "person"] == ("accepted", "~")
    (tag,) = [tag for tag in services.decided_tags(comment) if tag.code == "open-honest"]
    assert (tag.origin, tag.sign, tag.evidence) == (Origin.PERSON, "~", "nobody rang us")


def test_the_machines_own_sign_again_accepts_the_machines_tag(comment, reviewer):
    client, _person = reviewer
    for sign in ("~", "+", "-"):
        press(client, comment, f"sign:open-honest:{sign}")

    assert tags(comment)["open-honest", "machine"] == ("accepted", "-")
    assert tags(comment)["open-honest", "person"] == ("rejected", "+")
    assert [tag.sign for tag in services.decided_tags(comment)] == ["-"]


def test_a_changed_sign_survives_off_and_on_again(comment, reviewer):
    client, _person = reviewer
    for do in ("sign:open-honest:~", "toggle:open-honest", "toggle:open-honest"):
        press(client, comment, do)

    assert [tag.sign for tag in services.decided_tags(comment)] == ["~"]


@pytest.mark.parametrize("do", ["sign:timeliness:+", "sign:respect:?", "accept:slcn", "dance", ""])
def test_a_step_that_makes_no_sense_changes_nothing(comment, reviewer, do):
    client, _person = reviewer
    before = tags(comment)

    assert press(client, comment, do).status_code == 303
    assert tags(comment) == before
    assert "sd-notice--error" in open_page(client, comment)


def test_each_step_can_be_undone_in_turn(comment, reviewer):
    client, _person = reviewer
    states = [tags(comment)]
    for do in ("accept-all", "sign:open-honest:~", "reject:timeliness", "finish:nothing-to-code"):
        press(client, comment, do)
        states.append(tags(comment))
    assert services.is_reviewed(comment)

    for state in reversed(states[:-1]):
        press(client, comment, "undo")
        for key, value in state.items():
            assert tags(comment)[key] == value
    assert not services.is_reviewed(comment)
    assert services.decided_tags(comment) == []


def test_with_nothing_left_to_undo_the_page_says_so(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "undo")

    assert "There is nothing to undo" in open_page(client, comment)


def test_undoing_an_addition_deletes_nothing_and_hides_it(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "", path="tags", code="listen", sign="-", evidence="nobody rang us")
    press(client, comment, "undo")

    assert tags(comment)["listen", "person"] == ("rejected", "-")
    assert "listen" not in {claim.code for claim in services.list_claims(comment)}


def test_nobody_undoes_somebody_elses_step(app, comment, reviewer):
    client, _person = reviewer
    press(client, comment, "accept:timeliness")
    other, _colleague = sign_in(app, RoleName.REVIEWER)

    press(other, comment, "undo")

    assert tags(comment)["timeliness", "machine"][0] == "accepted"
    assert "somebody else" in open_page(other, comment)


def test_a_stale_page_saves_nothing_and_says_so(app, comment, reviewer):
    client, _person = reviewer
    other, _colleague = sign_in(app, RoleName.REVIEWER)
    stale = open_page(other, comment)
    press(client, comment, "accept:timeliness")

    press(other, comment, "reject:timeliness", page=stale)

    assert tags(comment)["timeliness", "machine"][0] == "accepted"
    assert "was changed while you had it open" in open_page(other, comment)


def test_a_stale_form_keeps_what_was_typed(app, comment, reviewer):
    client, _person = reviewer
    other, _colleague = sign_in(app, RoleName.REVIEWER)
    stale = open_page(other, comment)
    press(client, comment, "accept:timeliness")

    answer = press(
        other, comment, "", page=stale, path="tags", code="listen", sign="-", evidence="nobody"
    )

    assert answer.status_code == 409
    assert "was changed while you had it open" in answer.text
    assert ">\r\nnobody</textarea>" in answer.text or ">nobody</textarea>" in answer.text
    assert ("listen", "person") not in tags(comment)


def test_a_new_reading_makes_an_open_page_stale(app, comment, reviewer):
    client, _person = reviewer
    stale = open_page(client, comment)
    db.session.add(WaitingComment(comment_id=comment.id))
    services.store_reading(comment.id, services.Found("v2", "concern", False, "en", "none", [], []))
    db.session.commit()

    press(client, comment, "finish:coded", page=stale)

    assert not services.is_reviewed(comment)


def test_a_tag_needs_words_of_the_comment(comment, reviewer):
    client, _person = reviewer
    refused = press(
        client, comment, "", path="tags", code="listen", sign="-", evidence="they never listen"
    )

    assert refused.status_code == 422
    assert refused.text.count("Those words are not in the comment") == 2
    assert ("listen", "person") not in tags(comment)


def test_the_database_refuses_evidence_that_does_not_fit(comment):
    tag = db.session.scalar(sa.select(Tag))
    tag.end_at += 1

    with pytest.raises(IntegrityError, match="evidence_fits_its_span"):
        db.session.flush()
    db.session.rollback()


def test_the_database_knows_who_decided(comment):
    db.session.scalar(sa.select(Tag)).status = Status.ACCEPTED

    with pytest.raises(IntegrityError, match="only_a_person_decides"):
        db.session.flush()
    db.session.rollback()


def test_added_words_are_found_across_lines_and_harmless_links(app):
    comment = make_comment("Ask\nme@x.org  now, ask me")

    assert services.find_words(comment, "me[at]x[.]org now") == (4, 17)
    assert services.find_words(comment, "  ask me ", start=20) == (19, 25)
    with pytest.raises(DomainError):
        services.find_words(comment, "   ")


def test_the_place_that_was_selected_is_meant_and_not_the_first(app, reviewer):
    client, _person = reviewer
    comment = make_comment("Wait. Wait. Wait.")
    press(client, comment, "", path="tags", code="timeliness", evidence="Wait", evidence_start="12")

    assert db.session.scalar(sa.select(Tag)).start_at == 12


def test_a_person_adds_over_the_machine(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "", path="tags", code="open-honest", sign="+", evidence="kind")

    assert tags(comment)["open-honest", "machine"] == ("rejected", "-")
    assert tags(comment)["open-honest", "person"] == ("accepted", "+")


def test_a_value_needs_a_sign_and_a_priority_has_none(comment, reviewer):
    client, _person = reviewer
    refused = press(client, comment, "", path="tags", code="listen", evidence="nobody")
    press(client, comment, "", path="tags", code="slcn", sign="+", evidence="nobody")

    assert refused.status_code == 422
    assert tags(comment)["slcn", "person"] == ("accepted", None)


def test_finishing_goes_to_the_next_and_needs_every_suggestion_decided(comment, reviewer):
    client, person = reviewer
    other = make_comment(TEXT, tags=TAGS, days_ago=-1)
    press(client, comment, "finish:coded")
    assert not services.is_reviewed(comment)
    assert "First accept or reject every suggestion" in open_page(client, comment)

    press(client, comment, "accept-all")
    answer = press(client, comment, "finish:coded")

    review = db.session.get(Review, comment.id)
    assert (review.result, review.reviewed_by_id) == ("coded", person.id)
    assert client.get(answer.location).location == f"/staff/comments/{other.id}"


def test_coded_needs_a_tag(app, reviewer):
    client, _person = reviewer
    comment = make_comment()
    press(client, comment, "finish:coded")

    assert not services.is_reviewed(comment)
    assert "No tag is accepted" in open_page(client, comment)


@pytest.mark.parametrize("result", ["nothing-to-code", "not-in-strategy"])
def test_nothing_to_code_and_not_in_our_strategy_are_answers(comment, reviewer, result):
    client, _person = reviewer
    press(client, comment, f"finish:{result}")

    assert db.session.get(Review, comment.id).result == result
    assert services.decided_tags(comment) == []
    assert services.public_tags(comment) == []


def test_a_person_who_finishes_a_comment_relieves_the_machine(app, reviewer):
    client, _person = reviewer
    comment = make_comment(waiting=True)
    press(client, comment, "finish:nothing-to-code")

    assert db.session.get(WaitingComment, comment.id) is None


def test_masks_are_kept_taken_off_and_added(comment, reviewer):
    client, _person = reviewer
    redaction = make_redaction(comment, "Mrs Jones")
    assert "[name] was kind" in services.redacted_text(comment)

    press(client, comment, f"unmask:{redaction.id}")
    assert "Mrs Jones was kind" in services.redacted_text(comment)
    press(client, comment, "undo")
    assert "[name] was kind" in services.redacted_text(comment)
    press(client, comment, "", path="masks", words="ten months", label="detail")
    assert "We waited [detail] and" in services.redacted_text(comment)
    press(client, comment, "undo")
    assert "ten months" in services.redacted_text(comment)


def test_a_mask_of_another_comment_cannot_be_taken_off(comment, reviewer):
    client, _person = reviewer
    elsewhere = make_redaction(make_comment("Mrs Jones"), "Mrs Jones")

    press(client, comment, f"unmask:{elsewhere.id}")

    db.session.refresh(elsewhere)
    assert elsewhere.status == Status.SUGGESTED
    assert press(client, comment, "unmask:999999").status_code == 404


def test_masks_may_overlap():
    assert services.mask("Mrs Ann Jones rang", [(0, 13, "name"), (4, 7, "name")]) == "[name] rang"
    assert services.mask("a b c", [(4, 5, "x"), (0, 1, "y")]) == "[y] b [x]"


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


def test_redactions_of_a_person_that_were_undone_leave_the_page(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "", path="masks", words="ten months", label="detail")
    press(client, comment, "undo")

    assert db.session.scalar(sa.select(Redaction)).status == Status.REJECTED
    assert "Shown to others" not in open_page(client, comment)


def test_a_decided_tag_is_marked_by_who_decided(comment):
    person = make_staff()
    make_tag(comment, "listen", "-", "nobody", by_person=person)

    assert [tag.code for tag in services.decided_tags(comment)] == ["listen"]
