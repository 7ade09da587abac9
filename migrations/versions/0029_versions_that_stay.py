"""The database refuses to change or remove a version of a survey"""

from alembic import op

revision = "0029_versions_that_stay"
down_revision = "0028_help_words"
branch_labels = None
depends_on = None

# A later migration that rebuilds `survey_version` on SQLite has to put them up again: the table
# that is dropped takes its triggers along (`tests/check_migrations.py` looks).
TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER survey_version_no_update BEFORE UPDATE ON survey_version "
        "BEGIN SELECT RAISE(ABORT, 'a version of a survey never changes'); END",
        "CREATE TRIGGER survey_version_no_delete BEFORE DELETE ON survey_version "
        "BEGIN SELECT RAISE(ABORT, 'a version of a survey never changes'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_version_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION 'a version of a survey never changes'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER survey_version_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON survey_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_version_change()",
    ),
}
GONE = {
    "sqlite": (
        "DROP TRIGGER survey_version_no_update",
        "DROP TRIGGER survey_version_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER survey_version_never_changes ON survey_version",
        "DROP FUNCTION refuse_version_change()",
    ),
}


def upgrade() -> None:
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
