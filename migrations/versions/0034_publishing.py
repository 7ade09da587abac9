"""Checks before publishing, copies to ask for, evidence with its base, words that are not shown"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0034_publishing"
down_revision = "0033_originals"
branch_labels = None
depends_on = None


def _points_to(table: str, column: str, on: str = "id", *, of: str, ondelete: str | None = None):
    name = op.f(f"fk_{of}_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.{on}"], name=name, ondelete=ondelete)


def upgrade() -> None:
    with op.batch_alter_table("action") as action:
        action.add_column(sa.Column("evidence_base", sa.Integer(), nullable=True))
        action.create_check_constraint(
            op.f("ck_action_evidence_comes_from_somebody"), "evidence_base > 0"
        )
    op.add_column(
        "entry_notice",
        sa.Column("is_hidden", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    # What was said before a withdrawal was shown to nobody until now: so it stays.
    op.execute(
        "UPDATE entry_notice SET is_hidden = true WHERE entry_id IN "
        "(SELECT id FROM entry WHERE status = 'withdrawn')"
    )
    op.create_table(
        "entry_check",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        _points_to("entry", "entry_id", of="entry_check", ondelete="CASCADE"),
        _points_to("staff", "checked_by_id", of="entry_check"),
        sa.PrimaryKeyConstraint("entry_id", "item", name=op.f("pk_entry_check")),
    )
    op.create_table(
        "taken_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        _points_to("meeting", "meeting_id", of="taken_pack", ondelete="CASCADE"),
        _points_to("staff", "taken_by_id", of="taken_pack"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_pack")),
    )
    op.create_index(op.f("ix_taken_pack_meeting_id"), "taken_pack", ["meeting_id"])
    op.create_table(
        "taken_quote",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        _points_to("taken_pack", "pack_id", of="taken_quote", ondelete="CASCADE"),
        _points_to("comment", "comment_id", of="taken_quote", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pack_id", "comment_id", name=op.f("pk_taken_quote")),
    )
    op.create_index(op.f("ix_taken_quote_comment_id"), "taken_quote", ["comment_id"])
    op.create_table(
        "recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("pack_id", sa.Integer(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(entry_id IS NULL) <> (pack_id IS NULL)", name=op.f("ck_recall_is_of_one_thing")
        ),
        sa.CheckConstraint(
            "(settled_on IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_recall_a_person_settles_it"),
        ),
        _points_to("entry", "entry_id", of="recall", ondelete="CASCADE"),
        _points_to("taken_pack", "pack_id", of="recall", ondelete="CASCADE"),
        _points_to("staff", "settled_by_id", of="recall"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    op.create_index(op.f("ix_recall_entry_id"), "recall", ["entry_id"])
    op.create_index(op.f("ix_recall_pack_id"), "recall", ["pack_id"])


def downgrade() -> None:
    for table in ("recall", "taken_quote", "taken_pack", "entry_check"):
        op.drop_table(table)
    op.drop_column("entry_notice", "is_hidden")
    with op.batch_alter_table("action") as action:
        action.drop_constraint(op.f("ck_action_evidence_comes_from_somebody"), type_="check")
        action.drop_column("evidence_base")
