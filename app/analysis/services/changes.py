"""What became of a comment after somebody opened it: what a refused save has to say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.accounts.models import User
from app.analysis.models import ReviewStep
from app.analysis.services.claims import Claim, list_claims
from app.analysis.services.steps import seen_state, snapshot
from app.db import db
from app.responses.models import Comment

_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Changes:
    """What is different now: codes and names of staff, no words of the comment."""

    people: Sequence[User] = ()
    claims: Sequence[Claim] = ()
    #: What the review says now; "" when that is as it was.
    result: str = ""
    are_masks_different: bool = False
    was_undone: bool = False
    was_read_again: bool = False
    was_translated: bool = False
    #: By whoever wrote it; what they say stands on the page.
    was_corrected: bool = False


def changes_since(comment: Comment, seen: str) -> Changes:
    """Return what has changed since `seen_state` was `seen`; nothing when it says no such thing."""
    then, now = _parts(seen), _parts(seen_state(comment))
    if then is None or now is None:
        return Changes()
    query = (
        sa.select(ReviewStep, User)
        .join(User, User.id == ReviewStep.made_by_id)
        .where(ReviewStep.comment_id == comment.id, ReviewStep.id > then[0])
        .order_by(ReviewStep.id)
    )
    steps = db.session.execute(query).all()
    others = Changes(
        was_undone=now[1] > then[1],
        was_read_again=now[2] != then[2],
        was_translated=now[3] != then[3],
        was_corrected=now[4] not in {0, then[4]},
    )
    if not steps:
        return others
    before, after = steps[0][0].before, snapshot(comment)
    result = after["review"][0] if after["review"] else ""
    return replace(
        others,
        people=list(dict.fromkeys(person for _step, person in steps)),
        claims=_changed_claims(comment, before["tags"], after["tags"]),
        result=result if after["review"] != before["review"] else "",
        are_masks_different=_statuses(before["redactions"]) != _statuses(after["redactions"]),
    )


def _parts(seen: str) -> tuple[int, ...] | None:
    """Return the five numbers of a `seen_state`, which comes from a page: it may be anything."""
    parts = seen.split(".")
    if len(parts) != 5 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    last, *others = (int(part) if len(part) < 20 else _LARGEST_ID for part in parts)
    return min(last, _LARGEST_ID), *others


def _statuses(kept: dict[str, list[object]]) -> dict[str, object]:
    return {key: values[0] for key, values in kept.items()}


def _changed_claims(
    comment: Comment, before: dict[str, list[object]], after: dict[str, list[object]]
) -> list[Claim]:
    """Return the claims of which a tag has another status, sign or place than it had."""
    changed = {key for key, values in after.items() if values[:4] != before.get(key, [])[:4]}
    return [
        claim
        for claim in list_claims(comment)
        if {str(tag.id) for tag in (claim.machine, claim.person) if tag is not None} & changed
    ]
