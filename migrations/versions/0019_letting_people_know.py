"""Letting people know: updates by mail with no link to any answer, messages to other sites"""

import sqlalchemy as sa
from alembic import op

revision = "0019_letting_people_know"
down_revision = "0018_suggested_groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "updates_switch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_updates_switch_there_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates_switch")),
    )
    op.create_table(
        "follower",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_address", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("is_easy", sa.Boolean(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("confirm_is_due", sa.Boolean(), nullable=False),
        sa.Column("confirms_sent", sa.Integer(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("asked_again_on", sa.Date(), nullable=True),
        sa.Column("told_until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_follower_address_hash")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "follow",
        sa.Column("follower_id", sa.String(length=26), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"],
            ["follower.id"],
            name=op.f("fk_follow_follower_id_follower"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("follower_id", "topic", name=op.f("pk_follow")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_follow_topic"), "follow", ["topic"])
    op.create_table(
        "site_mark",
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("told_until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_site_mark")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=260), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("etag", sa.String(length=80), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "target", "event_id", "slug", name=op.f("uq_delivery_target_event_id_slug")
        ),
    )
    op.create_index(op.f("ix_delivery_made_at"), "delivery", ["made_at"])
    op.create_index(op.f("ix_delivery_status"), "delivery", ["status"])


def downgrade() -> None:
    op.drop_index(op.f("ix_delivery_status"), table_name="delivery")
    op.drop_index(op.f("ix_delivery_made_at"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_table("site_mark")
    op.drop_index(op.f("ix_follow_topic"), table_name="follow")
    op.drop_table("follow")
    op.drop_table("follower")
    op.drop_table("updates_switch")
