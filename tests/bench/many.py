"""What reviewing and searching cost among a hundred thousand comments."""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.accounts.models import RoleName
from app.accounts.services import add_user
from app.analysis import index, services
from app.analysis.models import (
    IndexCard,
    Origin,
    Reading,
    Review,
    Status,
    Strength,
    Tag,
    Theme,
    ThemeComment,
)
from app.config import Settings
from app.db import db, random_id, today
from app.responses.models import (
    Channel,
    Comment,
    Consent,
    ScreenState,
    Style,
    Submission,
    WhoseWords,
)
from app.responses.services.receipts import as_code, hash_code
from app.strategy.models import FrameworkItem
from app.surveys.models import SurveyVersion
from tests.bench.measures import Figure
from tests.bench.stage import prepare
from tests.integration.sign_in import sign_in

COMMENTS = 100_000
TURNS = 15
WORDS = [  # what people write, often enough to be found
    *("school", "plan", "waiting", "nobody", "rang", "month", "assessment", "kind", "teacher"),
    *("taxi", "late", "anxiety", "speech", "therapy", "short", "break", "listened", "meeting"),
    *("letter", "promised", "staff", "training", "friends", "safe", "sleep", "morning", "nurse"),
    *("help", "phone", "answer", "office", "college", "not", "we", "the", "and", "was", "it"),
]


QUESTIONS = ("going-well", "not-working", "one-change")
ROLES = ("parent-carer", "parent-carer", "parent-carer", "young-person", "professional", "")
#: One comment in so many is written in one of the languages, or has been put into the small theme.
FOREIGN_ONE_IN = 25
THEME_SIZES = (3_000, 200)
#: How often a form says so.
WHOSE = {
    WhoseWords.OWN: 60,
    WhoseWords.READ_TO_ME: 5,
    WhoseWords.TYPED_FOR_ME: 5,
    WhoseWords.HELPED_TO_CHOOSE: 5,
    WhoseWords.FOR_SOMEONE: 15,
    WhoseWords.GROUP: 2,
    WhoseWords.NOT_SAID: 8,
}


def _rows(
    version_ids: list[int], codes: list[str], staff_id: int, chance: random.Random
) -> dict[Any, list[dict[str, Any]]]:
    """Return rows for each table: two comments a person, a tag or two each, half of them read."""
    tables = (Submission, Comment, Reading, Tag, Review, Theme, ThemeComment)
    rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in tables}
    # A few tags are common and most are not, as in life.
    weights = [1 / (place + 1) for place in range(len(codes))]
    for number in range(COMMENTS):
        if number % 2 == 0:
            is_foreign = chance.random() < 1 / FOREIGN_ONE_IN
            submission = {
                "id": random_id(),
                "survey_version_id": chance.choice(version_ids),
                "received_on": today() - timedelta(days=chance.randrange(700)),
                "style": chance.choices(list(Style), [3, 1])[0],
                "locale": chance.choice(["pl", "ur"]) if is_foreign else "en",
                "channel": chance.choices(list(Channel), [80, 10, 8, 2])[0],
                "whose_words": chance.choices(list(WHOSE), list(WHOSE.values()))[0],
                "role": chance.choice(ROLES),
                "consent": Consent.COUNT,
                "idempotency_hash": random_id(),
            }
            rows[Submission].append(submission)
        is_flagged = chance.random() < 1 / 30
        text = " ".join(chance.choices(WORDS, k=30)) + f" word{chance.randrange(3000)}"
        comment = {
            "id": random_id(),
            "submission_id": submission["id"],
            "question_code": chance.choice(QUESTIONS),
            "position": number % 2,
            "question_text": "What is going well?",
            "text": text,
            "locale": submission["locale"],
            "language": submission["locale"],
            "screen_state": ScreenState.FLAGGED if is_flagged else ScreenState.CLEAR,
            "screen_level": "concern" if is_flagged else "none",
            "screen_matches": [],
        }
        rows[Comment].append(comment)
        rows[Reading].append(
            {
                "comment_id": comment["id"],
                "model_version": "bench",
                "polarity": "concern",
                "has_suggestion": False,
                "language": submission["locale"],
            }
        )
        is_read = number % 4 < 2
        for code in set(chance.choices(codes, weights, k=2)):
            rows[Tag].append(_tag(comment, code, staff_id if is_read else None, chance))
        if is_read:
            result = chance.choices(["coded", "nothing-to-code", "not-in-strategy"], [90, 8, 2])
            rows[Review].append(
                {"comment_id": comment["id"], "reviewed_by_id": staff_id, "result": result[0]}
            )
    for number, size in enumerate(THEME_SIZES, start=1):
        rows[Theme].append({"id": number, "name": f"Theme {number}", "easy_read_name": "A theme"})
        rows[ThemeComment] += [
            {"theme_id": number, "comment_id": comment["id"]}
            for comment in chance.sample(rows[Comment], size)
        ]
    return rows


def _tag(
    comment: dict[str, Any], code: str, staff_id: int | None, chance: random.Random
) -> dict[str, Any]:
    return {
        "comment_id": comment["id"],
        "code": code,
        "sign": chance.choices(["+", "-", "~", None], [30, 55, 2, 13])[0],
        "origin": Origin.MACHINE,
        "status": Status.ACCEPTED if staff_id else Status.SUGGESTED,
        "strength": chance.choices(list(Strength), [4, 1])[0],
        "score": chance.random(),
        "model_version": "bench",
        "start_at": 0,
        "end_at": 4,
        "evidence": comment["text"][:4],
        "decided_by_id": staff_id,
    }


def fill() -> None:
    """Put the rows into the tables at once, and make cards and words from them."""
    version_ids = list(db.session.scalars(sa.select(SurveyVersion.id)))
    codes = list(db.session.scalars(sa.select(FrameworkItem.code).order_by(FrameworkItem.code)))
    staff_id = add_user("reader@example.org", "A reader", ["reviewer"]).id
    db.session.commit()
    rows = _rows(version_ids, codes, staff_id, random.Random(1))
    is_sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.begin() as connection:
        index.take_down(connection)
        for table, made in rows.items():
            connection.execute(sa.insert(table), made)
        index.put_up(connection)
        index.fill(connection)
        # What masking would leave: here there is nothing to mask.
        connection.exec_driver_sql(
            "UPDATE index_card SET masked = (SELECT text FROM comment "
            "WHERE comment.id = index_card.comment_id)"
        )
        if is_sqlite:
            connection.exec_driver_sql(
                "INSERT INTO comment_words (rowid, masked) SELECT number, masked FROM index_card"
            )
        connection.execute(sa.update(IndexCard).values(is_indexed=True))
    # What the databases do by themselves once in a while; here everything came at once.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SELECT 1" if is_sqlite else "VACUUM ANALYZE")


def _middle_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
        db.session.rollback()
    return 1000 * statistics.median(times)


def _figure(name: str, found: float, aim: int) -> Figure:
    return Figure(
        name, f"{found:.0f} ms in the middle of {TURNS}", f"at most {aim} ms", found <= aim
    )


def _measure_pages(app: Flask, place: str) -> Iterator[Figure]:
    """The same as whole pages, answered in this process: queries, template and headers."""
    browser, _reviewer = sign_in(app, RoleName.REVIEWER)
    page = browser.get(f"/staff/comments/next?after={place}").location
    assert browser.get(page).status_code == 200
    yield _figure(
        f"The page of the next of {COMMENTS:,} comments to review",
        _middle_ms(
            lambda: browser.get(browser.get(f"/staff/comments/next?after={place}").location)
        ),
        100,
    )
    code = as_code(random.SystemRandom().getrandbits(80))
    submission = db.session.get_one(Comment, place).submission
    submission.receipt_hash = hash_code(code)
    db.session.commit()
    # Nobody who looks at a receipt is signed in, and nothing is kept from the reviewer's requests.
    with app.app_context():
        family = app.test_client()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', family.get("/receipt").text)[1]
        asked = {"csrf_token": token, "code": code}
        assert "We received it" in family.post("/receipt", data=asked).text
        yield _figure(
            f"The receipt page of one of {COMMENTS // 2:,} people",
            _middle_ms(lambda: family.post("/receipt", data=asked)),
            15,
        )


def measure_many(folder: Path) -> Iterator[Figure]:
    """The next comment to review, and every way of searching, on SQLite."""
    folder.mkdir()
    prepare(folder)
    app = create_app(Settings.from_environment({"DATA_DIR": str(folder)}))
    with app.app_context():
        fill()
        everything = services.QueueFilter()
        place = services.list_queue(everything, page=1500).rows[0].comment.id

        def go_on() -> None:
            following = services.next_comment(everything, after=place)
            services.make_sheet(services.get_comment(following or ""))
            services.count_queue(everything)

        yield _figure(
            f"The next of {COMMENTS:,} comments to review, all that its page says",
            _middle_ms(go_on),
            100,
        )
        yield from _measure_pages(app, place)
        # Not at the top: that page needs the rows of this one.
        from tests.bench.searching import measure_searches  # noqa: PLC0415

        yield from measure_searches("SQLite")
