"""Words in another language wait for a translation, which is kept beside them"""
# ruff: noqa: S608  # every piece of these statements is written on this page

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0026_translated_comments"
down_revision = "0025_exports"
branch_labels = None
depends_on = None

# What the newest reading that could tell says; what cannot be told stays unknown.
FOUND = """
UPDATE comment SET language = (
  SELECT r.language FROM reading AS r
  WHERE r.comment_id = comment.id AND r.language NOT IN ('und', '')
  ORDER BY r.read_at DESC, r.model_version DESC LIMIT 1)"""
# The screen's rules are English: what they found nothing in, nobody has looked at.
UNSCREENED = """
UPDATE comment SET screen_state = 'unscreened', screen_level = ''
WHERE language <> 'en' AND screen_state = 'clear'
  AND NOT EXISTS (SELECT 1 FROM review AS r WHERE r.comment_id = comment.id)"""


def upgrade() -> None:
    # Not in a batch: a table that is rebuilt would count its rows, and say who came first.
    op.add_column("comment", sa.Column("language", sa.String(length=12), nullable=True))
    op.add_column("comment", sa.Column("original", sa.Text(), nullable=True))
    op.add_column("entry_quote", sa.Column("translated_from", sa.String(length=12), nullable=True))
    op.create_table(
        "translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'translated') = (text <> '')",
            name=op.f("ck_translation_only_a_translation_says"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_translation_comment_id_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_translation_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation")),
    )
    with op.batch_alter_table("translation") as batch_op:
        batch_op.create_index(batch_op.f("ix_translation_comment_id"), ["comment_id"], unique=False)
    op.execute(FOUND)
    op.execute(UNSCREENED)


def downgrade() -> None:
    # What they wrote comes first: the version before knows of no translation, and whatever was
    # marked in it, masked or indexed has no place in other words.
    translated = "IN (SELECT id FROM comment WHERE original IS NOT NULL)"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "DELETE FROM comment_words WHERE number IN "
            f"(SELECT number FROM index_card WHERE comment_id {translated})"
        )
    op.execute(
        f"UPDATE index_card SET masked = '', is_indexed = false WHERE comment_id {translated}"
    )
    for table in ("tag", "redaction", "reading"):
        op.execute(f"DELETE FROM {table} WHERE comment_id {translated}")
    op.execute("UPDATE comment SET text = original WHERE original IS NOT NULL")
    op.drop_table("translation")
    op.drop_column("entry_quote", "translated_from")
    op.drop_column("comment", "original")
    op.drop_column("comment", "language")
