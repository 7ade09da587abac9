"""Review: a person decides, the machine's word stays beside theirs, nobody overwrites anybody."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import Origin, Review, Tag
from app.db import db
from app.responses.models import WaitingComment
from tests.integration.analysis.reviewing import TAGS, TEXT, open_page, press, tags
from tests.integration.factories import make_comment
from tests.integration.sign_in import sign_in


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


def test_an_undone_sign_is_not_what_a_rejected_tag_shows(comment, reviewer):
    client, _person = reviewer
    press(client, comment, "reject:open-honest")
    press(client, comment, "sign:open-honest:+")
    press(client, comment, "undo")

    [claim] = [each for each in services.list_claims(comment) if each.code == "open-honest"]
    assert (claim.status, claim.sign) == ("rejected", "-")


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
    press(client, comment, f"finish:{result}", facet="transport")

    assert db.session.get(Review, comment.id).result == result
    assert services.decided_tags(comment) == []
    assert services.public_tags(comment) == []


def test_a_person_who_finishes_a_comment_relieves_the_machine(app, reviewer):
    client, _person = reviewer
    comment = make_comment(waiting=True)
    press(client, comment, "finish:nothing-to-code")

    assert db.session.get(WaitingComment, comment.id) is None
