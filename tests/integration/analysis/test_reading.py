"""The worker reads comments: each once, whatever happens, and never over a person's decision."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.analysis import jobs, services
from app.analysis.models import Origin, Reading, Status, Strength, Tag
from app.db import db, utc_now
from app.responses.models import Answer, ScreenState, Style, WaitingComment
from tests.integration.factories import (
    make_comment,
    make_redaction,
    make_staff,
    make_tag,
)

TEXT = "We waited ten months for the assessment and nobody rang us. Mrs Jones was lovely."


def found(tags=(), redactions=(), *, version="second-model", level="none", language="en"):
    return services.Found(
        model_version=version,
        polarity="concern",
        has_suggestion=False,
        language=language,
        level=level,
        tags=[services.FoundTag(*tag) for tag in tags],
        redactions=[services.FoundRedaction(*each) for each in redactions],
    )


def tags_of(comment):
    return db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id)).all()


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_waiting_comment_is_read_with_the_words_each_tag_rests_on(app, small_model):
    comment = make_comment(TEXT, waiting=True)

    assert jobs.read_comments(small_model) == 1

    tags = tags_of(comment)
    assert all(tag.evidence == TEXT[tag.start_at : tag.end_at] for tag in tags)
    assert {(tag.origin, tag.status) for tag in tags} <= {(Origin.MACHINE, Status.SUGGESTED)}
    reading = db.session.scalar(sa.select(Reading))
    assert reading.comment_id == comment.id
    assert {tag.model_version for tag in tags} <= {reading.model_version}
    assert count(WaitingComment) == 0
    assert "Mrs Jones" not in services.redacted_text(comment)


def test_reading_twice_reads_nothing_twice(app, small_model):
    make_comment(TEXT, waiting=True)

    assert [jobs.read_comments(small_model), jobs.read_comments(small_model)] == [1, 0]
    assert count(Reading) == 1


def test_a_comment_that_lost_its_place_in_the_outbox_is_found_all_the_same(app, small_model):
    make_comment(TEXT, waiting=True)
    db.session.execute(sa.delete(WaitingComment))
    db.session.commit()

    assert jobs.read_comments(small_model) == 1


def test_without_a_model_comments_wait_and_it_is_said_once(app, tmp_path, caplog):
    make_comment(TEXT, waiting=True)

    assert [jobs.read_comments(tmp_path), jobs.read_comments(tmp_path)] == [0, 0]

    assert caplog.text.count("no model") == 1
    row = db.session.scalar(sa.select(WaitingComment))
    assert row.tries == 0


def test_two_workers_do_not_take_the_same_comment(app):
    first = make_comment(waiting=True)
    second = make_comment(waiting=True)

    assert [each.id for each in services.claim_waiting(limit=1)] == [first.id]
    assert [each.id for each in services.claim_waiting(limit=5)] == [second.id]
    assert services.claim_waiting(limit=5) == []


def test_a_reading_is_stored_by_the_worker_that_is_first_and_by_no_other(app):
    comment = make_comment(waiting=True)

    assert services.store_reading(comment.id, found())
    assert not services.store_reading(comment.id, found())
    assert count(Reading) == 1


def test_a_comment_whose_worker_was_killed_is_free_again_after_a_minute(app):
    comment = make_comment(waiting=True)
    services.claim_waiting(limit=5)
    row = db.session.get(WaitingComment, comment.id)
    assert timedelta(seconds=55) < row.not_before - utc_now() <= timedelta(seconds=60)

    row.not_before = utc_now()

    assert services.claim_waiting(limit=5) == [comment]


def test_a_poisoned_comment_is_left_for_a_person_and_blocks_no_other(app):
    poison = make_comment("poison", waiting=True)
    fine = make_comment(waiting=True)
    given_up = []
    for _ in range(5):
        taken = services.claim_waiting(limit=10)
        assert poison in taken
        given_up.append(services.put_back(poison.id))
        row = db.session.get(WaitingComment, poison.id)
        assert row.not_before > utc_now()
        row.not_before = utc_now()
        if fine in taken:
            services.store_reading(fine.id, found())

    assert given_up == [False, False, False, False, True]
    assert services.claim_waiting(limit=10) == []
    assert services.count_left_for_a_person() == 1
    assert services.next_comment(services.QueueFilter()) == poison.id


def test_pauses_between_tries_grow(app):
    comment = make_comment(waiting=True)
    row = db.session.get(WaitingComment, comment.id)
    pauses = []
    for tries in (1, 2, 3):
        row.tries = tries
        services.put_back(comment.id)
        pauses.append(round((row.not_before - utc_now()).total_seconds()))

    assert pauses == [15, 30, 60]


def test_a_newer_model_skips_what_a_person_decided(app):
    person = make_staff()
    comment = make_comment(TEXT, tags=[("slcn", None, "assessment")])
    make_tag(comment, "timeliness", None, "ten months", rejected_by=person)
    make_tag(comment, "listen", "-", "nobody rang us", by_person=person)
    db.session.add(WaitingComment(comment_id=comment.id))
    at = TEXT.index("nobody")

    services.store_reading(
        comment.id,
        found(
            [
                ("timeliness", None, 0.9, 0, 10, "tag"),
                ("listen", "+", 0.9, 0, 10, "tag"),
                ("open-honest", "-", 0.7, at, at + 6, "maybe"),
            ]
        ),
    )

    by_code = {tag.code: tag for tag in tags_of(comment)}
    assert set(by_code) == {"timeliness", "listen", "open-honest"}
    assert by_code["timeliness"].status == Status.REJECTED
    assert (by_code["listen"].origin, by_code["listen"].sign) == (Origin.PERSON, "-")
    assert by_code["open-honest"].strength == Strength.MAYBE
    assert by_code["open-honest"].evidence == "nobody"


def test_finished_comments_are_not_read_again(app):
    make_comment(reviewed_by=make_staff())
    waits = make_comment()

    assert services.queue_unread("second-model") == 1
    assert services.claim_waiting(limit=5) == [waits]


def test_new_comments_are_read_before_old_ones_are_read_again(app):
    make_comment()
    new = make_comment(waiting=True)

    assert services.queue_unread("second-model") == 0
    assert services.claim_waiting(limit=5) == [new]


def test_what_does_not_fit_the_comment_is_left_out(app):
    comment = make_comment("Short.", waiting=True)

    services.store_reading(
        comment.id,
        found(
            [("listen", "-", 0.9, 2, 99, "tag"), ("no-such-code", None, 0.9, 0, 3, "tag")],
            [(0, 99, "name", "far"), (0, 5, "name", "a name" * 99)],
        ),
    )

    assert tags_of(comment) == []
    assert services.redacted_text(comment) == "[name]."


def test_the_reader_raises_a_level_and_never_lowers_it(app):
    calm = make_comment(waiting=True)
    urgent = make_comment(waiting=True, state=ScreenState.FLAGGED, level="urgent")

    services.store_reading(calm.id, found(level="concern"))
    services.store_reading(urgent.id, found(level="none"))

    assert (calm.screen_state, calm.screen_level) == (ScreenState.FLAGGED, "concern")
    assert urgent.screen_level == "urgent"


def test_a_mask_that_a_person_took_off_does_not_come_back(app):
    comment = make_comment("Mrs Jones rang.", waiting=True)
    make_redaction(comment, "Mrs Jones", status=Status.REJECTED, by=make_staff())

    services.store_reading(comment.id, found((), [(0, 9, "name", "title")]))

    assert services.redacted_text(comment) == "Mrs Jones rang."


@pytest.mark.parametrize(
    ("role", "style", "voice"),
    [
        ("parent", Style.PLAIN, "parent"),
        ("parent-carer", Style.PLAIN, "parent"),
        ("foster-carer", Style.EASY, "foster carer"),
        ("brother-or-sister", Style.PLAIN, "sibling"),
        ("young-person", Style.EASY, "YP easy read"),
        ("young-person", Style.PLAIN, "YP 11-15"),
        ("", Style.PLAIN, "unknown"),
    ],
)
def test_the_reader_is_told_who_is_speaking(app, role, style, voice):
    assert services.voice_of(make_comment(role=role, style=style)) == voice


def test_a_childs_own_words_are_read_as_a_childs(app):
    comment = make_comment(role="parent", is_childs=True)
    db.session.add(
        Answer(submission_id=comment.submission_id, question_code="age", choices=["16-18"])
    )

    assert services.voice_of(comment) == "YP 16-18"


def test_a_young_persons_age_is_told_when_they_gave_it(app):
    comment = make_comment(role="young-person", survey="my-voice")
    db.session.add(
        Answer(submission_id=comment.submission_id, question_code="age", choices=["16-18"])
    )

    assert services.voice_of(comment) == "YP 16-18"


def test_the_machine_reads_another_language_and_suggests_nothing(app, small_model):
    comment = make_comment(
        "Czekaliśmy dziesięć miesięcy na diagnozę i nikt do nas nie zadzwonił w tej sprawie.",
        waiting=True,
    )

    jobs.read_comments(small_model)

    assert tags_of(comment) == []
    assert services.make_sheet(comment).is_foreign
