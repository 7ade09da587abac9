"""Suggested groups: found by the worker, bounded, kept true, and decided by people."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.analysis import jobs_groups, services
from app.analysis.jobs import keep_index
from app.analysis.jobs_groups import forget_groupings, keep_groups
from app.analysis.models import (
    GroupState,
    Origin,
    Review,
    SuggestedGroup,
    SuggestedMember,
    Theme,
)
from app.analysis.services import grouping as grouping_service
from app.audit import AuditEvent
from app.db import db, today, utc_now
from app.errors import DomainError
from app.responses.models import Channel, ScreenState, Submission
from tests.integration.analysis.grouping import (
    ask_and_group,
    group_about,
    look_for_groups,
    make_read_comments,
    open_groups,
)
from tests.integration.factories import make_comment, make_redaction, make_staff, make_theme


def test_the_worker_finds_groups_and_says_what_they_are_of(app):
    make_read_comments()
    grouping = ask_and_group()

    assert (grouping.found, grouping.compared) == (15, 15)
    assert grouping.model_version.startswith("groups-1 (scikit-learn")
    assert grouping.done_at is not None
    rows = services.list_groups(grouping)
    assert sum(row.comments for row in rows) <= 15
    for row in rows:
        assert row.label
        assert row.comments == row.people == row.group.size >= 3
        assert 0 < row.group.stability <= 1
        assert 1 <= len(row.typical) <= 3
    assert db.session.scalars(sa.select(Theme)).all() == []
    assert not look_for_groups()


def test_the_same_comments_give_the_same_groups(app):
    make_read_comments()
    first, second = ask_and_group(), ask_and_group()

    def found(grouping):
        return sorted(
            (group.label, group.stability, services.member_ids(group))
            for group in open_groups(grouping)
        )

    assert first.id != second.id
    assert found(first) == found(second)


def test_only_what_a_person_read_and_masked_is_compared(app):
    said = make_read_comments()
    make_redaction(said[0], "taxi", label="place")
    make_comment("The taxi driver changed again yesterday and the escort was new")
    flagged = make_comment(
        "The taxi driver changed again at noon and the escort was new",
        state=ScreenState.FLAGGED,
        reviewed_by=make_staff(),
    )
    keep_index()
    grouping = ask_and_group()

    assert grouping.found == 15
    member_ids = set(db.session.scalars(sa.select(SuggestedMember.comment_id)))
    assert flagged.id not in member_ids
    taken = next(
        each
        for row in services.list_groups(grouping)
        for each in services.list_members(row.group)
        if each.comment.id == said[0].id
    )
    assert "taxi" not in taken.masked
    assert "[place]" in taken.masked
    assert not any("place" in group.label for group in open_groups(grouping))


def test_a_search_narrows_what_is_compared(app):
    make_read_comments()
    assert ask_and_group(words="taxi").found == 5
    assert ask_and_group(role="child").groups == []


def test_more_than_the_limit_is_sampled_and_the_page_can_say_so(app, monkeypatch):
    make_read_comments()
    monkeypatch.setattr(grouping_service, "MOST_COMPARED", 12)
    grouping = ask_and_group()

    assert (grouping.found, grouping.compared) == (15, 12)
    assert sum(group.size for group in open_groups(grouping)) <= 12


def test_a_killed_worker_leaves_the_work_to_the_next(app, monkeypatch):
    make_read_comments()
    asked = services.ask_for_groups(services.Criteria(), by=make_staff())
    db.session.commit()

    def die(*_facts, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs_groups.services, "store_groups", die)
        with pytest.raises(KeyboardInterrupt):
            look_for_groups()
    db.session.rollback()
    assert not look_for_groups()  # it is held, as far as anybody knows
    later = utc_now() + grouping_service.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(grouping_service, "utc_now", lambda: later)

    assert look_for_groups()
    assert services.get_grouping(asked.id).done_at
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SuggestedGroup)) > 0


def test_two_workers_store_it_once(app):
    make_read_comments()
    grouping = ask_and_group()
    count = len(open_groups(grouping))

    again = services.store_groups(grouping.id, [], total=1, compared=1, version="x")

    assert again is False
    assert len(open_groups(grouping)) == count


def test_after_three_tries_it_is_said_and_can_be_asked_again(app):
    asked = services.ask_for_groups(services.Criteria(), by=make_staff())
    asked.tries, asked.not_before = 3, utc_now() - timedelta(minutes=1)
    db.session.commit()

    assert services.was_given_up(asked)
    assert not look_for_groups()
    services.ask_again(asked, by=make_staff())
    db.session.commit()
    assert look_for_groups()


def test_the_same_is_not_asked_twice_and_not_without_end(app):
    staff = make_staff()
    first = services.ask_for_groups(services.Criteria(words="taxi"), by=staff)
    assert services.ask_for_groups(services.Criteria(words="taxi"), by=staff) is first
    for number in range(4):
        services.ask_for_groups(services.Criteria(words=f"taxi{number}"), by=staff)
    with pytest.raises(DomainError, match="looked for already"):
        services.ask_for_groups(services.Criteria(words="bus"), by=staff)


def test_what_is_taken_back_leaves_the_group_and_its_words_leave_the_name(app):
    said = make_read_comments()
    grouping = ask_and_group()
    group = group_about(grouping, "taxi")
    assert "taxi" in group.label
    size = group.size
    said[0].submission.withdrawn_on = today()
    db.session.execute(sa.delete(Submission).where(Submission.id == said[1].submission_id))
    db.session.commit()
    db.session.expire_all()

    before_the_worker = services.show_group(group)
    assert before_the_worker.label == ""
    assert before_the_worker.comments == size - 2
    assert keep_groups() == 2  # dropped, and named again
    db.session.expire_all()

    assert group.size == size - 2
    assert "taxi" in services.show_group(group).label
    assert keep_groups() == 0


def test_a_group_of_which_nothing_is_left_goes(app):
    make_read_comments()
    grouping = ask_and_group()
    kept = open_groups(grouping)[0]
    services.dismiss_group(kept, by=make_staff())
    db.session.execute(sa.update(Submission).values(withdrawn_on=today()))
    db.session.commit()
    keep_groups()
    db.session.expire_all()

    assert open_groups(grouping) == []
    assert (kept.size, kept.label) == (0, "")


def test_an_undone_review_takes_the_comment_out(app):
    said = make_read_comments()
    group = group_about(ask_and_group(), "taxi")
    db.session.execute(sa.delete(Review).where(Review.comment_id == said[0].id))
    db.session.commit()
    keep_groups()

    assert said[0].id not in services.member_ids(group)


def test_a_person_makes_a_theme_and_its_steps_say_which_machine_suggested_it(app):
    make_read_comments()
    staff = make_staff()
    grouping = ask_and_group()
    group = group_about(grouping, "taxi")

    theme = services.accept_as_theme(
        group, name="Drivers change", easy_read_name="New drivers", by=staff
    )
    db.session.commit()

    assert services.voices_in([theme])[0] == group.size == len(theme.members)
    step = services.steps_of([theme.id])[0]
    assert step.facts["suggested_by"] == grouping.model_version
    assert step.facts["stability"] == group.stability
    assert (group.state, group.theme_id, group.decided_by_id) == (
        GroupState.ACCEPTED,
        theme.id,
        staff.id,
    )
    typical = services.typical_comments(theme)
    assert 1 <= len(typical) <= 3
    assert {by for _comment, by in typical} == {Origin.MACHINE}
    with pytest.raises(DomainError, match="decided about this group already"):
        services.lock_group(grouping.id, group.id, seen=group.size)
    noted = set(db.session.scalars(sa.select(AuditEvent.action)))
    assert {"grouping.ask", "grouping.accept", "theme.add", "theme.fill"} <= noted


def test_a_taken_name_makes_nothing(app):
    make_read_comments()
    make_theme("Drivers change")
    group = group_about(ask_and_group(), "taxi")

    with pytest.raises(DomainError, match="name already"):
        services.accept_as_theme(group, name="drivers change", easy_read_name="D", by=make_staff())
    db.session.rollback()
    assert group.state == GroupState.OPEN


def test_somebody_who_saw_another_group_is_refused(app):
    make_read_comments()
    grouping = ask_and_group()
    group = group_about(grouping, "taxi")
    seen = group.size
    services.take_out(group, services.member_ids(group)[:1], by=make_staff())
    db.session.commit()

    with pytest.raises(DomainError, match="changed since you opened it"):
        services.lock_group(grouping.id, group.id, seen=seen)
    assert (group.is_changed, group.is_named, group.size) == (True, False, seen - 1)


def test_the_limits_of_a_good_theme_are_said(app):
    said = make_read_comments()
    make_theme("Taxis and escorts", comments=said[:5])
    grouping = ask_and_group()
    taxis = services.show_group(group_about(grouping, "taxi"))

    warnings = " ".join(map(str, services.warn_of_group(taxis)))
    assert "in the theme “Taxis and escorts” too" in warnings
    services.take_out(taxis.group, services.member_ids(taxis.group)[:1], by=make_staff())
    few = " ".join(map(str, services.warn_of_group(services.show_group(taxis.group))))
    assert "Fewer than 5 people said it" in few
    same = make_theme("Taxis and escort", people=6)
    warned = services.warn_of_theme(same, people=6)
    assert warned == ["Its name is nearly the same as “Taxis and escorts”."]
    long = make_theme("One two three four five six seven eight nine ten eleven", people=6)
    assert services.warn_of_theme(long, people=6) == ["The name has more than 10 words."]


def test_more_than_seventy_themes_are_too_many(app):
    for number in range(71):
        db.session.add(Theme(name=f"{number} x {number * 7919}", easy_read_name="x"))
    theme = make_theme("Something quite different", people=6)
    assert services.warn_of_theme(theme, people=6) == [
        "There are 70 themes already. More are hard to keep apart."
    ]


def test_imported_answers_are_not_counted_as_people(app):
    """R-IMP-1: nobody can say whether whoever is in a table answered here as well."""
    theme = make_theme(people=4)
    imported = theme.members[0].comment.submission
    imported.channel = Channel.IMPORT
    db.session.commit()

    assert services.voices_in([theme])[0] == 3
    assert services.count_theme(theme).people == 3
    assert [row.people for row in services.count_themes()] == [3]
    assert sum(count for _month, count in services.people_by_month(theme, until=today())) == 3
    assert services.count_imported(theme) == 1
    count = services.count_people([theme], by=make_staff())
    assert count.people == services.people_at(services.get_count(count.step_id)) == 3


def test_groups_are_forgotten_after_ninety_days_and_themes_stay(app):
    make_read_comments()
    grouping = ask_and_group()
    theme = services.accept_as_theme(
        open_groups(grouping)[0], name="Kept", easy_read_name="Kept", by=make_staff()
    )
    grouping.asked_at = utc_now() - timedelta(days=91)
    db.session.commit()

    assert forget_groupings() == 1
    assert db.session.scalars(sa.select(SuggestedMember)).all() == []
    assert services.steps_of([theme.id])[0].facts["suggested_by"]
