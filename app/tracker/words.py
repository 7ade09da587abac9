"""Words for what the tracker stores: kinds, promises, statuses, in sentences people read."""

from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.accounts.models import RoleName
from app.strategy.models import Family
from app.strategy.wordings import name_of
from app.tracker.counts import SMALLEST_PUBLIC_COUNT, public_count, rounded, staff_count
from app.tracker.models import (
    Action,
    ActionKind,
    ActionStage,
    Entry,
    EntryStatus,
    Helped,
    PartRole,
    SignOff,
)
from app.tracker.part_words import HELD_NAMES, LEVEL_WORDS, PART_ROLE_NAMES, STAGE_NAMES
from app.tracker.services import (
    LedgerState,
    PromiseState,
    count_known,
    count_not_better,
    count_votes,
    first_promised_date,
    promise_state,
    stages_of,
    tested_values_of,
)

KIND_NAMES: dict[ActionKind, LazyString] = {
    ActionKind.DONE: _l("Done"),
    ActionKind.IN_PROGRESS: _l("In progress"),
    ActionKind.PLANNED: _l("Planned"),
    ActionKind.CANNOT: _l("We cannot do this"),
    ActionKind.NOT_OURS: _l("Not ours to do"),
}
STATUS_NAMES: dict[EntryStatus, LazyString] = {
    EntryStatus.DRAFT: _l("Draft"),
    EntryStatus.WAITING: _l("Waiting for sign-off"),
    EntryStatus.SIGNED_OFF: _l("Signed off, not published yet"),
    EntryStatus.PUBLISHED: _l("Published"),
    EntryStatus.WITHDRAWN: _l("Withdrawn"),
}
STATUS_LOOKS: dict[EntryStatus, str] = {
    EntryStatus.DRAFT: "planned",
    EntryStatus.WAITING: "late",
    EntryStatus.SIGNED_OFF: "in-progress",
    EntryStatus.PUBLISHED: "done",
    EntryStatus.WITHDRAWN: "still",
}
ROLE_NAMES: dict[str, LazyString] = {
    RoleName.PARENT_REP: _l("Parent representative"),
    RoleName.YOUTH_REP: _l("Youth representative"),
}
#: What each text of an entry is called.
WORD_NAMES: dict[str, LazyString] = {
    "title": _l("Title"),
    "you_said": _l("You said"),
    "we_did": _l("We did"),
    "what_next": _l("What happens next"),
    "easy_read_title": _l("Easy-read title"),
    "easy_read_you_said": _l("Easy read: you said"),
    "easy_read_we_did": _l("Easy read: we did"),
    "easy_read_what_next": _l("Easy read: what happens next"),
    "action_why": _l("Why not"),
    "action_instead": _l("What we do instead"),
    "action_whose": _l("Whose it is"),
    "action_place": _l("Where"),
    "action_for_whom": _l("For whom"),
    "action_evidence": _l("Did it work?"),
}
_ANSWER_LABELS: dict[ActionKind, LazyString] = {
    ActionKind.DONE: _l("We did"),
    ActionKind.IN_PROGRESS: _l("We are doing"),
    ActionKind.PLANNED: _l("We will do"),
    ActionKind.CANNOT: _l("We cannot, and why"),
    ActionKind.NOT_OURS: _l("Not ours, and whose it is"),
}
_EASY_ANSWER_LABELS: dict[ActionKind, LazyString] = {
    ActionKind.DONE: _l("We did"),
    ActionKind.IN_PROGRESS: _l("We are doing this now"),
    ActionKind.PLANNED: _l("We will do this"),
    ActionKind.CANNOT: _l("We cannot do this"),
    ActionKind.NOT_OURS: _l("Other people do this"),
}
#: The pictures that stand beside easy-read words when no other was chosen.
USUAL_PICTURES: dict[ActionKind, str] = {
    ActionKind.DONE: "tick",
    ActionKind.IN_PROGRESS: "tools",
    ActionKind.PLANNED: "plan",
    ActionKind.CANNOT: "stop",
    ActionKind.NOT_OURS: "arrow-right",
}


LEDGER_NAMES: dict[LedgerState, LazyString] = {
    LedgerState.KEPT: _l("Kept"),
    LedgerState.CHANGED: _l("Date changed"),
    LedgerState.LATE: _l("Late"),
    LedgerState.NOT_DONE: _l("Not done"),
    LedgerState.TO_COME: _l("Still to come"),
}
#: Whom a meeting may not have heard from, in the plural.
VOICE_NAMES: dict[str, LazyString] = {
    "parent": _l("Parents and carers"),
    "grandparent": _l("Grandparents"),
    "foster-carer": _l("Foster carers"),
    "kinship-carer": _l("Kinship carers"),
    "adopter": _l("Adoptive parents"),
    "sibling": _l("Brothers and sisters"),
    "young-person": _l("Children and young people"),
    "easy-read": _l("People who answer in easy read"),
    "other-language": _l("People who answer in another language than English"),
}
HELPED_NAMES: dict[Helped, LazyString] = {
    Helped.BETTER: _l("Better"),
    Helped.SAME: _l("The same"),
    Helped.WORSE: _l("Worse"),
    Helped.DO_NOT_KNOW: _l("I don't know"),
}
HELPED_PICTURES: dict[Helped, str] = {
    Helped.BETTER: "face-happy",
    Helped.SAME: "face-middle",
    Helped.WORSE: "face-sad",
    Helped.DO_NOT_KNOW: "question",
}
_PROMISES: dict[PromiseState, LazyString] = {
    PromiseState.OPEN: _l("Promised by %(promised)s."),
    PromiseState.MOVED: _l("Promised by %(promised)s. At first it was %(first)s."),
    PromiseState.OVERDUE: _l("Promised by %(promised)s. That day has passed and it is not done."),
    PromiseState.KEPT: _l("Promised by %(first)s, done on %(done)s. Kept."),
    PromiseState.KEPT_AFTER_MOVING: _l(
        "Done on %(done)s. Promised by %(promised)s; at first it was %(first)s."
    ),
    PromiseState.LATE: _l("Promised by %(promised)s, done on %(done)s. Late."),
    PromiseState.GIVEN_UP: _l(
        "Promised by %(promised)s. On %(given_up)s we said that we will not do it."
    ),
}


def base_words(base: int) -> str:
    """Return of how many people or cases the figures of an evidence speak, as the public reads."""
    if base < SMALLEST_PUBLIC_COUNT:
        return str(
            _(
                "These figures come from fewer than %(smallest)d people or cases.",
                smallest=SMALLEST_PUBLIC_COUNT,
            )
        )
    return str(_("These figures come from about %(number)d people or cases.", number=rounded(base)))


def day(when: date) -> str:
    """Return a date as people write it: 12 June 2026."""
    return _written_day(when, str(get_locale()))


def written_day(iso: str) -> str:
    """Return a date that was stored as text, 2026-06-12, as people write it."""
    return day(date.fromisoformat(iso))


@lru_cache(maxsize=4096)
def _written_day(when: date, locale: str) -> str:
    # A list of answers says the same few days again and again, and to write one takes long.
    return str(format_date(when, "d MMMM yyyy", locale=locale))


def month(when: date) -> str:
    """Return the month of a date: June 2026."""
    return str(format_date(when, "LLLL yyyy", locale=get_locale()))


def quarter(first: date) -> str:
    """Return the name of the quarter that begins with `first`: January to March 2026."""
    begins = format_date(first, "LLLL", locale=get_locale())
    ends = month(first.replace(month=first.month + 2))
    return str(_("%(first)s to %(last)s", first=begins, last=ends))


def status_tag(action: Action) -> tuple[str, str]:
    """Return the words of an action's status and the look of its tag; overdue comes first."""
    if action.is_overdue:
        return str(_("Overdue")), "late"
    look = "still" if action.kind in {ActionKind.CANNOT, ActionKind.NOT_OURS} else action.kind.value
    return str(KIND_NAMES[action.kind]), look


def answer_label(action: Action, *, is_easy: bool = False) -> str:
    """Return what stands above the answer: "We did", "We will do" and so on."""
    return str((_EASY_ANSWER_LABELS if is_easy else _ANSWER_LABELS)[action.kind])


def promise_words(action: Action) -> str:
    """Return a sentence on the promised date and what became of it; "" when there is none."""
    promised, done = action.promised_on, action.done_on
    if promised is None:
        return ""
    if is_review(action):
        return str(_("We look at this again by %(day)s.", day=day(promised)))
    first = first_promised_date(action) or promised
    facts = {
        "promised": day(promised),
        "first": day(first),
        "done": day(done) if done else "",
        "given_up": day(action.given_up_on) if action.given_up_on else "",
    }
    return str(_PROMISES[promise_state(action)]) % facts


def is_review(action: Action) -> bool:
    """Return True when its date is a day to look at a "no" again, and no promise."""
    return action.kind in {ActionKind.CANNOT, ActionKind.NOT_OURS} and action.given_up_on is None


def period_words(entry: Entry) -> str:
    """Return the months between which people said it; "" when that is not known."""
    if entry.said_from is None or entry.said_until is None:
        return ""
    first, last = month(entry.said_from), month(entry.said_until)
    if first == last:
        return str(_("in %(month)s", month=first))
    return str(_("between %(first)s and %(last)s", first=first, last=last))


def who_must_agree(entry: Entry) -> str:
    """Return whose yes an entry needs before it is published."""
    if entry.needs_youth:
        return str(
            _(
                "Young people said this too. A parent representative and a youth representative "
                "who did not write it must agree before it is published."
            )
        )
    return str(
        _("A parent representative who did not write this must agree before it is published.")
    )


def waits_for(missing: list[RoleName]) -> str:
    """Return whose yes something still waits for."""
    if len(missing) > 1:
        return str(_("It waits for a parent representative and a youth representative."))
    if missing == [RoleName.YOUTH_REP]:
        return str(_("It waits for a youth representative, because young people said this too."))
    return str(_("It waits for a parent representative.")) if missing else ""


def note_words(note: SignOff) -> str:
    """Return who wrote a note that stands beside an entry, when, and whether they agreed."""
    facts = {"who": ROLE_NAMES.get(note.role, note.role), "day": day(note.signed_at)}
    if note.is_approval:
        return str(_("%(who)s, %(day)s: agreed, and adds", **facts))
    return str(_("%(who)s, %(day)s: did not agree, and says", **facts))


def item_chips(action: Action, *, is_easy: bool = False) -> list[tuple[str, str, None]]:
    """Return the parts of the strategy that an action serves, for `chips`: priorities first."""
    families = list(Family)
    items = sorted(action.items, key=lambda each: (families.index(each.family), each.position))
    return [(name_of(item, is_easy=is_easy), item.family.value, None) for item in items]


def promise_steps(action: Action) -> list[dict[str, Any]]:
    """Return what happened to a promise, oldest first, for `timeline`: nothing is ever dropped."""
    steps: list[dict[str, Any]] = []
    for change in action.promise_changes:
        if change.new_date is not None:
            title = _("The date moved to %(day)s", day=day(change.new_date))
            steps.append(_written(change.changed_on, title, change.reason))
    steps += [_written(update.made_on, _("News"), update.text) for update in action.updates]
    if action.given_up_on is not None:
        title = _("We said that we will not do it")
        steps.append({"on": action.given_up_on, "title": title, "text": promise_words(action)})
    if action.done_on is not None:
        steps.append({"on": action.done_on, "title": _("Done"), "text": promise_words(action)})
    steps.sort(key=lambda step: step["on"])
    shown = [{**step, "when": day(step["on"]), "is_done": True} for step in steps]
    first = first_promised_date(action)
    if first is not None:
        shown.insert(0, _promise_step(action, first))
    if action.is_open:
        title = _("Not done yet: overdue") if action.is_overdue else _("To be done")
        shown.append({"title": title, "text": promise_words(action), "is_done": False})
    return shown


def _written(on: date, title: str, text: str) -> dict[str, Any]:
    """Return a step with the words of a member of staff, which are English on every page."""
    return {"on": on, "title": title, "text": text, "text_is_english": True}


def _promise_step(action: Action, first: date) -> dict[str, Any]:
    """Return where it begins. An action put in after the fact does not say when it was promised."""
    is_again = is_review(action)
    title = _("To be looked at again by %(day)s") if is_again else _("Promised by %(day)s")
    was_written_in_time = action.created_on <= min(first, action.done_on or first)
    when = _("Promised on %(day)s", day=day(action.created_on))
    return {
        "title": title % {"day": day(first)},
        "text": None,
        "when": when if was_written_in_time and not is_again else None,
        "is_done": not is_again,
    }


def easy_read_pictures(entry: Entry) -> list[str]:
    """Return the three pictures of an entry: beside you said, we did and what happens next."""
    usual = ["speech", USUAL_PICTURES[entry.action.kind], "calendar"]
    chosen = [*entry.pictures, "", "", ""]
    return [mine or standard for mine, standard in zip(chosen, usual, strict=False)]


def people_of(stage: ActionStage, *, is_public: bool = False) -> str:
    """Return who took part in a stage, by role, with numbers that pick nobody out."""
    count = public_count if is_public else staff_count
    known = {each.role: each.people for each in stage.people}
    return "; ".join(
        _("%(who)s: %(people)s", who=PART_ROLE_NAMES[role], people=count(known[role]))
        for role in PartRole
        if role in known
    )


def public_stages(action: Action) -> list[tuple[str, str, str]]:
    """Return (stage, how far families took part, who) of each stage that is recorded."""
    return [
        (
            str(STAGE_NAMES[each.stage]),
            str(LEVEL_WORDS[each.level]),
            people_of(each, is_public=True),
        )
        for each in stages_of(action)
    ]


def public_values(action: Action, *, is_easy: bool = False) -> list[tuple[str, str]]:
    """Return (value, whether it held) of each value that was tested."""
    return [
        (name_of(each.item, is_easy=is_easy), str(HELD_NAMES[each.held]))
        for each in tested_values_of(action)
    ]


def agreed_words(agreed: int, people: int) -> str:
    """Return how many of those who answered agreed, with numbers that pick nobody out."""
    return str(
        _(
            "%(agreed)s of %(people)s agreed.",
            agreed=public_count(agreed),
            people=public_count(people),
        )
    )


def votes_words(votes: Counter[Helped]) -> list[tuple[str, str]]:
    """Return (answer, how many) of the votes on an action; [] for fewer than ten in all."""
    if votes.total() < SMALLEST_PUBLIC_COUNT:
        return []
    return [(str(words), public_count(votes[answer])) for answer, words in HELPED_NAMES.items()]


def reopened_words(action: Action) -> str:
    """Return that the votes have opened an action again, and how many; "" when they have not."""
    if action.reopened_on is None:
        return ""
    against = count_votes(action).against or Counter()
    said, known = count_not_better(against), count_known(against)
    facts = {"said": rounded(said), "known": rounded(known), "day": day(action.reopened_on)}
    if said < SMALLEST_PUBLIC_COUNT:
        return str(
            _(
                "Most of about %(known)d people who know said that it is not better. So we opened "
                "this again on %(day)s.",
                **facts,
            )
        )
    return str(
        _(
            "About %(said)d of about %(known)d people who know said that it is not better. So we "
            "opened this again on %(day)s.",
            **facts,
        )
    )
