"""Answers that people spoke"""

import sqlalchemy as sa
from alembic import op

revision = "0017_recordings"
down_revision = "0016_without_signal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("draft_key", sa.String(length=64), nullable=True),
        sa.Column("submission_id", sa.String(length=26), nullable=True),
        sa.Column("question_code", sa.String(length=60), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.String(length=26), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(draft_key IS NULL) <> (submission_id IS NULL)",
            name=op.f("ck_recording_of_draft_or_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_key"],
            ["draft.key_hash"],
            name=op.f("fk_recording_draft_key_draft"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_recording_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["staff.id"], name=op.f("fk_recording_written_by_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_recording_comment_id_comment"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint(
            "draft_key", "question_code", name=op.f("uq_recording_draft_key_question_code")
        ),
        sqlite_with_rowid=False,
    )
    for column in ("submission_id", "written_on", "comment_id"):
        op.create_index(op.f(f"ix_recording_{column}"), "recording", [column], unique=False)


def downgrade() -> None:
    for column in ("comment_id", "written_on", "submission_id"):
        op.drop_index(op.f(f"ix_recording_{column}"), table_name="recording")
    op.drop_table("recording")
