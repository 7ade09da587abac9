"""Who saw what we understood, what became of corrections, votes from the public page"""

import sqlalchemy as sa
from alembic import op

revision = "0028_help_words"
down_revision = "0027_entry_words"
branch_labels = None
depends_on = None

_READING = sa.table(
    "second_reading", sa.column("comment_id", sa.String()), sa.column("codes", sa.JSON())
)
_TAG = sa.table(
    "second_tag",
    sa.column("comment_id", sa.String()),
    sa.column("code", sa.String()),
    sa.column("sign", sa.String()),
)


def _votes(*more: str) -> sa.TableClause:
    return sa.table(
        "help_count",
        sa.column("action_id", sa.Integer()),
        sa.column("done_on", sa.Date()),
        sa.column("answer", sa.String()),
        sa.column("votes", sa.Integer()),
        *(sa.column(name, sa.String()) for name in more),
    )


def _make_votes(*more: sa.Column[str]) -> None:
    """Make the table of votes; `more` are columns of its key."""
    op.create_table(
        "help_count",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        *more,
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes > 0", name=op.f("ck_help_count_somebody_voted")),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_help_count_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "action_id",
            "done_on",
            *(column.name for column in more),
            "answer",
            name=op.f("pk_help_count"),
        ),
    )


def _put(table: sa.TableClause, rows: list[dict[str, object]]) -> None:
    if rows:
        op.get_bind().execute(sa.insert(table), rows)


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_look_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_look")),
        sqlite_with_rowid=False,
    )
    # Whoever put us right had looked.
    op.execute(
        "INSERT INTO look (submission_id) SELECT DISTINCT comment.submission_id "
        "FROM correction JOIN comment ON comment.id = correction.comment_id"
    )
    op.add_column("correction", sa.Column("shown", sa.JSON(), nullable=True))
    op.add_column("correction", sa.Column("settled_as", sa.String(length=40), nullable=True))
    op.create_table(
        "second_tag",
        sa.Column("comment_id", sa.String(length=26), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("sign", sa.String(length=1), nullable=True),
        sa.ForeignKeyConstraint(
            ["code"], ["framework_item.code"], name=op.f("fk_second_tag_code_framework_item")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["second_reading.comment_id"],
            name=op.f("fk_second_tag_comment_id_second_reading"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comment_id", "code", name=op.f("pk_second_tag")),
        sqlite_with_rowid=False,
    )
    read = op.get_bind().execute(sa.select(_READING.c.comment_id, _READING.c.codes)).all()
    _put(
        _TAG,
        [
            {"comment_id": comment_id, "code": code, "sign": sign}
            for comment_id, codes in read
            for code, sign in codes.items()
        ],
    )
    op.drop_column("second_reading", "codes")
    given = op.get_bind().execute(sa.select(*_votes().c)).mappings().all()
    op.drop_table("help_count")
    _make_votes(sa.Column("voted_from", sa.String(length=40), nullable=False))
    _put(_votes("voted_from"), [{**row, "voted_from": "receipt"} for row in given])


def downgrade() -> None:
    votes = _votes()
    query = sa.select(
        votes.c.action_id,
        votes.c.done_on,
        votes.c.answer,
        sa.func.sum(votes.c.votes).label("votes"),
    )
    query = query.group_by(votes.c.action_id, votes.c.done_on, votes.c.answer)
    given = op.get_bind().execute(query).mappings().all()
    op.drop_table("help_count")
    _make_votes()
    _put(votes, [dict(row) for row in given])
    op.add_column(
        "second_reading",
        sa.Column("codes", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
    )
    found: dict[str, dict[str, str | None]] = {}
    for comment_id, code, sign in op.get_bind().execute(sa.select(*_TAG.c)):
        found.setdefault(comment_id, {})[code] = sign
    for comment_id, codes in found.items():
        change = sa.update(_READING).where(_READING.c.comment_id == comment_id)
        op.get_bind().execute(change.values(codes=codes))
    op.drop_table("second_tag")
    op.drop_column("correction", "settled_as")
    op.drop_column("correction", "shown")
    op.drop_table("look")
