"""The invented actions and entries, with the dates that they would have had."""

from datetime import date

import sqlalchemy as sa

from app.accounts.models import RoleName, User
from app.analysis.models import Theme
from app.db import db
from app.demo.services.reviewing import at_two
from app.demo.story import DemoAction, DemoEntry, DemoMeeting, DemoPlan
from app.errors import DomainError
from app.responses.models import Comment
from app.strategy.models import FrameworkItem, SubGroup
from app.tracker import services as tracker
from app.tracker.models import (
    CHECKS,
    Action,
    ActionStage,
    ActionUpdate,
    ActionValue,
    Entry,
    EntryCheck,
    EntryQuote,
    EntryStatus,
    EntryTranslation,
    Meeting,
    PromiseChange,
    SignOff,
    StagePeople,
)


def add_actions(
    plan: DemoPlan,
    *,
    staff: dict[str, User],
    themes: dict[str, Theme],
    comments: dict[str, Comment],
) -> int:
    """Add every action with its history, entry and meeting; return how many entries there are.

    Raises DomainError when a quote is not what the comment says with names taken out.
    """
    author, parent_rep = staff[plan.author], staff[plan.parent_rep]
    youth_rep = staff[plan.youth_rep]
    added = {}
    for each in plan.actions:
        action = added[each.code] = _add_action(
            each, author, [themes[code] for code in each.themes]
        )
        quotes = [_quote(line, comments) for line in each.entry.quotes]
        entry = _add_entry(each.entry, action, author, quotes)
        if each.entry.published is not None:
            _sign(entry, parent_rep, RoleName.PARENT_REP, on=each.entry.published)
            if each.entry.youth_note is not None:
                note, published = each.entry.youth_note, each.entry.published
                _sign(entry, youth_rep, RoleName.YOUTH_REP, on=published, note=note)
        else:
            entry.needs_youth = tracker.young_people_said(action)
    for met in plan.meetings:
        _add_meeting(met, author, [added[code] for code in met.decided])
    db.session.flush()
    return len(plan.actions)


def _add_meeting(each: DemoMeeting, author: User, decided: list[Action]) -> None:
    """Add a meeting, and say of the actions that it decided them."""
    group = db.session.get_one(SubGroup, each.group)
    meeting = Meeting(group=group, held_on=each.held, made_by_id=author.id, actions=decided)
    for action in decided:
        action.decision, action.decided_on = group.name, each.held
    db.session.add(meeting)


def _add_action(each: DemoAction, author: User, themes: list[Theme]) -> Action:
    items = sa.select(FrameworkItem).where(FrameworkItem.code.in_(each.items))
    action = Action(
        kind=each.kind,
        title=each.title,
        what=each.what,
        place=each.place,
        for_whom=each.for_whom,
        why=each.why,
        instead=each.instead,
        owner=db.session.get_one(SubGroup, each.owner),
        owner_title=each.owner_title,
        promised_on=each.moved[-1].to if each.moved else each.promised,
        done_on=each.done,
        evidence=each.evidence,
        evidence_base=each.evidence_base,
        decision=each.decision,
        decided_on=each.decided,
        created_on=each.created,
        created_by_id=author.id,
        is_demo=True,
        themes=themes,
        items=list(db.session.scalars(items.order_by(FrameworkItem.position))),
    )
    old = each.promised
    for move in each.moved:
        action.promise_changes.append(
            PromiseChange(
                old_date=old,
                new_date=move.to,
                reason=move.reason,
                changed_on=move.day,
                changed_by_id=author.id,
            )
        )
        old = move.to
    for update in each.updates:
        action.updates.append(
            ActionUpdate(made_on=update.day, text=update.text, made_by_id=author.id)
        )
    db.session.add(action)
    db.session.flush()
    _add_evidence(each, action)
    return action


def _add_evidence(each: DemoAction, action: Action) -> None:
    """Add how families took part, and which values held."""
    for stage, told in each.stages.items():
        recorded = ActionStage(action_id=action.id, stage=stage, level=told.level, how=told.how)
        recorded.people = [
            StagePeople(action_id=action.id, stage=stage, role=role, people=number)
            for role, number in told.people.items()
        ]
        action.stages.append(recorded)
    for code, value in each.values.items():
        item = db.session.get_one(FrameworkItem, code)
        action.tested_values.append(ActionValue(item=item, held=value.held, how=value.how))


def _quote(line: str, comments: dict[str, Comment]) -> EntryQuote:
    """Return the quote that `key` or `key | words` asks for."""
    key, _, words = line.partition(" | ")
    comment = comments[key]
    allowed = tracker.quotable_words(comment)
    if words not in allowed:
        raise DomainError(f"The demo data quotes {key!r} with words that are not there.")
    return EntryQuote(
        comment_id=comment.id, text=words or allowed, whose=tracker.whose_words(comment)
    )


def _add_entry(each: DemoEntry, action: Action, author: User, quotes: list[EntryQuote]) -> Entry:
    entry = Entry(
        slug=_free_slug(each.slug),
        status=EntryStatus.WAITING,
        action=action,
        title=each.title,
        you_said=each.you_said,
        we_did=each.we_did,
        what_next=each.what_next,
        easy_read_title=each.easy_title,
        easy_read_you_said=each.easy_you_said,
        easy_read_we_did=each.easy_we_did,
        easy_read_what_next=each.easy_what_next,
        pictures=each.pictures,
        people=each.people,
        said_from=each.said[0],
        said_until=each.said[1],
        author_id=author.id,
        quotes=quotes,
        is_demo=True,
    )
    english = tracker.texts_to_translate(entry)
    entry.translations = [
        EntryTranslation(
            locale=locale, words=words, english={name: english[name] for name in words}
        )
        for locale, words in each.translations.items()
    ]
    db.session.add(entry)
    db.session.flush()
    return entry


def _free_slug(slug: str) -> str:
    is_taken = db.session.scalar(sa.select(Entry.id).where(Entry.slug == slug))
    return f"{slug}-demo" if is_taken else slug


def _sign(entry: Entry, person: User, role: RoleName, *, on: date, note: str = "") -> None:
    """Let a representative approve an entry, and a parent's approval publish it."""
    signed_at = at_two(on)
    db.session.add(
        SignOff(
            entry_id=entry.id,
            author_id=entry.author_id,
            signed_by_id=person.id,
            role=role.value,
            is_approval=True,
            note=note,
            signed_at=signed_at,
        )
    )
    if role == RoleName.YOUTH_REP:
        entry.needs_youth, entry.youth_signed_by_id = True, person.id
    if role == RoleName.PARENT_REP:
        entry.checks = [
            EntryCheck(item=item, checked_by_id=entry.author_id, checked_at=signed_at)
            for item in CHECKS
        ]
        db.session.flush()  # the database lets nothing be published before its checks are kept
        entry.status = EntryStatus.PUBLISHED
        entry.signed_off_by_id = person.id
        entry.published_on = on
        entry.updated_at = signed_at
