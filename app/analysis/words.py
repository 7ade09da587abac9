"""Words for what review stores: signs, statuses, how sure the machine is, who is speaking."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.analysis.models import (
    ExportKind,
    ExportState,
    GroupState,
    InPublic,
    Origin,
    Reading,
    Settled,
    Status,
    ThemeStep,
)
from app.analysis.services import Changes, Claim, Mode
from app.analysis.services.finding import SPOKEN
from app.analysis.services.masking import MaskRow
from app.analysis.services.originals import Purpose
from app.responses.models import Channel, Consent, Style, WhoseWords
from app.strategy.models import Family

SIGN_WORDS: dict[str | None, LazyString] = {
    "+": _l("+ going well"),
    "-": _l("− not going well"),
    "~": _l("± mixed"),
}
IN_PUBLIC_WORDS: dict[InPublic, LazyString] = {
    InPublic.BY_COUNT: _l("Yes, once 10 people have said it"),
    InPublic.YES: _l("Yes, at once: I have read the name, and it tells of nobody"),
    InPublic.NO: _l("No, never: it could tell of somebody"),
}
#: How a comment came, the most usual first.
MODE_WORDS: dict[Mode, LazyString] = {
    Mode.PLAIN: _l("Standard words"),
    Mode.EASY: _l("Easy read"),
    Mode.SPOKEN: _l("Spoken, then written down"),
    Mode.PAPER: _l("On paper"),
    Mode.GROUP: _l("From a group"),
    Mode.OTHER_LANGUAGE: _l("In another language"),
    Mode.ELSEWHERE: _l("Brought in from elsewhere"),
}
#: What became of what a writer said of our tags.
SETTLED_WORDS: dict[Settled, LazyString] = {
    Settled.AGREED: _l("The reviewer agreed"),
    Settled.PARTLY: _l("The reviewer agreed in part"),
    Settled.KEPT: _l("The reviewer kept the tags"),
}
#: What a comment is on the whole (ANNOTATION.md 2.11).
POLARITY_WORDS = {
    "praise": _l("praise, nothing to put right"),
    "concern": _l("something is wrong or missing"),
    "suggestion": _l("a wish, nothing said to be wrong"),
    "mixed": _l("mixed, good and not good"),
    "neutral": _l("neutral, neither good nor bad"),
}
STATUS_WORDS: dict[Status, LazyString] = {
    Status.SUGGESTED: _l("Suggested"),
    Status.ACCEPTED: _l("Accepted"),
    Status.REJECTED: _l("Rejected"),
}
FAMILY_WORDS: dict[Family, LazyString] = {
    Family.PRIORITY: _l("Priorities"),
    Family.VALUE: _l("Values"),
    Family.OUTCOME: _l("Outcomes"),
}
#: What a comment is about that the strategy does not name, as services/outside.py lists it.
FACET_WORDS = {
    "ehcp-quality": _l("How good plans (EHCPs) are"),
    "placement": _l("School places"),
    "transport": _l("Transport"),
    "short-breaks": _l("Short breaks"),
    "pfa": _l("Becoming an adult"),
    "workforce": _l("Staff: how many, how they are, training"),
    "information": _l("Finding information"),
    "money": _l("Money and cuts"),
    "physical-sensory": _l("Physical and sensory needs"),
    "learning-disability": _l("Learning disability"),
    "equality": _l("Fairness and discrimination"),
    "second-hand": _l("Told about somebody else"),
    "survey-fault": _l("This survey itself"),
    "other": _l("Something else"),
}
RESULT_WORDS = {
    "coded": _l("Read, with tags"),
    "nothing-to-code": _l("Read: nothing to code"),
    "not-in-strategy": _l("Read: not in our strategy"),
}
STATE_WORDS = {
    "to-review": _l("To review"),
    "reviewed": _l("Reviewed"),
    "other-language": _l("In another language"),
    "not-read": _l("Not read by the machine"),
    "all": _l("All"),
}
STATUS_OF_REVIEW_WORDS = {
    "to-review": _l("Not read by a person yet"),
    "reviewed": _l("Read by a person"),
    **RESULT_WORDS,
}
CHANNEL_WORDS: dict[str, LazyString] = {
    Channel.WEB: _l("On the web"),
    Channel.GROUP: _l("In a group"),
    Channel.PAPER: _l("On paper"),
    Channel.IMPORT: _l("Brought in from elsewhere"),
}
#: What a search calls the ways in which a comment came.
WAY_WORDS = CHANNEL_WORDS | {SPOKEN: MODE_WORDS[Mode.SPOKEN]}
STYLE_WORDS = {Style.PLAIN: _l("Plain words"), Style.EASY: _l("Easy read")}
ROLE_WORDS = {
    "parent-carer": _l("A parent or carer"),
    "parent": _l("A parent"),
    "grandparent": _l("A grandparent"),
    "foster-carer": _l("A foster carer"),
    "kinship-carer": _l("A kinship carer"),
    "adopter": _l("An adoptive parent"),
    "sibling": _l("A brother or sister"),
    "young-person": _l("A young person"),
    "child": _l("A child"),
    "professional": _l("A professional"),
    "staff": _l("Someone who works in a service"),
}
#: What a step of a theme was; %(other)s is the theme that its comments went to.
STEP_WORDS = {
    "add": _l("The theme was made."),
    "rename": _l("The name was changed. It was “%(name)s” before."),
    "fill": _l("Comments put in: %(comments)s."),
    "empty": _l("Comments taken out: %(comments)s."),
    "merge": _l("“%(theme)s” was merged into “%(other)s”. Comments: %(comments)s."),
    "split": _l("“%(other)s” was split from “%(theme)s”. Comments: %(comments)s."),
}
#: Who chose a comment to stand for its theme.
TYPICAL_WORDS = {
    Origin.MACHINE: _l("chosen by the machine"),
    Origin.PERSON: _l("chosen by a person"),
}
GROUP_STATE_WORDS = {
    GroupState.OPEN: _l("Waits for a person"),
    GroupState.ACCEPTED: _l("In a theme"),
    GroupState.MERGED: _l("In another group"),
    GroupState.DISMISSED: _l("Dismissed"),
}
EXPORT_KIND_WORDS = {
    ExportKind.FIGURES: _l("Figures"),
    ExportKind.WORDS: _l("Masked words"),
}
#: (words, kind of tag) of how far a file is.
EXPORT_STATE_WORDS = {
    ExportState.ASKED: (_l("Waits"), "planned"),
    ExportState.READY: (_l("Ready"), "done"),
    ExportState.TAKEN: (_l("Taken"), "still"),
    ExportState.OVER: (_l("Not taken in time"), "still"),
    ExportState.TOO_FEW: (_l("Too few people"), "warning"),
    ExportState.NOT_ALLOWED: (_l("Not allowed any more"), "warning"),
    ExportState.FAILED: (_l("Did not work"), "late"),
}
#: What an original is opened for, as services/originals.py lists it.
PURPOSE_WORDS = {
    Purpose.SAFETY: _l("Somebody may not be safe"),
    Purpose.ASKED: _l("Whoever wrote it asks about their words: to see, correct or delete them"),
    Purpose.MASKS: _l("To check what is masked"),
    Purpose.OTHER: _l("Something else"),
}
#: By the name of the list in `area_files`.
AREA_LIST_WORDS = {"schools": _l("Schools and colleges"), "places": _l("Small places")}
LABEL_WORDS = {
    "name": _l("a name"),
    "school": _l("a school"),
    "place": _l("a place"),
    "phone": _l("a phone number"),
    "email": _l("an e-mail address"),
    "date of birth": _l("a date of birth"),
    "condition": _l("a rare condition"),
    "detail": _l("another detail"),
}
WHOSE_WORDS = {
    WhoseWords.OWN: _l("own words"),
    WhoseWords.READ_TO_ME: _l("own words, the questions were read to them"),
    WhoseWords.TYPED_FOR_ME: _l("own words, typed by somebody else"),
    WhoseWords.HELPED_TO_CHOOSE: _l("somebody helped to choose the words"),
    WhoseWords.FOR_SOMEONE: _l("somebody speaks for them"),
    WhoseWords.CHILDS_OWN: _l("a child's own words, written down by their family"),
    WhoseWords.GROUP: _l("a group's words"),
    WhoseWords.NOT_SAID: _l("whose words is not said"),
}
CONSENT_WORDS = {
    Consent.QUOTE: _l("may be quoted without a name"),
    Consent.COUNT: _l("may only be counted"),
    Consent.ASK: _l("must be asked before quoting"),
}
_SURENESS = (
    (0.8, _l("very sure")),
    (0.6, _l("fairly sure")),
    (0.4, _l("not sure")),
    (0.0, _l("only a guess")),
)


def sureness(score: float | None) -> str:
    """Return how sure the machine is, in words and as a number: "very sure (87 in 100)"."""
    if score is None:
        return ""
    words = next(words for least, words in _SURENESS if score >= least)
    return str(_("%(words)s (%(number)s in 100)", words=words, number=round(score * 100)))


def whole_sentences(reading: Reading) -> list[str]:
    """Return what the machine says of a comment as a whole, and which model says so."""
    polarity = POLARITY_WORDS.get(reading.polarity, reading.polarity)
    return [
        _("The machine on the whole comment: %(polarity)s.", polarity=polarity),
        _("It sees a suggestion in it.") if reading.has_suggestion else _("It sees no suggestion."),
        no_sureness(reading),
    ]


def no_sureness(reading: Reading) -> str:
    """Return which model says what was just said, and that it does not say how sure it is."""
    return str(
        _(
            "That is what model %(version)s says, which does not say how sure it is of this.",
            version=reading.model_version,
        )
    )


def mask_sentences(row: MaskRow) -> list[str]:
    """Return who masked words and why, and who decided about it: a sentence for each."""
    redaction = row.redaction
    name = row.decided_by.display_name or row.decided_by.email if row.decided_by else ""
    if redaction.origin == Origin.PERSON:
        return [_("Masked by a person: %(name)s.", name=name)]
    version = redaction.model_version or _("a version before versions were kept")
    said = [_("Proposed by the machine’s rules and lists (%(version)s).", version=version)]
    if redaction.reason:
        said.append(_("Why: %(reason)s.", reason=redaction.reason))
    if redaction.status == Status.ACCEPTED:
        said.append(_("Kept by %(name)s.", name=name))
    elif redaction.status == Status.REJECTED:
        said.append(_("Let through by %(name)s.", name=name))
    return said


_STABILITY = (
    (0.75, _l("steady")),
    (0.5, _l("fairly steady")),
    (0.0, _l("shaky: look closely")),
)


def steadiness(stability: float | None) -> str:
    """Return how well a group came back without a fifth of the comments: "steady (81 in 100)"."""
    if stability is None:
        return str(_("not measured: a person made this group"))
    words = next(words for least, words in _STABILITY if stability >= least)
    return str(_("%(words)s (%(number)s in 100)", words=words, number=round(stability * 100)))


def _suggested_words(step: ThemeStep) -> str:
    """Return which machine suggested the comments that were put in, or ""."""
    facts = step.facts
    if "suggested_by" not in facts:
        return ""
    text = _(
        "A machine suggested them: %(version)s, stability: %(stability)s.",
        version=facts["suggested_by"],
        stability=steadiness(facts.get("stability")),
    )
    return f" {text}" + (f" {_('A person changed the group first.')}" if "changed" in facts else "")


def step_words(step: ThemeStep) -> str:
    """Return what happened to a theme, as a sentence."""
    names = {"theme": step.theme.name if step.theme else "", "name": step.facts.get("name", "")}
    other = step.other.name if step.other else ""
    sentence = str(STEP_WORDS[step.kind]) % (
        {"comments": step.facts.get("comments", 0), "other": other} | names
    )
    return sentence + _suggested_words(step)


def change_sentences(changes: Changes) -> list[str]:
    """Return what became of a comment while somebody had it open, a sentence for each thing."""
    said: list[str] = []
    if changes.people:
        names = ", ".join(each.display_name or each.email for each in changes.people)
        said.append(_("It was changed by %(names)s.", names=names))
    said += [_claim_sentence(each) for each in changes.claims]
    if changes.are_masks_different:
        said.append(_("Other words are masked now."))
    if changes.result:
        said.append(_("It is finished: %(result)s.", result=RESULT_WORDS[changes.result]))
    if changes.was_undone:
        said.append(_("A step was undone."))
    if changes.was_read_again:
        said.append(_("The machine has read it again."))
    if changes.was_translated:
        said.append(_("Its translation or its language was changed."))
    if changes.was_corrected:
        said.append(_("Whoever wrote it says: that is not what I meant."))
    return said


def _claim_sentence(claim: Claim) -> str:
    status = STATUS_WORDS[claim.status]
    if claim.has_sign and claim.status == Status.ACCEPTED:
        sign = SIGN_WORDS[claim.sign]
        text = _("%(name)s: %(status)s, %(sign)s.", name=claim.item.name, status=status, sign=sign)
    else:
        text = _("%(name)s: %(status)s.", name=claim.item.name, status=status)
    return str(text)
