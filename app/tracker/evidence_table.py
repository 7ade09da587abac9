"""The evidence of co-production as a table: one row an action, for self-assessment (C9)."""

from flask_babel import gettext as _

from app.csv_files import Cell, write_csv
from app.strategy import services as strategy
from app.strategy.models import Family
from app.tracker import services
from app.tracker.counts import staff_count
from app.tracker.models import Action, Stage
from app.tracker.part_words import HELD_NAMES, LEVEL_NAMES, STAGE_TERMS
from app.tracker.words import base_words, people_of, promise_words, status_tag


def write_evidence() -> tuple[bytes, int]:
    """Return the table as CSV, and how many actions are in it. It holds no comment and no name."""
    actions = services.actions_for_evidence()
    values = strategy.list_items(Family.VALUE)
    header = [
        _("Action"),
        _("Title"),
        _("Status"),
        _("Owner"),
        _("Job title"),
        _("Promise"),
        _("Decision it rests on"),
        _("Decided on"),
        _("Themes"),
        _("Said by"),
    ]
    for stage in Stage:
        name = str(STAGE_TERMS[stage])
        header += [
            _("%(stage)s: level", stage=name),
            _("%(stage)s: who took part", stage=name),
            _("%(stage)s: what was done", stage=name),
        ]
    header += [_("Value tested: %(value)s", value=value.name) for value in values]
    header += [_("Evidence that it worked"), _("Of how many")]
    codes = [value.code for value in values]
    return write_csv(header, [_row(action, codes) for action in actions]), len(actions)


def _row(action: Action, codes: list[str]) -> list[Cell]:
    people, _first, _last = services.voices_heard(action)
    row: list[Cell] = [
        action.id,
        action.title,
        status_tag(action)[0],
        action.owner.name,
        action.owner_title,
        promise_words(action),
        action.decision,
        action.decided_on.isoformat() if action.decided_on else "",
        "; ".join(theme.name for theme in action.themes),
        staff_count(people),
    ]
    for stage in Stage:
        recorded = services.stage_of(action, stage)
        if recorded is None:
            row += [_("Not recorded"), "", ""]
        else:
            row += [str(LEVEL_NAMES[recorded.level]), people_of(recorded), recorded.how]
    tested = {each.code: each for each in action.tested_values}
    for code in codes:
        each = tested.get(code)
        row.append(f"{HELD_NAMES[each.held]}: {each.how}" if each else _("Not tested"))
    base = base_words(action.evidence_base) if action.evidence_base else ""
    return [*row, action.evidence or _("No evidence yet."), base]
