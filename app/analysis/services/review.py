"""Review: a person accepts, rejects, changes and adds; the machine's word stays beside theirs.

Changing a sign rejects the machine's tag and adds the person's own: what either said can
always be shown.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.analysis.models import Origin, Review, ReviewFacet, Status, Strength, Tag
from app.analysis.services.claims import SIGNS, Claim, list_claims, list_tags
from app.analysis.services.corrections import settle_correction
from app.analysis.services.indexing import keep_masked
from app.analysis.services.outside import FACETS, NOT_IN_STRATEGY
from app.analysis.services.quoting import NOT_WORTH, WORTH, worth_quoting
from app.analysis.services.steps import begin_step
from app.analysis.services.words import find_words
from app.db import db, utc_now
from app.errors import DomainError
from app.responses.models import Comment, Consent, WaitingComment
from app.strategy import services as strategy
from app.strategy.models import Family

CODED = "coded"
NOTHING_TO_CODE = "nothing-to-code"
RESULTS = (CODED, NOTHING_TO_CODE, NOT_IN_STRATEGY)


def get_claim(comment: Comment, code: str) -> Claim:
    """Return what is said about one code, or raise DomainError when nothing is."""
    for claim in list_claims(comment):
        if claim.code == code:
            return claim
    raise DomainError(_l("That tag is not on this comment."))


def _decide(tag: Tag | None, status: Status, by: User) -> None:
    if tag is not None and tag.status != status:
        tag.status, tag.decided_by_id, tag.decided_at = status, by.id, utc_now()


def _settle(claim: Claim, status: Status, by: User) -> None:
    holds = claim.tag
    other = claim.machine if holds is claim.person else claim.person
    _decide(other, Status.REJECTED, by)
    _decide(holds, status, by)


def accept(comment: Comment, code: str, *, by: User) -> None:
    """Say that the tag is right as it stands."""
    claim = get_claim(comment, code)
    begin_step(comment, "accept", by=by, code=code)
    _settle(claim, Status.ACCEPTED, by)


def reject(comment: Comment, code: str, *, by: User) -> None:
    """Say that the tag is wrong."""
    claim = get_claim(comment, code)
    begin_step(comment, "reject", by=by, code=code)
    _settle(claim, Status.REJECTED, by)


def toggle(comment: Comment, code: str, *, by: User) -> bool:
    """Accept a tag that is not accepted, reject one that is; return whether it now is."""
    was_accepted = get_claim(comment, code).status == Status.ACCEPTED
    (reject if was_accepted else accept)(comment, code, by=by)
    return not was_accepted


def accept_all(comment: Comment, *, by: User) -> int:
    """Accept every undecided suggestion but the "maybe" ones; return how many."""
    claims = [
        claim
        for claim in list_claims(comment)
        if claim.status == Status.SUGGESTED and not claim.is_maybe
    ]
    if claims:
        begin_step(comment, "accept-all", by=by, tags=len(claims))
    for claim in claims:
        _settle(claim, Status.ACCEPTED, by)
    return len(claims)


def change_sign(comment: Comment, code: str, sign: str, *, by: User) -> None:
    """Accept the tag with another sign: the machine's is rejected and the person's is added.

    Going back to the machine's own sign accepts the machine's tag again.
    """
    claim = get_claim(comment, code)
    if not claim.has_sign or sign not in SIGNS:
        raise DomainError(_l("A priority has no sign. Values and outcomes have +, − or ±."))
    begin_step(comment, "sign", by=by, code=code, sign=sign)
    if claim.machine is not None and claim.machine.sign == sign:
        _decide(claim.person, Status.REJECTED, by)
        _decide(claim.machine, Status.ACCEPTED, by)
        return
    span = (claim.tag.start_at, claim.tag.end_at)
    _decide(claim.machine, Status.REJECTED, by)
    _put_persons_tag(comment, claim.person, code=code, sign=sign, span=span, by=by)


def _put_persons_tag(
    comment: Comment,
    tag: Tag | None,
    *,
    code: str,
    sign: str | None,
    span: tuple[int, int],
    by: User,
) -> None:
    """Add the person's tag, or use the one that is there."""
    tag = tag or Tag(comment_id=comment.id, code=code, origin=Origin.PERSON, strength=Strength.TAG)
    tag.sign, tag.status = sign, Status.ACCEPTED
    tag.start_at, tag.end_at = span
    tag.evidence = comment.text[span[0] : span[1]]
    tag.decided_by_id, tag.decided_at = by.id, utc_now()
    db.session.add(tag)
    db.session.flush()


def add_tag(
    comment: Comment,
    *,
    code: str,
    sign: str | None,
    evidence: str,
    by: User,
    start: int | None = None,
) -> None:
    """Add a tag that rests on `evidence`, which must be words of the comment (A5).

    `start` says which of several places is meant. A tag of the machine for the same code is
    rejected: the person's own replaces it.
    """
    item = strategy.get_item(code)
    if item.family == Family.PRIORITY:
        sign = None
    elif sign not in SIGNS:
        raise DomainError(_l("Choose whether it is going well, not going well, or mixed"))
    span = find_words(comment, evidence, start=start)
    both = {tag.origin: tag for tag in list_tags(comment) if tag.code == code}
    begin_step(comment, "add", by=by, code=code)
    _decide(both.get(Origin.MACHINE), Status.REJECTED, by)
    _put_persons_tag(comment, both.get(Origin.PERSON), code=code, sign=sign, span=span, by=by)


def finish(comment: Comment, result: str, *, by: User, facets: Sequence[str] = ()) -> None:
    """Say that this comment is read and done.

    "coded" needs a decision on every suggestion and at least one tag; the other two results
    reject what is on it, and "not-in-strategy" says by `facets` what it is about instead.
    Raises DomainError.
    """
    if comment.waits_for_translation:
        raise DomainError(
            _l("These words wait for a translation. Translate them, or say that they are English.")
        )
    claims = list_claims(comment)
    if result == NOT_IN_STRATEGY and not set(facets) & set(FACETS):
        raise DomainError(_l("Tick what it is about, so that we learn what our strategy lacks."))
    if result == CODED:
        undecided = [c for c in claims if c.status == Status.SUGGESTED and not c.is_maybe]
        if undecided:
            raise DomainError(_l("First accept or reject every suggestion."))
        if not any(claim.status == Status.ACCEPTED for claim in claims):
            raise DomainError(
                _l(
                    "No tag is accepted. Add one, or choose “Nothing to code” or "
                    "“Not in our strategy”."
                )
            )
    begin_step(comment, result if result != CODED else "finish", by=by)
    if result != CODED:
        for claim in claims:
            _settle(claim, Status.REJECTED, by)
    review = db.session.get(Review, comment.id) or Review(comment_id=comment.id)
    review.result, review.reviewed_by_id, review.reviewed_at = result, by.id, utc_now()
    chosen = set(facets) & set(FACETS) if result == NOT_IN_STRATEGY else set()
    review.facets = [ReviewFacet(facet=each) for each in FACETS if each in chosen]
    db.session.add(review)
    settle_correction(comment)
    # A person has read it: the machine need not any more.
    db.session.execute(sa.delete(WaitingComment).where(WaitingComment.comment_id == comment.id))
    db.session.flush()
    keep_masked(comment)


def toggle_worth_quoting(comment: Comment, *, by: User) -> bool:
    """Mark a comment as worth quoting, or take the mark away; return whether it now is.

    Raises DomainError when its writer did not agree to be quoted (F10).
    """
    if comment.submission.consent != Consent.QUOTE:
        raise DomainError(_l("Whoever wrote this did not agree to be quoted."))
    is_worth = comment.id not in worth_quoting([comment])
    begin_step(comment, WORTH if is_worth else NOT_WORTH, by=by)
    return is_worth
