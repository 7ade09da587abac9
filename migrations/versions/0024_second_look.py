"""One paper in ten is typed in again by somebody else, blind"""

import sqlalchemy as sa
from alembic import op

revision = "0024_second_look"
down_revision = "0023_setup_mark"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_typing",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=False),
        sa.Column("first_consent", sa.String(length=40), nullable=False),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("typed_on", sa.Date(), nullable=True),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "second_by_id <> first_by_id",
            name=op.f("ck_second_typing_not_by_the_same_person"),
        ),
        sa.CheckConstraint(
            "(second_by_id IS NULL) = (typed_on IS NULL)",
            name=op.f("ck_second_typing_somebody_typed_it_on_a_day"),
        ),
        sa.CheckConstraint(
            "(settled_by_id IS NULL) = (settled_on IS NULL)",
            name=op.f("ck_second_typing_somebody_settled_it_on_a_day"),
        ),
        sa.CheckConstraint(
            "agreed >= 0 AND agreed <= compared", name=op.f("ck_second_typing_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["first_by_id"], ["staff.id"], name=op.f("fk_second_typing_first_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["second_by_id"], ["staff.id"], name=op.f("fk_second_typing_second_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["staff.id"], name=op.f("fk_second_typing_settled_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_second_typing_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_second_typing")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("second_typing")
