"""Checks of whole sentences: too long, two ideas, and who does what."""

import re
from collections.abc import Iterator

from nlp.easyread.findings import Finding, Text
from nlp.easyread.lists import word_lists
from nlp.text import Span

EASY_WORDS = 15
PLAIN_WORDS = 25
# "Got hurt" and "get left" are how people speak; "was hurt" hides who did it.
_STATES = frozenset({"read", "put", "cut", "set", "hurt", "hit", "shut", "gone", "been", "left"})

_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|get|gets|got)\s+(?:not\s+|being\s+|also\s+|often\s+|never\s+|always\s+|all\s+|\w{3,12}ly\s+)?"
    r"(?P<verb>[a-z]{3,16})\b",
    re.IGNORECASE,
)
_JOIN = (
    r"(?:,?\s(?:and|but|so|because|although|though|while|whereas|which|since)\s(?:then\s|also\s)?"
)
_JOINED = re.compile(
    _JOIN + r"(?:i|we|you|they|he|she|it|this|that|there)\s(?=\w+\s\w))"
    r"|;\s|\s[–—]\s|,\s(?:which|who|whose|whereas|although)\s",
    re.IGNORECASE,
)
_VERB = (
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|may|might|must|should|said|"
    r"says|told|asked?|needs?|wants?|gave|got|went|came|comes?|goes|makes?|made|helps?|\w{2,12}ed)\b"
)
#: "The taxi and the bus are late" is one idea: two need a verb on either side.
_JOINED_NOUN = re.compile(
    _JOIN
    + r"(?:the|our|your|their|his|her|my|people|some|each)\s(?:\w+\s){0,2}?(?="
    + _VERB
    + "))",
    re.IGNORECASE,
)
_HAS_VERB = re.compile(_VERB, re.IGNORECASE)


def long_sentence(text: Text) -> Iterator[Finding]:
    """Find sentences with too many words."""
    most = EASY_WORDS if text.easy else PLAIN_WORDS
    for span in text.sentences:
        count = text.words(span)
        if count > most:
            yield Finding(
                *span,
                "long sentence",
                f"This sentence has {count} words. Try {most} or fewer.",
                None,
            )


def two_ideas(text: Text) -> Iterator[Finding]:
    """Find sentences of easy read that join two ideas."""
    if not text.easy:
        return
    for span in text.sentences:
        if text.words(span) > 7 and _joins(text.whole, span):
            yield Finding(
                *span,
                "two ideas",
                "This sentence has more than one idea. Make it two sentences.",
                None,
            )


def _joins(whole: str, span: Span) -> bool:
    if _JOINED.search(whole, span.start, span.end):
        return True
    found = _JOINED_NOUN.search(whole, span.start, span.end)
    return found is not None and _HAS_VERB.search(whole, span.start, found.start()) is not None


def passive(text: Text) -> Iterator[Finding]:
    """Find verbs that do not say who does it."""
    lists = word_lists()
    for match in _PASSIVE.finditer(text.whole):
        verb = match["verb"].lower()
        by = text.whole[match.end() : match.end() + 4].lower() == " by "
        if (verb in lists.not_passive and not by) or not (
            verb.endswith("ed") or verb in lists.irregular
        ):
            continue
        if verb in _STATES and match.group().lower().startswith(("get", "got")):
            continue
        yield Finding(
            *match.span(), "passive", "Say who does it: “we decided”, not “it was decided”.", None
        )
