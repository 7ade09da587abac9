"""Tallies: how many began, sent and stopped, and how long it took, without watching anybody.

One number a version, style and language goes up. There is no row a person and no time of day.
"""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.counts import SMALLEST_BASE
from app.db import db, insert_into, utc_now
from app.responses.models import Style, Tally
from app.surveys.models import Survey, SurveyVersion

#: Longer than this, somebody left it open and came back: counted as this many minutes.
MOST_MINUTES = 60


def count(kind: str, version_id: int, style: Style, locale: str, detail: str = "") -> None:
    """Add one to a tally; the caller commits."""
    row = {
        "survey_version_id": version_id,
        "style": style,
        "locale": locale,
        "kind": kind,
        "detail": detail,
        "count": 1,
    }
    key = list(Tally.__table__.primary_key)
    more = {"count": Tally.__table__.c.count + 1}
    insert = insert_into(Tally).values(row)
    db.session.execute(insert.on_conflict_do_update(index_elements=key, set_=more))


def count_sent(version_id: int, style: Style, locale: str, begun_at: datetime | None) -> None:
    """Count a form that was sent, and its minutes where they were worked on in one go."""
    count("sent", version_id, style, locale)
    if begun_at is not None:
        minutes = math.ceil((utc_now() - begun_at).total_seconds() / 60)
        minutes = min(max(minutes, 1), MOST_MINUTES)
        count("minutes", version_id, style, locale, str(minutes))


@dataclass(frozen=True)
class ModeNumbers:
    """What happened in one style and language, all versions together."""

    style: Style
    locale: str
    begun: int
    sent: int
    #: Minutes that half of them needed at most, and how many that rests on.
    median: int | None
    timed: int


@dataclass(frozen=True)
class SurveyNumbers:
    """What happened at one survey: by style and language, how many came and where they stopped."""

    modes: list[ModeNumbers]
    #: {(style, language): {code of the first screen without an answer, "" for none: how many}}
    stopped: dict[tuple[Style, str], Counter[str]]


def numbers_of(survey: Survey) -> SurveyNumbers:
    """Return everything that was counted at a survey, whatever its version."""
    query = (
        sa.select(Tally.style, Tally.locale, Tally.kind, Tally.detail, sa.func.sum(Tally.count))
        .join(SurveyVersion, Tally.survey_version_id == SurveyVersion.id)
        .where(SurveyVersion.survey_id == survey.id)
        .group_by(Tally.style, Tally.locale, Tally.kind, Tally.detail)
    )
    found: dict[tuple[Style, str], dict[str, Counter[str]]] = {}
    for style, locale, kind, detail, number in db.session.execute(query):
        found.setdefault((style, locale), {}).setdefault(kind, Counter())[detail] = int(number)
    modes = []
    stopped: dict[tuple[Style, str], Counter[str]] = {}
    for (style, locale), kinds in sorted(found.items()):
        minutes = kinds.get("minutes", Counter())
        begun, sent = (kinds.get(kind, Counter()).total() for kind in ("begun", "sent"))
        modes.append(
            ModeNumbers(style, locale, begun, sent, _median(minutes), timed=minutes.total())
        )
        if where := kinds.get("stopped"):
            stopped[style, locale] = where
    return SurveyNumbers(modes, stopped)


def _median(minutes: Counter[str]) -> int | None:
    """Return the minutes that at least half needed at most; None when nothing was timed."""
    left = math.ceil(minutes.total() / 2)
    for minute in sorted(minutes, key=int):
        left -= minutes[minute]
        if left <= 0:
            return int(minute)
    return None


def usual_minutes(version_id: int, style: Style) -> int | None:
    """Return the minutes that half of those who sent this version in this style needed at most.

    None until enough have sent it to say so.
    """
    query = (
        sa.select(Tally.detail, sa.func.sum(Tally.count))
        .where(Tally.survey_version_id == version_id, Tally.style == style)
        .where(Tally.kind == "minutes")
        .group_by(Tally.detail)
    )
    minutes = Counter({row[0]: int(row[1]) for row in db.session.execute(query)})
    return _median(minutes) if minutes.total() >= SMALLEST_BASE else None
