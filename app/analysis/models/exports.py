"""Files of what a search finds: asked for with a reason, taken once, gone after a quarter hour."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, random_id, utc_now


class ExportKind(enum.StrEnum):
    """What stands in the file."""

    #: How many people, suppressed; nobody's words.
    FIGURES = "figures"
    #: One row a comment, masked.
    WORDS = "words"


class ExportState(enum.StrEnum):
    """How far it is; only a ready one has a file."""

    ASKED = "asked"
    READY = "ready"
    TAKEN = "taken"
    #: Nobody took it in time.
    OVER = "over"
    #: Too few people said what would stand in it.
    TOO_FEW = "too-few"
    #: Whoever asked may not have it any more.
    NOT_ALLOWED = "not-allowed"
    #: It could not be made, or its file was lost.
    FAILED = "failed"


class Export(Base):
    """One file that somebody asked for. The row holds no words of anybody's; the file is sealed."""

    __tablename__ = "export"
    __table_args__ = (
        sa.CheckConstraint("(state = 'ready') = (file_name <> '')", name="a_ready_one_has_a_file"),
        sa.CheckConstraint("state <> 'ready' OR ends_at IS NOT NULL", name="a_ready_one_ends"),
    )

    #: Stands in the file, too: it says where a copy that turns up somewhere comes from.
    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=random_id)
    kind: Mapped[ExportKind]
    state: Mapped[ExportState] = mapped_column(default=ExportState.ASKED, index=True)
    asked_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("staff.id", ondelete="CASCADE"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    #: What services/finding.py calls Criteria; forgotten once the file is gone.
    criteria: Mapped[dict[str, Any]]
    tries: Mapped[int] = mapped_column(default=0)
    #: No worker takes it before this moment: another holds it, or died with it.
    not_before: Mapped[datetime | None]
    #: 128 random bits, said to nobody; "" when there is no file.
    file_name: Mapped[str] = mapped_column(sa.String(32), default="")
    #: How many rows are in the file, and how many there would be without the limit.
    rows: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    #: From this moment on nobody gets the file.
    ends_at: Mapped[datetime | None]
    #: When it was taken, or ended otherwise.
    ended_at: Mapped[datetime | None]

    asked_by: Mapped[User] = relationship()
