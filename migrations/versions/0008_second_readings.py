"""A share of the comments is read a second time, blind"""

import sqlalchemy as sa
from alembic import op

revision = "0008_second_readings"
down_revision = "0007_corrections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_reading",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_second_reading_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["staff.id"], name=op.f("fk_second_reading_read_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_second_reading")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("second_reading")
