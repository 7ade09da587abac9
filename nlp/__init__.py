"""Understanding what people mean: tags, signs, redaction, screening, themes and easy read, offline.

The library knows nothing of the web or the database, and importing it loads nothing heavy: the
numbers come in when a tagger is loaded. `nlp/README.md` shows it from the command line and from
Python; `nlp/MODEL_CARD.md` says how good it is and what it must not be used for. The doors:

    load_tagger().read(comments)      tags, signs, evidence, harm, language, masks (`nlp.tagger`)
    nlp.redact.redact(text)           what to mask, with kind and reason; `apply` masks it
    nlp.screen.screen(text, question) how soon a person should read it, and the words that say so
    nlp.language.detect(text)         its language
    nlp.easyread.lint(text)           what makes it hard to read
    nlp.themes.group(texts)           those that say the same thing
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.types import (
    MAX_CHARACTERS,
    BadCommentError,
    CommentIn,
    NlpError,
    Reading,
    SuggestedTag,
    parse_comment,
)

if TYPE_CHECKING:
    from nlp.redact.area import AreaList
    from nlp.tagger import Tagger

__all__ = [
    "MAX_CHARACTERS",
    "BadCommentError",
    "CommentIn",
    "NlpError",
    "Reading",
    "SuggestedTag",
    "area_lists",
    "default_data_path",
    "default_model_path",
    "load_tagger",
    "model_version",
    "parse_comment",
    "read_area_lists",
    "train_if_missing",
]


def default_data_path() -> Path:
    """Return the data folder unless told otherwise: DATA_DIR or `instance`."""
    return Path(os.environ.get("DATA_DIR") or "instance")


def default_model_path() -> Path:
    """Return where the model lives unless told otherwise: `model` in the data folder."""
    return default_data_path() / "model"


def load_tagger(path: Path | str | None = None) -> "Tagger":
    """Load the tagger from a folder (about 0.3 s); raises `NlpError` with a plain sentence."""
    from nlp.tagger import Tagger  # noqa: PLC0415 - keeps numpy out of `import nlp`

    return Tagger.load(Path(path) if path else default_model_path())


def model_version(path: Path | str | None = None) -> str:
    """Return the version of the model in a folder without loading it."""
    from nlp.store import model_version as read_version  # noqa: PLC0415 - as above

    return read_version(Path(path) if path else default_model_path())


def train_if_missing(path: Path | str | None = None) -> bool:
    """Train the model that ships (one to three minutes) unless one is there; say whether it did."""
    from nlp.store import is_usable  # noqa: PLC0415 - as above

    folder = Path(path) if path else default_model_path()
    if is_usable(folder):
        return False
    from nlp.examples import shipped_examples  # noqa: PLC0415 - as above
    from nlp.training import train  # noqa: PLC0415 - keeps scikit-learn out

    train(shipped_examples(), folder)
    return True


def read_area_lists(folder: Path | str | None = None) -> str:
    """Read the area's own `schools.csv` and `places.csv` again where one has changed.

    Returns their mark: the same for the same names, "" while the lists that ship are used. They are
    read once without this; it is for whoever runs for long.
    """
    from nlp.redact.gazetteer import read_again  # noqa: PLC0415 - as above

    return read_again(Path(folder) if folder else default_data_path())


def area_lists(folder: Path | str | None = None) -> "dict[str, AreaList]":
    """Return the lists of schools and of places by the name of their file, as they are now."""
    from nlp.redact.gazetteer import look_at  # noqa: PLC0415 - as above

    return look_at(Path(folder) if folder else default_data_path())
