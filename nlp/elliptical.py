"""Answers of one or two words, which only mean something beside their question (G3).

"No" to "Do you feel safe at school?" is `safe` with a minus; "Nothing" is praise after "What could
be better?" and a concern after "What was good?"; after "Is there anything else?" they mean nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nlp.cues import CueMatcher
from nlp.fold import word_set
from nlp.labels import PRIORITIES, TAGS
from nlp.types import Sign

Kind = Literal["yes", "no", "some", "nothing", "all"]

_FILLERS = frozenset(
    [
        "i",
        "it",
        "they",
        "we",
        "he",
        "she",
        "do",
        "does",
        "did",
        "am",
        "are",
        "is",
        "dont",
        "isnt",
        "wasnt",
        "not",
        "really",
        "honestly",
        "at",
        "all",
        "ever",
        "just",
        "tbh",
        "so",
        "very",
        "much",
        "to",
        "be",
        "honest",
        "sorry",
        "love",
        "thanks",
        "ta",
        "mate",
        "well",
        "of",
        "course",
        "the",
        "time",
        "day",
        "days",
        ".",
        "!",
        "👍",
        "👎",
        "😐",
        "😡",
        "❤",
        "x",
    ]
)
_KINDS: dict[Kind, frozenset[str]] = {
    "no": word_set("no nope nah na naa nay noo nop n n0 never hardly rarely barely seldom 👎"),
    "yes": word_set("yes yeah yea yep yeh ye yh yup yess ya y aye always defo deffo 👍"),
    "some": frozenset(
        ["sometimes", "partly", "mostly", "occasionally", "ish", "usually", "depends", "😐"]
    ),
    "nothing": frozenset(["nothing", "nowt", "nothin", "none"]),
    "all": frozenset(["everything", "all", "loads", "lots"]),
}
#: "Not" before these takes a part away ("not always"), before the next all but a little.
_WHOLE = word_set("always completely totally entirely fully everywhere everyone everybody")
_FREQUENT = word_set("often usually mostly")
#: Said of time they are as much as "always", and without it too many other things.
_WHOLE_BEFORE_TIME = (("all", "the", "time"), ("every", "time"), ("every", "day"))
#: Answers of several words that mean "sometimes", whole.
_PARTLY = frozenset(
    [
        ("yes", "and", "no"),
        ("yes", "n", "no"),
        ("no", "and", "yes"),
        ("a", "bit"),
        ("a", "little"),
        ("a", "little", "bit"),
        ("kind", "of"),
        ("sort", "of"),
        ("kinda",),
        ("sorta",),
        ("so", "so"),
        ("half", "and", "half"),
        ("now", "and", "then"),
        ("some", "days"),
        ("some", "do"),
        ("some", "of", "them"),
        ("some", "of", "the", "time"),
        ("most", "days"),
        ("most", "do"),
        ("most", "of", "them"),
        ("most", "of", "the", "time"),
        ("on", "and", "off"),
    ]
)
#: They make an answer stronger, and mean yes only where nothing else does.
_STRESS = word_set("absolutely definitely totally completely certainly literally")
_MUCH = word_set("much lot lots loads many")
_BEFORE_AN_AFTERTHOUGHT = _STRESS | _KINDS["nothing"] | {"really"}
#: What follows "nothing" that stands by itself, as in "Nothing, it was great": not "nothing good".
_AFTERTHOUGHT = word_set("it its everything all thanks thank im")
_CONTRAST = word_set("but except apart only although though however")
_NEGATIONS = frozenset(
    ["not", "dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "werent", "hasnt", "havent"]
)
_YES_NO = frozenset(
    [
        "do",
        "does",
        "did",
        "are",
        "is",
        "am",
        "was",
        "were",
        "has",
        "have",
        "had",
        "can",
        "could",
        "will",
        "would",
        "should",
    ]
)
LONGEST = 4


@dataclass(frozen=True, slots=True)
class Borrowed:
    """What a short answer takes from its question: tags with signs, and a clear polarity."""

    tags: Mapping[str, Sign | None]
    polarity: str | None
    is_open: bool


_SIGN: dict[str, Sign] = {"yes": "+", "no": "-", "some": "~"}
_POLARITY = {"+": "praise", "-": "concern", "~": "mixed"}
_TURN: dict[Sign, Sign] = {"+": "-", "-": "+", "~": "~"}


def kind_of(words: Sequence[str]) -> Kind | None:
    """Say what kind of elliptical answer this is; None when it says something of its own."""
    if not words or len(words) > LONGEST:
        return None
    if list(words[-2:]) == ["at", "all"]:
        words = words[:-2]
    phrase = _phrase(words)
    if phrase:
        return phrase
    is_negated = not _NEGATIONS.isdisjoint(words)
    if is_negated and not _MUCH.isdisjoint(words):
        is_little = all(w in _FILLERS or w in _MUCH or w in ("a", "that") for w in words)
        return "nothing" if is_little else None
    kinds = [kind for word in words for kind, known in _KINDS.items() if word in known]
    others = [
        w
        for w in words
        if w not in _FILLERS and w not in _STRESS and not any(w in k for k in _KINDS.values())
    ]
    if not kinds and not _STRESS.isdisjoint(words):
        kinds = ["yes"]
    if others or len(set(kinds)) > 1 or (is_negated and "all" in kinds):
        return None
    if kinds:
        return "no" if kinds[0] == "yes" and is_negated else kinds[0]
    return "no" if is_negated else None


def _phrase(words: Sequence[str]) -> Kind | None:
    """Return the kind of an answer whose words together mean what none of them means."""
    if tuple(words) in _PARTLY or _is_without(words, _WHOLE, _WHOLE_BEFORE_TIME):
        return "some"
    return "no" if _is_without(words, _FREQUENT) else None


def _is_without(
    words: Sequence[str], last: frozenset[str], endings: Sequence[tuple[str, ...]] = ()
) -> bool:
    """Say whether an answer is a "not" and one of these: "they don't always", "no, not often"."""
    for place, word in enumerate(words):
        if word in _NEGATIONS:
            rest, before = tuple(words[place + 1 :]), words[:place]
            is_all = (len(rest) == 1 and rest[0] in last) or rest in endings
            return is_all and all(w in _FILLERS or w in _KINDS["no"] for w in before)
    return False


def borrow(
    words: Sequence[str], question: Sequence[str], matchers: Mapping[str, CueMatcher]
) -> Borrowed | None:
    """Return what a short answer borrows from its question; None when it is not elliptical."""
    kind = kind_of(words)
    if kind is None:
        return _with_an_afterthought(words, question, matchers)
    asked = {match.name for match in matchers["borrow"].find(question)}
    meant = {match.name for match in matchers["question"].find(question)}
    if not question or "unless" in asked or "asks_any" in meant:
        return Borrowed({}, "neutral", is_open=True)
    is_yes_no = question[0] in _YES_NO
    if kind == "nothing" and is_yes_no and not asked.isdisjoint(TAGS):
        kind = "no"
    if kind in ("nothing", "all"):
        return Borrowed({}, _amount(kind, meant | asked), is_open=False)
    if not is_yes_no and not asked:
        return Borrowed({}, None, is_open=False)
    sign = _TURN[_SIGN[kind]] if "turned" in asked else _SIGN[kind]
    tags: dict[str, Sign | None] = {
        tag: None if tag in PRIORITIES else sign for tag in TAGS if tag in asked
    }
    return Borrowed(tags, _POLARITY[sign] if tags else None, is_open=False)


def _with_an_afterthought(
    words: Sequence[str], question: Sequence[str], matchers: Mapping[str, CueMatcher]
) -> Borrowed | None:
    """Return the polarity of "Nothing, it was all great": what follows must say the same."""
    if not words or words[0] not in _BEFORE_AN_AFTERTHOUGHT:
        return None  # as nearly every comment
    rest = list(words)
    while rest and rest[0] in _BEFORE_AN_AFTERTHOUGHT:
        rest = rest[1:]
    if _KINDS["nothing"].isdisjoint(words[: len(words) - len(rest)]):
        return None
    if not rest or rest[0] not in _AFTERTHOUGHT or not _CONTRAST.isdisjoint(rest):
        return None
    asked = {match.name for match in matchers["borrow"].find(question)}
    meant = {match.name for match in matchers["question"].find(question)}
    polarity = _amount("nothing", meant | asked)
    said = {match.name for match in matchers["answer"].find(rest)} & {"positive", "negative"}
    if said != {"positive" if polarity == "praise" else "negative"}:
        return None
    return Borrowed({}, polarity, is_open=False) if polarity else None


def _amount(kind: Kind, meant: set[str]) -> str | None:
    """Say what "nothing" or "everything" means after a question about good or about bad."""
    asks_wish = "asks_wish" in meant
    asks_good = "asks_good" in meant or ("liked" in meant and not asks_wish)
    # "What is not going well?" holds "going well": what is asked about what is bad decides first.
    is_bad = not meant.isdisjoint({"asks_bad", "disliked"}) or (asks_wish and not asks_good)
    if not is_bad and (not asks_good or asks_wish):
        return None
    return "praise" if is_bad == (kind == "nothing") else "concern"
