"""The area's own lists of schools and places in the data folder, where `nlp` finds them."""

from pathlib import Path

from app.whole_files import write_whole

#: What a list is called in addresses and on record, and its file.
FILES = {"schools": "schools.csv", "places": "places.csv"}


def keep(data_dir: Path, kind: str, content: bytes) -> None:
    """Put a list in place of the one before, whole or not at all."""
    write_whole(data_dir / FILES[kind], content)


def remove(data_dir: Path, kind: str) -> None:
    """Take the area's own list away, so that the one that ships is used again."""
    (data_dir / FILES[kind]).unlink(missing_ok=True)
