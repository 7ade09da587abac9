"""A year's comments, responses and intended actions: what was published in it and still stands.

Comments are here in anonymous form only: the words of the entry, which a representative agreed to,
quotes that their owners gave and did not take back, and how many people said it, suppressed.
"""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from app.csv_files import Cell
from app.db import today
from app.public.theme_story import said_by, silence
from app.tracker import services as tracker
from app.tracker.counts import public_count
from app.tracker.models import ActionKind, Entry, EntryQuote
from app.tracker.words import answer_label, period_words, promise_words, status_tag


@dataclass(frozen=True)
class Answered:
    """One entry with what may be shown of it now."""

    entry: Entry
    people: str
    quotes: list[EntryQuote]

    @property
    def said_by(self) -> str:
        """How many people said it, and when, in one sentence."""
        period = period_words(self.entry)
        if period:
            return str(_("Said by %(people)s, %(period)s.", people=self.people, period=period))
        return str(_("Said by %(people)s.", people=self.people))

    @property
    def intended(self) -> str:
        """What will be done, in a member of staff's words; what was done or cannot be, else."""
        action = self.entry.action
        if action.kind == ActionKind.CANNOT:
            return " ".join(filter(None, (action.why, action.instead)))
        if action.kind == ActionKind.NOT_OURS:
            return action.whose
        return " ".join(filter(None, (action.what, self.entry.what_next)))


@dataclass(frozen=True)
class YearReport:
    """Everything that was answered in a year, and what has no answer now."""

    year: int
    answered: list[Answered]
    #: Themes without an answer, each with two sentences; for the year that still runs only.
    waiting: list[tuple[tracker.HeardTheme, str]]
    is_running: bool
    other_years: list[int]


def report_of_year(year: int, *, smallest: int) -> YearReport | None:
    """Return the report of a year; None for one in which nothing that stands was published."""
    years = tracker.published_years()
    if year not in years:
        return None
    is_running = year == today().year
    heard = tracker.heard_themes(smallest=smallest) if is_running else []
    return YearReport(
        year=year,
        answered=[
            Answered(
                entry=entry,
                people=public_count(entry.people, smallest=smallest),
                quotes=tracker.quotes_to_show(entry),
            )
            for entry in tracker.entries_of_year(year)
        ],
        waiting=[
            (each, f"{said_by(each, smallest=smallest)} {silence(each)}")
            for each in heard
            if not each.entries
        ],
        is_running=is_running,
        other_years=[each for each in years if each != year],
    )


def rows_of(report: YearReport, *, base_url: str) -> tuple[list[str], list[list[Cell]]]:
    """Return the report as the headers and rows of a table, one row an answer."""
    headers = [
        _("Published on"),
        _("You said"),
        _("Who said it"),
        _("In their own words"),
        _("Kind of answer"),
        _("Our response"),
        _("What we intend to do"),
        _("Who answers for it"),
        _("Status"),
        _("Promise"),
        _("Page"),
    ]
    return headers, [_row(each, base_url) for each in report.answered]


def _said_by(quote: EntryQuote) -> str:
    """Return whose words a quote is, and that they were translated when they were."""
    # Not within the f-string: words there are not collected for translation.
    translated = _("translated")
    return f"{quote.whose}, {translated}" if quote.translated_from else quote.whose


def _row(each: Answered, base_url: str) -> list[Cell]:
    entry, action = each.entry, each.entry.action
    return [
        _iso(entry.published_on),
        entry.you_said,
        each.said_by,
        " / ".join(f"“{quote.text}” ({_said_by(quote)})" for quote in each.quotes),
        answer_label(action),
        entry.we_did,
        each.intended,
        f"{action.owner.name}, {action.owner_title}",
        status_tag(action)[0],
        promise_words(action),
        base_url + url_for("public.show_entry", slug=entry.slug),
    ]


def _iso(when: date | None) -> str:
    return when.isoformat() if when else ""
