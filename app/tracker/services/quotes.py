"""Quotes: whose words may stand on a public page, and whether they still may (R-PUB-1, R-PUB-2).

The rules are checked when a quote is chosen, when its entry is published, and each time the page
is shown, so that words that are withdrawn are gone at once.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.analysis import services as analysis
from app.analysis.models import Review
from app.db import db, start_of_day, today
from app.errors import DomainError
from app.responses.models import Comment, Consent, Submission, WhoseWords
from app.safeguarding import services as safeguarding
from app.tracker.counts import SMALLEST_PUBLIC_COUNT
from app.tracker.models import Action, Entry, EntryQuote

MOST_QUOTES = 3
QUOTE_DELAY_DAYS = 14

#: Who is speaking, by the role that they chose in the survey; a role, never more.
VOICES = {
    "parent": _l("A parent"),
    "parent-carer": _l("A parent or carer"),
    "grandparent": _l("A grandparent"),
    "foster-carer": _l("A foster carer"),
    "kinship-carer": _l("A kinship carer"),
    "adopter": _l("An adoptive parent"),
    "sibling": _l("A brother or sister"),
    "young-person": _l("A young person"),
    "child": _l("A child"),
    "family": _l("A parent or carer"),
    "staff": _l("Someone who works in a service"),
}
SOMEBODY = _l("Someone who told us")
#: An adult's account is never counted or shown as a child's voice (F11).
FOR_A_YOUNG_PERSON = _l("Someone speaking for a young person")
YOUNG_GROUP = _l("A group of young people")
FAMILY_GROUP = _l("A group of parents and carers")
STAFF_GROUP = _l("A group of people who work in services")
A_GROUP = _l("A group of people")
#: A language that is not named.
UNNAMED = "und"
YOUNG = frozenset({"young-person", "child"})
#: As a group by hands up names them: it has no finer roles.
FAMILY = frozenset({"parent", "parent-carer", "family"})


class QuoteError(DomainError):
    """These words may not be published."""


def voices_of(action: Action, *, on: date | None = None) -> list[Comment]:
    """Return the comments of the action's themes that may be quoted on the day `on`.

    Those that a reviewer found worth quoting come first.
    """
    found: dict[str, Comment] = {}
    for theme in action.themes:
        for comment in analysis.quotable_comments(theme, on=on or today()):
            found.setdefault(comment.id, comment)
    worth = analysis.worth_quoting(found.values())
    return sorted(found.values(), key=lambda comment: comment.id not in worth)


def quotable_words(comment: Comment) -> str:
    """Return the words of a comment as they may be published: names taken out."""
    return str(analysis.redacted_text(comment))


def whose_words(comment: Comment) -> str:
    """Return who said it, in English words that the page translates.

    A role is named only when at least ten people of that role have told us something, so that
    the only foster carer in a small place is not picked out.
    """
    if comment.whose == WhoseWords.GROUP:
        return _in_english(_group_of(comment.role))
    role = comment.role
    if role not in VOICES or _people_with_role(role) < SMALLEST_PUBLIC_COUNT:
        return _in_english(SOMEBODY)
    if role in YOUNG and comment.whose == WhoseWords.FOR_SOMEONE:
        return _in_english(FOR_A_YOUNG_PERSON)
    return _in_english(VOICES[role])


def _group_of(role: str) -> LazyString:
    if role in YOUNG:
        return YOUNG_GROUP
    if role == "staff":
        return STAFF_GROUP
    return FAMILY_GROUP if role in FAMILY else A_GROUP


def translated_from(comment: Comment) -> str | None:
    """Return the language that a comment was put into English from; None when it was not.

    As with roles, one in which fewer than ten people told us something is not named: "und".
    """
    if not comment.is_translated:
        return None
    people = db.session.scalar(
        sa.select(sa.func.count(Submission.id.distinct()))
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Comment.language == comment.language, Submission.withdrawn_on.is_(None))
    )
    return comment.own_language if (people or 0) >= SMALLEST_PUBLIC_COUNT else UNNAMED


def _in_english(words: LazyString) -> str:
    with force_locale("en"):
        return str(words)


def _people_with_role(role: str) -> int:
    query = sa.select(sa.func.count(Submission.id)).where(
        Submission.role == role, Submission.withdrawn_on.is_(None)
    )
    return db.session.scalar(query) or 0


def why_not(comment: Comment, *, text: str, on: date | None = None) -> LazyString | None:
    """Return the sentence that says why `text` of `comment` may not be published, or None."""
    reason = _why_never(comment, text=text)
    if reason is None and not _is_old_enough(comment, on or today()):
        reason = _l(
            "A quote must be at least 14 days old, so that nobody can tell who said it from when."
        )
    if reason is None and db.session.get(Review, comment.id) is None:
        reason = _l("A person has not read one of these comments yet, so it cannot be quoted.")
    if reason is None and analysis.has_undecided_masks(comment):
        reason = _l(
            "A reviewer has not confirmed yet what is masked in one of these comments, so it "
            "cannot be quoted."
        )
    return reason


def _why_never(comment: Comment, *, text: str) -> LazyString | None:
    if comment.submission.withdrawn_on is not None:
        return _l("One of these quotes was taken back by the person who wrote it. Remove it.")
    if comment.submission.consent != Consent.QUOTE:
        return _l("The person who wrote one of these quotes did not agree to be quoted. Remove it.")
    if safeguarding.is_open(comment):
        return _l("One of these quotes cannot be published yet. Remove it.")
    if _plain(text) not in _plain(analysis.redacted_text(comment)):
        return _l(
            "A quote must be the person's own words, as they stand after names are taken out. "
            "Choose the words again."
        )
    return None


def _is_old_enough(comment: Comment, on: date) -> bool:
    return comment.submission.received_on <= on - timedelta(days=QUOTE_DELAY_DAYS)


def _plain(text: str) -> str:
    return " ".join(text.split())


def choose_quotes(entry: Entry, chosen: dict[str, str]) -> None:
    """Put the quotes `{comment id: words}` on an entry, in place of those it had.

    Words may be part of a comment, never anything else. Raises QuoteError when there are more
    than three, when a comment is not in the action's themes or when its words may not be used.
    """
    if len(chosen) > MOST_QUOTES:
        raise QuoteError(_l("Choose three quotes at most."))
    allowed = {comment.id: comment for comment in voices_of(entry.action)}
    for comment_id, words in chosen.items():
        _check_choice(allowed.get(comment_id), words)
    kept = {quote.comment_id: quote for quote in entry.quotes}
    for comment_id in set(kept) - set(chosen):
        entry.quotes.remove(kept[comment_id])
    for comment_id, words in chosen.items():
        comment, whose = allowed[comment_id], whose_words(allowed[comment_id])
        if comment_id in kept:
            quote = kept[comment_id]
        else:
            quote = EntryQuote(comment=comment)
            entry.quotes.append(quote)
        quote.text, quote.whose = words.strip(), whose
        quote.translated_from = translated_from(comment)


def _check_choice(comment: Comment | None, words: str) -> None:
    if comment is None:
        raise QuoteError(_l("One of these comments may not be quoted. Choose again."))
    if not words.strip():
        raise QuoteError(_l("Write which words of the comment to quote."))
    reason = why_not(comment, text=words)
    if reason is not None:
        raise QuoteError(reason)


def check_quotes(entry: Entry, *, on: date | None = None) -> None:
    """Raise QuoteError when a quote of the entry may not be published on the day `on`."""
    for quote in entry.quotes:
        reason = why_not(quote.comment, text=quote.text, on=on)
        if reason is not None:
            raise QuoteError(reason)


def quotes_to_show(entry: Entry) -> list[EntryQuote]:
    """Return the quotes that may stand on the page right now.

    Words that were taken back, or that a later look found unsafe, are left out at once.
    """
    return [quote for quote in entry.quotes if _why_never(quote.comment, text=quote.text) is None]


def drop_quotes(comments: Iterable[Comment]) -> int:
    """Remove every quote of `comments` from every entry, published or not; return how many."""
    ids = [comment.id for comment in comments]
    quotes = list(db.session.scalars(sa.select(EntryQuote).where(EntryQuote.comment_id.in_(ids))))
    for quote in quotes:
        # The day only: a feed says when an entry changed, and may not say when somebody was here.
        quote.entry.updated_at = max(quote.entry.updated_at, start_of_day())
        quote.entry.quotes.remove(quote)
    db.session.flush()
    return len(quotes)
