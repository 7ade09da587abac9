"""The writer of a comment can say that we understood it wrongly"""

import sqlalchemy as sa
from alembic import op

revision = "0007_corrections"
down_revision = "0006_saved_forms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("wrong", sa.JSON(), nullable=False),
        sa.Column("meant", sa.String(length=40), nullable=True),
        sa.Column("words_id", sa.String(length=26), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_correction_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meant"], ["framework_item.code"], name=op.f("fk_correction_meant_framework_item")
        ),
        sa.ForeignKeyConstraint(
            ["words_id"],
            ["comment.id"],
            name=op.f("fk_correction_words_id_comment"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_correction_comment_id"), "correction", ["comment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_correction_comment_id"), table_name="correction")
    op.drop_table("correction")
