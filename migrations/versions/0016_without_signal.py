"""Group sessions on a device that has no signal"""

import sqlalchemy as sa
from alembic import op

revision = "0016_without_signal"
down_revision = "0015_open_themes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("group_session") as batch_op:
        batch_op.add_column(sa.Column("waits_since", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("group_session") as batch_op:
        batch_op.drop_column("waits_since")
