"""The worker suggests groups of comments, and finds those in the same words; people decide."""

import logging
import time
from collections.abc import Sequence

from app.analysis import services
from app.db import begin_write, db
from app.worker import nudge

logger = logging.getLogger(__name__)
#: A sweep stops looking for copies after this long, so that the other jobs get their turn.
LONGEST_SECONDS = 10.0
#: One commit for so many: families who write meanwhile wait for milliseconds.
STORED_AT_ONCE = 20


def suggest_groups() -> bool:
    """Look for the groups that somebody asked for longest ago; say whether there was one.

    Safe to run twice, to kill, and to run in two workers: what was asked for is taken for some
    minutes, and all that is found is stored in one transaction.
    """
    if not services.is_any_asked():
        return False
    begin_write()
    grouping = services.claim_grouping()
    if grouping is None:
        db.session.rollback()
        return False
    grouping_id = grouping.id
    total, words = services.words_to_group(grouping)
    db.session.commit()
    # scikit-learn takes a second to load: only when somebody asked for groups.
    from nlp import themes  # noqa: PLC0415

    ids = [comment_id for comment_id, _masked in words]
    found = [
        services.FoundGroup(
            group.label,
            [ids[at] for at in group.members],
            [ids[at] for at in group.representatives],
            group.stability,
        )
        for group in themes.group([services.without_masks(masked) for _id, masked in words])
    ]
    begin_write()
    services.store_groups(
        grouping_id, found, total=total, compared=len(words), version=themes.version()
    )
    db.session.commit()
    nudge()  # another may wait
    return True


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
