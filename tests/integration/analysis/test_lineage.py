"""Themes are merged, split and renamed, words are taken back: what was counted stays true (20)."""

import re

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.analysis import services
from app.analysis.models import Theme, ThemeComment, ThemeStep, ThemeVoice
from app.db import db, today
from app.errors import DomainError
from app.responses.models import Comment, Submission
from app.tracker.counts import public_count
from tests.integration.factories import make_comment, make_staff, make_submission, make_theme
from tests.integration.tracker.makers import make_action, make_entry


def names(themes):
    return {theme.name for theme in themes}


def test_a_merged_theme_gives_its_comments_and_says_where_they_went(app):
    staff = make_staff()
    both = make_comment()
    one = make_theme("Long waits", comments=[both], people=2)
    two = make_theme("Nobody rings back", comments=[both], people=3)
    action = make_action(one)

    assert services.merge_themes(one, two, by=staff) == 3
    db.session.commit()

    assert services.voices_in([two])[0] == 6
    assert services.voices_in([one])[0] == 0
    assert one.merged_into == two
    assert names(services.list_themes()) == {"Nobody rings back"}
    assert names(action.themes) == {"Long waits", "Nobody rings back"}
    assert services.steps_of([one.id])[0].kind == "merge"
    with pytest.raises(DomainError, match="merged"):
        services.add_comments(one, [make_comment().id], by=staff)
    with pytest.raises(DomainError, match="merged already"):
        services.merge_themes(two, one, by=staff)
    with pytest.raises(DomainError, match="another theme"):
        services.merge_themes(two, two, by=staff)


def test_a_chain_of_merges_ends_at_the_last(app):
    staff = make_staff()
    first, second, third = (make_theme(people=1) for _ in range(3))
    services.merge_themes(first, second, by=staff)
    services.merge_themes(second, third, by=staff)
    db.session.commit()
    db.session.expire_all()

    assert first.merged_into == third
    assert services.voices_in([third])[0] == 3


def test_a_split_makes_a_theme_that_the_same_actions_answer(app):
    staff = make_staff()
    theme = make_theme("Transport", people=4)
    action = make_action(theme)
    ids = [member.comment_id for member in theme.members]

    new = services.split_theme(
        theme, ids[:1], name="Taxis are late", easy_read_name="Late taxis", by=staff
    )
    db.session.commit()

    assert services.voices_in([theme])[0] == 3
    assert services.voices_in([new])[0] == 1
    assert names(action.themes) == {"Transport", "Taxis are late"}
    for wrong, message in (([], "Tick at least one"), (ids[1:], "all of its comments")):
        with pytest.raises(DomainError, match=message):
            services.split_theme(theme, wrong, name="Other", easy_read_name="Other", by=staff)
    with pytest.raises(DomainError, match="name already"):
        services.split_theme(theme, ids[1:2], name="transport", easy_read_name="T", by=staff)


def test_one_person_in_two_themes_is_counted_once_now_and_later(app):
    staff = make_staff()
    submission = make_submission()
    said = [make_comment(f"Words {number}", submission=submission) for number in range(2)]
    one, two = make_theme(comments=said[:1], people=1), make_theme(comments=said[1:], people=1)

    count = services.count_people([one, two], by=staff)
    db.session.commit()

    assert count.people == 3
    services.merge_themes(one, two, by=staff)
    db.session.execute(sa.delete(Submission).where(Submission.id == submission.id))
    db.session.commit()
    assert services.people_at(services.get_count(count.step_id)) == 3
    assert services.voices_in([two])[0] == 2


def test_what_is_kept_of_an_erased_person_leads_to_nobody(app):
    """R-RET-2: a count may be made again, but its pieces name no comment and no submission."""
    comment = make_comment()
    theme = make_theme(comments=[comment])
    services.count_people([theme], by=make_staff())
    db.session.commit()
    ids = {comment.id, comment.submission_id}

    db.session.execute(sa.delete(Submission).where(Submission.id == comment.submission_id))
    db.session.commit()

    kept = db.session.execute(sa.select(ThemeVoice.__table__)).all()
    assert len(kept) == 1
    assert not ids & {str(value) for row in kept for value in row}
    assert db.session.scalars(sa.select(ThemeComment)).all() == []


def test_an_entry_can_say_how_it_was_counted(app):
    theme = make_theme(people=13)
    entry = make_entry(make_action(theme))
    db.session.commit()

    step = services.get_count(entry.counted_at_step_id)
    assert step.facts == {"themes": {str(theme.id): theme.name}, "people": 13}
    assert services.people_at(step) == entry.people == 13


class Lineage(RuleBasedStateMachine):
    """Any sequence of deeds; what was counted once is counted the same for ever."""

    @initialize()
    def begin(self):
        self.staff = make_staff()
        self.counts: dict[int, int] = {}
        self.number = 0
        for people in (11, 3):
            make_theme(people=people)

    def themes(self):
        return services.list_themes()

    def pick(self, rows, at):
        return rows[at % len(rows)]

    def name(self):
        self.number += 1
        return f"Theme number {self.number} of {id(self)}"

    places = st.integers(0, 1000)

    @rule(at=places, other=places)
    def count(self, at, other):
        chosen = [self.pick(self.themes(), place) for place in (at, other)]
        themes = list({theme.id: theme for theme in chosen}.values())
        count = services.count_people(themes, by=self.staff)
        db.session.commit()
        self.counts[count.step_id] = count.people

    @rule(at=places, again=st.booleans())
    def fill(self, at, again):
        known = list(db.session.scalars(sa.select(Submission).order_by(Submission.id)))
        submission = self.pick(known, at) if again and known else None
        comment = make_comment(submission=submission)
        services.add_comments(self.pick(self.themes(), at), [comment.id], by=self.staff)
        db.session.commit()

    @rule(at=places)
    def take_out(self, at):
        theme = self.pick(self.themes(), at)
        for member in theme.members[:1]:
            services.remove_comment(theme, member.comment_id, by=self.staff)
        db.session.commit()

    @precondition(lambda self: len(self.themes()) > 1)
    @rule(at=places)
    def merge(self, at):
        theme, into = self.pick(self.themes(), at), self.pick(self.themes(), at + 1)
        services.merge_themes(theme, into, by=self.staff)
        db.session.commit()

    @rule(at=places, size=st.integers(1, 4))
    def split(self, at, size):
        theme = self.pick(self.themes(), at)
        ids = [member.comment_id for member in theme.members][:size]
        if len(ids) < len(theme.members) and ids:
            name = self.name()
            services.split_theme(theme, ids, name=name, easy_read_name=name, by=self.staff)
        db.session.commit()

    @rule(at=places)
    def rename(self, at):
        name = self.name()
        services.change_theme(
            self.pick(self.themes(), at),
            name=name,
            easy_read_name=name,
            description="",
            by=self.staff,
        )
        db.session.commit()

    @rule(at=places)
    def withdraw(self, at):
        known = list(db.session.scalars(sa.select(Submission).order_by(Submission.id)))
        if known:
            self.pick(known, at).withdrawn_on = today()
        db.session.commit()

    @rule(at=places)
    def erase(self, at):
        ids = list(db.session.scalars(sa.select(Submission.id).order_by(Submission.id)))
        if ids:
            db.session.execute(sa.delete(Submission).where(Submission.id == self.pick(ids, at)))
        db.session.commit()

    @invariant()
    def counts_stay(self):
        db.session.expire_all()
        for step_id, people in getattr(self, "counts", {}).items():
            step = services.get_count(step_id)
            assert services.people_at(step) == step.facts["people"] == people
            assert not re.search(r"(?<!\d)[1-9](?!\d)", public_count(people))

    @invariant()
    def people_are_counted_once(self):
        for theme in services.list_themes():
            now = set(
                db.session.scalars(
                    sa.select(Comment.submission_id)
                    .join(ThemeComment)
                    .join(Submission)
                    .where(ThemeComment.theme_id == theme.id, Submission.withdrawn_on.is_(None))
                )
            )
            assert services.voices_in([theme])[0] == len(now)


def test_any_sequence_of_deeds_keeps_every_count(app):
    fast_enough = settings(
        max_examples=12,
        stateful_step_count=18,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )

    class Fresh(Lineage):
        def teardown(self):
            db.session.rollback()
            for model in (ThemeVoice, ThemeStep, ThemeComment):
                db.session.execute(sa.delete(model))
            db.session.execute(sa.update(Theme).values(merged_into_id=None))
            db.session.execute(sa.delete(Theme))
            db.session.execute(sa.delete(Submission))
            db.session.commit()

    run_state_machine_as_test(Fresh, settings=fast_enough)


def test_public_counts_never_say_a_handful():
    for people in range(200):
        assert not re.search(r"(?<!\d)[1-9](?!\d)", public_count(people)), people
