"""What people did about words in another language than English."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base, utc_now
from app.responses.models import Comment


class TranslationKind(enum.StrEnum):
    """What somebody said of a comment's language."""

    #: They put it into English.
    TRANSLATED = "translated"
    #: It is English after all: the machine was wrong.
    ENGLISH = "english"
    #: Nobody here reads it: it was given to a translator, and still waits.
    AWAY = "away"


class Translation(Base):
    """One thing that a person did. Rows are added, never changed; the newest counts.

    What they wrote stays in `Comment.original`, and the newest English is `Comment.text` as well:
    there everything that reads comments finds it.
    """

    __tablename__ = "translation"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'translated') = (text <> '')", name="only_a_translation_says"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[str] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[TranslationKind]
    #: What it was written in.
    language: Mapped[str] = mapped_column(sa.String(12))
    #: The English; "" unless it was translated.
    text: Mapped[str] = mapped_column(sa.Text, default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)

    comment: Mapped[Comment] = relationship()
    made_by: Mapped[User] = relationship()
