"""The files of exports in the data folder: sealed, for nobody else to read, under random names."""

import os
import re
import secrets
import time
from collections.abc import Collection
from pathlib import Path

from flask import current_app

from app import sealed

_PURPOSE = "export"
#: 128 random bits. Nothing else is ever opened, whatever the database says.
_NAME = re.compile(r"[0-9a-f]{32}")
#: A file that no export names was left by a worker that died, or is of one that works just now.
STRAY_SECONDS = 180.0


def folder() -> Path:
    """Return the folder of the files; no web server knows of it."""
    return Path(current_app.config["SETTINGS"].data_dir) / "exports"


def keep(content: bytes, *, owner: str) -> str:
    """Seal `content` for the export `owner` into a new file; return the name of the file."""
    name = secrets.token_hex(16)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(sealed.seal(_PURPOSE, owner, content))
        file.flush()
        os.fsync(file.fileno())
    return name


def find(name: str, *, owner: str) -> bytes | None:
    """Return what was kept under `name` for `owner`; None when it is gone or was touched."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return sealed.unseal(_PURPOSE, owner, (folder() / name).read_bytes())
    except (FileNotFoundError, sealed.BrokenSealError):
        return None


def remove(name: str) -> None:
    """Delete a file; when it is gone already, that is well."""
    if _NAME.fullmatch(name):
        (folder() / name).unlink(missing_ok=True)


def remove_strays(known: Collection[str]) -> int:
    """Delete the files that are not `known` and that no worker is busy with; return how many."""
    if not folder().is_dir():
        return 0
    removed = 0
    for path in folder().iterdir():
        if path.name not in known and time.time() - path.stat().st_mtime > STRAY_SECONDS:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
