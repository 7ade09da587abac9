"""Nobody searches originals: the index holds masked words; which machine proposed a mask"""

import sqlalchemy as sa
from alembic import op

revision = "0033_originals"
down_revision = "0031_childs_words"
branch_labels = None
depends_on = None

_MASKED = "masked = ''"
_REVIEWED = "is_reviewed AND masked = ''"


def _change_index(condition: str) -> None:
    op.drop_index("ix_index_card_not_masked", table_name="index_card")
    op.create_index(
        "ix_index_card_not_masked",
        "index_card",
        ["number"],
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
    # It holds other words from now on: app/analysis/index.py makes it anew, the worker fills it.
    op.execute("DROP TABLE IF EXISTS comment_words")
    op.execute("UPDATE index_card SET is_indexed = false")


def upgrade() -> None:
    op.add_column("redaction", sa.Column("model_version", sa.String(length=60), nullable=True))
    # What proposed it: the only machine that read the comment, where there was one.
    op.execute(
        "UPDATE redaction SET model_version = (SELECT min(reading.model_version) FROM reading "
        "WHERE reading.comment_id = redaction.comment_id) WHERE origin = 'machine' AND "
        "(SELECT count(*) FROM reading WHERE reading.comment_id = redaction.comment_id) = 1"
    )
    _change_index(_MASKED)


def downgrade() -> None:
    _change_index(_REVIEWED)
    op.execute("UPDATE index_card SET masked = '' WHERE masked <> '' AND NOT is_reviewed")
    op.drop_column("redaction", "model_version")
