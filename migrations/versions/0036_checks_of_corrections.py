"""Corrections keep their checks, and the database lets nothing show that was not checked"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0036_checks_of_corrections"
down_revision = "0034_publishing"
branch_labels = None
depends_on = None

SENTENCE = "every check is kept before it is public"
#: What begins to show, and which checks of it are missing: {table: (column, begins, missing)}.
#: A later migration that rebuilds one of these tables, or a table of checks, on SQLite takes the
#: triggers down first and puts them up again (`tests/check_migrations.py` looks).
GUARDED = {
    "entry": (
        "status",
        "NEW.status = 'published' AND NOT (OLD.status = 'published')",
        "(SELECT count(*) FROM entry_check WHERE entry_id = NEW.id "
        "AND item IN ('guess', 'telling', 'own-words', 'few')) < 4",
    ),
    "entry_correction": (
        "applied_on",
        "NEW.applied_on IS NOT NULL AND NOT (OLD.applied_on IS NOT NULL)",
        "(SELECT count(*) FROM correction_check WHERE correction_id = NEW.id "
        "AND item IN ('guess', 'telling', 'own-words', 'few')) < 4",
    ),
}


def upgrade() -> None:
    op.create_table(
        "correction_check",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["entry_correction.id"],
            name=op.f("fk_correction_check_correction_id_entry_correction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["staff.id"], name=op.f("fk_correction_check_checked_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("correction_id", "item", name=op.f("pk_correction_check")),
    )
    # A correction that waits now was checked by nobody: it is not shown, and says why.
    op.execute(
        "UPDATE entry_correction SET refused_on = CURRENT_DATE, "
        "refusal = 'Corrections are checked before they are sent since. Send it again.' "
        "WHERE applied_on IS NULL AND refused_on IS NULL"
    )
    # What was taken back carries the words in its text still, and somebody has to change it.
    op.add_column("recall", sa.Column("places", sa.JSON(), nullable=False, server_default="[]"))
    # What one person did in the last hour is asked at each look at a record.
    op.create_index("ix_audit_event_actor_at", "audit_event", ["actor", "at"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (column, begins, missing) in GUARDED.items():
        if is_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_is_checked BEFORE UPDATE OF {column} ON {table} "
                f"WHEN {begins} AND {missing} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
            continue
        op.execute(
            f"CREATE OR REPLACE FUNCTION refuse_unchecked_{table}() RETURNS trigger AS $$ "
            f"BEGIN IF {begins} AND {missing} THEN "
            f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_checked BEFORE UPDATE OF {column} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_unchecked_{table}()"
        )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in GUARDED:
        if is_sqlite:
            op.execute(f"DROP TRIGGER {table}_is_checked")
            continue
        op.execute(f"DROP TRIGGER {table}_is_checked ON {table}")
        op.execute(f"DROP FUNCTION refuse_unchecked_{table}()")
    op.drop_index("ix_audit_event_actor_at", "audit_event")
    op.drop_column("recall", "places")
    op.drop_table("correction_check")
