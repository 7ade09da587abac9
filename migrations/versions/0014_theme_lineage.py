"""Themes remember where they come from; counts can be made again; groups are suggested"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0014_theme_lineage"
down_revision = "0013_index_cards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_theme_step_made_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["theme.id"],
            name=op.f("fk_theme_step_theme_id_theme"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["theme.id"],
            name=op.f("fk_theme_step_other_id_theme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_step")),
    )
    op.create_index(op.f("ix_theme_step_theme_id"), "theme_step", ["theme_id"])
    op.create_index(op.f("ix_theme_step_other_id"), "theme_step", ["other_id"])
    op.create_table(
        "theme_voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(length=26), nullable=False),
        sa.Column("from_step", sa.Integer(), nullable=False),
        sa.Column("until_step", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "until_step IS NULL OR until_step > from_step", name=op.f("ck_theme_voice_ends_later")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["theme.id"],
            name=op.f("fk_theme_voice_theme_id_theme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_voice")),
    )
    op.create_index(op.f("ix_theme_voice_theme_id"), "theme_voice", ["theme_id"])
    with op.batch_alter_table("theme") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_theme_merged_into_id"), ["merged_into_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_theme_merged_into_id_theme"),
            "theme",
            ["merged_into_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("theme_comment") as batch_op:
        batch_op.add_column(sa.Column("voice", sa.String(length=26), nullable=True))
    with op.batch_alter_table("entry") as batch_op:
        batch_op.add_column(sa.Column("counted_at_step_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_entry_counted_at_step_id_theme_step"),
            "theme_step",
            ["counted_at_step_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("entry") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_entry_counted_at_step_id_theme_step"), type_="foreignkey"
        )
        batch_op.drop_column("counted_at_step_id")
    with op.batch_alter_table("theme_comment") as batch_op:
        batch_op.drop_column("voice")
    with op.batch_alter_table("theme") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_theme_merged_into_id_theme"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_theme_merged_into_id"))
        batch_op.drop_column("merged_into_id")
    op.drop_table("theme_voice")
    op.drop_table("theme_step")
