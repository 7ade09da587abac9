"""Pictures that a partnership brought along; each is a file as well (app/picture_files.py)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, today


class OwnPicture(Base):
    """What an own picture shows, and whose it is."""

    __tablename__ = "own_picture"

    #: Made of the picture's content: see app/picture_files.py.
    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    #: What it shows, for those who cannot see it.
    alt: Mapped[str] = mapped_column(sa.String(160))
    #: Other words by which it is found.
    words: Mapped[list[str]] = mapped_column(default=list)
    #: Whose it is and why we may show it: it stands on the public page of pictures.
    owner: Mapped[str] = mapped_column(sa.String(300))
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    added_on: Mapped[date] = mapped_column(default=today)
