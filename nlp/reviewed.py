"""Which comments that people have reviewed a new model may learn from (R-NLP-3).

A reviewed comment names who decided its labels: two people, or one lead. One person may decide at
most 200 comments a day and a fifth of all comments learned from, so that nobody can teach the model
alone, by mistake or on purpose. They are learned from and never measured on.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.examples import Example

SHARE = 0.2
A_DAY = 200


@dataclass(frozen=True)
class Chosen:
    """The comments to learn from, and a sentence for each reason why some were left out."""

    examples: list[Example]
    notes: list[str]


def choose(examples: Sequence[Example]) -> Chosen:
    """Return the comments to learn from; those that nobody reviewed are all kept.

    Reviewed comments are taken in order of date and identifier, so the same comments always give
    the same choice.
    """
    plain = [example for example in examples if not example.is_reviewed]
    asked = [example for example in examples if example.is_reviewed]
    sure = [example for example in asked if _is_sure(example)]
    today = _within_a_day(sorted(sure, key=lambda e: (e.reviewed_on, e.comment.id)))
    kept = _within_a_share(today, len(plain))
    return Chosen(
        [*plain, *kept],
        [
            sentence
            for count, sentence in (
                (len(asked) - len(sure), "not decided by two reviewers or a lead"),
                (len(sure) - len(today), f"more than {A_DAY} by one person on one day"),
                (len(today) - len(kept), "more than a fifth of all comments by one person"),
            )
            if count
            for sentence in [f"Left out {count} reviewed comments: {sentence}."]
        ],
    )


def _is_sure(example: Example) -> bool:
    return example.is_lead or len(set(example.reviewers)) >= 2


def _within_a_day(examples: Sequence[Example]) -> list[Example]:
    done: Counter[tuple[str, str]] = Counter()
    kept = []
    for example in examples:
        days = [(person, example.reviewed_on) for person in set(example.reviewers)]
        if all(done[day] < A_DAY for day in days):
            done.update(days)
            kept.append(example)
    return kept


def _within_a_share(examples: Sequence[Example], others: int) -> list[Example]:
    """Drop the latest comments of whoever has more than a fifth, until nobody has."""
    kept = list(examples)
    while True:
        done = Counter(person for example in kept for person in set(example.reviewers))
        most = int(SHARE * (others + len(kept)))
        busiest = max(done, key=lambda person: (done[person], person), default="")
        if not busiest or done[busiest] <= most:
            return kept
        extra = done[busiest] - most
        theirs = [place for place, e in enumerate(kept) if busiest in e.reviewers][-extra:]
        kept = [example for place, example in enumerate(kept) if place not in set(theirs)]
