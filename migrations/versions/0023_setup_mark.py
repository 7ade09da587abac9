"""What setting up found and said the last time"""

import sqlalchemy as sa
from alembic import op

revision = "0023_setup_mark"
down_revision = "0022_lessons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setup_mark",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_setup_mark")),
    )


def downgrade() -> None:
    op.drop_table("setup_mark")
