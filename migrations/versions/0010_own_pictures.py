"""Pictures that a partnership brings along"""

import sqlalchemy as sa
from alembic import op

revision = "0010_own_pictures"
down_revision = "0009_group_ways"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_picture",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("alt", sa.String(length=160), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["staff.id"], name=op.f("fk_own_picture_added_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_own_picture")),
    )


def downgrade() -> None:
    op.drop_table("own_picture")
