"""An entry as a PDF: what the page says, and nothing that the page would not say."""

import pytest

from app import pdf
from app.accounts.models import RoleName
from app.db import db
from app.tracker import services
from tests.integration.tracker.makers import make_person, make_published_entry

pytestmark = pytest.mark.skipif(not pdf.is_available(), reason="Pango is missing: no PDFs here")


def test_a_published_entry_can_be_kept_as_a_pdf(client):
    entry = make_published_entry()

    response = client.get(f"/you-said-we-did/{entry.slug}/pdf")

    assert response.content_type == "application/pdf"
    assert response.data.startswith(b"%PDF-")
    assert f"/you-said-we-did/{entry.slug}/pdf" in client.get(f"/you-said-we-did/{entry.slug}").text


def test_a_withdrawn_entry_leads_to_its_notice_instead(client):
    entry = make_published_entry()
    services.withdraw_entry(entry, by=make_person(RoleName.PUBLISHER), reason="It was not true.")
    db.session.commit()

    response = client.get(f"/you-said-we-did/{entry.slug}/pdf")

    assert response.status_code == 303
    assert response.location == f"/you-said-we-did/{entry.slug}"


def test_a_draft_has_no_pdf(client):
    assert client.get("/you-said-we-did/no-such-entry/pdf").status_code == 404


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_the_easy_read_pack_is_made_without_a_warning_and_keeps_its_pictures(client, caplog, lang):
    """A decoration is no figure without words; a picture that says something keeps its words."""
    from app.surveys import services as surveys  # noqa: PLC0415

    surveys.load_library()
    db.session.commit()
    page = client.get(f"/surveys/my-voice/on-paper?style=easy&lang={lang}").text
    assert 'alt=""' in page
    caplog.clear()
    made = client.get(f"/surveys/my-voice/on-paper.pdf?style=easy&lang={lang}").data

    assert made.startswith(b"%PDF-")
    told = [each for each in caplog.records if each.name.startswith("weasyprint")]
    assert [each.getMessage() for each in told if "alt description" in each.getMessage()] == []
