"""Files of what a search finds, and what became of them"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0025_exports"
down_revision = "0024_second_look"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("file_name", sa.String(length=32), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'ready') = (file_name <> '')", name=op.f("ck_export_a_ready_one_has_a_file")
        ),
        sa.CheckConstraint(
            "state <> 'ready' OR ends_at IS NOT NULL", name=op.f("ck_export_a_ready_one_ends")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["staff.id"],
            name=op.f("fk_export_asked_by_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    with op.batch_alter_table("export") as batch_op:
        batch_op.create_index(batch_op.f("ix_export_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_state"), ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("export")
