"""What a receipt's page asks the database does not grow with how much somebody wrote."""

import sqlalchemy as sa

from app.db import db
from app.responses.services.receipts import as_code, hash_code
from app.tracker import services
from tests.integration.factories import make_comment, make_staff, make_submission, make_theme
from tests.integration.public.test_receipt import look_up
from tests.integration.tracker.makers import make_action, make_published_entry


def make_receipt(code: str, *, comments: int, themes: int) -> None:
    mine = make_submission(days_ago=70, receipt_hash=hash_code(code))
    reader = make_staff()
    tags = [("timeliness", None, "ten months")]
    said = [make_comment(submission=mine, tags=tags, reviewed_by=reader) for _ in range(comments)]
    for number in range(themes):
        theme = make_theme(people=12, comments=said, days_ago=70)
        make_published_entry(make_action(theme), title=f"Answer {number} of {themes}")


def count_questions(client, code: str) -> int:
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        if statement.startswith("SELECT"):
            asked.append(statement)

    look_up(client, code)  # the first look is written down
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        look_up(client, code)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def test_many_comments_in_many_themes_cost_no_more_questions_than_one(client):
    few, many = as_code(1 << 79), as_code(1 << 78)
    make_receipt(few, comments=1, themes=1)
    make_receipt(many, comments=4, themes=3)

    assert count_questions(client, many) == count_questions(client, few) <= 17


def test_each_theme_is_answered_by_the_entry_that_was_published_last(app):
    theme, silent = make_theme(people=12), make_theme(people=2)
    older = make_action(theme)
    first = make_published_entry(older, title="First")
    second = make_published_entry(older, title="Second")
    newer = make_action(theme)

    assert services.answers_to([theme.id, silent.id]) == {
        theme.id: [(newer, None), (older, second)],
        silent.id: [],
    }
    services.withdraw_entry(second, by=second.author, reason="It was not true.")
    db.session.commit()
    assert services.answers_to([theme.id])[theme.id] == [(newer, None), (older, first)]
