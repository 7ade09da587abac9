"""Themes as everybody may read them: what was heard, and whether something published answers it.

Two rules keep a theme from telling of somebody. Its name is shown only once enough people have said
it, or when a person has marked the name as telling of nobody; a person may also say "never". And
what is counted ends with the last full month, so that nobody who looks at the page every day can
see on which day somebody spoke, or that it was one person more (R-SDC-1, R-SDC-2).
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.analysis.models import InPublic, Theme, ThemeComment
from app.analysis.services import count_of_people
from app.db import db, today
from app.responses.models import Comment, Submission
from app.tracker.counts import SMALLEST_PUBLIC_COUNT
from app.tracker.models import Action, ActionTheme, Entry, EntryStatus
from app.tracker.services.published import published_counts


@dataclass(frozen=True)
class HeardTheme:
    """A theme whose name may be shown.

    `people` is the true number, or what is published when that is more: say it by `public_count`.
    """

    theme: Theme
    people: int
    first: date
    last: date
    #: What is published about it, oldest first.
    entries: list[Entry] = field(default_factory=list)
    #: True when somebody has begun to answer it, and nothing is published yet.
    is_begun: bool = False

    @property
    def days(self) -> int:
        """At least how many days ago the first person said it: since the end of that month."""
        month_ends = self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return (today() - month_ends).days


def first_of_month() -> date:
    """Return the day on which the months that are counted have ended."""
    return today().replace(day=1)


def heard_themes(*, smallest: int = SMALLEST_PUBLIC_COUNT) -> list[HeardTheme]:
    """Return every theme that may be named, with what answers it; the longest heard first."""
    query = _counted(smallest).order_by(sa.func.min(Submission.received_on), Theme.id)
    return _with_answers(db.session.execute(query).all())


def get_heard_theme(theme_id: int, *, smallest: int = SMALLEST_PUBLIC_COUNT) -> HeardTheme:
    """Return one theme that may be named, or raise NoResultFound."""
    row = db.session.execute(_counted(smallest).where(Theme.id == theme_id)).one()
    return _with_answers([row])[0]


def current_theme(theme_id: int) -> int:
    """Return the theme that this one was merged into, which followed what was said; else itself."""
    into = sa.select(Theme.merged_into_id).where(Theme.id == theme_id)
    return db.session.scalar(into) or theme_id


def themes_to_name(action: Action, *, smallest: int = SMALLEST_PUBLIC_COUNT) -> list[Theme]:
    """Return the themes of an action that may be named, by name."""
    answered = sa.select(ActionTheme.theme_id).where(ActionTheme.action_id == action.id)
    query = _counted(smallest).where(Theme.id.in_(answered)).order_by(Theme.name)
    return [row[0] for row in db.session.execute(query)]


def _counted(smallest: int) -> sa.Select[Theme, int, date, date]:
    """Return a query for (theme, people, first day, last day) of each theme that may be named."""
    people = count_of_people()
    return (
        sa.select(
            Theme,
            people.label("people"),
            sa.func.min(Submission.received_on).label("first"),
            sa.func.max(Submission.received_on).label("last"),
        )
        .join(ThemeComment, ThemeComment.theme_id == Theme.id)
        .join(Comment, Comment.id == ThemeComment.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Submission.withdrawn_on.is_(None),
            Submission.received_on < first_of_month(),
            Theme.in_public != InPublic.NO,
        )
        .group_by(Theme.id)
        .having((people >= smallest) | (Theme.in_public == InPublic.YES))
    )


def _with_answers(rows: Sequence[sa.Row[Theme, int, date, date]]) -> list[HeardTheme]:
    ids = [theme.id for theme, _people, _first, _last in rows]
    answers: dict[int, list[Entry]] = {each: [] for each in ids}
    query = (
        sa.select(ActionTheme.theme_id, Entry)
        .join(Action, Action.id == ActionTheme.action_id)
        .join(Entry, Entry.action_id == Action.id)
        .options(contains_eager(Entry.action).options(selectinload(Action.promise_changes)))
        .where(ActionTheme.theme_id.in_(ids), Entry.status == EntryStatus.PUBLISHED)
        .order_by(Entry.published_on, Entry.id)
    )
    for theme_id, entry in db.session.execute(query):
        answers[theme_id].append(entry)
    told = published_counts(ids)
    begun = set(
        db.session.scalars(sa.select(ActionTheme.theme_id).where(ActionTheme.theme_id.in_(ids)))
    )
    return [
        HeardTheme(
            theme=theme,
            people=max(people, told.get(theme.id, 0)),
            first=first,
            last=last,
            entries=answers[theme.id],
            is_begun=theme.id in begun and not answers[theme.id],
        )
        for theme, people, first, last in rows
    ]
