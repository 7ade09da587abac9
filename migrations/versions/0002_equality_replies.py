"""Equality answers get a table of their own; a young people's survey says who answers it"""

import sqlalchemy as sa
from alembic import op

revision = "0002_equality_replies"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

#: "My voice" never asked for a role; until now each reader of a submission had to know that.
SET_ROLE = """
UPDATE submission SET role = 'young-person' WHERE role = '' AND survey_version_id IN (
    SELECT survey_version.id FROM survey_version
    JOIN survey ON survey.id = survey_version.survey_id WHERE survey.slug = 'my-voice'
)
"""


def upgrade() -> None:
    op.create_table(
        "equality_reply",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("form_hash", sa.String(length=64), nullable=False),
        sa.Column("survey_slug", sa.String(length=80), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("who", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_reply")),
        sa.UniqueConstraint("form_hash", name=op.f("uq_equality_reply_form_hash")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("equality_reply") as table:
        table.create_index(op.f("ix_equality_reply_month"), ["month"])
        table.create_index(op.f("ix_equality_reply_survey_slug"), ["survey_slug"])
    op.execute(SET_ROLE)


def downgrade() -> None:
    op.drop_table("equality_reply")
