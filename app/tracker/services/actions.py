"""Actions: what is done about a theme, by whom and by when."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import selectinload

from app import audit
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis.models import Theme
from app.counts import SMALLEST_BASE
from app.db import db, today, utc_now
from app.errors import DomainError
from app.strategy.models import FrameworkItem, SubGroup
from app.tracker.models import (
    OPEN_KINDS,
    Action,
    ActionKind,
    ActionTheme,
    ActionUpdate,
    EntryStatus,
    PromiseChange,
)
from app.tracker.services.figures import cites_figures, cites_share
from app.tracker.services.small_numbers import FEW, counts_out_few


class ActionError(DomainError):
    """An action leaves out something that families need; `field` names the answer to change."""

    def __init__(self, message: str | LazyString, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ActionFacts(TypedDict):
    """What an action says. Texts may be empty where its kind does not ask for them."""

    kind: ActionKind
    title: str
    what: str
    place: str
    for_whom: str
    why: str
    instead: str
    whose: str
    owner_code: str
    owner_title: str
    promised_on: date | None
    done_on: date | None
    evidence: str
    #: How many people, or cases, the figures of the evidence come from.
    evidence_base: NotRequired[int | None]
    theme_ids: list[int]
    item_codes: list[str]


_ACTS = frozenset({ActionKind.DONE, *OPEN_KINDS})
#: What each kind must say: (kinds, answer, does it hold?, sentence when it does not).
_RULES: tuple[tuple[frozenset[ActionKind], str, Callable[[ActionFacts], object], LazyString], ...]
_RULES = (
    (
        frozenset(ActionKind),
        "theme_ids",
        lambda facts: facts["theme_ids"],
        _l("Choose at least one theme that this answers."),
    ),
    (
        frozenset(ActionKind),
        "what",
        lambda facts: facts["what"],
        _l("Say what changed or will change."),
    ),
    (_ACTS, "place", lambda facts: facts["place"], _l("Say where it happens.")),
    (_ACTS, "for_whom", lambda facts: facts["for_whom"], _l("Say who it is for.")),
    (
        OPEN_KINDS,
        "promised_on",
        lambda facts: facts["promised_on"],
        _l("Give the date that you promise it by."),
    ),
    (
        frozenset({ActionKind.DONE}),
        "done_on",
        lambda facts: facts["done_on"],
        _l("Give the day it was done."),
    ),
    (
        frozenset({ActionKind.DONE}),
        "done_on",
        lambda facts: facts["done_on"] is None or facts["done_on"] <= today(),
        _l("The day it was done cannot be in the future. If it is not done yet, say “planned”."),
    ),
    (
        frozenset({ActionKind.CANNOT}),
        "why",
        lambda facts: facts["why"],
        _l("Say why it cannot be done."),
    ),
    (
        frozenset({ActionKind.CANNOT}),
        "instead",
        lambda facts: facts["instead"],
        _l("Say what you do instead. If there is nothing, say so."),
    ),
    (
        frozenset({ActionKind.NOT_OURS}),
        "whose",
        lambda facts: facts["whose"],
        _l("Say whose it is, so that families know who to ask."),
    ),
)


def record(deed: str, *, target: str, by: User, reason: str = "", **facts: str | int) -> None:
    """Write one deed of a member of staff into the audit log."""
    role = roles_of(by)
    audit.record(deed, target=target, actor=str(by.id), role=role, reason=reason, facts=facts)


def add_action(*, by: User, **facts: Unpack[ActionFacts]) -> Action:
    """Add an action that answers one or more themes.

    Raises ActionError with a sentence when it leaves out what its kind must say.
    """
    _check(facts)
    action = Action(created_by_id=by.id, promised_on=facts["promised_on"])
    _write(action, facts)
    db.session.flush()
    # Somebody is reminded from the start; a job title cannot be. Another can be chosen.
    if action.is_open and action.promised_on is not None:
        action.reminded = by
    record("action.add", target=f"action:{action.id}", by=by, kind=action.kind.value)
    return action


def edit_action(action: Action, *, by: User, **facts: Unpack[ActionFacts]) -> None:
    """Change what an action says; its promised date moves only through `change_promised_date`.

    Raises ActionError with a sentence when it leaves out what its kind must say.
    """
    if action.promised_on is not None:
        facts["promised_on"] = action.promised_on
    _check(facts)
    was_promised = action.is_open and action.promised_on is not None
    was_done = action.done_on if action.kind == ActionKind.DONE else None
    _write(action, facts)
    if was_done and action.done_on != was_done and _is_public(action):
        _tell_of_other_day(action, was_done, by)
    action.promised_on = facts["promised_on"]
    if action.kind == ActionKind.DONE:
        action.reopened_on = None
    if action.is_open or action.kind == ActionKind.DONE:
        action.given_up_on = None
    elif was_promised:  # it stays in the ledger: a promise does not vanish by being renamed
        action.given_up_on = today()
    touch_entries(action)
    db.session.flush()
    record("action.edit", target=f"action:{action.id}", by=by, kind=action.kind.value)


def _is_public(action: Action) -> bool:
    return any(entry.status == EntryStatus.PUBLISHED for entry in action.entries)


def _tell_of_other_day(action: Action, old: date, by: User) -> None:
    """Tell families that the day it was done is another: it decides whether a promise was kept."""
    text = f"We have corrected the day it was done. Before, we gave {old.day} {old:%B %Y}."
    action.updates.append(ActionUpdate(text=text, made_by_id=by.id))


def _check(facts: ActionFacts) -> None:
    for kinds, field, holds, sentence in _RULES:
        if facts["kind"] in kinds and not holds(facts):
            raise ActionError(sentence, field=field)
    for field in ("title", "what", "why", "instead", "evidence"):
        _check_counts(facts[field], field=field)  # type: ignore[literal-required]
    check_base(facts["evidence"], facts.get("evidence_base"))


def check_base(evidence: str, base: int | None) -> None:
    """Raise ActionError when evidence cites a figure and nobody can tell of how many.

    A percentage needs at least thirty behind it, as everywhere in public (R-SDC-1).
    """
    if base is None and cites_figures(evidence):
        raise ActionError(
            _l("Say how many people, or cases, these figures come from."), field="evidence_base"
        )
    if base is not None and base < 1:
        raise ActionError(_l("Enter a number from 1 on, or leave it empty."), field="evidence_base")
    if base is not None and base < SMALLEST_BASE and cites_share(evidence):
        raise ActionError(
            _l(
                "A percentage needs at least 30 people or cases behind it. Say it in words, or as "
                "a number."
            ),
            field="evidence",
        )


def _check_counts(text: str, *, field: str) -> None:
    """Raise ActionError when a text counts out a handful of people (R-SDC-1)."""
    if counts_out_few(text):
        raise ActionError(FEW, field=field)


def _write(action: Action, facts: ActionFacts) -> None:
    """Set everything but the promised date; what it points to is found before it changes."""
    owner = db.session.get_one(SubGroup, facts["owner_code"])
    themes = sa.select(Theme).where(Theme.id.in_(facts["theme_ids"])).order_by(Theme.id)
    found_themes = list(db.session.scalars(themes))
    items = sa.select(FrameworkItem).where(FrameworkItem.code.in_(facts["item_codes"]))
    found_items = list(db.session.scalars(items.order_by(FrameworkItem.position)))
    if not found_themes:
        raise ActionError(_l("Choose at least one theme that this answers."), field="theme_ids")
    action.kind = facts["kind"]
    for name in ("title", "what", "place", "for_whom", "why", "instead", "whose"):
        setattr(action, name, facts[name])
    action.owner, action.owner_title = owner, facts["owner_title"]
    action.evidence = facts["evidence"]
    action.evidence_base = facts.get("evidence_base") if facts["evidence"].strip() else None
    action.done_on = facts["done_on"] if facts["kind"] == ActionKind.DONE else None
    db.session.add(action)
    action.themes, action.items = found_themes, found_items


def change_promised_date(action: Action, *, new_date: date | None, reason: str, by: User) -> None:
    """Move the promised date; the old one stays, with a reason that the public reads (C6).

    Raises ActionError without a reason, without a date, for one that has gone by, or when nothing
    moves.
    """
    if not action.is_open and action.kind == ActionKind.DONE:
        raise ActionError(_l("This is done, so its promised date can no longer move."))
    if new_date is None:
        raise ActionError(_l("Give the new date."), field="new_date")
    if new_date == action.promised_on:
        raise ActionError(_l("That is the date already promised."), field="new_date")
    if new_date < today():
        raise ActionError(
            _l("That day has gone by. Give a day that is still to come."), field="new_date"
        )
    if not reason.strip():
        raise ActionError(
            _l("Say why the date moves. Families will read your reason."), field="reason"
        )
    _check_counts(reason, field="reason")
    action.promise_changes.append(
        PromiseChange(
            old_date=action.promised_on, new_date=new_date, reason=reason, changed_by_id=by.id
        )
    )
    action.promised_on = new_date
    touch_entries(action)
    record("action.move-date", target=f"action:{action.id}", by=by, reason=reason)


def add_update(action: Action, *, text: str, by: User) -> None:
    """Add dated news about an action. Raises ActionError when there is none."""
    if not text.strip():
        raise ActionError(_l("Write the news, in a sentence or two."), field="text")
    _check_counts(text, field="text")
    action.updates.append(ActionUpdate(text=text, made_by_id=by.id))
    touch_entries(action)
    record("action.update", target=f"action:{action.id}", by=by)


def mark_done(
    action: Action,
    *,
    done_on: date | None,
    evidence: str,
    by: User,
    evidence_base: int | None = None,
) -> None:
    """Say that it is done, and what shows it; no evidence is "no evidence yet", in public.

    Raises ActionError without a day, with a day in the future, or when there was nothing to do.
    """
    if not action.is_open:
        raise ActionError(_l("Only something planned or in progress can be marked as done."))
    if done_on is None:
        raise ActionError(_l("Give the day it was done."), field="done_on")
    if done_on > today():
        raise ActionError(_l("The day it was done cannot be in the future."), field="done_on")
    _check_counts(evidence, field="evidence")
    check_base(evidence, evidence_base)
    action.done_on = done_on
    action.kind = ActionKind.DONE
    action.reopened_on = None
    action.evidence = evidence
    action.evidence_base = evidence_base if evidence.strip() else None
    touch_entries(action)
    record("action.finish", target=f"action:{action.id}", by=by)


def touch_entries(action: Action) -> None:
    """Let feeds see that the page of each of its entries has changed."""
    for entry in action.entries:
        entry.updated_at = utc_now()


def get_action(action_id: int) -> Action:
    """Return one action, or raise NoResultFound."""
    return db.session.get_one(Action, action_id)


def is_overdue() -> sa.ColumnElement[bool]:
    """Return the condition that the promised day has passed and the action is not done."""
    return Action.kind.in_(OPEN_KINDS) & (Action.promised_on < today())


def list_actions(*, status: str = "", owner: str = "", item: str = "") -> list[Action]:
    """Return actions: overdue, then open by promised date, then the rest; filters may be empty.

    `status` is a kind of action or "overdue"; `owner` a sub-group's code; `item` a code of the
    strategy.
    """
    query = (
        sa.select(Action)
        .options(
            selectinload(Action.owner),
            selectinload(Action.themes),
            selectinload(Action.entries),
            selectinload(Action.promise_changes),
        )
        .order_by(
            sa.case((is_overdue(), 0), (Action.kind.in_(OPEN_KINDS), 1), else_=2),
            Action.promised_on.is_(None),
            Action.promised_on,
            Action.id.desc(),
        )
    )
    return list(db.session.scalars(filter_actions(query, status=status, owner=owner, items=[item])))


def filter_actions(
    query: sa.Select[Any], *, status: str, owner: str = "", items: Iterable[str] = ()
) -> sa.Select[Any]:
    """Return `query` with the conditions that are not empty."""
    if status == "overdue":
        query = query.where(is_overdue())
    elif status in list(ActionKind):
        query = query.where(Action.kind == ActionKind(status))
    if owner:
        query = query.where(Action.owner_code == owner)
    for code in filter(None, items):
        query = query.where(Action.items.any(FrameworkItem.code == code))
    return query


def actions_for_theme(theme: Theme) -> list[Action]:
    """Return the actions that answer `theme`, newest first."""
    query = (
        sa.select(Action)
        .join(ActionTheme, ActionTheme.action_id == Action.id)
        .where(ActionTheme.theme_id == theme.id)
        .order_by(Action.id.desc())
    )
    return list(db.session.scalars(query))


def answer_too(theme: Theme, other: Theme) -> None:
    """Let what answers `theme` answer `other` as well: its comments went there."""
    for action in actions_for_theme(theme):
        if other not in action.themes:
            action.themes.append(other)
    db.session.flush()


def list_themes() -> list[Theme]:
    """Return every theme by name, for an action to answer; what was merged away is left out."""
    query = sa.select(Theme).where(Theme.merged_into_id.is_(None)).order_by(Theme.name)
    return list(db.session.scalars(query))
