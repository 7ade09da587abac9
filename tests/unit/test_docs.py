"""The documents name files that exist."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
#: Folders of ours; a path in backticks that begins with one of them must be there.
OURS = ("app/", "nlp/", "tests/", "docs/", "assets/", "migrations/", "translations/")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document):
    text = document.read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{'|'.join(OURS)})[\w./-]*)`", text)
    linked = re.findall(r"\]\((?!http)([^)#]+)", text)

    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [path for path in linked if not (document.parent / path).exists()]
    assert not missing, missing


def test_a_document_names_functions_that_the_code_has():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    called = set(re.findall(r"`(?:[a-z_]+\.)*([a-z_]+)\(\)`", text))

    assert called
    assert {name for name in called if f"def {name}(" not in source} == set()


def test_the_assessment_of_data_protection_is_looked_at_once_a_year():
    text = (ROOT / "docs" / "dpia.md").read_text(encoding="utf-8")
    written, review_by = (
        datetime.strptime(day, "%d %B %Y").replace(tzinfo=UTC)
        for day in re.findall(r"^(?:Written|Review by): (\d+ \w+ \d{4})", text, re.MULTILINE)
    )

    assert datetime.now(tz=UTC) <= review_by
    assert (review_by - written).days <= 366
