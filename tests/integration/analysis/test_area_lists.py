"""The area's schools and places: an administrator replaces a list, and the worker masks by it."""

import io

import pytest
import sqlalchemy as sa

import nlp
from app.accounts.models import RoleName
from app.analysis import area_files, jobs, services
from app.analysis.models import Reading, Redaction
from app.analysis.services import area_lists
from app.audit import AuditEvent
from app.db import db
from nlp.redact import listed
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_staff
from tests.integration.responses.workbooks import packed
from tests.integration.sign_in import sign_in

TEXT = "his class at wychfont is loud"
PAGE = "/staff/reader/lists"


@pytest.fixture
def folder(app):
    """The data folder, as it was before afterwards."""
    data_dir = app.config["SETTINGS"].data_dir
    yield data_dir
    for name in area_files.FILES.values():
        (data_dir / name).unlink(missing_ok=True)


@pytest.fixture
def admin(app, folder):
    return sign_in(app, RoleName.ADMIN)[0]


@pytest.fixture
def model(small_model, tmp_path):
    """A model in a data folder of its own; the lists of this process are put back afterwards."""
    (tmp_path / "model").symlink_to(small_model)
    yield tmp_path / "model"
    for name in area_files.FILES.values():
        (tmp_path / name).unlink(missing_ok=True)
    nlp.read_area_lists(tmp_path)


def send(client, content, kind="schools"):
    page = client.get(f"{PAGE}/{kind}")
    data = {"csrf_token": token_in(page.text), "file": (io.BytesIO(content), "list.csv")}
    return client.post(f"{PAGE}/{kind}", data=data, content_type="multipart/form-data")


def events():
    query = sa.select(AuditEvent).where(AuditEvent.action.like("area-list.%"))
    return list(db.session.scalars(query.order_by(AuditEvent.id)))


def test_an_administrator_sees_the_lists_that_ship_and_finds_the_page(admin):
    assert f'href="{PAGE}"' in admin.get("/staff/reader").text
    text = admin.get(PAGE).text
    assert "47 names." not in text, "the heading is no name"
    assert "46 names." in text
    assert "Aquinas College" in text
    assert text.count("The list that comes with this system.") == 2
    assert "Go back" not in text


def test_a_list_is_replaced_seen_and_put_back(admin, folder):
    export = (
        "URN,EstablishmentName,HeadLastName\n1,Wychfont  Primary,Oakley\n2,\n3,Sainte Thérèse\n"
    )
    done = send(admin, export.encode("cp1252"))
    assert done.status_code == 303
    text = admin.get(done.location).text
    assert "The list is here: 2 names." in text
    assert "Wychfont Primary" in text
    assert "Sainte Thérèse" in text
    assert "Your own list, since" in text
    kept = folder / "schools.csv"
    assert listed.read_names(kept) == ["Wychfont Primary", "Sainte Thérèse"]
    assert b"Oakley" not in kept.read_bytes(), "nothing but names is kept"
    assert [each.name for each in folder.iterdir() if "draft" in each.name] == []

    back = admin.post(f"{PAGE}/schools/go-back", data={"csrf_token": token_in(text)})
    assert back.status_code == 303
    assert "is used again" in admin.get(back.location).text
    assert not kept.exists()
    assert [(each.action, each.target, each.facts) for each in events()] == [
        ("area-list.replace", "area-list:schools", {"names": 2}),
        ("area-list.go-back", "area-list:schools", {}),
    ]


def test_a_name_that_a_spreadsheet_would_run_is_found_in_comments_all_the_same(admin, folder):
    send(admin, b"name\n=Wychfont\nQuillmoor\nQuillmoor\n")
    assert (folder / "schools.csv").read_text("utf-8-sig").splitlines()[1] == "'=Wychfont"
    assert listed.plain_words("'=Wychfont") == ("wychfont",)
    assert "2 names" in admin.get(PAGE).text


def test_a_workbook_will_do(admin, folder):
    send(admin, packed({"Schools": [["URN", "Name"], ["1", "Wychfont"]]}), kind="places")
    assert listed.read_names(folder / "places.csv") == ["Wychfont"]
    assert not (folder / "schools.csv").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file that has names in it."),
        (b"name\n", "There are no names in this file."),
        (b"name\n---\n...\n", "There are no names in this file."),
        (b"Quillmoor\nWychfont\n", "No column of this file is headed"),
        (b"URN,Town\n1,Bree\n", "No column of this file is headed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n\0", "This file is not a table."),
        (b"PK\x03\x04 no workbook", "This workbook cannot be read."),
        (b"name\n" + b"x" * 201 + b"\n", "In row 2 stands a text of more than 200 letters"),
        (b"name\n" + b"".join(b"A%d\n" % n for n in range(10_001)), "10,000 rows"),
    ],
    ids=["empty", "headings", "marks", "no-heading", "other", "png", "zip", "long", "rows"],
)
def test_a_bad_file_is_refused_in_a_sentence_and_changes_nothing(admin, folder, content, sentence):
    send(admin, b"name\nWychfont\n")
    before = (folder / "schools.csv").read_bytes()
    page = send(admin, content)
    assert page.status_code == 200
    assert sentence in page.text
    assert 'href="#file"' in page.text, "the error leads to its field"
    assert (folder / "schools.csv").read_bytes() == before
    assert len(events()) == 1


def test_a_file_over_5_mb_is_refused_in_a_sentence():
    with pytest.raises(area_lists.ListRefusedError, match="This file is over 5 MB"):
        area_lists.names_in(b"name\n" + b"x" * (5 * 1024 * 1024))


def test_an_own_file_that_cannot_be_read_is_said_on_the_page(admin, folder):
    (folder / "places.csv").write_bytes(b"Quillmoor\n")
    text = admin.get(PAGE).text
    assert "There is a list of your own that cannot be read." in text
    assert "must begin with a line of headings" in text
    assert "Go back to the list" in text


def test_nobody_else_and_no_other_list(app, folder):
    client, _user = sign_in(app, RoleName.REVIEWER, RoleName.PUBLISHER)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}/schools").status_code == 403
    admin, _user = sign_in(app, RoleName.ADMIN)
    assert admin.get(f"{PAGE}/secret").status_code == 404
    token = token_in(admin.get(f"{PAGE}/schools").text)
    assert admin.post(f"{PAGE}/secret/go-back", data={"csrf_token": token}).status_code == 404


def test_the_headings_are_those_of_the_library():
    assert area_lists.HEADINGS == listed.HEADINGS


def test_the_worker_masks_by_a_new_list_and_reads_what_nobody_reviewed_once_more(
    app, model, caplog
):
    waiting = make_comment(TEXT)
    reviewed = make_comment(TEXT, reviewed_by=make_staff())
    jobs.read_comments(model)
    assert services.redacted_text(waiting) == TEXT

    area_files.keep(model.parent, "schools", b"name\nWychfont\n")
    assert jobs.read_comments(model) == 1
    assert services.redacted_text(waiting) == "his class at [school] is loud"
    assert not db.session.scalars(sa.select(Redaction).filter_by(comment_id=reviewed.id)).all()
    query = sa.select(Reading.model_version).filter_by(comment_id=waiting.id)
    version, versions = nlp.model_version(model), db.session.scalars(query).all()
    assert version in versions
    assert any(each.startswith(f"{version}+") for each in versions)
    assert jobs.read_comments(model) == 0

    area_files.keep(model.parent, "schools", b"")
    caplog.clear()
    assert jobs.read_comments(model) == 0, "the list before goes on being used"
    new = make_comment(TEXT, waiting=True)
    assert jobs.read_comments(model) == 1
    assert services.redacted_text(new) == "his class at [school] is loud"
    assert len([each for each in caplog.messages if "schools.csv" in each]) == 1
    assert "wychfont" not in caplog.text

    area_files.remove(model.parent, "schools")
    jobs.read_comments(model)
    assert services.redacted_text(waiting) == "his class at [school] is loud", "masks stay"
