"""The mark that setting up leaves in the database: with it, a second `make run` starts at once.

It is kept beside what was set up, so that a restored backup brings its own. Only what a look at
the mark needs is imported here: the application would take most of a start to load.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings

#: Everything that setting up reads: another file, size or time of change, and it runs again.
SOURCES = ("app", "migrations", "nlp")
_mark = sa.table(
    "setup_mark", sa.column("fingerprint", sa.String(64)), sa.column("said", sa.Text())
)


def _files(settings: Settings) -> Iterator[Path]:
    root = settings.migrations_dir.parent
    for folder in (*(root / name for name in SOURCES), settings.model_dir):
        yield from (p for p in sorted(folder.rglob("*")) if "__pycache__" not in p.parts)


def fingerprint(settings: Settings, arguments: Sequence[str]) -> str:
    """Return 64 hexadecimal characters that change when setting up might have something to do."""
    digest = hashlib.sha256(repr((settings.public_base_url, *arguments)).encode())
    for path in _files(settings):
        if path.is_file():
            facts = path.stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def newest_migration(settings: Settings) -> str:
    """Return the id of the newest migration: its file's name, as `make check` holds."""
    return max(path.stem for path in (settings.migrations_dir / "versions").glob("[0-9]*.py"))


def read_mark(settings: Settings, arguments: Sequence[str]) -> str | None:
    """Return what setting up with these arguments said last time; None when it must run again."""
    url = settings.as_flask_config()["SQLALCHEMY_DATABASE_URI"]
    noted = sa.table("alembic_version", sa.column("version_num"))
    look = sa.select(_mark.c.said).where(
        _mark.c.fingerprint == fingerprint(settings, arguments),
        sa.exists().where(noted.c.version_num == newest_migration(settings)),
    )
    try:
        with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
            return connection.scalar(look)
    except SQLAlchemyError:
        return None  # no database yet, or one from before there were marks
