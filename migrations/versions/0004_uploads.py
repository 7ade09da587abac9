"""Answers from elsewhere wait here until they are brought in"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0004_uploads"
down_revision = "0003_surveys_in_the_making"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("survey_slug", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["staff.id"],
            name=op.f("fk_upload_made_by_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload") as table:
        table.create_index(op.f("ix_upload_at"), ["at"])


def downgrade() -> None:
    op.drop_table("upload")
