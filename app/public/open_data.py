"""Fills the shapes of the open data from what the services return."""

from collections import Counter
from datetime import date
from typing import Any

from flask import current_app, url_for

from app.public import shapes
from app.strategy.models import Framework, FrameworkItem, SubGroup
from app.tracker import services as tracker
from app.tracker.counts import rounded
from app.tracker.models import ACTION_TEXTS, Entry, Helped


def smallest() -> int:
    """Return the number of people below which nobody is counted out."""
    return int(current_app.config["SMALLEST_PUBLIC_COUNT"])


def base_url() -> str:
    """Return the public address without a last slash."""
    return str(current_app.config["SETTINGS"].public_base_url).rstrip("/")


def people_of(number: int) -> shapes.People:
    """Return a number of people as it may be published: `public_count`, for programs."""
    if number < smallest():
        return shapes.People(fewer_than=smallest(), about=None)
    return shapes.People(fewer_than=None, about=rounded(number))


def month_of(day: date | None) -> str | None:
    """Return the month of a day, 2026-06: the day itself could tell of somebody."""
    return day.strftime("%Y-%m") if day else None


def summary_of(entry: Entry, *, language: str | None) -> shapes.EntrySummary:
    """Return one entry of a list, with its words in a language beside the English."""
    return shapes.EntrySummary(**_facts_of(entry, language))


def detail_of(entry: Entry, *, language: str | None = None) -> shapes.EntryDetail:
    """Return one entry with everything that its page tells; quotes are checked again now."""
    action = entry.action
    quotes = tracker.quotes_to_show(entry)
    themes = tracker.themes_to_name(action, smallest=smallest())
    votes = tracker.count_votes(action)
    return shapes.EntryDetail(
        **_facts_of(entry, language),
        what=action.what,
        place=action.place,
        for_whom=action.for_whom,
        why=action.why,
        instead=action.instead,
        whose=action.whose,
        evidence=action.evidence,
        evidence_base=people_of(action.evidence_base) if action.evidence_base else None,
        quotes=[
            shapes.Quote(
                text=each.text,
                whose=each.whose,
                language=each.comment.text_language,
                translated_from=each.translated_from,
            )
            for each in quotes
        ],
        notes=[
            shapes.Note(
                role=each.role,
                made_on=each.signed_at.date(),
                is_objection=not each.is_approval,
                text=each.note,
            )
            for each in tracker.public_notes(entry)
        ],
        votes_of_tellers=_votes_of(votes.receipts),
        votes_of_readers=_votes_of(votes.page),
        corrections=[
            shapes.Correction(made_on=each.made_on, reason=each.reason) for each in entry.notices
        ],
        themes=[theme.id for theme in themes],
    )


def _votes_of(given: Counter[Helped]) -> shapes.Votes:
    """Return how one group of people answered; each answer is told once ten have, as on pages."""
    is_told = given.total() >= smallest()
    told = {each.name.lower(): people_of(given[each]) if is_told else None for each in Helped}
    return shapes.Votes(answered=people_of(given.total()), **told)


def _facts_of(entry: Entry, language: str | None) -> dict[str, Any]:
    action = entry.action
    return {
        "slug": entry.slug,
        "url": base_url() + url_for("public.show_entry", slug=entry.slug),
        "kind": action.kind,
        "is_overdue": action.is_overdue,
        "plain": shapes.Words(title=entry.title, you_said=entry.you_said, we_did=entry.we_did),
        "easy_read": shapes.Words(
            title=entry.easy_read_title,
            you_said=entry.easy_read_you_said,
            we_did=entry.easy_read_we_did,
        ),
        "what_next": entry.what_next,
        "easy_read_what_next": entry.easy_read_what_next,
        "translation": _translation_of(entry, language),
        "people": people_of(entry.people),
        "said_from": month_of(entry.said_from),
        "said_until": month_of(entry.said_until),
        "sub_group": action.owner_code,
        "codes": sorted(item.code for item in action.items),
        "promise": _promise_of(entry),
        "published_on": entry.published_on,
        "updated_at": entry.updated_at,
        "is_demo": entry.is_demo,
    }


def _translation_of(entry: Entry, language: str | None) -> shapes.Translation | None:
    words = tracker.translation_of(entry, language) if language else None
    if words is None:
        return None
    names = tuple(shapes.TranslatedWords.model_fields)
    return shapes.Translation(
        language=words.locale,
        action=shapes.TranslatedAction(
            **{each: words.text(name) or None for name, each in ACTION_TEXTS.items()}
        ),
        state=words.state,
        plain=shapes.TranslatedWords(**{name: words.text(name) or None for name in names}),
        easy_read=shapes.TranslatedWords(
            **{name: words.text(f"easy_read_{name}") or None for name in names}
        ),
    )


def _promise_of(entry: Entry) -> shapes.Promise:
    action = entry.action
    return shapes.Promise(
        state=tracker.promise_state(action),
        first_promised_on=tracker.first_promised_date(action),
        promised_on=action.promised_on,
        done_on=action.done_on,
        reopened_on=action.reopened_on,
        changes=[
            shapes.DateChange(
                changed_on=each.changed_on,
                old_date=each.old_date,
                new_date=each.new_date,
                reason=each.reason,
            )
            for each in action.promise_changes
        ],
    )


def theme_of(heard: tracker.HeardTheme) -> shapes.ThemeSummary:
    """Return one theme that may be named."""
    return shapes.ThemeSummary(
        id=heard.theme.id,
        url=base_url() + url_for("public.show_theme", theme_id=heard.theme.id),
        name=heard.theme.name,
        easy_read_name=heard.theme.easy_read_name,
        people=people_of(heard.people),
        said_from=heard.first.strftime("%Y-%m"),
        said_until=heard.last.strftime("%Y-%m"),
        is_answered=bool(heard.entries),
        days_without_answer=None if heard.entries else heard.days,
        entries=[entry.slug for entry in heard.entries],
        is_demo=heard.theme.is_demo,
    )


def framework_of(
    framework: Framework, items: list[FrameworkItem], sub_groups: list[SubGroup]
) -> shapes.FrameworkShape:
    """Return the strategy, as far as it is switched on."""
    return shapes.FrameworkShape(
        key=framework.key,
        area=framework.area,
        title=framework.title,
        vision=framework.vision,
        starts_on=framework.starts_on,
        ends_on=framework.ends_on,
        items=[
            shapes.Item(
                code=item.code,
                family=item.family,
                name=item.name,
                short_name=item.short_name,
                easy_read_name=item.easy_read_name,
                detail=item.detail,
            )
            for item in items
        ],
        sub_groups=[
            shapes.SubGroupShape(
                code=each.code,
                name=each.name,
                easy_read_name=each.easy_read_name,
                kind=each.kind,
            )
            for each in sub_groups
        ],
    )


def counts_now() -> shapes.Counts:
    """Return how much was heard and answered: what stands on the home page, and by kind."""
    numbers = tracker.count_numbers()
    return shapes.Counts(
        people_heard=people_of(numbers.heard),
        entries_published=numbers.answered,
        entries_overdue=numbers.overdue,
        themes_without_answer=numbers.unanswered,
        by_kind=[
            shapes.KindCount(kind=kind, entries=number)
            for kind, number in tracker.count_by_kind().items()
        ],
    )
