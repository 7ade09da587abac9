"""The index cards beside comments, and the index of their words: kept by the database itself.

Whatever changes a comment, a tag, a review or a safeguarding decision, by whatever way, the same
transaction changes the card. So it does with PostgreSQL's index of words. SQLite's is filled and
emptied by the worker (services/indexing.py); what is found is always found through a card.

All of it can be made again from the other tables, so it is taken down before a migration and
put up after it (migrations/env.py): SQLite forgets the triggers of a table that is rebuilt.

What is found are masked words: nobody can look for a name that staff do not see (decision 0023).
"""
# ruff: noqa: S608  # every piece of these statements is written on this page

from typing import Any

import sqlalchemy as sa

from app.db import Base

#: The search configuration of PostgreSQL: English endings, and no word is too common to be found.
CONFIGURATION = "said_and_done"
#: What no model describes: the index of words, with its parts.
OWN_NAMES = ("comment_words",)

# Where the card of comment `c` stands in the queue. The first part says what `open_comments` and
# `urgency` of safeguarding say; a test holds them together (R-SAF-3).
_DANGER = """
CASE WHEN coalesce(
  (SELECT NOT d.is_closed FROM safeguarding_decision AS d
   WHERE d.comment_id = c.id ORDER BY d.id DESC LIMIT 1),
  c.screen_state <> 'clear')
THEN CASE WHEN c.screen_level = 'urgent' THEN 0 WHEN c.screen_state = 'flagged' THEN 1
  WHEN c.screen_state = 'unscreened' THEN 2 ELSE 3 END
ELSE 9 END"""
_SURENESS = """
CASE WHEN c.language NOT IN ('en', 'und', '') AND c.original IS NULL THEN 1
WHEN EXISTS (
  SELECT 1 FROM waiting_comment AS w WHERE w.comment_id = c.id AND w.tries >= 5) THEN -11
WHEN NOT EXISTS (SELECT 1 FROM reading AS r WHERE r.comment_id = c.id) THEN -5
ELSE -CAST(floor_of(10 - 20 * coalesce(
  (SELECT min(abs(t.score - 0.5)) FROM tag AS t
   WHERE t.comment_id = c.id AND t.origin = 'machine' AND t.status = 'suggested'), 0.25))
  AS INTEGER) END"""
# What was found of the language that they wrote in; until then, what the form was in.
_LANGUAGE = "coalesce(nullif(nullif(c.language, 'und'), ''), c.locale)"
# What `Comment.role` says.
_ROLE = "CASE WHEN c.whose_words = 'childs-own' THEN 'young-person' ELSE s.role END"
_NEW_CARDS = f"""
INSERT INTO index_card
  (number, comment_id, survey_id, received_on, question_code, locale, channel, style, whose_words,
   role, danger, sureness, language, is_reviewed, result, masked, is_indexed)
SELECT random_number, c.id, v.survey_id, s.received_on, c.question_code, c.locale, s.channel,
  s.style, coalesce(c.whose_words, s.whose_words), {_ROLE}, {_DANGER}, {_SURENESS}, {_LANGUAGE},
  EXISTS (SELECT 1 FROM review WHERE review.comment_id = c.id),
  coalesce((SELECT result FROM review WHERE review.comment_id = c.id), ''), '', false
FROM comment AS c JOIN submission AS s ON s.id = c.submission_id
  JOIN survey_version AS v ON v.id = s.survey_version_id
WHERE s.withdrawn_on IS NULL AND """
_PLACE = f"""
UPDATE index_card SET danger = {_DANGER}, sureness = {_SURENESS}, language = {_LANGUAGE}
FROM comment AS c WHERE c.id = index_card.comment_id AND """
_PLACE_IT = _PLACE + "c.id = {row}.comment_id"
_UNMASK_IT = "UPDATE index_card SET masked = '' WHERE comment_id = {row}.comment_id"
#: What changes a card: (name, when, what is done then). {row} is NEW or OLD.
_RULES = [
    ("comment_added", "AFTER INSERT ON comment", _NEW_CARDS + "c.id = NEW.id"),
    (
        "comment_reworded",
        "AFTER UPDATE OF text ON comment",
        "UPDATE index_card SET masked = '', is_indexed = false WHERE comment_id = NEW.id",
    ),
    (
        "comment_screened",
        "AFTER UPDATE OF screen_state, screen_level, language, original ON comment",
        _PLACE + "c.id = NEW.id",
    ),
    (
        "submission_withdrawn",
        "AFTER UPDATE OF withdrawn_on ON submission",
        "DELETE FROM index_card WHERE NEW.withdrawn_on IS NOT NULL AND comment_id IN "
        "(SELECT id FROM comment WHERE submission_id = NEW.id)",
    ),
    (
        "reviewed",
        "AFTER INSERT ON review",
        "UPDATE index_card SET is_reviewed = true, result = NEW.result "
        "WHERE comment_id = NEW.comment_id",
    ),
    (
        "review_changed",
        "AFTER UPDATE OF result ON review",
        "UPDATE index_card SET result = NEW.result WHERE comment_id = NEW.comment_id",
    ),
    (
        "review_undone",
        "AFTER DELETE ON review",
        "UPDATE index_card SET is_reviewed = false, result = '', masked = '' "
        "WHERE comment_id = OLD.comment_id",
    ),
    ("tagged", "AFTER INSERT ON tag", _PLACE_IT),
    ("tag_decided", "AFTER UPDATE OF score, status ON tag", _PLACE_IT),
    ("tag_removed", "AFTER DELETE ON tag", _PLACE_IT),
    ("read", "AFTER INSERT ON reading", _PLACE_IT),
    ("read_again", "AFTER UPDATE OF language, read_at ON reading", _PLACE_IT),
    ("reading_removed", "AFTER DELETE ON reading", _PLACE_IT),
    ("tried", "AFTER UPDATE OF tries ON waiting_comment", _PLACE_IT),
    ("waits_no_more", "AFTER DELETE ON waiting_comment", _PLACE_IT),
    ("safeguarding_decided", "AFTER INSERT ON safeguarding_decision", _PLACE_IT),
    ("safeguarding_undecided", "AFTER DELETE ON safeguarding_decision", _PLACE_IT),
    # What may be shown is unknown again until the services, or the worker, have masked it anew.
    ("masked", "AFTER INSERT ON redaction", _UNMASK_IT),
    ("mask_decided", "AFTER UPDATE ON redaction", _UNMASK_IT),
    ("mask_removed", "AFTER DELETE ON redaction", _UNMASK_IT),
]
_SQLITE_RULES = [
    (
        "card_changed",
        "AFTER UPDATE OF masked ON index_card WHEN OLD.masked <> NEW.masked",
        "UPDATE index_card SET is_indexed = false WHERE number = NEW.number",
    ),
    (
        "card_removed",
        "AFTER DELETE ON index_card",
        "INSERT INTO taken_card (number) VALUES (OLD.number)",
    ),
]
_VECTOR = f"to_tsvector('{CONFIGURATION}', {{}})"
_POSTGRES_RULES = [
    (
        "card_added",
        "AFTER INSERT ON index_card",
        "INSERT INTO comment_words (number, masked) VALUES "
        f"(NEW.number, {_VECTOR.format('NEW.masked')})",
    ),
    (
        "card_changed",
        "AFTER UPDATE OF masked ON index_card",
        f"UPDATE comment_words SET masked = {_VECTOR.format('NEW.masked')} "
        "WHERE number = NEW.number",
    ),
    (
        "card_removed",
        "AFTER DELETE ON index_card",
        "DELETE FROM comment_words WHERE number = OLD.number",
    ),
]
_SQLITE_WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS comment_words USING fts5(masked, "
    'tokenize="porter unicode61 remove_diacritics 2")'
)
_POSTGRES_WORDS = (
    # Without a list of stop words, "not" can be found: in what people say it matters most.
    f"DO $$ BEGIN CREATE TEXT SEARCH DICTIONARY {CONFIGURATION}_english "
    "(TEMPLATE = pg_catalog.snowball, LANGUAGE = english); "
    f"CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = pg_catalog.simple); "
    f"ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING FOR asciiword, asciihword, "
    f"hword_asciipart, word, hword, hword_part WITH {CONFIGURATION}_english; "
    "EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL; END $$",
    # Kept, not worked out anew for each comment that a search looks at: that costs milliseconds.
    "CREATE TABLE IF NOT EXISTS comment_words "
    "(number bigint PRIMARY KEY, masked tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS comment_words_masked ON comment_words USING gin (masked)",
    "INSERT INTO comment_words (number, masked) "
    f"SELECT number, {_VECTOR.format('masked')} FROM index_card ON CONFLICT (number) DO NOTHING",
)


def _for(dialect: str, text: str) -> str:
    """Return a statement with the two functions that the databases call by different names."""
    if dialect == "sqlite":
        # CAST cuts off, which is "down" for numbers that are never negative.
        return text.replace("floor_of", "").replace("random_number", "abs(random() >> 1)")
    return text.replace("floor_of", "floor").replace(
        "random_number", "floor(random() * 9007199254740992)::bigint"
    )


def _row_of(when: str) -> str:
    return "OLD" if "DELETE" in when else "NEW"


def _sqlite_triggers() -> dict[str, str]:
    """Return {name: statement}."""
    return {
        f"card_{name}": f"CREATE TRIGGER card_{name} {when} BEGIN "
        + _for("sqlite", deed).format(row=_row_of(when))
        + "; END"
        for name, when, deed in [*_RULES, *_SQLITE_RULES]
    }


def _postgres_functions() -> dict[str, str]:
    """Return {name: statement}."""
    return {
        f"card_{name}": f"CREATE OR REPLACE FUNCTION card_{name}() RETURNS trigger AS $$ BEGIN "
        + _for("postgresql", deed).format(row=_row_of(when))
        + "; RETURN NULL; END $$ LANGUAGE plpgsql"
        for name, when, deed in [*_RULES, *_POSTGRES_RULES]
    }


def take_down(connection: sa.Connection) -> None:
    """Remove the triggers, before tables are changed; the cards and the words stay."""
    if connection.dialect.name == "sqlite":
        for name in _sqlite_triggers():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        return
    tables = set(sa.inspect(connection).get_table_names())
    for name, when, _deed in [*_RULES, *_POSTGRES_RULES]:
        table = when.rsplit(" ", maxsplit=1)[-1]
        if table in tables:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS card_{name} ON {table}")


def _has_cards(connection: sa.Connection) -> bool:
    """Return True where cards are as this page writes them, not as they were some versions ago."""
    inspector = sa.inspect(connection)
    return inspector.has_table("index_card") and all(
        name in {column["name"] for column in inspector.get_columns(table)}
        for table, name in (("index_card", "result"), ("comment", "whose_words"))
    )


def put_up(connection: sa.Connection) -> None:
    """Make the triggers and the index of words, where there are cards to keep."""
    if not _has_cards(connection):
        return
    take_down(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_SQLITE_WORDS)
        for statement in _sqlite_triggers().values():
            connection.exec_driver_sql(statement)
        return
    for statement in (*_POSTGRES_WORDS, *_postgres_functions().values()):
        connection.exec_driver_sql(statement)
    for name, when, _deed in [*_RULES, *_POSTGRES_RULES]:
        connection.exec_driver_sql(
            f"CREATE TRIGGER card_{name} {when} FOR EACH ROW EXECUTE FUNCTION card_{name}()"
        )


def fill(connection: sa.Connection) -> None:
    """Make every card anew from the other tables; masked words stay as they are."""
    if not _has_cards(connection):
        return
    name = connection.dialect.name
    for statement in (
        "DELETE FROM index_card WHERE comment_id IN (SELECT c.id FROM comment AS c "
        "JOIN submission AS s ON s.id = c.submission_id WHERE s.withdrawn_on IS NOT NULL)",
        _for(name, _PLACE) + "c.id IS NOT NULL",
        "UPDATE index_card SET is_reviewed = "
        "EXISTS (SELECT 1 FROM review AS r WHERE r.comment_id = index_card.comment_id), result = "
        "coalesce((SELECT result FROM review AS r WHERE r.comment_id = index_card.comment_id), '')",
        _for(name, _NEW_CARDS)
        + "NOT EXISTS (SELECT 1 FROM index_card AS k WHERE k.comment_id = c.id)",
    ):
        connection.exec_driver_sql(statement)


def remove(connection: sa.Connection) -> None:
    """Remove all of it, as if there had never been cards; their tables are the migration's."""
    take_down(connection)
    connection.exec_driver_sql("DROP TABLE IF EXISTS comment_words")
    if connection.dialect.name == "sqlite":
        return
    for name in _postgres_functions():
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}()")
    connection.exec_driver_sql(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {CONFIGURATION}")
    connection.exec_driver_sql(f"DROP TEXT SEARCH DICTIONARY IF EXISTS {CONFIGURATION}_english")


def is_own(name: str | None) -> bool:
    """Return True for a table or index that this module makes and Alembic should not mind."""
    return name is not None and name.startswith(OWN_NAMES)


def _after_create(_target: sa.MetaData, connection: sa.Connection, **_facts: Any) -> None:
    put_up(connection)
    fill(connection)


sa.event.listen(Base.metadata, "after_create", _after_create)
