"""Themes that everybody may read about, and sites that are told of changes"""

import sqlalchemy as sa
from alembic import op

revision = "0015_open_themes"
down_revision = "0014_theme_lineage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("theme") as batch_op:
        batch_op.add_column(
            sa.Column("in_public", sa.String(length=40), nullable=False, server_default="by-count")
        )


def downgrade() -> None:
    with op.batch_alter_table("theme") as batch_op:
        batch_op.drop_column("in_public")
