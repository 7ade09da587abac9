"""Exports: asked for with a reason, made by the worker, given once and only to whoever asked.

Each step is on record; the record names the file by its id and holds nobody's words (R-EXP-2).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app import audit
from app.accounts.access import may_open
from app.accounts.models import User
from app.accounts.services import roles_of
from app.analysis import export_files
from app.analysis.models import Export, ExportKind, ExportState
from app.analysis.services.exported import fingerprint
from app.analysis.services.finding import Criteria
from app.db import db, utc_now
from app.errors import DomainError

LASTS = timedelta(minutes=15)
ONE_DAY = timedelta(days=1)
MOST_A_DAY = 10
#: More than this in a day, and administrators are told (R-AUD-2).
MANY_A_DAY = 3
#: Longer than making a file takes; after it, whoever held it is taken for dead.
LEASE = timedelta(minutes=3)
MOST_TRIES = 3
#: How long the row says that there was a file; the audit log says so longer.
KEPT_FOR = timedelta(days=90)
MOST_LISTED = 100
_ASKED_FOR_AT = {
    ExportKind.FIGURES: "analysis.ask_for_figures",
    ExportKind.WORDS: "analysis.ask_for_words",
}
#: What the audit log calls it when an export ends so.
_CALLED = {
    ExportState.TAKEN: "export.take",
    ExportState.OVER: "export.expire",
    ExportState.TOO_FEW: "export.refuse",
    ExportState.NOT_ALLOWED: "export.refuse",
    ExportState.FAILED: "export.fail",
}


@dataclass(frozen=True)
class MadeFile:
    """A file as the worker made it, not kept yet."""

    content: bytes
    people: int
    rows: int
    #: How many rows there would be without the limit.
    found: int
    #: The comments in it, and their fingerprint when it was made; figures hold none.
    ids: Sequence[str] = ()
    made_of: str = ""


class NotReadyError(DomainError):
    """There is no file to give."""


class FileChangedError(DomainError):
    """Words in the file may not leave any more; the caller commits, and it is made again."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            _l("Words in the file may not leave any more, so it is made again without them.")
        )
        self.file_name = file_name


def may_have(kind: ExportKind, person: User) -> bool:
    """Return True when `person` may have such a file now: may search, and may take it away."""
    return all(may_open(endpoint, person) for endpoint in ("analysis.search", _ASKED_FOR_AT[kind]))


def _note(action: str, export: Export, *, by: User | None, **facts: str | int) -> None:
    audit.record(
        action,
        target=f"export:{export.id}",
        actor=str(by.id) if by else "worker",
        role=roles_of(by) if by else "",
        reason=export.reason if by else "",
        facts={"kind": export.kind.value, **facts},
    )


def ask_for_export(kind: ExportKind, wanted: Criteria, *, reason: str, by: User) -> Export:
    """Ask the worker for a file of what `wanted` finds; the caller commits and nudges.

    Raises DomainError when one is still being made, or there were too many today.
    """
    is_own = Export.asked_by_id == by.id
    waiting = sa.select(Export.id).where(is_own, Export.state == ExportState.ASKED)
    if db.session.scalar(waiting.limit(1)) is not None:
        raise DomainError(_l("A file that you asked for is still being made. Take that one first."))
    today = sa.select(sa.func.count()).where(is_own, Export.asked_at > utc_now() - ONE_DAY)
    if (db.session.scalar(today) or 0) >= MOST_A_DAY:
        raise DomainError(
            _l("You asked for %(most)s files in 24 hours. Try again tomorrow.", most=MOST_A_DAY)
        )
    export = Export(kind=kind, asked_by_id=by.id, reason=reason, criteria=wanted.as_dict())
    db.session.add(export)
    db.session.flush()
    _note("export.ask", export, by=by)
    return export


def get_export(export_id: str, *, by: User) -> Export:
    """Return an export of this person, or raise NoResultFound: nobody sees another's."""
    query = sa.select(Export).where(Export.id == export_id, Export.asked_by_id == by.id)
    return db.session.scalars(query).one()


def list_exports(person: User | None = None) -> list[Export]:
    """Return what this person asked for, or everybody, the newest first."""
    query = sa.select(Export).options(joinedload(Export.asked_by))
    if person is not None:
        query = query.where(Export.asked_by_id == person.id)
    return list(db.session.scalars(query.order_by(Export.asked_at.desc()).limit(MOST_LISTED)))


def count_busy_exporters() -> int:
    """Return how many people asked for more than MANY_A_DAY files in the last 24 hours."""
    query = (
        sa.select(Export.asked_by_id)
        .where(Export.asked_at > utc_now() - ONE_DAY)
        .group_by(Export.asked_by_id)
        .having(sa.func.count() > MANY_A_DAY)
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def is_being_made(export: Export) -> bool:
    """Return True while a worker is at it."""
    is_held = export.not_before is not None and export.not_before > utc_now()
    return export.state == ExportState.ASKED and is_held


def is_ready(export: Export) -> bool:
    """Return True while there is a file to take."""
    is_in_time = export.ends_at is not None and export.ends_at > utc_now()
    return export.state == ExportState.READY and is_in_time


def _may_be_taken_up() -> list[sa.ColumnElement[bool]]:
    is_free = sa.or_(Export.not_before.is_(None), Export.not_before <= utc_now())
    return [Export.state == ExportState.ASKED, is_free]


def is_any_export_asked() -> bool:
    """Return True when `claim_export` has one to take: it need not lock the database else."""
    query = sa.select(Export.id).where(*_may_be_taken_up()).limit(1)
    return db.session.scalar(query) is not None


def claim_export() -> Export | None:
    """Take up the one that waits longest, for a while; None when nothing waits.

    One that was tried too often, or that its owner may not have any more, is ended instead. The
    caller commits.
    """
    query = sa.select(Export).where(*_may_be_taken_up()).order_by(Export.asked_at, Export.id)
    for export in db.session.scalars(query.with_for_update(skip_locked=True)):
        if not _may_still_have(export):
            _end(export, ExportState.NOT_ALLOWED)
        elif export.tries >= MOST_TRIES:
            _end(export, ExportState.FAILED)
        else:
            export.tries += 1
            export.not_before = utc_now() + LEASE
            db.session.flush()
            return export
    return None


def _may_still_have(export: Export) -> bool:
    return export.asked_by.active and may_have(export.kind, export.asked_by)


def _end(export: Export, state: ExportState, *, by: User | None = None) -> None:
    """End an export: it has no file, and nobody needs what was searched for."""
    export.state, export.file_name, export.criteria = state, "", {}
    export.not_before, export.ended_at = None, utc_now()
    db.session.flush()
    _note(_CALLED[state], export, by=by, state=state.value, rows=export.rows)


def keep_file(export_id: str, made: MadeFile) -> str:
    """Seal a file that was made and put it into the data folder; return its name."""
    facts = json.dumps({"ids": list(made.ids), "made_of": made.made_of})
    return export_files.keep(facts.encode() + b"\n" + made.content, owner=export_id)


def _is_still_right(ids: Sequence[str], made_of: str) -> bool:
    """Return True when all words of a file may still leave as they stand in it."""
    return not ids or fingerprint(ids) == made_of


def store_file(export_id: str, name: str, made: MadeFile) -> bool:
    """Say that the file `name` is ready; the caller commits.

    False when another worker was faster, or when its words may not leave any more: then it waits
    to be made again. The caller removes the file.
    """
    export = _lock(sa.select(Export).where(Export.id == export_id))
    if export is None or export.state != ExportState.ASKED:
        return False
    if not _is_still_right(made.ids, made.made_of):
        export.not_before = None
        return False
    export.state, export.file_name, export.not_before = ExportState.READY, name, None
    export.rows, export.found, export.ends_at = made.rows, made.found, utc_now() + LASTS
    db.session.flush()
    _note("export.build", export, by=None, rows=made.rows)
    return True


def end_export(export_id: str, state: ExportState) -> None:
    """End one that the worker holds and that comes to nothing; the caller commits."""
    export = _lock(sa.select(Export).where(Export.id == export_id))
    if export is not None and export.state == ExportState.ASKED:
        _end(export, state)


def _lock(query: sa.Select[Export]) -> Export | None:
    query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def take_file(export_id: str, *, by: User) -> tuple[bytes, str]:
    """Give the file away, for good: return its content and its name, to be removed after a commit.

    Raises NotReadyError when there is none (any more), and FileChangedError when somebody took
    words back that are in it. In both cases the caller commits what became of it.
    """
    export = _lock(sa.select(Export).where(Export.id == export_id, Export.asked_by_id == by.id))
    if export is None or not is_ready(export) or not may_have(export.kind, by):
        raise NotReadyError(_l("This file is not here any more. Ask for a new one."))
    name = export.file_name
    kept = export_files.find(name, owner=export.id)
    if kept is None:
        _end(export, ExportState.FAILED)
        raise NotReadyError(_l("This file is not here any more. Ask for a new one."))
    facts, _line, content = kept.partition(b"\n")
    if not _is_still_right(**json.loads(facts)):
        export.state, export.file_name, export.ends_at = ExportState.ASKED, "", None
        export.tries, export.not_before = 0, None
        db.session.flush()
        _note("export.again", export, by=by)
        raise FileChangedError(name)
    _end(export, ExportState.TAKEN, by=by)
    return content, name


def exports_to_end() -> list[str]:
    """Return the ids of ready ones whose time is over, or whose owner may not have them."""
    query = sa.select(Export).where(Export.state == ExportState.READY)
    query = query.options(joinedload(Export.asked_by))
    return [
        export.id
        for export in db.session.scalars(query)
        if not is_ready(export) or not _may_still_have(export)
    ]


def end_when_over(export_id: str) -> str:
    """End a ready one whose time is over; return the name of its file, "" when it was taken."""
    export = _lock(sa.select(Export).where(Export.id == export_id))
    if export is None or export.state != ExportState.READY:
        return ""
    name = export.file_name
    is_allowed = _may_still_have(export)
    _end(export, ExportState.OVER if is_allowed else ExportState.NOT_ALLOWED)
    return name


def names_of_files() -> set[str]:
    """Return the names of the files that are ready."""
    query = sa.select(Export.file_name).where(Export.state == ExportState.READY)
    return set(db.session.scalars(query))


def forget_exports() -> int:
    """Forget what was asked for 90 days ago; return how many."""
    old = sa.delete(Export).where(_is_old())
    return len(list(db.session.execute(old.returning(Export.id))))


def has_old_exports() -> bool:
    """Return True when there is something to forget; a question, which takes no lock."""
    return db.session.scalar(sa.select(Export.id).where(_is_old()).limit(1)) is not None


def _is_old() -> sa.ColumnElement[bool]:
    return sa.and_(Export.asked_at < utc_now() - KEPT_FOR, Export.ended_at.is_not(None))
