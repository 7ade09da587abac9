"""When results of a survey were told, and where"""

import sqlalchemy as sa
from alembic import op

revision = "0030_results_told"
down_revision = "0029_versions_that_stay"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey", sa.Column("results_told_on", sa.Date(), nullable=True))
    op.add_column("survey", sa.Column("results_told_where", sa.String(length=300), nullable=True))


def downgrade() -> None:
    op.drop_column("survey", "results_told_where")
    op.drop_column("survey", "results_told_on")
