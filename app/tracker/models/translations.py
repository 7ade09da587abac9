"""The words of an entry in other languages, as staff typed them, and who has read them."""

import enum
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.db import Base
from app.tracker.models.entries import Entry


class TranslationState(enum.StrEnum):
    """Whether a speaker of the language has read it, and whether it still says the same."""

    UNCHECKED = "unchecked"
    CHECKED = "checked"
    #: The English of some of its words has changed since.
    STALE = "stale"


class EntryTranslation(Base):
    """What the page of an entry says in one other language; what it lacks is read in English."""

    __tablename__ = "entry_translation"
    __table_args__ = (
        sa.CheckConstraint("locale <> 'en'", name="is_not_english"),
        sa.CheckConstraint(
            "(checked_on IS NULL AND checked_by_id IS NULL) "
            "OR (checked_on IS NOT NULL AND checked_by_id IS NOT NULL)",
            name="checked_by_somebody",
        ),
    )

    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    #: The words, by the names of the texts that they translate.
    words: Mapped[dict[str, Any]]
    #: The English that each of them translates. It is kept here, so that no change of an entry can
    #: forget to say that its translations are stale.
    english: Mapped[dict[str, Any]]
    checked_on: Mapped[date | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    entry: Mapped[Entry] = relationship(back_populates="translations")
    checked_by: Mapped[User | None] = relationship()

    @property
    def stale(self) -> list[str]:
        """The names of the texts whose English has changed since."""
        return [name for name in self.words if self.english[name] != self.entry.english(name)]

    @property
    def state(self) -> TranslationState:
        """How far it can be trusted now."""
        if self.stale:
            return TranslationState.STALE
        return TranslationState.CHECKED if self.checked_on else TranslationState.UNCHECKED

    def text(self, name: str) -> str:
        """Return one text; "" when it is missing or its English has changed since."""
        is_fresh = self.english.get(name) == self.entry.english(name)
        return str(self.words.get(name, "")) if is_fresh else ""
