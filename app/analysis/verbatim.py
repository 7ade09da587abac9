"""A tag rests on words of its comment, and the database itself refuses any other (A5).

The triggers are taken down before a migration and put up after it (migrations/env.py), as the index
cards' are: SQLite forgets the triggers of a table that is rebuilt.
"""

from typing import Any

import sqlalchemy as sa

from app.db import Base

_SENTENCE = "a tag rests on words of its comment, exactly as they stand there"
_TRIGGERS = ("tag_is_verbatim_added", "tag_is_verbatim_changed")
_WHEN = ("INSERT", "UPDATE OF evidence, start_at, end_at, comment_id")
#: Both databases count characters, as Python does: not bytes, and an emoji is one.
_IS_NOT_THERE = (
    "NOT EXISTS (SELECT 1 FROM comment WHERE comment.id = NEW.comment_id AND "
    "substr(comment.text, NEW.start_at + 1, NEW.end_at - NEW.start_at) = NEW.evidence)"
)
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_other_words() RETURNS trigger AS $$ "
    f"BEGIN IF {_IS_NOT_THERE} THEN "
    f"RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'check_violation'; END IF; "
    "RETURN NULL; END $$ LANGUAGE plpgsql"
)


def take_down(connection: sa.Connection) -> None:
    """Remove the triggers, before tables are changed."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite or sa.inspect(connection).has_table("tag"):
        for name in _TRIGGERS:
            on = "" if is_sqlite else " ON tag"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")


def put_up(connection: sa.Connection) -> None:
    """Make the triggers, where there are tags; they look at what is added or changed later."""
    if not sa.inspect(connection).has_table("tag"):
        return
    take_down(connection)
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.exec_driver_sql(_FUNCTION)
    for name, when in zip(_TRIGGERS, _WHEN, strict=True):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} AFTER {when} ON tag "
            + (
                f"WHEN {_IS_NOT_THERE} BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
                if is_sqlite
                else "FOR EACH ROW EXECUTE FUNCTION refuse_other_words()"
            )
        )


def _after_create(_target: sa.MetaData, connection: sa.Connection, **_facts: Any) -> None:
    put_up(connection)


sa.event.listen(Base.metadata, "after_create", _after_create)
