"""How an exported file reads: a watermark, headers, and one row a comment or a count."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.analysis.models import Export
from app.analysis.services.exported import (
    ExportedComment,
    ExportedFigures,
    ExportedWords,
    Speaker,
)
from app.analysis.words import FAMILY_WORDS, ROLE_WORDS, SIGN_WORDS
from app.counts import SMALLEST_PUBLIC_COUNT, rounded
from app.csv_files import Cell, write_csv

#: The bytes of a file, and how many rows are in it.
Table = tuple[bytes, int]
#: Said by a child or young person themselves, unless somebody spoke for them (F11).
_YOUNG = frozenset({"young-person", "child"})


def words_table(export: Export, words: ExportedWords, *, made_at: datetime) -> Table:
    """Return the file of masked words, in English as staff write it, and how many rows it has."""
    with force_locale("en"):
        headers = [
            _("Question"),
            _("Words, with names and other telling words masked"),
            _("Who said it"),
            _("Month"),
            _("Tags that a person accepted"),
            _("Themes"),
        ]
        rows = [_row(each) for each in words.rows]
        return _table(export, headers, rows, found=words.found, made_at=made_at)


def _row(each: ExportedComment) -> list[Cell]:
    return [
        each.question,
        each.masked,
        speaker_words(each.speaker),
        each.month.strftime("%Y-%m") if each.month else _("not said: too few"),
        "; ".join(f"{name} ({sign})" if sign else name for name, sign in each.tags),
        "; ".join(each.themes),
    ]


def speaker_words(speaker: Speaker | None) -> str:
    """Return who is speaking, in words."""
    if speaker is None:
        return str(_("not said: too few"))
    if speaker.is_group:
        return str(_("A group"))
    if speaker.is_for_someone and speaker.role in _YOUNG:
        return str(_("Someone speaking for a young person"))
    who = ROLE_WORDS.get(speaker.role)
    if who is None:
        return str(_("role not said"))
    return str(_("%(who)s, somebody speaks for them", who=who) if speaker.is_for_someone else who)


def figures_table(export: Export, figures: ExportedFigures, *, made_at: datetime) -> Table:
    """Return the file of counts of people, suppressed and rounded (R-SDC-1), and its rows."""
    with force_locale("en"):
        headers = [_("Kind"), _("About"), _("How it is going"), _("People, to the nearest five")]
        rows: list[list[Cell]] = [[_("Everybody"), "", "", _people(figures.people)]]
        rows += [
            [str(FAMILY_WORDS[item.family]), item.name, _sign(sign), _people(people)]
            for item, sign, people in figures.tags
        ]
        rows += [[_("Theme"), theme.name, "", _people(people)] for theme, people in figures.themes]
        return _table(export, headers, rows, found=len(rows), made_at=made_at)


def _sign(sign: str | None) -> str:
    # Without its mark in front: "+ going well" would look like a formula.
    return str(SIGN_WORDS[sign])[2:] if sign else ""


def _people(number: int) -> Cell:
    if number < SMALLEST_PUBLIC_COUNT:
        return str(_("fewer than %(smallest)d", smallest=SMALLEST_PUBLIC_COUNT))
    return rounded(number)


def _table(
    export: Export,
    headers: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    found: int,
    made_at: datetime,
) -> Table:
    """Return a table under its watermark; each row ends with the export's id as well."""
    watermark = _watermark(export, len(rows), found=found, made_at=made_at)
    marked: list[Sequence[Cell]] = [[*headers, _("Export")]]
    marked += [[*row, export.id] for row in rows]
    return write_csv([watermark, *[""] * len(headers)], marked), len(rows)


def _watermark(export: Export, rows: int, *, found: int, made_at: datetime) -> str:
    """Return who has this file, since when, why, and how much is in it."""
    many = ngettext("%(num)s row", "%(num)s rows", rows)
    if found > rows:
        many = _("%(rows)s, the newest of %(found)s", rows=many, found=found)
    return " · ".join(
        [
            str(_("Export %(id)s", id=export.id)),
            str(_("for %(name)s", name=f"{export.asked_by.name} ({export.asked_by.email})")),
            made_at.strftime("%Y-%m-%d %H:%M UTC"),
            str(many),
            str(_("Reason: %(reason)s", reason=" ".join(export.reason.split()))),
            str(_("Not to be passed on or published. Delete it when this is done.")),
        ]
    )
