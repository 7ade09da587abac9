"""The worker suggests groups of comments, and finds those in the same words; people decide."""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from app.analysis import services
from app.analysis.children import Child
from app.db import begin_write, db
from app.worker import nudge

logger = logging.getLogger(__name__)
#: A sweep stops looking for copies after this long, so that the other jobs get their turn.
LONGEST_SECONDS = 10.0
#: One commit for so many: families who write meanwhile wait for milliseconds.
STORED_AT_ONCE = 20
#: A child that takes longer is stopped, before what it looks for is taken for dead (`LEASE`).
LONGEST_LOOKING = 150.0


@dataclass(frozen=True)
class _Looking:
    """Groups that are being looked for in another process."""

    child: Child
    grouping_id: str
    total: int
    compared: int


#: What this worker has begun, one at a time: it is lost with the worker, and then begun again.
_looking: list[_Looking] = []


def suggest_groups() -> bool:
    """Begin to look for the groups that were asked for longest ago, or store what was found.

    Say whether something was stored. The looking takes seconds to a minute, in a process of its own
    that nudges at its end: comments are read meanwhile. Safe to run twice, to kill, and to run in
    two workers: what was asked for is taken for some minutes, and all that is found is stored in
    one transaction.
    """
    if any(each.child.is_running for each in _looking):
        return False
    if _looking:
        return _store(_looking.pop())
    if services.is_any_asked():
        _begin()
    return False


def _begin() -> None:
    begin_write()
    grouping = services.claim_grouping()
    if grouping is None:
        db.session.rollback()
        return
    grouping_id = grouping.id
    total, words = services.words_to_group(grouping)
    db.session.commit()
    flask_app = current_app._get_current_object()  # type: ignore[attr-defined]

    def tell() -> None:
        with flask_app.app_context():
            nudge()

    lines = (
        json.dumps({"id": comment_id, "text": services.without_masks(masked)})
        for comment_id, masked in words
    )
    child = Child("themes", lines, seconds=LONGEST_LOOKING, then=tell)
    _looking.append(_Looking(child, grouping_id, total, len(words)))


def _store(looking: _Looking) -> bool:
    """Store what a child found; when it broke, leave what was asked for to another try."""
    lines = looking.child.lines()
    if lines is None and looking.compared:
        logger.error("looking for groups failed: it is tried again")
        return False
    # scikit-learn takes a second to load: only when somebody asked for groups.
    from nlp import themes  # noqa: PLC0415

    groups = [json.loads(line) for line in lines or []]
    found = [
        services.FoundGroup(each["label"], each["ids"], each["representatives"], each["stability"])
        for each in groups
    ]
    begin_write()
    is_stored = services.store_groups(
        looking.grouping_id,
        found,
        total=looking.total,
        compared=looking.compared,
        version=themes.version(),
    )
    db.session.commit()
    nudge()  # another may wait
    return is_stored


def keep_groups() -> int:
    """Take out of groups what was taken back, and name again what changed; return how many."""
    changed = 0
    if services.is_any_gone():
        begin_write()
        changed = services.drop_gone()
        db.session.commit()
    for group in services.groups_to_name():
        changed += _name(group.id, group.grouping_id)
    db.session.rollback()
    return changed


def _name(group_id: int, grouping_id: str) -> bool:
    from nlp import themes  # noqa: PLC0415 - as above

    words = services.words_of_grouping(grouping_id)
    if group_id not in words:
        return False
    texts: list[str] = []
    places: dict[int, list[int]] = {}
    for each, masked in words.items():
        places[each] = list(range(len(texts), len(texts) + len(masked)))
        texts += [services.without_masks(text) for text in masked]
    label = themes.name_groups(texts, [places[group_id]])[0]
    begin_write()
    is_stored = services.name_group(group_id, label, size=len(places[group_id]))
    db.session.commit()
    return is_stored


def find_copies() -> int:
    """Look whether new comments are in the same words as others; return how many were looked at."""
    if services.is_any_to_release():
        begin_write()
        services.release_gone()
        db.session.commit()
    stop_at = time.monotonic() + LONGEST_SECONDS
    looked_at = 0
    while time.monotonic() < stop_at:
        batch = services.not_looked_at()
        db.session.rollback()
        if not batch:
            break
        for start in range(0, len(batch), STORED_AT_ONCE):
            _look_at(batch[start : start + STORED_AT_ONCE])
        looked_at += len(batch)
    return looked_at


def _look_at(batch: Sequence[tuple[str, str]]) -> None:
    from nlp import themes  # noqa: PLC0415 - as above

    begin_write()
    for comment_id, text in batch:
        marks = themes.marks(text)
        others = services.words_to_compare(marks) if marks else []
        same = themes.near_duplicates([text, *(words for _id, words in others)]) if others else []
        same_as = [others[at - 1][0] for found in same if 0 in found for at in found if at]
        services.note_copy(comment_id, same_as=same_as, marks=marks)
    db.session.commit()


def forget_groupings() -> int:
    """Forget the groups that were asked for long ago; return how many times."""
    begin_write()
    forgotten = services.forget_groupings()
    db.session.commit()
    return forgotten
