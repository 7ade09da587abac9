"""When the machine's reader was taught, by whose word, and what came of it (R-NLP-3)."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, utc_now


class LessonKind(enum.StrEnum):
    """What an administrator asked for."""

    TEACH = "teach"
    #: Put the model before the current one back.
    GO_BACK = "go-back"


class LessonState(enum.StrEnum):
    """How far it is."""

    ASKED = "asked"
    RUNNING = "running"
    #: Another model is the current one now.
    DONE = "done"
    #: The taught model was worse on the locked comments, or there was nothing to learn.
    REFUSED = "refused"
    FAILED = "failed"


class Lesson(Base):
    """One time that somebody asked for another model. Holds figures; no words of anybody's."""

    __tablename__ = "lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LessonKind]
    state: Mapped[LessonState] = mapped_column(default=LessonState.ASKED, index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    #: The version of the model that was current afterwards.
    version: Mapped[str] = mapped_column(sa.String(60), default="")
    #: As `python -m nlp teach --report` writes it: learned, before, after, reasons, notes.
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)

    asked_by: Mapped[User] = relationship()
