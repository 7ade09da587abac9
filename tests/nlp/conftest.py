"""One small model, trained once for all tests of the tagger."""

from pathlib import Path

import pytest

from nlp.examples import Example, shipped_examples
from nlp.tagger import Tagger
from nlp.training import train


@pytest.fixture(scope="session")
def few_examples() -> list[Example]:
    """Every third comment by two authors, and everything that is only learned from."""
    kept = [e for e in shipped_examples() if e.author in ("B", "C")][::2]
    return [*kept, *(e for e in shipped_examples() if e.author == "S")]


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory, few_examples: list[Example]) -> Path:
    folder = tmp_path_factory.mktemp("nlp") / "model"
    train(few_examples, folder)
    return folder


@pytest.fixture(scope="session")
def tagger(model_folder: Path) -> Tagger:
    return Tagger.load(model_folder)
