"""What happens next in easy read, findings that may stand, and entries in other languages"""

import sqlalchemy as sa
from alembic import op

revision = "0027_entry_words"
down_revision = "0026_translated_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entry") as table:
        table.add_column(
            sa.Column(
                "easy_read_what_next", sa.Text(), nullable=False, server_default=sa.text("''")
            )
        )
        table.add_column(
            sa.Column("overrides", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
    with op.batch_alter_table("entry") as table:
        table.alter_column("easy_read_what_next", server_default=None)
        table.alter_column("overrides", server_default=None)
    op.create_table(
        "entry_translation",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("english", sa.JSON(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("locale <> 'en'", name=op.f("ck_entry_translation_is_not_english")),
        sa.CheckConstraint(
            "(checked_on IS NULL AND checked_by_id IS NULL) "
            "OR (checked_on IS NOT NULL AND checked_by_id IS NOT NULL)",
            name=op.f("ck_entry_translation_checked_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["staff.id"],
            name=op.f("fk_entry_translation_checked_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_entry_translation_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", "locale", name=op.f("pk_entry_translation")),
    )


def downgrade() -> None:
    op.drop_table("entry_translation")
    with op.batch_alter_table("entry") as table:
        table.drop_column("overrides")
        table.drop_column("easy_read_what_next")
