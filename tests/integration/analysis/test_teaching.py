"""Teaching the reader: what it may learn from, a lesson from start to end, who may ask for it."""

import json
import sys
import time

import pytest

from app.accounts.models import RoleName
from app.analysis import lessons, services
from app.analysis.models import LessonKind, LessonState, SecondReading, SecondTag, Status
from app.analysis.services.teaching import HIDDEN
from app.audit import AuditEvent
from app.db import db
from app.errors import DomainError
from nlp.examples import read_example
from tests.conftest import make_settings, token_in
from tests.integration.factories import make_comment, make_redaction, make_staff, make_tag
from tests.integration.sign_in import sign_in

WORDS = "Mrs Testerly never rang us back and our lad is not safe on the taxi."
CODES = {"timeliness", "safe", "open-honest"}


@pytest.fixture
def first(app):
    return make_staff(name="First")


@pytest.fixture
def second(app):
    return make_staff(name="Second")


def decided(first, second=None, *, found=None, text=WORDS, **of_comment):
    """A comment that `first` tagged; what `second` found in it, if somebody read it again."""
    comment = make_comment(text, reviewed_by=first, **of_comment)
    make_tag(comment, "safe", "-", "our lad is not safe", accepted_by=first)
    make_tag(comment, "open-honest", "-", "Mrs Testerly never rang us back", rejected_by=first)
    if second:
        codes = {"safe": "-"} if found is None else found
        again = SecondReading(comment_id=comment.id, read_by_id=second.id, result="coded")
        again.tags = [SecondTag(code=code, sign=sign) for code, sign in codes.items()]
        db.session.add(again)
        db.session.commit()
    return comment


def test_it_learns_what_two_people_found_alike_and_nothing_else(first, second):
    alike = decided(first, second)
    decided(first)
    decided(first, second, found={"safe": "+"})
    decided(first, second, found={"safe": "-", "timeliness": "-"})
    decided(first, second, withdrawn=True)
    decided(first, second, is_demo=True)
    decided(first, second, language="pl")
    assert [record["id"] for record in services.labelled_comments(CODES)] == [alike.id]
    assert services.count_teachable() == 1


def test_it_learns_from_a_lead_alone(app):
    _, lead = sign_in(app, RoleName.REVIEWER, RoleName.SAFEGUARDING_LEAD)
    comment = decided(lead)
    (record,) = services.labelled_comments(CODES)
    assert record["id"] == comment.id
    assert record["lead"] is True


def test_the_library_reads_what_we_write_and_no_masked_word_is_in_it(first, second):
    comment = decided(first, second)
    make_redaction(comment, "Mrs Testerly", status=Status.ACCEPTED, by=first)
    make_redaction(comment, "taxi")
    make_redaction(comment, "our lad", status=Status.REJECTED, by=first)
    (record,) = services.labelled_comments(CODES)
    example = read_example(record, "reviewed")
    assert example.is_reviewed
    assert example.signs == {"safe": "-"}
    assert set(example.reviewers) == {f"r{first.id}", f"r{second.id}"}
    assert record["text"] == f"{HIDDEN} never rang us back and our lad is not safe on the {HIDDEN}."
    assert record["evidence"] == {"safe": "our lad is not safe"}
    assert record["evidence"]["safe"] in record["text"]


def test_evidence_that_was_partly_masked_still_stands_in_the_text(first, second):
    comment = decided(first, second)
    make_redaction(comment, "lad is", status=Status.ACCEPTED, by=first)
    make_redaction(comment, "back and our", status=Status.ACCEPTED, by=first)
    (record,) = services.labelled_comments(CODES)
    assert record["evidence"]["safe"] in record["text"]
    assert "lad" not in record["text"]


def test_tags_that_the_model_does_not_know_are_left_out(first, second):
    decided(first, second)
    (record,) = services.labelled_comments({"timeliness"})
    assert record["outcomes"] == {}
    assert record["evidence"] == {}


def test_one_wish_at_a_time(first):
    services.ask_for_lesson(LessonKind.TEACH, first)
    with pytest.raises(DomainError, match="still busy"):
        services.ask_for_lesson(LessonKind.GO_BACK, first)


@pytest.fixture
def settings(tmp_path):
    """A data folder with a model, as far as its folders say."""
    made = make_settings(tmp_path)
    made.model_dir.mkdir()
    (made.model_dir / "manifest.json").write_text('{"version": "v1"}')
    (made.model_dir / "model.json").write_text(json.dumps({"tags": sorted(CODES)}))
    return made


def child(monkeypatch, body):
    """Let another program be the child: a real process, told what `nlp teach` is told."""

    def command(*arguments):
        code = "import json, pathlib, sys, time\nfile, report = sys.argv[2], sys.argv[4]\n"
        return [sys.executable, "-c", code + body, *arguments]

    monkeypatch.setattr(lessons, "_command", command)


def sweep_until_ended(lesson, settings):
    for _ in range(100):
        lessons.give_lessons(settings)
        if services.open_lesson() is None:
            return
        time.sleep(0.05)
    raise AssertionError("the lesson never ended")


def test_a_lesson_runs_beside_the_worker_and_its_words_are_gone_afterwards(
    first, second, settings, monkeypatch
):
    decided(first, second)
    child(
        monkeypatch,
        """
while not pathlib.Path(file).with_name("go").exists(): time.sleep(.02)
figures = {"macro": .6, "harm": .9, "urgent": .9}
pathlib.Path(report).write_text(json.dumps({
    "is_promoted": True, "version": "v2", "learned": len(open(file).readlines()),
    "before": figures, "after": figures, "reasons": [], "notes": []}))
""",
    )
    lesson = services.ask_for_lesson(LessonKind.TEACH, first)
    db.session.commit()
    lessons.give_lessons(settings)
    folder = settings.data_dir / "lesson"
    words = folder / "reviewed.jsonl"
    assert words.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    lessons.give_lessons(settings)
    assert lesson.state == LessonState.RUNNING
    (folder / "go").touch()
    sweep_until_ended(lesson, settings)
    assert (lesson.state, lesson.version) == (LessonState.DONE, "v2")
    assert lesson.report["learned"] == 1
    assert not folder.exists()
    events = db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert events[-2:] == ["tagger.teach", "tagger.teach"]


@pytest.mark.parametrize(
    ("body", "state", "reasons"),
    [
        ("sys.exit('No reviewed comment may be learned from yet.')", "refused", 1),
        ("raise ValueError(open(file).read())", "failed", 0),
        ("import os; os.kill(os.getpid(), 9)", "failed", 0),
    ],
)
def test_a_lesson_that_ends_early_changes_nothing_and_repeats_nobodys_words(
    first, second, settings, monkeypatch, body, state, reasons
):
    decided(first, second)
    child(monkeypatch, body)
    lesson = services.ask_for_lesson(LessonKind.TEACH, first)
    db.session.commit()
    sweep_until_ended(lesson, settings)
    assert lesson.state == state
    assert lesson.version == "v1"
    assert len(lesson.report["reasons"]) == reasons
    assert "Testerly" not in json.dumps(lesson.report)
    assert not (settings.data_dir / "lesson").exists()


def test_without_an_earlier_model_going_back_is_refused_in_a_sentence(first, settings):
    lesson = services.ask_for_lesson(LessonKind.GO_BACK, first)
    db.session.commit()
    lessons.give_lessons(settings)
    assert lesson.state == LessonState.REFUSED
    assert "No earlier model" in lesson.report["reasons"][0]


def test_an_administrator_asks_and_sees_what_came_of_it(app, first):
    client, _ = sign_in(app, RoleName.ADMIN)
    page = client.get("/staff/reader")
    assert "Nobody has taught it yet" in page.text
    done = client.post("/staff/reader/teach", data={"csrf_token": token_in(page.text)})
    assert done.status_code == 303
    page = client.get("/staff/reader")
    assert "waits" in page.text
    assert "Teach it with what was reviewed" not in page.text
    lesson = services.open_lesson()
    figures = {"macro": 0.612, "harm": 0.9, "urgent": 0.95}
    report = {"learned": 12, "before": figures, "after": figures | {"macro": 0.58}}
    report["reasons"] = ["Macro F1 falls from 0.612 to 0.580."]
    services.end_lesson(lesson, LessonState.REFUSED, "v1", report)
    db.session.commit()
    text = client.get("/staff/reader").text
    assert "nothing changed" in text
    assert "Macro F1 falls from 0.612 to 0.580." in text
    assert "It learned from 12 reviewed comments." in text


def test_a_second_wish_is_refused_with_a_sentence(app):
    client, admin = sign_in(app, RoleName.ADMIN)
    page = client.get("/staff/reader")
    services.ask_for_lesson(LessonKind.TEACH, admin)
    db.session.commit()
    again = client.post("/staff/reader/teach", data={"csrf_token": token_in(page.text)})
    assert "still busy" in again.text


def test_reviewers_cannot_teach_it(app):
    client, _ = sign_in(app, RoleName.REVIEWER)
    assert client.get("/staff/reader").status_code == 403
