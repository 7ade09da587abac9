"""A child's own words are a comment apart from what their family says"""

import sqlalchemy as sa
from alembic import op

revision = "0031_childs_words"
down_revision = "0030_results_told"
branch_labels = None
depends_on = None

_CARDS_OF_CHILDREN = "comment_id IN (SELECT id FROM comment WHERE question_code = 'childs-words')"


def upgrade() -> None:
    # Not in a batch: a table that is rebuilt would count its rows, and say who came first.
    op.add_column("comment", sa.Column("whose_words", sa.String(length=40), nullable=True))
    op.execute("UPDATE comment SET whose_words = 'childs-own' WHERE question_code = 'childs-words'")
    op.execute(
        "UPDATE index_card SET whose_words = 'childs-own', role = 'young-person' WHERE "  # noqa: S608
        + _CARDS_OF_CHILDREN
    )


def downgrade() -> None:
    # The version before knows one voice a submission; the question still says whose words these are.
    for column in ("whose_words", "role"):
        op.execute(
            f"UPDATE index_card SET {column} = (SELECT s.{column} FROM submission AS s "  # noqa: S608
            "JOIN comment AS c ON c.submission_id = s.id WHERE c.id = index_card.comment_id) WHERE "
            + _CARDS_OF_CHILDREN
        )
    op.drop_column("comment", "whose_words")
