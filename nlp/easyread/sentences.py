"""Checks of whole sentences: too long, two ideas, and who does what."""

import re
from collections.abc import Iterator

from nlp.easyread.findings import Finding, Text
from nlp.easyread.lists import word_lists

EASY_WORDS = 15
PLAIN_WORDS = 25
# "Got hurt" and "get left" are how people speak; "was hurt" hides who did it.
_STATES = frozenset({"read", "put", "cut", "set", "hurt", "hit", "shut", "gone", "been", "left"})

_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|get|gets|got)\s+(?:not\s+|being\s+|also\s+|often\s+|never\s+|always\s+|all\s+|\w{3,12}ly\s+)?"
    r"(?P<verb>[a-z]{3,16})\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:,?\s(?:and|but|so|because|although|though|while|whereas|which|unless|since)\s"
    r"(?:then\s|also\s)?(?:i|we|you|they|he|she|it|this|that|there|the|our|your|their|his|her|my|people|some|each)\s(?=\w+\s\w))"
    r"|;\s|\s[–—]\s|,\s(?:which|who|whose|whereas|although)\s",
    re.IGNORECASE,
)


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
        match = _JOINED.search(text.whole, span.start, span.end)
        if match and text.words(span) > 7:
            yield Finding(
                *span,
                "two ideas",
                "This sentence has more than one idea. Make it two sentences.",
                None,
            )


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
