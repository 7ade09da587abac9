"""Did it help? Votes as counts, and that a receipt has voted as a hash"""

import sqlalchemy as sa
from alembic import op

revision = "0012_did_it_help"
down_revision = "0011_acting_and_signing_off"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_given",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_help_given")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "help_count",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column(
            "answer",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes > 0", name=op.f("ck_help_count_somebody_voted")),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_help_count_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", "done_on", "answer", name=op.f("pk_help_count")),
    )
    with op.batch_alter_table("action") as table:
        table.add_column(sa.Column("reopened_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("action") as table:
        table.drop_column("reopened_on")

    op.drop_table("help_count")
    op.drop_table("help_given")
