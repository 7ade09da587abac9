"""The area's own lists of schools and places in the data folder, where `nlp` finds them."""

import contextlib
import os
import tempfile
from pathlib import Path

#: What a list is called in addresses and on record, and its file.
FILES = {"schools": "schools.csv", "places": "places.csv"}


def keep(data_dir: Path, kind: str, content: bytes) -> None:
    """Put a list in place of the one before, whole or not at all."""
    descriptor, draft = tempfile.mkstemp(prefix=f"{kind}.", suffix=".draft", dir=data_dir)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(data_dir / FILES[kind])
    except BaseException:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise


def remove(data_dir: Path, kind: str) -> None:
    """Take the area's own list away, so that the one that ships is used again."""
    (data_dir / FILES[kind]).unlink(missing_ok=True)
