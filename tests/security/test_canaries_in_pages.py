"""Whatever stands in the database, a page shows it as text and does nothing with it (T-XSS-1).

The demo's year is loaded; then every column of every table that holds text, found by looking at
the tables, gets a canary; then everybody walks every page.
"""

import html
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import checkpoint, db
from app.demo import sign
from app.demo.services import receipt_to_show
from app.surveys import services as surveys
from tests.conftest import token_in
from tests.integration.sign_in import sign_in

#: Ends an attribute and an element, is a template in three languages, and turns text around.
CANARY = (
    "KNR\"'><img src=x onerror=__xss(1)><script>__xss(2)</script>"
    "{{713*977}}${713*977}{%raw%}</textarea></title>javascript:__xss(3)\u202e"
)
SHORT = "KNR\"'><b onx=1>"
#: What 713 * 977 is: it stands on a page only when a template was run.
COMPUTED = "696601"
#: Columns that a rule of the database, or of ours, allows few values for; keys and codes.
CLOSED = {
    "attempt.key", "audit_event.hash", "audit_event.previous_hash", "comment.locale",
    "comment.question_code", "comment.screen_level", "draft.locale", "entry.slug",
    "entry_notice.kind", "reading.language", "reading.polarity", "review.result",
    "review_step.kind", "role.name", "sign_off.role", "staff.fs_uniquifier", "staff.password",
    "staff.tf_primary_method", "staff.tf_totp_secret", "staff.us_totp_secrets",
    "submission.locale", "submission.idempotency_hash", "submission.receipt_hash", "survey.slug",
    "survey_version.checksum", "tag.evidence", "tag.sign", "answer.question_code",
    "invitation.token_hash", "sub_group.kind", "heartbeat.name", "webauthn.device_type",
    "webauthn.usage", "staff.username", "staff.us_phone_number", "staff.fs_webauthn_user_handle",
}  # fmt: skip
#: Attributes that hold words for people to read or to type on; all others hold none of ours.
WORDY = {
    "value", "title", "alt", "content", "aria-label", "placeholder", "data-confirm", "label",
    "data-evidence", "data-name",
}  # fmt: skip
PAGES_OF_A_KIND = 3


#: The audit log refuses changes; an intruder in the database would see to that first.
WITHOUT_TRIGGERS = {
    "sqlite": [
        "DROP TRIGGER audit_event_no_update",
        "DROP TRIGGER audit_event_no_delete",
        "DROP TRIGGER survey_version_no_update",
    ],
    "postgresql": [
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE survey_version DISABLE TRIGGER ALL",
    ],
}


def canary_for(column: sa.Column) -> str:
    length = getattr(column.type, "length", None) or len(CANARY)
    return CANARY if length >= len(CANARY) else SHORT


def open_columns() -> list[sa.Column]:
    """Every column of text that may hold any words."""
    return [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.String)
        and not isinstance(column.type, sa.Enum)
        and not column.primary_key
        and not column.foreign_keys
        and str(column) not in CLOSED
    ]


def put_canaries() -> None:
    """Put a canary before the words of every open column, and into evidence and plain JSON."""
    for statement in WITHOUT_TRIGGERS[db.engine.dialect.name]:
        db.session.execute(sa.text(statement))
    for column in open_columns():
        canary = canary_for(column)
        length = getattr(column.type, "length", None)
        if length and length < len(SHORT):
            continue
        value = sa.literal(canary)
        if column.unique:
            value = value + _number(column.table)
        if str(column) == "comment.text":
            value = column + sa.literal(canary)  # spans of tags and masks still fit
        db.session.execute(sa.update(column.table).values({column.name: value}))
    tag, comment = db.metadata.tables["tag"], db.metadata.tables["comment"]
    text = sa.select(comment.c.text).where(comment.c.id == tag.c.comment_id).scalar_subquery()
    db.session.execute(
        sa.update(tag).values(
            end_at=sa.func.length(text),
            start_at=sa.func.length(text) - len(CANARY),
            evidence=CANARY,
        )
    )
    notice = db.metadata.tables["entry_notice"]
    before = dict.fromkeys(("title", "you_said", "we_did", "what_next"), CANARY)
    db.session.execute(sa.update(notice).values(before=before))
    _put_into_surveys()
    db.session.commit()


def _number(table: sa.Table):
    return sa.cast(next(iter(table.primary_key.columns)), sa.String)


def _put_into_surveys() -> None:
    version = db.metadata.tables["survey_version"]
    for row in db.session.execute(sa.select(version)).all():
        definition = _with_canary(row.definition)
        db.session.execute(
            sa.update(version)
            .where(version.c.id == row.id)
            .values(definition=definition, checksum="c" * 63 + str(row.id)[-1])
        )


def _with_canary(part):
    """Put a canary into every wording of a survey's definition."""
    if isinstance(part, dict):
        return {
            key: CANARY + value if key in {"plain", "easy"} and value else _with_canary(value)
            for key, value in part.items()
        }
    return [_with_canary(each) for each in part] if isinstance(part, list) else part


@pytest.fixture
def infested(app):
    """The demo with a canary in every column; made once a test process."""
    folder = Path(app.config["SETTINGS"].data_dir)
    kept = folder / "infested.db"
    if kept.exists() and db.engine.dialect.name == "sqlite":
        db.session.remove()
        db.engine.dispose()
        for leftover in ("test.db-wal", "test.db-shm"):
            (folder / leftover).unlink(missing_ok=True)
        shutil.copy(kept, folder / "test.db")
    else:
        surveys.load_library()
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        db.session.rollback()
        put_canaries()
        if db.engine.dialect.name == "sqlite":
            checkpoint()
            shutil.copy(folder / "test.db", kept)
    yield app
    sign.forget_sign()


def complaints(page: str) -> list[str]:
    """Return what is wrong with a page that may hold canaries; the empty list is right."""
    found = ["a template was run"] if COMPUTED in page else []
    if "<img src=x" in page:
        found.append("a canary is not escaped")
    for node in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in {"script", "style"} and "__xss" in "".join(node.itertext()):
            found.append("a canary became a script")
        for name, value in node.attrib.items():
            found += _complaints_of(node.tag, str(name), value)
    return found


def _complaints_of(tag: str, name: str, value: str) -> list[str]:
    found = []
    if name.startswith("on"):
        found.append(f"a canary became {name} on {tag}")
    if "KNR" in value and name not in WORDY:
        found.append(f"a canary stands in {name} of {tag}")
    if value.strip().lower().startswith("javascript:"):
        found.append(f"a script stands in {name} of {tag}")
    return found


def links_of(page: str) -> list[str]:
    hrefs = re.findall(r'<a [^>]*href="([^"]+)"', page)
    return [html.unescape(href) for href in hrefs]


#: Kinds of file that no browser takes for a page.
KEPT = {
    "text/csv",
    "application/json",
    "application/yaml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def is_file_to_keep(response) -> bool:
    """Say whether this is a table or a document that a browser saves, and never shows as a page."""
    kept = response.headers.get("Content-Disposition", "").startswith("attachment")
    return kept and response.mimetype in KEPT


class Walk:
    """Everything that one person comes to by following links from where they start."""

    def __init__(self, app, client) -> None:
        self.app, self.client = app, client
        self.seen: dict[str, int] = {}
        self.wrong: dict[str, list[str]] = {}
        self.pages = 0
        self.with_canary: set[str] = set()

    def go(self, *starts: str) -> "Walk":
        waiting, known = list(starts), set(starts)
        while waiting:
            url = waiting.pop(0)
            if not self._wanted(url):
                continue
            for link in self._read(url):
                if link not in known:
                    known.add(link)
                    waiting.append(link)
        return self

    def _wanted(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.netloc or parts.scheme or not parts.path.startswith("/"):
            return False
        if parts.path.startswith(("/static/", "/staff/sign-out")):
            return False
        adapter = self.app.url_map.bind("localhost")
        try:
            kind = adapter.match(parts.path, method="GET")[0]
        except Exception:
            self.wrong[url] = ["a link of ours leads nowhere"]
            return False
        self.seen[kind] = self.seen.get(kind, 0) + 1
        return self.seen[kind] <= PAGES_OF_A_KIND

    def _read(self, url: str) -> list[str]:
        response = self.client.get(url, base_url="http://localhost")
        if response.location:
            if "KNR" in response.location:
                self.wrong[url] = ["a canary stands in an address"]
            return [response.location]
        return self.judge(url, response)

    def judge(self, url: str, response) -> list[str]:
        self.pages += 1
        if response.status_code >= 500:
            self.wrong[url] = [f"status {response.status_code}"]
        if response.mimetype == "text/html":
            if found := complaints(response.text):
                self.wrong[url] = found
            if "KNR" in response.text:
                self.with_canary.add(url)
            return links_of(response.text)
        if response.mimetype == "application/pdf" or is_file_to_keep(response):
            return []
        if re.search(r"<img src=x|<script", response.text) or COMPUTED in response.text:
            self.wrong[url] = ["a canary is not escaped"]
        return []


def test_a_visitor_sees_canaries_as_text_only(infested, client):
    walk = Walk(infested, client).go(
        "/", "/you-said-we-did", "/you-said-we-did/feed.atom", "/you-said-we-did/feed.json",
        "/themes", "/for-other-sites", "/embed/you-said-we-did", "/api/v1/entries",
        "/api/v1/themes", "/api/v1/framework",
    )  # fmt: skip

    assert walk.wrong == {}
    assert walk.pages > 15
    assert any("/you-said-we-did/" in url for url in walk.with_canary)


def test_somebody_taking_a_survey_sees_canaries_as_text_only(infested, client):
    walk = Walk(infested, client)
    for slug in ("tell-us", "my-voice"):
        url = f"/surveys/{slug}"
        token = token_in(client.get(url).text)
        started = client.post(url, data={"csrf_token": token, "go": "start", "understood": "y"})
        url = started.location
        for step in range(60):
            page = client.get(url)
            walk.judge(url, page)
            if url.endswith("check-your-answers"):
                break
            names = re.findall(r'<textarea[^>]*name="([^"]+)"', page.text)
            data = {"csrf_token": token_in(page.text), "go": "next"}
            answer = client.post(url, data=data | dict.fromkeys(names, CANARY))
            assert answer.status_code == 303, f"{url} step {step}"
            url = answer.location
        form_key = re.search(r'name="form_key" value="([^"]*)"', page.text)[1]
        data = {"csrf_token": token_in(page.text), "form_key": form_key, "go": "send"}
        thanks = client.post(url, data=data)
        walk.judge("thanks", thanks)
        assert 'class="sd-code"' in thanks.text

    assert walk.wrong == {}
    assert walk.pages > 30


def test_the_holder_of_a_receipt_sees_canaries_as_text_only(infested, client):
    walk = Walk(infested, client)
    token = token_in(client.get("/receipt").text)
    for where in ("/receipt", "/receipt/withdraw"):
        answer = client.post(where, data={"csrf_token": token, "code": receipt_to_show()})
        walk.judge(where, answer)
    walk.judge("wrong", client.post("/receipt", data={"csrf_token": token, "code": CANARY}))

    assert walk.wrong == {}
    assert "/receipt" in walk.with_canary


@pytest.mark.parametrize("role", RoleName)
def test_a_member_of_staff_sees_canaries_as_text_only(infested, role):
    client, _user = sign_in(infested, role, name=CANARY[:120])
    walk = Walk(infested, client).go("/staff")

    assert walk.wrong == {}
    assert walk.with_canary


def test_every_closed_column_is_there_and_is_text(app):
    known = {str(column) for table in db.metadata.sorted_tables for column in table.columns}

    assert CLOSED - known == set()


def test_no_template_translates_anything_but_its_own_words(app):
    """In a template `_(words)` also says that `words` are safe HTML, wherever they come from."""
    found = [
        f"{path.name}: {call}"
        for path in Path(app.root_path).rglob("*.html")
        for call in re.findall(r"\b_\([^\"')].*", path.read_text())
    ]

    assert found == []


def test_this_test_notices_words_that_were_not_escaped():
    page = "<!doctype html><title>x</title><h1>x</h1>{}"

    assert complaints(page.format(html.escape(CANARY))) == []
    assert complaints(page.format(CANARY))
    assert complaints(page.format(f'<a href="{html.escape(CANARY)}">x</a>'))
    assert complaints(page.format('<a href=" JavaScript:alert(1)">x</a>'))
    assert complaints(page.format(f"<p>{COMPUTED}</p>"))
