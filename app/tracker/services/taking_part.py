"""Evidence of co-production: how far families took part, which values held, what was decided."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.db import db, today
from app.strategy.models import FrameworkItem
from app.tracker.models import (
    Action,
    ActionStage,
    ActionValue,
    Held,
    Level,
    PartRole,
    Stage,
    StagePeople,
)
from app.tracker.services.actions import ActionError, record, touch_entries

FAMILIES = frozenset({PartRole.PARENT_CARER, PartRole.YOUNG_PERSON})
#: Levels that nobody can claim without saying how many families there were.
_TOGETHER = frozenset({Level.INVOLVED, Level.CO_PRODUCED})


def stage_of(action: Action, stage: Stage) -> ActionStage | None:
    """Return what is recorded of one stage, or None."""
    return next((each for each in action.stages if each.stage == stage), None)


def stages_of(action: Action) -> list[ActionStage]:
    """Return what is recorded, in the order of the stages."""
    return [found for stage in Stage if (found := stage_of(action, stage)) is not None]


def record_stage(
    action: Action,
    *,
    stage: Stage,
    level: Level,
    how: str,
    people: Mapping[PartRole, int],
    by: User,
) -> None:
    """Write down how far families took part in a stage, in place of what stood there.

    Raises ActionError when the level and the numbers contradict each other.
    """
    families = sum(people.get(role, 0) for role in FAMILIES)
    if level in _TOGETHER and not families:
        raise ActionError(
            _l(
                "Write how many parents, carers or young people took part, or choose a lower "
                "level: nobody is involved without being there."
            ),
            field="level",
        )
    if level == Level.NONE and families:
        raise ActionError(
            _l("You wrote that families had no part, and how many took part. Change one of them."),
            field="level",
        )
    recorded = stage_of(action, stage)
    if recorded is None:
        recorded = ActionStage(action_id=action.id, stage=stage, level=level)
        action.stages.append(recorded)
    recorded.level, recorded.how = level, how
    _write_people(recorded, people)
    touch_entries(action)
    db.session.flush()
    record(
        "action.stage",
        target=f"action:{action.id}",
        by=by,
        stage=stage.value,
        level=level.value,
    )


def _write_people(recorded: ActionStage, people: Mapping[PartRole, int]) -> None:
    known = {each.role: each for each in recorded.people}
    for role, number in people.items():
        if role in known and number:
            known[role].people = number
        elif role in known:
            recorded.people.remove(known[role])
        elif number:
            recorded.people.append(
                StagePeople(
                    action_id=recorded.action_id, stage=recorded.stage, role=role, people=number
                )
            )


def record_values(action: Action, *, tested: Mapping[str, tuple[Held, str]], by: User) -> None:
    """Write down which values were tested and whether they held: {code: (held, how we know)}.

    Raises ActionError when one does not say how we know.
    """
    for code, (_held, how) in tested.items():
        if not how.strip():
            raise ActionError(
                _l("Say how we know: what people said, or what was looked at."), field=f"how-{code}"
            )
    known = {each.code: each for each in action.tested_values}
    for code in set(known) - set(tested):
        action.tested_values.remove(known[code])
    for code, (held, how) in tested.items():
        if code in known:
            known[code].held, known[code].how = held, how
        else:
            item = db.session.get_one(FrameworkItem, code)
            action.tested_values.append(ActionValue(item=item, held=held, how=how))
    touch_entries(action)
    db.session.flush()
    record("action.values", target=f"action:{action.id}", by=by, tested=len(tested))


def record_decision(action: Action, *, decision: str, decided_on: date | None, by: User) -> None:
    """Write down the decision that an action rests on; both empty takes it away.

    Raises ActionError when one is missing or the day has not come.
    """
    if decided_on is not None and not decision:
        raise ActionError(_l("Say which decision it was."), field="decision")
    if decision and decided_on is None:
        raise ActionError(_l("Give the day of the decision."), field="decided_on")
    if decided_on is not None and decided_on > today():
        raise ActionError(
            _l("The day of the decision cannot be in the future."), field="decided_on"
        )
    action.decision, action.decided_on = decision, decided_on
    touch_entries(action)
    db.session.flush()
    record("action.decision", target=f"action:{action.id}", by=by)


def tested_values_of(action: Action) -> list[ActionValue]:
    """Return the values that were tested, in the order of the charter."""
    return sorted(action.tested_values, key=lambda each: each.item.position)


def actions_for_evidence() -> list[Action]:
    """Return every action with everything that is evidence of co-production, oldest first."""
    query = (
        sa.select(Action)
        .options(
            selectinload(Action.owner),
            selectinload(Action.themes),
            selectinload(Action.items),
            selectinload(Action.entries),
            selectinload(Action.promise_changes),
            selectinload(Action.stages).selectinload(ActionStage.people),
            selectinload(Action.tested_values).selectinload(ActionValue.item),
        )
        .order_by(Action.id)
    )
    return list(db.session.scalars(query))


def record_export(what: str, *, by: User, rows: int) -> None:
    """Note in the audit log that somebody took a table away (D7)."""
    record("export", target=f"export:{what}", by=by, rows=rows)
