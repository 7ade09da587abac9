"""Whether pages must say "Demo": asked of the database at most once in a few seconds."""

import logging
import time
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.demo.services import has_demo_rows

logger = logging.getLogger(__name__)
#: Long enough to cost nothing, short enough that `flask demo clear` shows at once.
SECONDS = 5.0


@dataclass
class _Sign:
    is_demo: bool = False
    looked_at: float | None = None


def is_demo() -> bool:
    """Return True when the database holds demo data; the last answer while it cannot be asked.

    The question goes over its own connection and never fails: an error page asks it too.
    """
    sign: _Sign = current_app.extensions.setdefault("demo_sign", _Sign())
    now = time.monotonic()
    if sign.looked_at is None or now - sign.looked_at > SECONDS:
        sign.looked_at = now
        try:
            sign.is_demo = has_demo_rows()
        except SQLAlchemyError as error:
            logger.warning("cannot tell whether this is a demo: %s", type(error).__name__)
    return sign.is_demo


def forget_sign() -> None:
    """Ask the database again next time: the demo was loaded or removed."""
    current_app.extensions.pop("demo_sign", None)
