"""Said and Done: what families say, and what was done about it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Return the application, put together from its kernel files and its rooms.

    Raises UnsafeSettingError when the settings would put people at risk.
    """
    # Here, so that who needs one kernel file alone does not load the whole house.
    from app.factory import put_together  # noqa: PLC0415

    return put_together(settings)
