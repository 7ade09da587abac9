"""A real model, small enough to train while the tests wait; a reviewer and what they review."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.accounts.models import RoleName
from app.analysis import jobs_groups
from tests.integration.analysis.grouping import Here
from tests.integration.analysis.reviewing import TAGS, TEXT
from tests.integration.analysis.translating import make_foreign
from tests.integration.factories import make_comment, make_staff
from tests.integration.sign_in import sign_in

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "nlp" / "data" / "train.jsonl"
FEW = 16


@pytest.fixture(scope="session")
def small_model(tmp_path_factory) -> Path:
    """A model trained on every sixteenth comment that ships: real, quick, not very good."""
    folder = tmp_path_factory.mktemp("small")
    comments = SHIPPED.read_text().splitlines(keepends=True)[::FEW]
    (folder / "few.jsonl").write_text("".join(comments))
    command = [sys.executable, "-m", "nlp", "train", "--data", str(folder / "few.jsonl")]
    subprocess.run([*command, "--out", str(folder / "model")], cwd=ROOT, check=True)
    return folder / "model"


@pytest.fixture(autouse=True)
def groups_here(monkeypatch):
    """Look for groups in this process; what happens in another is tested in test_children.py."""
    monkeypatch.setattr(jobs_groups, "_looking", [])
    monkeypatch.setattr(jobs_groups, "Child", Here)


@pytest.fixture
def comment(app):
    return make_comment(TEXT, tags=TAGS)


@pytest.fixture
def reviewer(app):
    return sign_in(app, RoleName.REVIEWER)


@pytest.fixture
def foreign(app):
    return make_foreign()


@pytest.fixture
def translator(app):
    return make_staff(name="Tara Translator")
