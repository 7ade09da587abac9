"""Surveys are made here: those in the making, and who made and looked at each version"""

import sqlalchemy as sa
from alembic import op

from app.db import UtcDateTime

revision = "0003_surveys_in_the_making"
down_revision = "0002_equality_replies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("results_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("makers", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name=op.f("fk_survey_work_made_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_work")),
        sa.UniqueConstraint("slug", name=op.f("uq_survey_work_slug")),
    )
    with op.batch_alter_table("survey_version") as table:
        table.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("checked_by_id", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("overrides", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        for column in ("made_by_id", "checked_by_id"):
            table.create_foreign_key(
                op.f(f"fk_survey_version_{column}_staff"), "staff", [column], ["id"]
            )
        table.create_check_constraint(
            op.f("ck_survey_version_second_person_looked"), "checked_by_id <> made_by_id"
        )
    with op.batch_alter_table("survey_version") as table:
        table.alter_column("overrides", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("survey_version") as table:
        table.drop_constraint(op.f("ck_survey_version_second_person_looked"), type_="check")
        for column in ("checked_by_id", "made_by_id"):
            table.drop_constraint(op.f(f"fk_survey_version_{column}_staff"), type_="foreignkey")
        for column in ("overrides", "checked_by_id", "made_by_id"):
            table.drop_column(column)
    op.drop_table("survey_work")
