"""What each way of searching costs among a hundred thousand comments."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from app import create_app
from app.analysis import services
from app.analysis.models import Tag
from app.config import Settings
from app.db import db, today
from tests.bench import many
from tests.bench.measures import Figure
from tests.bench.servers import ROOT
from tests.bench.stage import prepare

TURNS = 7
AIM_MS = 300
#: Made for the bench, and dropped after it.
DATABASE = "said_and_done_bench"


def _searches() -> dict[str, dict[str, Any]]:
    """Return what to look for: common and rare, each filter by itself, and all at once."""
    count = sa.func.count()
    codes = list(db.session.scalars(sa.select(Tag.code).group_by(Tag.code).order_by(count.desc())))
    survey = services.searchable_surveys()[0].slug
    since, until = ((today() - timedelta(days=days)).isoformat() for days in (690, 600))
    everything = {
        "words": "school",
        "code": codes[0],
        "sign": "-",
        "theme": "1",
        "survey": survey,
        "question": f"{survey}/going-well",
        "channel": "web",
        "style": "easy",
        "language": "en",
        "whose": "own",
        "role": "young-person",
        "status": "coded",
        "since": since,
        "until": until,
    }
    return {
        **{name: {name: value} for name, value in everything.items()},
        "no filter": {},
        "a rare word": {"words": "word77"},
        "a word nobody wrote": {"words": "zebra"},
        "a phrase": {"words": '"school plan"'},
        "without a word": {"words": "-school"},
        "the beginning of a word": {"words": "scho*"},
        "a rare tag": {"code": codes[-1]},
        "a rare sign": {"sign": "~"},
        "a tag with a sign": {"code": codes[0], "sign": "~"},
        "a small theme": {"theme": "2"},
        "a rare language": {"language": "pl"},
        "a rare channel": {"channel": "import"},
        "a role nobody has": {"role": "sibling"},
        "a rare result": {"status": "not-in-strategy"},
        "a word with a tag": {"words": "school", "code": codes[-1]},
        "a word in a language": {"words": "school", "language": "pl"},
        "everything at once": everything,
    }


def measure_searches(name: str) -> Iterator[Figure]:
    """Every search, as reviewers find and as others do; in an application's context."""
    found = {}
    for said, asked in _searches().items():
        for only_reviewed in (False, True):
            wanted = services.Criteria(**asked)
            times = []
            for _ in range(TURNS):
                began = time.perf_counter()
                services.find(wanted, only_reviewed=only_reviewed)
                times.append(time.perf_counter() - began)
                db.session.rollback()
            found[said + (", reviewed" if only_reviewed else "")] = 1000 * statistics.median(times)
    slowest = max(found, key=lambda said: found[said])
    yield Figure(
        f"{len(found)} searches among {many.COMMENTS:,} comments, with each filter and with all, "
        f"on {name}",
        f"{statistics.median(found.values()):.0f} ms in the middle; the slowest, {slowest}, "
        f"{found[slowest]:.0f} ms in the middle of {TURNS}",
        f"each at most {AIM_MS} ms",
        found[slowest] <= AIM_MS,
    )


def measure_on_postgres(folder: Path) -> Iterator[Figure]:
    """The same searches in a database of their own, where a PostgreSQL lets us make one."""
    command = [sys.executable, "-m", "tests.find_postgres"]
    found = subprocess.run(command, cwd=ROOT, env=os.environ, check=True, capture_output=True)
    server = found.stdout.decode().strip()
    if not server:
        return
    folder.mkdir()
    _run(server, f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    environ = {"DATABASE_URL": server.rpartition("/")[0] + f"/{DATABASE}"}
    try:
        prepare(folder, **environ)
        app = create_app(Settings.from_environment({"DATA_DIR": str(folder)} | environ))
        with app.app_context():
            many.fill()
            yield from measure_searches("PostgreSQL")
            db.session.remove()
            db.engine.dispose()
    finally:
        _run(server, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _run(server: str, *statements: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
