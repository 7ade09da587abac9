"""The database: one declarative base, one session, one naming convention.

Models subclass `Base`, never `db.Model`: the two share one registry, and only
`Base` is a class a type checker can follow.
"""

import enum
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
#: Store the value of an enum ("accepted"), not its Python name ("ACCEPTED").
ENUM = sa.Enum(
    enum.Enum,
    values_callable=lambda kind: [member.value for member in kind],
    native_enum=False,
    create_constraint=False,
    length=40,
)
#: How long a write waits for another write on SQLite before it gives up (R-DUR-2).
BUSY_TIMEOUT_MS = 5000
#: Marks a session that has written since its transaction began.
_WRITTEN = "has_written"


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """Return `value` as an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every model."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            datetime: UtcDateTime(),
            enum.Enum: ENUM,
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
            list[str]: sa.JSON(),
        },
    )


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with our rules for SQLite on our own engine only.

    The broker may be a SQLite file as well, and its library begins transactions its own way.
    """

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        engine = super()._make_engine(bind_key, options, app)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
        return engine


#: What a statement carries is often what people wrote: no exception or log quotes it (R-LOG-1).
ENGINE_OPTIONS = {"pool_pre_ping": True, "hide_parameters": True}
db = Database(model_class=Base, engine_options=ENGINE_OPTIONS)


def utc_now() -> datetime:
    """Return the current time; tests patch this one function."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in UTC: what families' words are dated with, never a time."""
    return utc_now().date()


def start_of_day() -> datetime:
    """Return the moment at which today began in UTC: for what may not tell when somebody wrote."""
    return utc_now().replace(hour=0, minute=0, second=0, microsecond=0)


def random_id() -> str:
    """Return a 128-bit random id, 26 lower-case characters, that says nothing of order or time."""
    return as_id(secrets.randbits(128))


def as_id(number: int) -> str:
    """Return a number below 2 to the 128 as an id; a greater number comes later in the alphabet."""
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(alphabet[(number >> (5 * place)) & 31] for place in range(25, -1, -1))


def insert_into(model: type[Base]) -> Any:
    """Return an INSERT into `model` that can say what happens on conflict, for this database.

    Only the dialect in use is loaded: the other is a tenth of a start.
    """
    return import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert(model)


def make_with_table(model: type[Base], statements: Mapping[str, Sequence[str]]) -> None:
    """Run statements of each dialect, its triggers, when a model's table is made."""

    def make(_target: sa.Table, connection: sa.Connection, **_facts: Any) -> None:
        for statement in statements[connection.dialect.name]:
            connection.exec_driver_sql(statement)

    event.listen(model.__table__, "after_create", make)


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Make every SQLite connection durable and strict, in web, worker and commands (R-DUR-2)."""
    if not isinstance(connection, sqlite3.Connection):
        return
    # Transactions are begun by hand below: the driver's own rules would let a
    # read turn into a write halfway and fail with "database is locked".
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
        # Only the worker checkpoints: two at once can lose the log on older SQLite.
        "wal_autocheckpoint = 0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Begin a SQLite transaction as a writer where the caller said that it will write."""
    if connection.dialect.name != "sqlite":
        return
    mode = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")


def begin_write() -> None:
    """Take the write lock now, before anything is read, so that the work cannot fail halfway.

    Call it first in a view, command or job that will write. What was only read until then (who is
    signed in, say) is read again; what was written already stays. On PostgreSQL it changes nothing.
    """
    session = db.session()
    has_work = session.new or session.dirty or session.deleted or _WRITTEN in session.info
    if session.in_transaction() and not has_work:
        session.rollback()
    if not session.in_transaction():
        session.connection(execution_options={"writes": True})


def _note_write(session: Session, *_facts: object) -> None:
    session.info[_WRITTEN] = True


def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[_WRITTEN] = True


def _note_end(session: Session, *_facts: object) -> None:
    session.info.pop(_WRITTEN, None)


event.listen(Session, "after_flush", _note_write)
event.listen(Session, "do_orm_execute", _note_statement)
event.listen(Session, "after_commit", _note_end)
event.listen(Session, "after_rollback", _note_end)


def checkpoint() -> None:
    """Move SQLite's write-ahead log into the database file; only the worker calls this."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            driver = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                connection.rollback()
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
