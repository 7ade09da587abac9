"""Health: what a monitor asks. `/health` reads; `/ready` writes a row and reads it back."""

import sqlite3
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa
from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.db import begin_write, db, utc_now
from app.worker import beat, last_heartbeat

#: A worker that has been silent for longer is taken for dead (R-SAF-4).
LATE_AFTER_SECONDS = 300


def _seconds_since(moment: Any) -> int | None:
    return None if moment is None else max(0, int((utc_now() - moment).total_seconds()))


def oldest_waiting() -> tuple[int | None, int]:
    """Return the age in seconds of the oldest comment not read by the worker, and how many wait."""
    table = sa.table("waiting_comment", sa.column("queued_at", sa.DateTime(timezone=True)))
    oldest, waiting = db.session.execute(
        sa.select(sa.func.min(table.c.queued_at), sa.func.count()).select_from(table)
    ).one()
    if oldest is not None and oldest.tzinfo is None:
        oldest = oldest.replace(tzinfo=utc_now().tzinfo)
    return _seconds_since(oldest), waiting


def show_health() -> ResponseReturnValue:
    """Answer versions, the database, the worker's heartbeat and the oldest unread comment."""
    facts: dict[str, Any] = {
        "status": "ok",
        "versions": {name: version(name) for name in ("flask", "sqlalchemy", "celery")},
        "sqlite": sqlite3.sqlite_version,
    }
    try:
        facts["database"] = db.engine.dialect.name
        facts["worker_heartbeat_seconds"] = _seconds_since(last_heartbeat())
        facts["oldest_unread_seconds"], facts["unread"] = oldest_waiting()
    except SQLAlchemyError:
        return jsonify(facts | {"status": "database unavailable"}), 503
    silent = facts["worker_heartbeat_seconds"]
    if silent is None or silent > LATE_AFTER_SECONDS:
        facts["status"] = "worker is not running"
    return jsonify(facts)


def show_ready() -> ResponseReturnValue:
    """Write a row and read it back; 503 when that cannot be done."""
    try:
        begin_write()
        beat("ready")
        db.session.commit()
        is_ready = last_heartbeat("ready") is not None
    except SQLAlchemyError:
        db.session.rollback()
        is_ready = False
    return jsonify(ready=is_ready), 200 if is_ready else 503


def init_app(app: Flask) -> None:
    """Answer `/health` and `/ready`."""
    app.add_url_rule("/health", "health", show_health)
    app.add_url_rule("/ready", "ready", show_ready)
