"""A second reading, blind, and how far readers agree."""

import math

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import SecondReading
from app.analysis.services.accuracy import Score, wilson
from app.analysis.services.second_reading import next_second_reading, read_again
from app.db import as_id, db, random_id
from app.errors import DomainError
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_staff, make_tag
from tests.integration.sign_in import sign_in

WORDS = "We waited ten months and nobody rang."
ALL = 1.0


def reviewed(reader, *, machine="timeliness", accepted="timeliness", **of_comment):
    """A comment that `reader` has reviewed: one tag by the machine, one that was accepted."""
    comment = make_comment(WORDS, reviewed_by=reader, **of_comment)
    if machine == accepted:
        make_tag(comment, machine, accepted_by=reader)
    else:
        if machine:
            make_tag(comment, machine, rejected_by=reader)
        if accepted:
            make_tag(comment, accepted, by_person=reader)
    return comment


def again(comment, by, **codes):
    return read_again(
        comment,
        {code.replace("_", "-"): sign for code, sign in codes.items()},
        otherwise=services.NOTHING_TO_CODE,
        by=by,
        share=ALL,
    )


@pytest.fixture
def first(app):
    return make_staff(name="First")


@pytest.fixture
def second(app):
    return make_staff(name="Second")


def test_only_what_somebody_else_reviewed_is_read_again(first, second):
    make_comment("Not reviewed.")
    make_comment("Taken back.", reviewed_by=first, withdrawn=True)
    comment = reviewed(first)

    assert next_second_reading(second, share=ALL).id == comment.id
    assert next_second_reading(first, share=ALL) is None
    with pytest.raises(DomainError):
        again(comment, first, timeliness="yes")


def test_a_comment_is_read_a_second_time_once(first, second):
    comment = reviewed(first)
    again(comment, second, timeliness="yes", open_honest="-", no_such_code="+")
    db.session.commit()

    kept = db.session.scalars(sa.select(SecondReading)).one()
    assert kept.codes == {"timeliness": None, "open-honest": "-"}
    assert next_second_reading(make_staff(), share=ALL) is None
    with pytest.raises(DomainError):
        again(comment, second, timeliness="yes")


def test_saying_nothing_is_refused_and_nothing_to_code_is_an_answer(first, second):
    comment = reviewed(first)
    with pytest.raises(DomainError):
        read_again(comment, {"open-honest": "?"}, otherwise="", by=second, share=ALL)

    assert again(comment, second).result == services.NOTHING_TO_CODE


def test_the_sample_is_a_share_of_random_ids():
    ids = [random_id() for _ in range(4000)]
    chosen = sum(each < as_id(int(0.1 * 2**128)) for each in ids)

    assert 300 < chosen < 500
    assert as_id(0) < min(ids)
    assert as_id(2**128 - 1) > max(ids)


def test_machine_reviewer_and_second_reader_are_compared(first, second):
    for machine, accepted, found in (
        ("timeliness", "timeliness", {"timeliness": "yes"}),
        ("timeliness", "early-help", {"early_help": "yes"}),
        ("timeliness", None, {}),
        (None, "early-help", {"timeliness": "yes"}),
    ):
        again(reviewed(first, machine=machine, accepted=accepted), second, **found)
    db.session.commit()

    accuracy = services.measure_accuracy()

    assert accuracy.machine_blind.scores["timeliness"] == Score(4, 1, 2, 1)
    assert services.measure_reviewers().scores["timeliness"] == Score(4, 1, 2, 0)
    assert accuracy.people.scores["timeliness"] == Score(4, 1, 0, 1)
    assert accuracy.people.scores["early-help"] == Score(4, 1, 1, 0)
    overall = accuracy.people.overall
    assert (overall.both, overall.only_first, overall.only_second) == (2, 1, 1)
    assert overall.alpha == pytest.approx(
        1 - 2 / (6 * (2 * overall.tags * 4 - 6) / (2 * overall.tags * 4 - 1))
    )


def score_of(units):
    """The score of one tag from (did the first name it, did the second), one a comment."""
    first = sum(a and not b for a, b in units)
    second = sum(b and not a for a, b in units)
    return Score(len(units), sum(a and b for a, b in units), first, second)


def test_alpha_is_that_of_the_book():
    """Krippendorff (2011), section B: two observers, binary data, no missing values: .095."""
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]

    score = score_of(list(zip(first, second, strict=True)))

    assert round(score.alpha, 3) == 0.095


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80))
def test_scores_stay_within_their_bounds(units):
    score = score_of(units)

    assert score.f1 is None or 0 <= score.f1 <= 1
    assert score.alpha is None or -1 <= score.alpha <= 1
    assert (score.interval is not None) == (sum(a or b for a, b in units) >= 30)
    if score.interval:
        low, high = score.interval
        assert 0 <= low <= score.f1 + 1e-9
        assert score.f1 - 1e-9 <= high <= 1
    if all(a == b for a, b in units):
        assert score.f1 in {None, 1.0}


def test_a_rare_tag_rests_on_those_who_named_it_and_not_on_all_that_was_read():
    rare = Score(5000, 20, 5, 4)

    assert (rare.base, rare.is_enough, rare.interval) == (29, False, None)
    assert Score(5000, 20, 5, 5).interval is not None


def test_many_tags_of_few_comments_are_not_more_evidence_than_the_comments():
    pot = Score(40, 200, 20, 20, tags=18)

    assert pot.rests_on == 40
    assert pot.interval == pytest.approx(Score(40, 200 / 6, 20 / 6, 20 / 6).interval)
    assert not Score(29, 200, 20, 20, tags=18).is_enough


def test_wilson_is_that_of_the_tables():
    low, high = wilson(0.8, 10)

    assert math.isclose(low, 0.4902, abs_tol=1e-3)
    assert math.isclose(high, 0.9433, abs_tol=1e-3)


@pytest.fixture
def everything_is_sampled(monkeypatch):
    for name in ("count_second_readings", "next_second_reading", "read_again"):
        defaults = getattr(services, name).__kwdefaults__
        monkeypatch.setitem(defaults, "share", ALL)


def test_the_page_shows_the_words_and_nothing_that_was_decided(app, first, everything_is_sampled):
    reviewed(first)
    client, _person = sign_in(app, RoleName.REVIEWER)

    page = client.get("/staff/second-reading").text

    assert WORDS in page
    assert "selected" not in page.partition("<form")[2].replace('selected value=""', "")
    assert "1 comment waits for you." in page


def test_what_is_chosen_is_kept_and_the_next_one_comes(app, first, everything_is_sampled):
    comment = reviewed(first)
    client, person = sign_in(app, RoleName.REVIEWER)
    token = token_in(client.get("/staff/second-reading").text)

    url = f"/staff/second-reading/{comment.id}"
    empty = client.post(url, data={"csrf_token": token})
    assert "Choose what it is about" in empty.text
    sent = {"csrf_token": token, "item-timeliness": "yes", "item-open-honest": "-"}
    done = client.post(url, data=sent, follow_redirects=True)

    assert "It is kept beside the first reading." in done.text
    assert "No comment waits for a second reading by you." in done.text
    kept = db.session.scalars(sa.select(SecondReading)).one()
    assert (kept.read_by_id, kept.codes) == (person.id, {"timeliness": None, "open-honest": "-"})


def test_the_public_is_told_nothing_from_few_comments_and_the_truth_from_many(
    app, client, first, second
):
    for _ in range(29):
        again(reviewed(first), second, timeliness="yes")
    db.session.commit()
    assert "We do not know enough yet." in client.get("/how-right-is-the-computer").text

    again(reviewed(first), second)
    db.session.commit()
    page = client.get("/how-right-is-the-computer").text
    assert "Of 100 tags that the computer and that person gave, 98 were the same." in page
    assert "We do not know enough yet." not in page


def test_staff_see_every_figure_with_its_interval(app, first, second):
    for _ in range(30):
        again(reviewed(first), second, timeliness="yes")
    db.session.commit()
    client, _person = sign_in(app, RoleName.BOARD)

    page = client.get("/staff/accuracy").text

    assert "1.00" in page
    assert "(0.94–1.00)" in page
