"""An unfinished form can be saved; its time stands in no index"""

import sqlalchemy as sa
from alembic import op

revision = "0006_saved_forms"
down_revision = "0005_group_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Every answer moves the time: with an index, every answer was written to two places.
    op.drop_index(op.f("ix_draft_touched_at"), table_name="draft")
    op.add_column(
        "draft", sa.Column("is_saved", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("draft", "is_saved")
    op.create_index(op.f("ix_draft_touched_at"), "draft", ["touched_at"], unique=False)
