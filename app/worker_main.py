"""The worker process: `celery --app app.worker_main worker --beat --pool solo`.

One task, the sweep, does whatever a query finds to do. A nudge runs it early; the clock runs it
every 30 seconds; starting up runs it at once.
"""

import logging
import time
import warnings
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from celery import signals
from flask import Flask
from kombu.transport.sqlalchemy import Transport

from app import create_app, limits
from app.accounts.jobs import tell_of_many_looks
from app.analysis.jobs import LONGEST_SECONDS, forget_searches, keep_index, read_comments
from app.analysis.jobs_exports import build_exports, end_exports, forget_exports
from app.analysis.jobs_groups import (
    find_copies,
    forget_groupings,
    keep_groups,
    suggest_groups,
)
from app.analysis.lessons import give_lessons
from app.db import begin_write, checkpoint, db
from app.groups.jobs import forget_old_codes
from app.responses.jobs import remove_old_drafts
from app.safeguarding.jobs import (
    delete_old_sounds,
    forget_typings,
    remove_old_submissions,
    rescreen_unscreened,
)
from app.surveys.jobs import forget_sounds, speak_questions
from app.tracker.jobs import publish_due_entries, send_reminders
from app.updates.jobs import forget_followers, send_updates, tell_sites
from app.worker import SWEEP, beat, make_celery, nudge, run_jobs

logger = logging.getLogger(__name__)
#: What nobody waits for is done at most this often, however many nudges come.
TIDY_SECONDS = 25.0

# Containers run as root; Celery's warning is about messages that carry code, and ours are JSON.
warnings.filterwarnings("ignore", message="You're running the worker with superuser")
# How often a broker that is a SQLite file is asked: a nudge is heard, and a stop too, this soon.
Transport.polling_interval = 0.5
# kombu 5.6 on SQLAlchemy 2.1.
warnings.filterwarnings("ignore", category=sa.exc.SADeprecationWarning, module="kombu")


class Sweeper:
    """Runs the jobs of one application, the urgent ones every time and the tidying now and then."""

    def __init__(self, flask_app: Flask) -> None:
        self.app = flask_app
        self.tidied_at = float("-inf")

    def sweep(self) -> None:
        """Do everything that waits; safe to run twice, to stop, and to run in two workers."""
        jobs: list[Callable[[], Any]] = [note_heartbeat, rescreen_unscreened, self.read_comments]
        jobs += [keep_index, build_exports, self.give_lessons, suggest_groups]
        if time.monotonic() - self.tidied_at >= TIDY_SECONDS:
            self.tidied_at = time.monotonic()
            jobs += [remove_old_drafts, remove_old_submissions, forget_old_tries, forget_old_codes]
            jobs += [forget_searches, delete_old_sounds, keep_groups, find_copies, forget_groupings]
            jobs += [end_exports, forget_exports, forget_typings]
            jobs += [publish_due_entries, checkpoint, forget_delivered]
            jobs += [speak_questions, forget_sounds, forget_followers]
            # Last: others may be slow.
            jobs += [tell_of_many_looks, send_reminders, send_updates, tell_sites]
        with self.app.app_context():
            run_jobs(jobs)

    def give_lessons(self) -> None:
        """Teach the reader when an administrator asked for it."""
        give_lessons(self.app.config["SETTINGS"])

    def read_comments(self) -> int:
        """Read what waits with the model in the data folder."""
        started = time.monotonic()
        read = read_comments(self.app.config["SETTINGS"].model_dir)
        if time.monotonic() - started > LONGEST_SECONDS:
            nudge()  # it stopped for the other jobs, and goes on at once
        return read


def note_heartbeat() -> None:
    """Say that a worker is alive."""
    begin_write()
    beat()
    db.session.commit()


def forget_old_tries() -> None:
    """Forget who tried what."""
    begin_write()
    limits.forget_old_tries()
    db.session.commit()


def forget_delivered() -> None:
    """Remove delivered messages, which kombu keeps for ever in a broker that is a database."""
    broker_url = str(celery.conf.broker_url)
    if not broker_url.startswith("sqla+"):
        return
    engine = sa.create_engine(broker_url.removeprefix("sqla+"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        if sa.inspect(connection).has_table("kombu_message"):
            connection.execute(sa.text("DELETE FROM kombu_message WHERE NOT visible"))


flask_app = create_app()
settings = flask_app.config["SETTINGS"]
sweeper = Sweeper(flask_app)
celery = app = make_celery(settings.broker_url)
celery.conf.update(
    beat_schedule_filename=str(settings.data_dir / "beat-schedule"),
    worker_enable_remote_control=False,
    worker_send_task_events=False,
)


@celery.task(name=SWEEP)  # type: ignore[untyped-decorator]  # Celery ships no types
def sweep() -> None:
    """Do what waits; the answer to a nudge and to the clock."""
    sweeper.sweep()


@signals.worker_ready.connect  # type: ignore[untyped-decorator]  # Celery ships no types
def sweep_at_once(**_facts: Any) -> None:
    """Do what waited while no worker ran."""
    sweeper.sweep()
