"""Staff: who may sign in, and which roles they hold. The public has no accounts."""

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_security.models import sqla as security_models
from flask_security.utils import _config_value as config_value
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
    #: Takes words away as a file: reading is not yet a right to (R-EXP-2).
    EXPORTER = "exporter"
    ADMIN = "admin"


#: Those who read what families wrote, and those who decide who may: a password is not enough
#: for them once other machines can reach us (R-AUT-5).
NEED_TWO_STEPS = frozenset(
    {
        RoleName.REVIEWER,
        RoleName.SAFEGUARDING_LEAD,
        RoleName.PUBLISHER,
        RoleName.FACILITATOR,
        RoleName.EXPORTER,
        RoleName.ADMIN,
    }
)

security_models.FsModels.set_db_info(
    base_model=Base, user_table_name="staff", role_table_name="role"
)


class Role(Base, security_models.FsRoleMixin):
    """One of `RoleName`."""

    __tablename__ = "role"


class User(Base, security_models.FsUserMixin):
    """A member of staff or a representative."""

    __tablename__ = "staff"

    #: Where people sign in from is nobody's business: these columns of the mixin do not exist.
    last_login_ip = None
    current_login_ip = None

    #: What colleagues see beside a decision.
    display_name: Mapped[str] = mapped_column(sa.String(120), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    #: The time step of the last code that was taken, so that no code works twice.
    last_code_step: Mapped[int | None] = mapped_column(sa.BigInteger)

    @property
    def name(self) -> str:
        """What to call this person on a page."""
        return self.display_name or self.email

    @property
    def role_names(self) -> frozenset[str]:
        """The names of this person's roles."""
        return frozenset(role.name for role in self.roles)

    @property
    def has_second_step(self) -> bool:
        """True when this person signs in with a code as well."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    def check_tf_required_setup(self) -> bool:
        """Return True when this person may not sign in without a second step."""
        return bool(
            config_value("TWO_STEPS_FOR_READERS")
            and not self.is_demo
            and self.role_names & NEED_TWO_STEPS
        )

    def check_tf_required(
        self,
        tf_setup_methods: list[tuple[str, str]],
        tf_fresh: bool,  # noqa: FBT001  # Flask-Security's signature
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Ask for a code when one is set up, or when this person may not go without."""
        return bool(tf_setup_methods) or self.check_tf_required_setup(), tf_setup_methods


class WebAuthn(Base, security_models.FsWebAuthnMixin):
    """A passkey."""

    __tablename__ = "webauthn"


class StaffSession(Base):
    """One signed-in browser: what makes signing out, and eight hours, final."""

    __tablename__ = "staff_session"

    #: A keyed hash of the random number in the browser's cookie.
    id_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]


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
