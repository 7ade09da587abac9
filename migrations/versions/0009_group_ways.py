"""Groups answer on devices of their own or on one that is passed round, and come back"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0009_group_ways"
down_revision = "0008_second_readings"
branch_labels = None
depends_on = None

NEW = ("way", "closed_on", "join_code", "join_until", "pin_hash", "receipt_hash", "follows_id")


def upgrade() -> None:
    with op.batch_alter_table("group_session") as table:
        table.add_column(
            sa.Column("way", sa.String(length=40), nullable=False, server_default="hands")
        )
        table.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("join_code", sa.String(length=8), nullable=True))
        table.add_column(sa.Column("join_until", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("pin_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("receipt_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("follows_id", sa.String(length=26), nullable=True))
        for column in ("join_code", "receipt_hash"):
            table.create_unique_constraint(op.f(f"uq_group_session_{column}"), [column])
        table.create_foreign_key(
            op.f("fk_group_session_follows_id_group_session"),
            "group_session",
            ["follows_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("group_session") as table:
        table.alter_column("way", server_default=None)
    # What was closed before: by hands up, on the day it began, with the receipt of its submission.
    op.execute(
        "UPDATE group_session SET closed_on = started_on, receipt_hash = ("
        "SELECT receipt_hash FROM submission WHERE submission.id = group_session.submission_id"
        ") WHERE submission_id IS NOT NULL"
    )
    op.create_table(
        "group_taking",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("group_session_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_session_id"],
            ["group_session.id"],
            name=op.f("fk_group_taking_group_session_id_group_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_group_taking_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_group_taking")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("group_taking") as table:
        table.create_index(op.f("ix_group_taking_group_session_id"), ["group_session_id"])


def downgrade() -> None:
    op.drop_table("group_taking")
    # An earlier version knows hands up only: an open session of another way would be taken for one.
    op.execute("DELETE FROM group_session WHERE way <> 'hands'")
    with op.batch_alter_table("group_session") as table:
        table.drop_constraint(op.f("fk_group_session_follows_id_group_session"), type_="foreignkey")
        for column in ("join_code", "receipt_hash"):
            table.drop_constraint(op.f(f"uq_group_session_{column}"), type_="unique")
        for column in NEW:
            table.drop_column(column)
