"""Load the strategy from its file, and answer what is in it."""

import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.db import Base, db
from app.strategy.models import Family, Framework, FrameworkItem, SubGroup

FRAMEWORKS_DIR = Path(__file__).parent / "frameworks"
_SECTIONS = {
    Family.PRIORITY: "priorities",
    Family.VALUE: "values",
    Family.OUTCOME: "outcomes",
}
#: Priorities first. Made once: it costs more to write down than to run.
_BY_FAMILY = sa.case({each: place for place, each in enumerate(Family)}, value=FrameworkItem.family)


def _set(row: Base, **facts: Any) -> bool:
    """Set each fact on `row`; return whether anything changed."""
    changed = False
    for name, value in facts.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def load_framework(path: Path) -> int:
    """Add or update every item of the strategy in `path`, by its code; return how many changed.

    Nothing is ever deleted: an item that is dropped from the file is switched off, since
    comments, tags and actions point to its code.
    """
    source = tomllib.loads(path.read_text(encoding="utf-8"))
    framework = db.session.get(Framework, source["key"])
    if framework is None:
        framework = Framework(key=source["key"])
        db.session.add(framework)
    changes = int(
        _set(
            framework,
            area=source["area"],
            title=source["title"],
            vision=source["vision"],
            starts_on=source["starts"],
            ends_on=source["ends"],
        )
    )
    db.session.flush()
    changes += _load_items(source, framework.key) + _load_sub_groups(source)
    db.session.flush()
    return changes


def _load_items(source: dict[str, Any], framework_key: str) -> int:
    known = {item.code: item for item in db.session.scalars(sa.select(FrameworkItem))}
    changes = 0
    for family, section in _SECTIONS.items():
        for position, entry in enumerate(source[section], start=1):
            item = known.pop(entry["key"], None)
            if item is None:
                item = FrameworkItem(code=entry["key"])
                db.session.add(item)
            changes += _set(
                item,
                framework_key=framework_key,
                family=family,
                position=position,
                name=entry["name"],
                short_name=entry.get("short", entry["name"]),
                easy_read_name=entry["easy_read"],
                detail=entry.get("detail", ""),
                is_active=entry.get("active", True),
            )
    return changes + _switch_off(
        item for item in known.values() if item.framework_key == framework_key
    )


def _load_sub_groups(source: dict[str, Any]) -> int:
    known = {group.code: group for group in db.session.scalars(sa.select(SubGroup))}
    changes = 0
    for position, entry in enumerate(source["subgroups"], start=1):
        group = known.pop(entry["key"], None)
        if group is None:
            group = SubGroup(code=entry["key"])
            db.session.add(group)
        changes += _set(
            group,
            position=position,
            name=entry["name"],
            easy_read_name=entry["easy_read"],
            kind=entry["kind"],
            is_active=True,
        )
    return changes + _switch_off(known.values())


def _switch_off(rows: Any) -> int:
    return sum(_set(row, is_active=False) for row in rows)


def list_items(family: Family | None = None) -> list[FrameworkItem]:
    """Return the items that are switched on, priorities first, each family in its order."""
    query = sa.select(FrameworkItem).where(FrameworkItem.is_active)
    if family is not None:
        query = query.where(FrameworkItem.family == family)
    return list(db.session.scalars(query.order_by(_BY_FAMILY, FrameworkItem.position)))


def get_framework(key: str) -> Framework:
    """Return one area's strategy, or raise NoResultFound."""
    return db.session.get_one(Framework, key)


def items_by_family() -> list[tuple[Family, list[FrameworkItem]]]:
    """Return the items that are switched on, each family with its own."""
    items = list_items()
    return [(family, [item for item in items if item.family == family]) for family in Family]


def get_item(code: str) -> FrameworkItem:
    """Return one item, switched on or off, or raise NoResultFound."""
    return db.session.get_one(FrameworkItem, code)


def list_sub_groups() -> list[SubGroup]:
    """Return who can own an action, in the strategy's order."""
    query = sa.select(SubGroup).where(SubGroup.is_active).order_by(SubGroup.position)
    return list(db.session.scalars(query))
