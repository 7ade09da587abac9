"""The card beside a comment says what the other tables say, whichever way they were changed."""

import random

import sqlalchemy as sa

from app.analysis import index
from app.analysis.models import IndexCard, Reading, Review, Tag
from app.db import db, today
from app.responses.models import Comment, ScreenState, Submission, WaitingComment
from app.safeguarding import services as safeguarding
from app.safeguarding.models import Outcome, SafeguardingDecision
from tests.integration.factories import (
    make_comment,
    make_reading,
    make_review,
    make_staff,
    make_tag,
)

Told = tuple[int, int, bool, str, str]


def told_anew() -> dict[str, Told]:
    """What each comment's card should say, worked out from the other tables without SQL."""
    found = {}
    for comment in db.session.scalars(sa.select(Comment)):
        if comment.submission.withdrawn_on is not None:
            continue
        review = db.session.get(Review, comment.id)
        found[comment.id] = (
            danger_of(comment),
            sureness_of(comment),
            review is not None,
            language_of(comment),
            review.result if review else "",
        )
    return found


def language_of(comment: Comment) -> str:
    return comment.own_language


def danger_of(comment: Comment) -> int:
    if not safeguarding.is_open(comment):
        return 9
    if comment.screen_level == "urgent":
        return 0
    return {ScreenState.FLAGGED: 1, ScreenState.UNSCREENED: 2}.get(comment.screen_state, 3)


def sureness_of(comment: Comment) -> int:
    if comment.waits_for_translation:
        return 1
    waiting = db.session.get(WaitingComment, comment.id)
    if waiting is not None and waiting.tries >= 5:
        return -11
    readings = list(db.session.scalars(sa.select(Reading).where(Reading.comment_id == comment.id)))
    if not readings:
        return -5
    tags = db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id))
    doubts = [
        abs(tag.score - 0.5)
        for tag in tags
        if tag.origin == "machine" and tag.status == "suggested"
    ]
    return -int(10 - 20 * min(doubts, default=0.25))


def has_review(comment: Comment) -> bool:
    return db.session.get(Review, comment.id) is not None


def stored() -> dict[str, Told]:
    db.session.rollback()
    return {
        card.comment_id: (
            card.danger,
            card.sureness,
            card.is_reviewed,
            card.language,
            card.result,
        )
        for card in db.session.scalars(sa.select(IndexCard))
    }


def add_reading(comment, chance, _staff):
    version = chance.choice(["m", "n"])
    if not db.session.get(Reading, (comment.id, version)):
        make_reading(comment, version=version, language=chance.choice(["en", "pl", "und"]))


def add_tag(comment, chance, _staff):
    taken = set(db.session.scalars(sa.select(Tag.code).filter_by(comment_id=comment.id)))
    for code in {"listen", "timeliness", "semh"} - taken:
        make_tag(comment, code, score=chance.random())


def review(comment, _chance, staff):
    if not has_review(comment):
        make_review(comment, staff)


def decide(comment, chance, staff):
    db.session.add(
        SafeguardingDecision(
            comment_id=comment.id,
            outcome=chance.choice([Outcome.NO_ACTION, Outcome.RAISED]),
            reason="Looked at",
            is_closed=chance.random() < 0.5,
            decided_by_id=staff.id,
        )
    )


def screen(comment, chance, _staff):
    comment.screen_state = chance.choice(list(ScreenState))
    comment.screen_level = chance.choice(["urgent", "concern", "none"])


def withdraw(comment, chance, _staff):
    if chance.random() < 0.3:
        comment.submission.withdrawn_on = today()


def in_tables(statement):
    """A change that goes past every rule in Python."""
    return lambda comment, chance, _staff: db.session.execute(statement(comment, chance))


#: Changes by whatever way: through the session, or straight in the tables.
CHANGES = [
    lambda _comment, chance, _staff: make_comment(
        waiting=True, state=chance.choice(list(ScreenState))
    ),
    add_reading,
    add_tag,
    review,
    decide,
    screen,
    withdraw,
    in_tables(lambda _comment, chance: sa.update(Tag).values(score=chance.random())),
    in_tables(lambda comment, _chance: sa.delete(Tag).where(Tag.comment_id == comment.id)),
    in_tables(
        lambda _comment, chance: sa.update(Review).values(
            result=chance.choice(["coded", "nothing-to-code"])
        )
    ),
    in_tables(
        lambda _comment, chance: sa.update(Reading).values(language=chance.choice(["en", "und"]))
    ),
    in_tables(
        lambda comment, chance: (
            sa.update(Comment)
            .where(Comment.id == comment.id)
            .values(language=chance.choice([None, "", "und", "en", "pl"]))
        )
    ),
    in_tables(
        lambda comment, chance: (
            sa.update(Comment)
            .where(Comment.id == comment.id)
            .values(original=chance.choice([None, "Dzień dobry"]))
        )
    ),
    in_tables(lambda comment, _chance: sa.delete(Review).where(Review.comment_id == comment.id)),
    in_tables(
        lambda _comment, chance: sa.update(WaitingComment).values(tries=chance.choice([1, 5]))
    ),
    in_tables(
        lambda comment, _chance: sa.delete(WaitingComment).where(
            WaitingComment.comment_id == comment.id
        )
    ),
]


def test_cards_say_what_the_tables_say_after_any_changes(app):
    chance = random.Random(20)
    staff = make_staff()
    for number in range(4):
        make_comment(f"Words number {number}", waiting=number == 3)
    for _turn in range(100):
        comments = list(db.session.scalars(sa.select(Comment).order_by(Comment.id)))
        chance.choice(CHANGES)(chance.choice(comments), chance, staff)
        db.session.commit()

        assert stored() == told_anew()


def test_an_erased_comment_leaves_no_card(app):
    comment = make_comment()
    db.session.execute(sa.delete(Submission).where(Submission.id == comment.submission_id))
    db.session.commit()

    assert stored() == {}


def test_cards_are_made_anew_when_they_were_lost(app):
    """After a migration has changed tables without triggers, filling puts everything right."""
    staff = make_staff()
    for state in ScreenState:
        make_comment(state=state, tags=[("timeliness", None, "ten months")])
    gone = make_comment()
    with db.engine.begin() as connection:
        index.take_down(connection)
    make_review(make_comment(), staff)
    gone.submission.withdrawn_on = today()
    db.session.execute(sa.update(Tag).values(score=0.51))
    db.session.commit()
    assert stored() != told_anew()

    with db.engine.begin() as connection:
        index.put_up(connection)
        index.fill(connection)

    assert stored() == told_anew()
    make_comment()
    assert stored() == told_anew()


def test_numbers_of_cards_say_nothing_of_the_order_of_arrival(app):
    made = [make_comment(commit=False).id for _ in range(40)]
    db.session.commit()

    by_number = db.session.scalars(sa.select(IndexCard.comment_id).order_by(IndexCard.number))
    assert list(by_number) != made
