"""Keeping equality answers: rules as functions."""

from typing import Any

import sqlalchemy as sa

from app.db import db, today
from app.equality.models import EqualityReply
from app.security import keyed_hash


def store_reply(*, form_key: str, survey_slug: str, who: str, answers: dict[str, Any]) -> bool:
    """Keep one person's answers; return False when this form was sent before, or says nothing.

    There is no audit event: its time would stand beside that of the submission. The caller commits.
    """
    form_hash = keyed_hash("equality", form_key)
    known = sa.select(EqualityReply.id).where(EqualityReply.form_hash == form_hash)
    if not answers or db.session.scalar(known):
        return False
    db.session.add(
        EqualityReply(
            form_hash=form_hash,
            survey_slug=survey_slug,
            month=today().replace(day=1),
            who=who,
            answers=answers,
        )
    )
    db.session.flush()
    return True
