"""The easy-read checks of an entry: what they find is put right, or somebody says why it may stand.

It is the rule of surveys (`surveys/services/going_live.py`): a finding may stand for a reason that
is kept with a name and a day, and whoever signs the entry off reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.accounts.models import User
from app.db import db, today
from app.surveys import services as surveys
from app.tracker.models import Entry, EntryCorrection, EntryStatus
from app.tracker.services.actions import record
from app.tracker.services.entries import EASY_TEXTS, EntryError, words_of

SHORTEST_REASON = 10
#: What keeps people from understanding. The other rules are about style: they are shown, and hold
#: nothing back.
SERIOUS = frozenset(
    {
        "acronym",
        "double negative",
        "hard word",
        "idiom",
        "long sentence",
        "passive",
        "two ideas",
    }
)


@dataclass(frozen=True)
class EasyFinding:
    """What one rule finds in one easy-read text, to put right or to let stand with a reason."""

    #: The name of the text, and its words.
    key: str
    words: str
    rule: str
    #: Each place in which it is found, with a message and perhaps a suggestion.
    places: list[surveys.WordsFinding]
    #: What lets it stand: {"reason": …, "by": …, "on": …}.
    standing: dict[str, Any] | None

    @property
    def is_open(self) -> bool:
        """True when it holds the entry back: it is serious, and nobody has let it stand."""
        return self.rule in SERIOUS and self.standing is None


def easy_findings(words: Mapping[str, Any], overrides: list[Any]) -> list[EasyFinding]:
    """Return what the easy-read checks say of the words of an entry, in their order."""
    found: dict[tuple[str, str], EasyFinding] = {}
    for name in EASY_TEXTS:
        for each in surveys.findings_in(words.get(name, "")):
            standing = _standing(overrides, key=name, rule=each.rule, words=each.words)
            finding = EasyFinding(name, each.words, each.rule, [], standing)
            found.setdefault((name, each.rule), finding).places.append(each)
    return list(found.values())


def _standing(overrides: list[Any], **wanted: str) -> dict[str, Any] | None:
    return next((each for each in overrides if wanted.items() <= each.items()), None)


def findings_of(entry: Entry) -> list[EasyFinding]:
    """Return what the checks say of an entry; of a public one, what somebody has let stand."""
    found = easy_findings(words_of(entry), entry.overrides)
    if entry.status in {EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN}:
        return [each for each in found if each.standing is not None]
    return found


def findings_of_correction(correction: EntryCorrection) -> list[EasyFinding]:
    """Return what the checks say of the easy-read words that a correction changes."""
    changed = _changed(correction.entry, correction.words)
    return easy_findings(changed, correction.entry.overrides)


def _changed(entry: Entry, words: Mapping[str, Any]) -> dict[str, Any]:
    now: Mapping[str, Any] = words_of(entry)
    return {name: words.get(name, now[name]) for name in EASY_TEXTS if words.get(name) != now[name]}


def refuse_unclear(entry: Entry) -> None:
    """Raise EntryError while a serious finding stands that nobody has given a reason for."""
    if any(each.is_open for each in easy_findings(words_of(entry), entry.overrides)):
        raise EntryError(
            _l("Some easy-read words are not clear yet. Change them, or say why they may stand.")
        )


def let_stand(entry: Entry, *, key: str, rule: str, reason: str, by: User) -> None:
    """Let one finding stand, or every serious one when `key` and `rule` are empty.

    Whoever does it has had a hand in the words, and cannot sign them off. Raises EntryError for a
    reason that is too short, a finding that is not there, or words that are no draft any more.
    """
    if entry.status != EntryStatus.DRAFT:
        raise EntryError(_l("Only in a draft can something be let stand."))
    is_all = not key and not rule
    found = [
        each
        for each in easy_findings(words_of(entry), entry.overrides)
        if each.is_open and (is_all or (each.key, each.rule) == (key, rule))
    ]
    if not found:
        raise EntryError(_l("This finding is not there any more."))
    _check_reason(reason, field="reason")
    _keep(entry, found, reason=reason, by=by)


def let_correction_stand(entry: Entry, words: Mapping[str, Any], *, reason: str, by: User) -> None:
    """Let the serious findings in a correction's new words stand, when there are any.

    Raises EntryError when there are and no reason is given.
    """
    found = [
        each for each in easy_findings(_changed(entry, words), entry.overrides) if each.is_open
    ]
    if found:
        _check_reason(reason, field="easy_reason")
        _keep(entry, found, reason=reason, by=by)


def _check_reason(reason: str, *, field: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        if field == "reason":
            raise EntryError(_l("Say in a few words why this may stand."), field=field)
        raise EntryError(
            _l("Some easy-read words are not clear yet. Change them, or say why they may stand."),
            field=field,
        )


def _keep(entry: Entry, found: list[EasyFinding], *, reason: str, by: User) -> None:
    entry.overrides = [
        *entry.overrides,
        *(
            {
                "key": each.key,
                "rule": each.rule,
                "words": each.words,
                "reason": reason.strip(),
                "by": by.display_name,
                "on": today().isoformat(),
            }
            for each in found
        ),
    ]
    db.session.flush()
    target = f"entry:{entry.id}"
    record("entry.let-stand", target=target, by=by, reason=reason, findings=len(found))
