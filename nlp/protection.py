"""How well what protects people works on labelled comments: the screen's levels and redaction.

The rules of both were written by people who had seen some of these comments, so the figures
flatter; those of the model that may raise a level are of authors it has not seen.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scipy.stats import binomtest

from nlp.evaluation import Unseen
from nlp.examples import Example
from nlp.guard import lift, rule_levels
from nlp.labels import LEVELS
from nlp.redact import redact

URGENT = LEVELS.index("urgent")
#: A kind of speaker with fewer comments about harm than this has no row of its own.
SMALLEST = 40
_EXACT = frozenset({"PHONE", "EMAIL", "POSTCODE", "NHS_NUMBER", "DOB"})


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    hits: int
    of: int

    def __str__(self) -> str:
        """Return the share with its 95 % interval (Wilson), or a dash when there is nothing."""
        if not self.of:
            return "–"
        interval = binomtest(self.hits, self.of).proportion_ci(method="wilson")
        return (
            f"{self.hits / self.of:.3f} ({interval.low:.3f} to {interval.high:.3f}, n = {self.of})"
        )


@dataclass(frozen=True)
class Screened:
    """What was found of what is urgent, of all harm, and how much of what is flagged is harm."""

    urgent: Share
    harm: Share
    precision: Share


def _share(answers: Iterable[bool]) -> Share:
    found = list(answers)
    return Share(sum(found), len(found))


def _figures(levels: Sequence[tuple[int, int]]) -> Screened:
    """Measure pairs of (labelled, given) levels, 0 none to 2 urgent."""
    return Screened(
        urgent=_share(given == URGENT for wanted, given in levels if wanted == URGENT),
        harm=_share(given > 0 for wanted, given in levels if wanted > 0),
        precision=_share(wanted > 0 for wanted, given in levels if given > 0),
    )


def screened(unseen: Unseen) -> dict[str, Screened]:
    """Return the figures of rules, model, both together, and both for each kind of speaker.

    Only the row of the model alone is of comments by people it never learned from.
    """
    wanted = [LEVELS.index(example.safeguarding) for example in unseen.examples]
    rules = rule_levels(unseen.examples).tolist()
    alone = [lift(0, found.steps) for found in unseen.found]
    both = [lift(level, found.steps) for level, found in zip(rules, unseen.found, strict=True)]
    pairs = list(zip(wanted, both, strict=True))
    result = {
        "rules alone": _figures(list(zip(wanted, rules, strict=True))),
        "model alone": _figures(list(zip(wanted, alone, strict=True))),
        "rules and model": _figures(pairs),
    }
    for group in sorted(set(unseen.groups)):
        theirs = [pair for pair, of in zip(pairs, unseen.groups, strict=True) if of == group]
        if sum(level > 0 for level, _ in theirs) >= SMALLEST:
            result[f"rules and model: {group}"] = _figures(theirs)
    return result


def redacted(examples: Sequence[Example]) -> dict[str, Share]:
    """Return how much of what identifies people is masked whole, and how many other words are.

    Each mention counts; `pii` of an example says what identifies.
    """
    mentions: list[tuple[str, str, bool]] = []
    others: list[bool] = []
    for example in examples:
        text = example.comment.text
        masked = _covered(text, ((found.start, found.end) for found in redact(text)))
        places = [
            (label, *match.span())
            for words, label in example.pii
            for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        ]
        personal = _covered(text, ((start, end) for _, start, end in places))
        for label, start, end in places:
            whole = all(masked[at] or not text[at].isalnum() for at in range(start, end))
            mentions.append((label, text[start:end], whole))
        others += [
            bool(masked[word.start()])
            for word in re.finditer(r"\w+", text)
            if not personal[word.start()]
        ]

    def of(is_meant: Callable[[str, str], bool]) -> Share:
        return _share(whole for label, words, whole in mentions if is_meant(label, words))

    return {
        "People": of(lambda label, _: label == "PERSON"),
        "People in lower case": of(lambda label, words: label == "PERSON" and words.islower()),
        "Phones, e-mails, postcodes, NHS numbers, dates of birth": of(
            lambda label, _: label in _EXACT
        ),
        "Schools, clubs and other bodies": of(lambda label, _: label == "ORG"),
        "Other words masked": _share(others),
    }


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    cover = bytearray(len(text))
    for start, end in spans:
        cover[start:end] = b"\1" * (end - start)
    return cover
