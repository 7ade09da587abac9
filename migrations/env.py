"""How Alembic reaches the database: through the application, one transaction a migration."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.db import UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _autogen_context: object) -> str | bool:
    """Write our own column type by its name."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


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
