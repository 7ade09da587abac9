"""What reviewing and searching cost among a hundred thousand comments."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import create_app
from app.analysis import index, services
from app.analysis.models import IndexCard, Reading
from app.config import Settings
from app.db import db, random_id, today
from app.responses.models import Comment, Consent, ScreenState, Style, Submission
from app.surveys.models import SurveyVersion
from tests.bench.measures import Figure
from tests.bench.stage import prepare

COMMENTS = 100_000
TURNS = 15
WORDS = [  # what people write, often enough to be found
    *("school", "plan", "waiting", "nobody", "rang", "month", "assessment", "kind", "teacher"),
    *("taxi", "late", "anxiety", "speech", "therapy", "short", "break", "listened", "meeting"),
    *("letter", "promised", "staff", "training", "friends", "safe", "sleep", "morning", "nurse"),
    *("help", "phone", "answer", "office", "college", "not", "we", "the", "and", "was", "it"),
]


def _rows(version_ids: list[int], chance: random.Random) -> dict[Any, list[dict[str, Any]]]:
    """Return rows for each table: two comments a person, one in thirty flagged."""
    rows: dict[Any, list[dict[str, Any]]] = {Submission: [], Comment: [], Reading: []}
    for number in range(COMMENTS):
        if number % 2 == 0:
            submission = {
                "id": random_id(),
                "survey_version_id": chance.choice(version_ids),
                "received_on": today() - timedelta(days=chance.randrange(700)),
                "style": chance.choice(list(Style)),
                "locale": "en",
                "consent": Consent.COUNT,
                "idempotency_hash": random_id(),
            }
            rows[Submission].append(submission)
        is_flagged = chance.random() < 1 / 30
        comment = {
            "id": random_id(),
            "submission_id": submission["id"],
            "question_code": "going-well",
            "position": number % 2,
            "question_text": "What is going well?",
            "text": " ".join(chance.choices(WORDS, k=30)) + f" word{chance.randrange(3000)}",
            "locale": "en",
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
                "language": "en",
            }
        )
    return rows


def _fill() -> None:
    """Put the rows into the tables at once, and make cards and words from them."""
    version_ids = list(db.session.scalars(sa.select(SurveyVersion.id)))
    db.session.rollback()
    with db.engine.begin() as connection:
        index.take_down(connection)
        for model, rows in _rows(version_ids, random.Random(1)).items():
            connection.execute(sa.insert(model), rows)
        index.put_up(connection)
        index.fill(connection)
        connection.exec_driver_sql(
            "INSERT INTO comment_words (rowid, words, masked) SELECT number, text, '' "
            "FROM index_card JOIN comment ON comment.id = index_card.comment_id"
        )
        connection.execute(sa.update(IndexCard).values(is_indexed=True))


def _middle_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
        db.session.rollback()
    return 1000 * statistics.median(times)


def measure_many(folder: Path) -> Iterator[Figure]:
    """The next comment to review, and a search for a common and for a rare word."""
    folder.mkdir()
    prepare(folder)
    app = create_app(Settings.from_environment({"DATA_DIR": str(folder)}))
    with app.app_context():
        _fill()
        everything = services.QueueFilter()
        place = services.list_queue(everything, page=1500).rows[0].comment.id

        def go_on() -> None:
            following = services.next_comment(everything, after=place)
            services.make_sheet(services.get_comment(following or ""))
            services.count_queue(everything)

        found = _middle_ms(go_on)
        yield Figure(
            f"The next of {COMMENTS:,} comments to review, with all its page says",
            f"{found:.0f} ms in the middle of {TURNS}",
            "at most 100 ms",
            found <= 100,
        )
        for name, words in (("a common word", "school"), ("a rare word", "word77")):
            wanted = services.Criteria(words=words)
            found = _middle_ms(lambda wanted=wanted: services.find(wanted, is_masked=False))
            yield Figure(
                f"Search for {name} in {COMMENTS:,} comments",
                f"{found:.0f} ms in the middle of {TURNS}",
                "at most 300 ms",
                found <= 300,
            )
