"""The worker makes the files that people asked for, and deletes those whose time is over."""

from app.analysis import export_files, services
from app.analysis.export_table import figures_table, words_table
from app.analysis.models import Export, ExportKind, ExportState
from app.analysis.services import exported, exporting
from app.counts import SMALLEST_PUBLIC_COUNT
from app.db import begin_write, db, utc_now
from app.worker import nudge


def build_exports() -> bool:
    """Make the file that was asked for longest ago; say whether there was one to make.

    Safe to run twice, to kill, and to run in two workers: what was asked for is taken for some
    minutes, and a file counts only once its row says that it is ready.
    """
    if not exporting.is_any_export_asked():
        return False
    begin_write()
    export = exporting.claim_export()
    db.session.commit()
    if export is None:
        return False
    _build(export)
    nudge()  # another may wait
    return True


def _build(export: Export) -> None:
    """Make one file. It is read without a lock; what changed meanwhile is looked for after."""
    export_id = export.id
    made = _make(export)
    db.session.rollback()
    if made.people < SMALLEST_PUBLIC_COUNT:
        begin_write()
        exporting.end_export(export_id, ExportState.TOO_FEW)
        db.session.commit()
        return
    name = exporting.keep_file(export_id, made)
    begin_write()
    is_kept = exporting.store_file(export_id, name, made)
    db.session.commit()
    if not is_kept:
        export_files.remove(name)


def _make(export: Export) -> exporting.MadeFile:
    wanted = services.Criteria.from_dict(export.criteria)
    if export.kind == ExportKind.FIGURES:
        figures = exported.figures_to_export(wanted)
        content, rows = figures_table(export, figures, made_at=utc_now())
        return exporting.MadeFile(content, figures.people, rows=rows, found=rows)
    words = exported.words_to_export(wanted)
    content, rows = words_table(export, words, made_at=utc_now())
    return exporting.MadeFile(
        content, words.people, rows=rows, found=words.found, ids=words.ids, made_of=words.made_of
    )


def end_exports() -> int:
    """Delete files whose time is over, and those that a worker left when it died; return how many.

    The row ends first: if this is killed in between, the file is one that no row names.
    """
    names = []
    for export_id in exporting.exports_to_end():
        begin_write()
        names.append(exporting.end_when_over(export_id))
        db.session.commit()
    for name in names:
        export_files.remove(name)
    return len(names) + export_files.remove_strays(exporting.names_of_files())


def forget_exports() -> int:
    """Forget what was asked for long ago; return how many times."""
    if not exporting.has_old_exports():
        db.session.rollback()
        return 0
    begin_write()
    forgotten = exporting.forget_exports()
    db.session.commit()
    return forgotten
