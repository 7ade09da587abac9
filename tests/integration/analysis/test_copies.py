"""Comments in the same words: found by the worker, flagged, counted once and as many (A10)."""

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.jobs_groups import find_copies
from app.analysis.models import CommentCopy, CopyMark
from app.db import db, today
from app.responses.models import Submission
from tests.integration.factories import make_comment, make_submission, make_theme
from tests.integration.sign_in import sign_in

CAMPAIGN = (
    "Please keep the Alder base open because our children have nowhere else to go and the "
    "council promised"
)
NEARLY = CAMPAIGN.replace("Please", "Pls do")


def set_of(comment):
    db.session.expire_all()
    return db.session.get(CommentCopy, comment.id).set_id


def marked():
    return set(db.session.scalars(sa.select(CopyMark.comment_id)))


def test_nearly_the_same_words_are_one_set(app):
    first, second = make_comment(CAMPAIGN), make_comment(NEARLY)
    other = make_comment("The taxi driver changed again and nobody told us why that was")
    short = [make_comment("Nothing"), make_comment("Nothing")]

    assert find_copies() == 5
    assert find_copies() == 0
    assert set_of(first) == set_of(second)
    assert set_of(first)
    assert set_of(other) is None
    assert [set_of(each) for each in short] == [None, None]
    assert len(marked() & {first.id, second.id}) == 1
    found = services.copies_of(first)
    assert (found.people, [each.id for each in found.others]) == (2, [second.id])
    assert services.copies_of(other) is None


def test_a_comment_that_comes_later_joins(app):
    first = make_comment(CAMPAIGN)
    find_copies()
    assert set_of(first) is None

    later = make_comment(NEARLY)
    find_copies()

    assert set_of(first) == set_of(later)
    assert services.copies_of(later).people == 2


def test_one_person_who_says_it_twice_is_no_campaign(app):
    submission = make_submission()
    twice = [make_comment(CAMPAIGN, submission=submission) for _ in range(2)]
    find_copies()

    assert set_of(twice[0]) == set_of(twice[1])
    assert services.copies_of(twice[0]) is None
    assert services.sets_in([each.id for each in twice]) == {}
    assert services.in_same_words(make_theme(comments=twice)) is None


def test_what_is_withdrawn_is_not_counted_and_later_copies_still_find_the_set(app):
    made = [make_comment(CAMPAIGN) for _ in range(3)]
    find_copies()
    [leader] = marked()
    gone = next(each for each in made if each.id == leader)
    left = [each for each in made if each.id != leader]
    gone.submission.withdrawn_on = today()
    db.session.commit()

    assert services.copies_of(left[0]).people == 2
    find_copies()
    newest = make_comment(NEARLY)
    find_copies()

    assert len(marked()) == 1
    assert leader not in marked()
    assert services.copies_of(newest).people == 3
    assert db.session.get(CommentCopy, gone.id) is None


def test_what_is_erased_leaves_nothing(app):
    made = [make_comment(CAMPAIGN) for _ in range(2)]
    find_copies()
    db.session.execute(sa.delete(Submission))
    db.session.commit()

    for model in (CommentCopy, CopyMark):
        assert db.session.scalars(sa.select(model)).all() == []
    assert made


def test_a_theme_counts_once_and_as_many(app):
    campaign = [make_comment(CAMPAIGN) for _ in range(4)]
    both = make_submission()
    campaign.append(make_comment(NEARLY, submission=both))
    own = make_comment("Our base must stay, my daughter has friends there", submission=both)
    theme = make_theme(comments=[*campaign, own], people=0)
    find_copies()

    counted = services.in_same_words(theme)

    assert services.voices_in([theme])[0] == 5
    assert (counted.people, counted.texts, counted.counted_once) == (5, 1, 2)
    assert services.sets_in([own.id, campaign[0].id]) == {campaign[0].id: 5}


def test_a_campaign_of_hundreds_is_compared_with_one_text(app):
    for _ in range(120):
        make_comment(CAMPAIGN, commit=False)
    db.session.commit()
    find_copies()

    assert len(marked()) == 1
    words = services.words_to_compare(list(db.session.scalars(sa.select(CopyMark.number).limit(8))))
    assert [text for _id, text in words] == [CAMPAIGN]


def test_the_flag_stands_at_the_comment_and_in_the_theme(app):
    reader, _person = sign_in(app, RoleName.REVIEWER)
    made = [make_comment(CAMPAIGN) for _ in range(3)]
    theme = make_theme("Keep the base", comments=made)
    find_copies()

    page = reader.get(f"/staff/comments/{made[0].id}").text
    assert "3 people sent these words, or nearly the same." in page
    assert f"/staff/comments/{made[1].id}" in page
    of_theme = reader.get(f"/staff/themes/{theme.id}").text
    assert of_theme.count("3 people say this in the same words") == 3
    assert "1. 3 people said it in words that others sent too (different texts: 1)." in of_theme
