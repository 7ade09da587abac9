"""How Alembic reaches the database: through the application, one transaction a migration."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.analysis import index, verbatim
from app.db import UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _autogen_context: object) -> str | bool:
    """Write our own column type by its name."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return False


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out what no model describes: the index of words (app/analysis/index.py)."""
    return kind not in {"table", "index"} or not index.is_own(name)


def migrate(connection: Connection) -> None:
    applied: list[object] = []
    context.configure(
        connection=connection,
        include_name=is_ours,
        on_version_apply=lambda step, **_facts: applied.append(step),
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        render_item=render_item,
    )
    # A table that is rebuilt loses its triggers, and they would stop it from being renamed.
    index.take_down(connection)
    verbatim.take_down(connection)
    with context.begin_transaction():
        context.run_migrations()
    index.put_up(connection)
    verbatim.put_up(connection)
    if applied:
        index.fill(connection)


# Batch moves on SQLite rebuild a table: foreign keys must rest while they do.
with database.engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    migrate(connection)
    connection.commit()
    if is_sqlite:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")
