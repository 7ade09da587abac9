"""The files of exports: what the worker makes, how it lies there, and what changes meanwhile."""

import os
import stat
from datetime import timedelta

import pytest

from app.analysis import export_files
from app.analysis.jobs import keep_index
from app.analysis.jobs_exports import build_exports, end_exports
from app.analysis.services import exporting
from app.db import db
from app.tracker import services as tracker
from tests.integration.analysis.exporting import (
    ask,
    ask_and_build,
    deeds,
    files,
    let_pass,
    make_exporter,
    make_readable,
    only_export,
    remove_files,
    take,
    words_in,
)
from tests.integration.factories import make_redaction


@pytest.fixture(autouse=True)
def _no_files_of_other_tests(app):
    remove_files()


def test_words_taken_back_between_asking_and_making_are_not_in_it(app):
    client, _user = make_exporter(app)
    said = make_readable()
    page = ask(client).location
    tracker.withdraw_submission(said[3].submission)
    db.session.commit()
    assert build_exports()

    words = words_in(take(client, page))

    assert len(words) == 11
    assert said[3].text not in words


def test_words_taken_back_while_it_is_made_are_not_in_it(app, monkeypatch):
    client, _user = make_exporter(app)
    said = make_readable()
    page = ask(client).location
    keep = exporting.keep_file

    def keep_late(export_id, made):
        tracker.withdraw_submission(said[3].submission)
        db.session.commit()
        return keep(export_id, made)

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "keep_file", keep_late)
        assert build_exports()
    assert only_export().state == "asked"
    assert files() == []
    assert build_exports()

    assert said[3].text not in words_in(take(client, page))


def test_words_taken_back_while_it_waits_to_be_taken_are_not_given(app):
    client, _user = make_exporter(app)
    said = make_readable()
    page = ask_and_build(client)
    tracker.withdraw_submission(said[3].submission)
    db.session.commit()

    assert take(client, page).location == page
    assert "it is made again without them" in client.get(page).text
    assert files() == []
    assert build_exports()

    assert said[3].text not in words_in(take(client, page))
    assert "export.again" in [each.action for each in deeds()]


def test_words_masked_while_it_waits_to_be_taken_are_given_masked_only(app):
    client, _user = make_exporter(app)
    said = make_readable()
    page = ask_and_build(client)
    make_redaction(said[3], "taxi", label="detail")

    assert take(client, page).location == page
    keep_index()
    assert build_exports()

    assert "The [detail] came late on day 3" in words_in(take(client, page))


def test_the_file_lies_sealed_under_a_name_that_nobody_can_guess(app):
    client, _user = make_exporter(app)
    said = make_readable()
    page = ask_and_build(client)
    export = only_export()
    path = export_files.folder() / export.file_name

    assert path.parent == app.config["SETTINGS"].data_dir / "exports"
    assert len(bytes.fromhex(export.file_name)) == 16
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert said[0].text.encode() not in path.read_bytes()
    for text in (page, client.get(page).text, *(str(each.facts) for each in deeds())):
        assert export.file_name not in text
    names = {export_files.keep(b"same", owner="same") for _time in range(20)}
    assert len(names | {export.file_name}) == 21


def test_a_file_that_was_touched_or_exchanged_is_not_given(app):
    client, _user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)
    path = export_files.folder() / only_export().file_name
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    assert take(client, page).location == page
    assert only_export().state == "failed"


@pytest.mark.parametrize("name", ["../secret", "", "a" * 31, "A" * 32, "/etc/passwd"])
def test_only_names_that_we_make_are_opened(app, name):
    assert export_files.find(name, owner="x") is None
    export_files.remove(name)


def test_what_a_dead_worker_left_is_deleted(app):
    left = export_files.keep(b"words", owner="nobody")
    assert end_exports() == 0  # somebody may be busy with it
    path = export_files.folder() / left
    long_ago = path.stat().st_mtime - export_files.STRAY_SECONDS - 1
    os.utime(path, (long_ago, long_ago))

    assert end_exports() == 1
    assert files() == []


def test_a_file_that_waits_is_no_stray(app):
    client, _user = make_exporter(app)
    make_readable()
    page = ask_and_build(client)
    path = export_files.folder() / only_export().file_name
    os.utime(path, (1, 1))

    assert end_exports() == 0
    assert take(client, page).status_code == 200


def test_a_killed_worker_leaves_the_work_to_the_next_and_it_ends_some_day(app, monkeypatch):
    client, _user = make_exporter(app)
    make_readable()
    page = ask(client).location

    def die(*_facts, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "store_file", die)
        for number in range(1, exporting.MOST_TRIES + 1):
            with pytest.raises(KeyboardInterrupt):
                build_exports()
            db.session.rollback()
            assert "The file is being made." in client.get(page).text
            assert not build_exports()  # it is held, as far as anybody knows
            let_pass(patch, number * (exporting.LEASE + timedelta(seconds=1)))

        assert not build_exports()
        assert only_export().state == "failed"
    assert "could not be made" in client.get(page).text


def test_the_worker_makes_and_deletes_files_in_its_sweep(app, monkeypatch):
    import app.worker_main as worker  # noqa: PLC0415

    done = []
    monkeypatch.setattr(
        worker, "run_jobs", lambda jobs: done.extend(each.__name__ for each in jobs)
    )
    worker.Sweeper(app).sweep()

    assert {"build_exports", "end_exports", "forget_exports"} <= set(done)
    assert done.index("keep_index") < done.index("build_exports")
