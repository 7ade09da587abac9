"""Removing the demo removes the demo, and nothing that anybody real has said or done."""

import sqlalchemy as sa

from app import audit
from app.accounts.models import RoleName, User
from app.analysis.jobs import keep_index
from app.analysis.models import Theme
from app.audit import AuditEvent
from app.db import Base, db
from app.responses.models import Comment, Submission
from app.tracker.models import Action, ActionKind, Meeting
from tests.integration.demo.conftest import run
from tests.integration.factories import make_comment, make_review, make_staff, make_theme
from tests.integration.sign_in import sign_in

#: The log only grows, and names of roles are the platform's, not the demo's.
STAY = {"audit_event", "role"}


def count_rows():
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
        if table.name not in STAY
    }


def test_after_clear_every_table_holds_what_it_held_before(surveyed):
    sign_in(surveyed, RoleName.ADMIN)
    make_theme(comments=[make_comment(reviewed_by=make_staff())])
    before = count_rows()

    run(surveyed, "load")
    while_loaded = count_rows()
    run(surveyed, "clear")
    keep_index()  # the worker's next sweep: the index of words forgets them too

    assert while_loaded["comment"] > before["comment"]
    assert count_rows() == before


def test_real_words_from_before_and_after_survive(surveyed):
    early = make_comment("Written before the demo was loaded.").id
    run(surveyed, "load")
    late = make_comment("Written while the demo was loaded.").id

    run(surveyed, "clear")

    left = set(db.session.scalars(sa.select(Comment.id)))
    assert left == {early, late}


def test_a_real_comment_in_an_invented_theme_survives_the_theme(demo):
    theme = db.session.scalars(sa.select(Theme)).first()
    comment = make_comment("This is real and somebody filed it under a demo theme.")
    make_theme("A real theme", comments=[comment])
    db.session.execute(
        sa.text("INSERT INTO theme_comment (theme_id, comment_id, added_on) VALUES (:t, :c, :d)"),
        {"t": theme.id, "c": comment.id, "d": comment.submission.received_on.isoformat()},
    )
    db.session.commit()

    run(demo, "clear")

    assert [theme.name for theme in db.session.scalars(sa.select(Theme))] == ["A real theme"]
    assert db.session.scalar(sa.select(Comment.text)).startswith("This is real")


def real_promise(**more) -> Action:
    return Action(
        kind=ActionKind.PLANNED,
        title="A real promise",
        what="We open on Saturdays.",
        owner_code="quality",
        owner_title="Head of SEND",
        **more,
    )


def test_a_meeting_that_decided_something_real_stays(demo):
    invented, _other = db.session.scalars(sa.select(Meeting).order_by(Meeting.held_on)).all()
    kept = invented.id
    invented.actions.append(real_promise())
    db.session.commit()

    run(demo, "clear")

    assert list(db.session.scalars(sa.select(Meeting.id))) == [kept]


def test_a_real_action_that_answers_an_invented_theme_survives(demo):
    theme = db.session.scalars(sa.select(Theme)).first()
    db.session.add(real_promise(themes=[theme]))
    db.session.commit()

    run(demo, "clear")

    assert db.session.scalars(sa.select(Action.title)).all() == ["A real promise"]


def test_a_demo_account_that_decided_about_real_words_stays_shut(demo):
    reviewer = db.session.scalars(
        sa.select(User).where(User.email == "reviewer@demo.example")
    ).one()
    make_review(make_comment("A real comment."), reviewer)

    printed = run(demo, "clear")

    people = db.session.scalars(sa.select(User)).all()
    assert [person.email for person in people] == ["reviewer@demo.example"]
    assert "reviewer@demo.example stays" in printed
    assert not people[0].active
    assert people[0].password is None
    assert people[0].roles == []


def test_the_audit_log_says_that_the_demo_came_and_went(demo):
    run(demo, "clear")

    deeds = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert "demo.load" in deeds
    assert deeds[-1] == "demo.clear"
    assert audit.first_broken_link() is None


def test_it_can_be_loaded_again_after_it_was_cleared(demo):
    run(demo, "clear")
    printed = run(demo, "load")

    assert "invented people" in printed
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) > 100
