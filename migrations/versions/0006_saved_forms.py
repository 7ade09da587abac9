"""An unfinished form can be saved; its time stands in no index; how surveys are used is counted"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0006_saved_forms"
down_revision = "0005_group_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Every answer moves the time: with an index, every answer was written to two places.
    op.drop_index(op.f("ix_draft_touched_at"), table_name="draft")
    op.add_column(
        "draft", sa.Column("is_saved", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("draft", sa.Column("begun_at", UtcDateTime(), nullable=True))
    op.create_table(
        "survey_tally",
        sa.Column("survey_version_id", sa.Integer(), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_survey_tally_counts_something")),
        sa.ForeignKeyConstraint(
            ["survey_version_id"],
            ["survey_version.id"],
            name=op.f("fk_survey_tally_survey_version_id_survey_version"),
        ),
        sa.PrimaryKeyConstraint(
            "survey_version_id", "style", "locale", "kind", "detail", name=op.f("pk_survey_tally")
        ),
    )


def downgrade() -> None:
    op.drop_table("survey_tally")
    op.drop_column("draft", "begun_at")
    op.drop_column("draft", "is_saved")
    op.create_index(op.f("ix_draft_touched_at"), "draft", ["touched_at"], unique=False)
