"""Groups suggested as themes, comments in the same words, what our strategy does not name"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0018_suggested_groups"
down_revision = "0017_recordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme_grouping",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["staff.id"],
            name=op.f("fk_theme_grouping_asked_by_id_staff"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_grouping")),
    )
    op.create_index(op.f("ix_theme_grouping_asked_at"), "theme_grouping", ["asked_at"])
    op.create_table(
        "suggested_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grouping_id", sa.String(length=26), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)",
            name=op.f("ck_suggested_group_only_a_person_decides"),
        ),
        sa.CheckConstraint(
            "stability IS NULL OR stability BETWEEN 0 AND 1",
            name=op.f("ck_suggested_group_is_a_share"),
        ),
        sa.ForeignKeyConstraint(
            ["grouping_id"],
            ["theme_grouping.id"],
            name=op.f("fk_suggested_group_grouping_id_theme_grouping"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["theme.id"],
            name=op.f("fk_suggested_group_theme_id_theme"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["suggested_group.id"],
            name=op.f("fk_suggested_group_merged_into_id_suggested_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff.id"],
            name=op.f("fk_suggested_group_decided_by_id_staff"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_group")),
    )
    op.create_index(op.f("ix_suggested_group_grouping_id"), "suggested_group", ["grouping_id"])
    op.create_table(
        "suggested_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("typical", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["suggested_group.id"],
            name=op.f("fk_suggested_member_group_id_suggested_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_suggested_member_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "comment_id", name=op.f("pk_suggested_member")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_suggested_member_comment_id"), "suggested_member", ["comment_id"])
    op.create_table(
        "comment_copy",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("set_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_copy_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_copy")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_comment_copy_set_id"), "comment_copy", ["set_id"])
    op.create_table(
        "copy_mark",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment_copy.comment_id"],
            name=op.f("fk_copy_mark_comment_id_comment_copy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", "number", name=op.f("pk_copy_mark")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_copy_mark_number"), "copy_mark", ["number"])
    op.create_table(
        "review_facet",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("facet", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["review.comment_id"],
            name=op.f("fk_review_facet_comment_id_review"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", "facet", name=op.f("pk_review_facet")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_review_facet_facet"), "review_facet", ["facet"])
    with op.batch_alter_table("theme_comment") as batch_op:
        batch_op.add_column(sa.Column("typical_by", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("theme_comment") as batch_op:
        batch_op.drop_column("typical_by")
    op.drop_table("review_facet")
    op.drop_table("copy_mark")
    op.drop_table("comment_copy")
    op.drop_table("suggested_member")
    op.drop_table("suggested_group")
    op.drop_table("theme_grouping")
