"""Understanding what people mean: tags, signs, redaction, screening, themes and easy read, offline.

The library knows nothing of the web or the database, and importing it loads nothing heavy: the
numbers come in when a tagger is loaded.
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
    from nlp.tagger import Tagger

__all__ = [
    "MAX_CHARACTERS",
    "BadCommentError",
    "CommentIn",
    "NlpError",
    "Reading",
    "SuggestedTag",
    "default_model_path",
    "load_tagger",
    "model_version",
    "parse_comment",
    "train_if_missing",
]


def default_model_path() -> Path:
    """Return where the model lives unless told otherwise: `model` in DATA_DIR or in `instance`."""
    return Path(os.environ.get("DATA_DIR") or "instance") / "model"


def load_tagger(path: Path | str | None = None) -> "Tagger":
    """Load the tagger from a folder (about 0.3 s); raises `NlpError` with a plain sentence."""
    from nlp.tagger import Tagger  # noqa: PLC0415 - keeps numpy out of `import nlp`

    return Tagger.load(Path(path) if path else default_model_path())


def model_version(path: Path | str | None = None) -> str:
    """Return the version of the model in a folder without loading it."""
    from nlp.store import model_version as read_version  # noqa: PLC0415 - as above

    return read_version(Path(path) if path else default_model_path())


def train_if_missing(path: Path | str | None = None) -> bool:
    """Train the model that ships (about half a minute) unless one is there; say whether it did."""
    from nlp.store import is_usable  # noqa: PLC0415 - as above

    folder = Path(path) if path else default_model_path()
    if is_usable(folder):
        return False
    from nlp.examples import shipped_examples  # noqa: PLC0415 - as above
    from nlp.training import train  # noqa: PLC0415 - keeps scikit-learn out

    train(shipped_examples(), folder)
    return True
