"""What a trained person decided about a comment that may tell of harm."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, utc_now
from app.responses.models import Comment


class Outcome(enum.StrEnum):
    """What the safeguarding lead did (R-SAF-4), or how the comment came to them."""

    NO_ACTION = "no-action"
    ADVICE = "advice"
    REFERRAL = "referral"
    EMERGENCY = "emergency"
    #: Nothing decided: a person who read the comment brought it to the inbox.
    RAISED = "raised"


class SafeguardingDecision(Base):
    """One decision on one comment. Decisions are added, never changed; the newest counts."""

    __tablename__ = "safeguarding_decision"
    __table_args__ = (sa.CheckConstraint("reason <> ''", name="has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(sa.Text)
    #: True closes the item: the comment may then be quoted, if consent and the rules allow.
    is_closed: Mapped[bool]
    decided_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    decided_at: Mapped[datetime] = mapped_column(default=utc_now)

    comment: Mapped[Comment] = relationship()
    decided_by: Mapped[User] = relationship()
