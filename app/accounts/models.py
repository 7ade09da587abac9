"""Staff: who may sign in, and which roles they hold. The public has no accounts."""

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_security.models import sqla as security_models
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, utc_now


class RoleName(enum.StrEnum):
    """What a person does here. Nobody holds both authorship and sign-off of one entry."""

    REVIEWER = "reviewer"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    PUBLISHER = "publisher"
    PARENT_REP = "parent-rep"
    YOUTH_REP = "youth-rep"
    FACILITATOR = "facilitator"
    BOARD = "board"
    ADMIN = "admin"


security_models.FsModels.set_db_info(
    base_model=Base, user_table_name="staff", role_table_name="role"
)


class Role(Base, security_models.FsRoleMixin):  # type: ignore[misc]
    """One of `RoleName`."""

    __tablename__ = "role"


class User(Base, security_models.FsUserMixin):  # type: ignore[misc]
    """A member of staff or a representative."""

    __tablename__ = "staff"

    #: What colleagues see beside a decision.
    display_name: Mapped[str] = mapped_column(sa.String(120), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def role_names(self) -> frozenset[str]:
        """The names of this person's roles."""
        return frozenset(role.name for role in self.roles)


class WebAuthn(Base, security_models.FsWebAuthnMixin):  # type: ignore[misc]
    """A passkey."""

    __tablename__ = "webauthn"


class Invitation(Base):
    """A one-time link that lets a new member of staff set a password (30 minutes)."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A keyed hash of the link's secret; the secret itself is shown once and never kept.
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
