"""The card says the language and what a review came to; searches read lists from indexes alone"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.analysis import index

revision = "0021_search_cards"
down_revision = "0019_letting_people_know"
branch_labels = None
depends_on = None

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
    _forget_words()
    for name, length in (("language", 12), ("result", 20)):
        op.add_column(
            "index_card",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
        with op.batch_alter_table("index_card") as batch:
            batch.alter_column(name, server_default=None)
    _index(
        "index_card",
        "ix_index_card_newest",
        [*NEWEST, "language", "result"],
        postgresql_include=["number"],
    )
    _index("tag", "ix_tag_code_comment", ["code", "comment_id", "status", "strength", "sign"])
    op.create_index("ix_tag_sign_comment", "tag", ["sign", "comment_id", "status", "strength"])
    # Triggers, cards and the index of words follow in env.py.


def downgrade() -> None:
    index.take_down(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        # The version before would not take erased words out of it.
        op.execute("DROP TABLE IF EXISTS comment_words")
    op.drop_index("ix_tag_sign_comment", "tag")
    _index("tag", "ix_tag_code_comment", ["code", "comment_id", "status"])
    _index("index_card", "ix_index_card_newest", NEWEST)
    with op.batch_alter_table("index_card") as batch:
        batch.drop_column("result")
        batch.drop_column("language")


def _index(table: str, name: str, columns: list[str], **options: Any) -> None:
    op.drop_index(name, table)
    op.create_index(name, table, columns, **options)


def _forget_words() -> None:
    """Drop what PostgreSQL's index of words was before: two indexes of expressions."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS comment_text_words")
        op.execute("DROP INDEX IF EXISTS index_card_masked_words")
