"""Suggested groups, changed in any order by people, by time and by those who take words back."""

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.analysis import services
from app.analysis.jobs_groups import keep_groups
from app.analysis.models import Grouping, IndexCard, Theme, ThemeComment, ThemeStep, ThemeVoice
from app.db import db, today
from app.errors import DomainError
from app.responses.models import Comment, Submission
from tests.integration.analysis.grouping import ask_and_group, make_read_comments, open_groups
from tests.integration.factories import make_staff


class Groups(RuleBasedStateMachine):
    """Any sequence of deeds: no comment is lost, doubled or shown against somebody's wish."""

    places = st.integers(0, 1000)

    @initialize()
    def begin(self):
        self.staff = make_staff()
        make_read_comments()
        self.grouping_id = ask_and_group().id
        self.taken_out: set[str] = set()
        self.number = 0

    @property
    def groups(self):
        return open_groups(services.get_grouping(self.grouping_id))

    def pick(self, at):
        groups = self.groups
        return groups[at % len(groups)] if groups else None

    def attempt(self, deed):
        """Do it as a request does: all of it or nothing."""
        try:
            result = deed()
        except DomainError:
            db.session.rollback()
            return None
        db.session.commit()
        return result

    @rule(at=places, size=st.integers(0, 4))
    def take_out(self, at, size):
        group = self.pick(at)
        if group:
            ids = services.member_ids(group)[:size]
            if self.attempt(lambda: services.take_out(group, ids, by=self.staff)):
                self.taken_out |= set(ids)

    @rule(at=places, size=st.integers(0, 4))
    def split(self, at, size):
        group = self.pick(at)
        if group:
            ids = services.member_ids(group)[:size]
            self.attempt(lambda: services.split_group(group, ids, by=self.staff))

    @rule(at=places, other=places)
    def merge(self, at, other):
        group, into = self.pick(at), self.pick(other)
        if group:
            self.attempt(lambda: services.merge_groups(group, into, by=self.staff))

    @rule(at=places)
    def dismiss_and_bring_back(self, at):
        group = self.pick(at)
        if group:
            self.attempt(lambda: services.dismiss_group(group, by=self.staff))
            self.attempt(lambda: services.bring_back(group, by=self.staff))

    @rule(at=places)
    def accept(self, at):
        group = self.pick(at)
        if group is None:
            return
        self.number += 1
        name = f"Theme {self.number} of {id(self)}"
        members = set(services.member_ids(group))
        theme = self.attempt(
            lambda: services.accept_as_theme(group, name=name, easy_read_name=name, by=self.staff)
        )
        if theme:
            assert {member.comment_id for member in theme.members} == members

    @rule(at=places, into=places)
    def add(self, at, into):
        group, themes = self.pick(at), services.list_themes()
        if group and themes:
            theme = themes[into % len(themes)]
            self.attempt(lambda: services.accept_into(group, theme, by=self.staff))

    @rule(at=places, is_erased=st.booleans())
    def lose(self, at, is_erased):
        ids = list(db.session.scalars(sa.select(Submission.id).order_by(Submission.id)))
        if ids and is_erased:
            db.session.execute(sa.delete(Submission).where(Submission.id == ids[at % len(ids)]))
        elif ids:
            db.session.get(Submission, ids[at % len(ids)]).withdrawn_on = today()
        db.session.commit()
        db.session.expire_all()

    @rule()
    def work(self):
        keep_groups()
        db.session.expire_all()
        assert keep_groups() == 0

    @invariant()
    def no_comment_is_in_two_groups_that_wait(self):
        if not hasattr(self, "grouping_id"):
            return
        ids = [each for group in self.groups for each in services.member_ids(group)]
        assert len(ids) == len(set(ids))
        assert not self.taken_out & set(ids)

    @invariant()
    def nobody_is_shown_against_their_wish(self):
        if not hasattr(self, "grouping_id"):
            return
        gone = set(
            db.session.scalars(
                sa.select(Comment.id).join(Submission).where(Submission.withdrawn_on.is_not(None))
            )
        )
        for row in services.list_groups(services.get_grouping(self.grouping_id)):
            shown = {each.comment.id for each in services.list_members(row.group)}
            assert not shown & gone
            assert row.comments == len(shown)
            assert not {each.comment.id for each in row.typical} & gone
            if row.comments != row.group.size:
                assert row.label == ""

    @invariant()
    def a_theme_counts_who_is_in_it(self):
        for theme in services.list_themes():
            now = sa.select(Comment.submission_id).join(ThemeComment).join(Submission)
            now = now.where(ThemeComment.theme_id == theme.id, Submission.withdrawn_on.is_(None))
            assert services.voices_in([theme])[0] == len(set(db.session.scalars(now)))


def test_any_sequence_of_deeds_loses_no_comment(app):
    fast_enough = settings(
        max_examples=8,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )

    class Fresh(Groups):
        def teardown(self):
            db.session.rollback()
            for model in (Grouping, ThemeVoice, ThemeStep, ThemeComment, Theme, Submission):
                db.session.execute(sa.delete(model))
            db.session.commit()
            assert db.session.scalar(sa.select(sa.func.count()).select_from(IndexCard)) == 0

    run_state_machine_as_test(Fresh, settings=fast_enough)
