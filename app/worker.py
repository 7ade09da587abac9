"""The worker: Celery carries nudges and a clock; what is to do is always a query.

A lost message costs at most one sweep (30 seconds), never a comment.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, db, utc_now

if TYPE_CHECKING:
    from celery import Celery

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 30.0
SWEEP = "said_and_done.sweep"


class Heartbeat(Base):
    """When a worker was last alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    seen_at: Mapped[datetime]


def beat(name: str = "worker") -> None:
    """Note that the worker is alive; the caller commits."""
    db.session.merge(Heartbeat(name=name, seen_at=utc_now()))


def last_heartbeat(name: str = "worker") -> datetime | None:
    """Return when the worker was last alive, or None when it never was."""
    row = db.session.get(Heartbeat, name)
    return row.seen_at if row else None


def make_celery(broker_url: str) -> "Celery":
    """Return a Celery application that sends to `broker_url` and keeps no results."""
    # Here, so that a web process starts without it: the first nudge loads it.
    from celery import Celery  # noqa: PLC0415

    celery = Celery("said_and_done", broker=broker_url)
    celery.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        beat_schedule={"sweep": {"task": SWEEP, "schedule": SWEEP_SECONDS}},
    )
    return celery


def nudge() -> None:
    """Tell the worker that something is waiting, after the commit; never fail the request."""
    kept = current_app.extensions
    try:
        if "celery" not in kept:
            kept["celery"] = make_celery(current_app.config["SETTINGS"].broker_url)
        kept["celery"].send_task(SWEEP, retry=False, expires=SWEEP_SECONDS)
    except Exception as error:  # whatever the broker does, the words are safe
        logger.warning("nudge not sent: %s", type(error).__name__)


def run_jobs(jobs: list[Callable[[], Any]]) -> None:
    """Run each job once; one that fails is named in the log and does not stop the next."""
    for job in jobs:
        try:
            job()
        except Exception as error:  # the job's own text may hold people's words
            db.session.rollback()
            logger.error(  # noqa: TRY400  # a traceback may hold people's words
                "job %s failed: %s", job.__name__, type(error).__name__
            )
        finally:
            db.session.remove()
