"""A card beside each comment, for lists and searches"""

import sqlalchemy as sa
from alembic import op

from app.analysis import index
from app.db import UtcDateTime

revision = "0013_index_cards"
down_revision = "0012_did_it_help"
branch_labels = None
depends_on = None

QUEUE = ["danger", "sureness", "received_on", "comment_id"]
NEWEST = [
    "received_on",
    "comment_id",
    "survey_id",
    "danger",
    "is_reviewed",
    "is_indexed",
    "question_code",
    "locale",
    "channel",
    "style",
    "whose_words",
    "role",
]


def upgrade() -> None:
    op.create_table(
        "index_card",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("question_code", sa.String(length=60), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=False),
        sa.Column("whose_words", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("danger", sa.SmallInteger(), nullable=False),
        sa.Column("sureness", sa.SmallInteger(), nullable=False),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("is_indexed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_index_card_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_index_card_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_index_card")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_index_card_comment_id")),
    )
    op.create_index("ix_index_card_queue", "index_card", ["is_reviewed", *QUEUE])
    op.create_index(
        "ix_index_card_survey_queue", "index_card", ["survey_id", "is_reviewed", *QUEUE]
    )
    op.create_index("ix_index_card_all", "index_card", QUEUE)
    op.create_index("ix_index_card_newest", "index_card", NEWEST)
    for name, where in (
        ("ix_index_card_not_masked", "is_reviewed AND masked = ''"),
        ("ix_index_card_not_indexed", "NOT is_indexed"),
    ):
        op.create_index(
            name,
            "index_card",
            ["number"],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_table(
        "taken_card",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_taken_card")),
    )
    op.create_table(
        "stored_search",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["staff.id"],
            name=op.f("fk_stored_search_made_by_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_search")),
    )
    op.create_index(op.f("ix_stored_search_made_by_id"), "stored_search", ["made_by_id"])
    op.create_index("ix_tag_code_comment", "tag", ["code", "comment_id", "status"])
    op.drop_index("ix_tag_code", "tag")
    # Triggers, cards and the index of words follow in env.py.


def downgrade() -> None:
    index.remove(op.get_bind())
    op.create_index("ix_tag_code", "tag", ["code"])
    op.drop_index("ix_tag_code_comment", "tag")
    op.drop_table("stored_search")
    op.drop_table("taken_card")
    op.drop_table("index_card")
