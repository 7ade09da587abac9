"""Where a partnership's own pictures lie: in the data folder, under a name made of their content.

A name never stands for another picture, so a browser may keep what it has seen.
"""

import hashlib
import re
from pathlib import Path

from flask import current_app

from app.whole_files import write_whole

#: The start of the address of every picture of this kind.
PREFIX = "/pictures/"
NAME = re.compile(r"own-[0-9a-f]{16}")
_PNG = b"\x89PNG"


def is_own(name: str) -> bool:
    """Return True for the name of a picture that was brought in, not shipped."""
    return NAME.fullmatch(name) is not None


def _folder() -> Path:
    return Path(current_app.config["SETTINGS"].data_dir) / "pictures"


def find(name: str) -> tuple[bytes, str] | None:
    """Return a picture's content and its kind, `image/png` say; None when it is not there."""
    path = _folder() / name
    if not is_own(name) or not path.is_file():
        return None
    content = path.read_bytes()
    return content, "image/png" if content.startswith(_PNG) else "image/jpeg"


def keep(content: bytes) -> str:
    """Keep a picture, whole or not at all; return its name."""
    name = f"own-{hashlib.sha256(content).hexdigest()[:16]}"
    write_whole(_folder() / name, content)
    return name


def remove(name: str) -> None:
    """Remove a picture; when it is gone already, that is well."""
    if is_own(name):
        (_folder() / name).unlink(missing_ok=True)
