"""What tests of exports share: comments that may leave, asking as a browser does, the worker."""

import csv
import io
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import export_files
from app.analysis.jobs import keep_index
from app.analysis.jobs_exports import build_exports
from app.analysis.models import Export
from app.analysis.services import exporting
from app.audit import AuditEvent
from app.db import db, utc_now
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_staff
from tests.integration.sign_in import sign_in

REASON = "For the board paper of May; the board's members see it."


def make_exporter(app, *roles):
    return sign_in(app, *(roles or (RoleName.PUBLISHER, RoleName.EXPORTER)), name="Kim Lee")


def make_readable(how_many=12, text="The taxi came late on day {}", **of_comments):
    """Comments of as many people that a person has read, and the worker has masked."""
    reader = make_staff(name="Robin Reader", commit=False)
    made = [
        make_comment(text.format(number), reviewed_by=reader, commit=False, **of_comments)
        for number in range(how_many)
    ]
    db.session.commit()
    keep_index()
    return made


def search(client, **fields) -> str:
    """Search as a browser does; return the address of what was found."""
    page = client.get("/staff/search")
    return client.post("/staff/search", data={"csrf_token": token_in(page.text), **fields}).location


def ask(client, kind="words", reason=REASON, found=None):
    """Ask for a file of what everything finds; return the answer to the form."""
    found = found or search(client)
    page = client.get(f"{found}/{kind}")
    assert page.status_code == 200, (page.status_code, page.location)
    data = {"csrf_token": token_in(page.text), "reason": reason}
    return client.post(f"{found}/{kind}", data=data)


def take(client, page: str):
    """Press “Take the file” on the page of an export, or send what the button would send."""
    token = token_in(client.get("/staff/search").text)
    return client.post(f"{page}/file", data={"csrf_token": token})


def ask_and_build(client, **how) -> str:
    """Ask for a file and let the worker make it; return the address of its page."""
    page = ask(client, **how).location
    keep_index()
    assert build_exports()
    db.session.expire_all()
    return page


def table(answer) -> list[list[str]]:
    """The rows of a file as a spreadsheet reads them: watermark, headers, and the rest."""
    assert answer.status_code == 200, answer.status_code
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def words_in(answer) -> set[str]:
    return {row[1] for row in table(answer)[2:]}


def only_export() -> Export:
    db.session.expire_all()
    return db.session.scalars(sa.select(Export)).one()


def files() -> list[str]:
    folder = export_files.folder()
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def deeds() -> list[AuditEvent]:
    query = sa.select(AuditEvent).where(AuditEvent.action.like("export.%"))
    return list(db.session.scalars(query.order_by(AuditEvent.id)))


def remove_files() -> None:
    """The database is fresh for each test, and the data folder is not."""
    for name in files():
        (export_files.folder() / name).unlink()


def let_pass(monkeypatch, span: timedelta) -> None:
    """Let time pass for exports."""
    later = utc_now() + span
    monkeypatch.setattr(exporting, "utc_now", lambda: later)
