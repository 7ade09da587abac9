"""Promises: what became of a promised date, worked out and never typed in."""

import enum
from datetime import date

from app.db import today
from app.tracker.models import Action, ActionKind


class PromiseState(enum.StrEnum):
    """What became of a promised date."""

    NONE = "none"
    OPEN = "open"
    MOVED = "moved"
    OVERDUE = "overdue"
    KEPT = "kept"
    KEPT_AFTER_MOVING = "kept-after-moving"
    LATE = "late"
    GIVEN_UP = "given-up"


def first_promised_date(action: Action) -> date | None:
    """Return the date that was promised first, however often it moved since."""
    for change in action.promise_changes:
        if change.old_date is not None:
            return change.old_date
    return action.promised_on


def promise_state(action: Action, *, on: date | None = None) -> PromiseState:
    """Return what became of the promise by the day `on`, today unless another is given.

    A date that was moved and then met is not the same as one that was kept.
    """
    if action.promised_on is None:
        return PromiseState.NONE
    if action.given_up_on is not None:
        return PromiseState.GIVEN_UP
    if action.kind == ActionKind.DONE and action.done_on is not None:
        return _state_when_done(action, action.done_on, action.promised_on)
    if action.is_open and action.promised_on < (on or today()):
        return PromiseState.OVERDUE
    return PromiseState.MOVED if action.promise_changes else PromiseState.OPEN


def _state_when_done(action: Action, done_on: date, promised_on: date) -> PromiseState:
    first = first_promised_date(action)
    if first is not None and done_on <= first:
        return PromiseState.KEPT
    return PromiseState.KEPT_AFTER_MOVING if done_on <= promised_on else PromiseState.LATE
