"""Measuring the tagger on authors it has not seen: every figure of the model card is from here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.corpus import Corpus
from nlp.cues import load_cues, matchers_from
from nlp.encoder import HeldOutOpinions
from nlp.examples import Example
from nlp.labels import FAMILIES, SIGNED, TAGS
from nlp.tagger import Considered, Tagger
from nlp.text import tokenise
from nlp.training import HeldOut, Settings, assemble, held_out, measured_authors

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
RESAMPLES = 1000
BINS = 10
LENGTHS = ((0, 3), (4, 10), (11, 25), (26, 60), (61, 100_000))


@dataclass(frozen=True)
class Unseen:
    """What the tagger says about each comment when its author was held out, beside the labels.

    The arrays have one row per comment and one column per tag.
    """

    examples: list[Example]
    groups: list[str]
    lengths: npt.NDArray[np.int64]
    found: list[Considered]
    wanted: Bools
    suggested: Bools
    chances: Floats


@dataclass(frozen=True)
class Figures:
    """Precision, recall and F1, each with its 95 % interval over resampled comments (low, high)."""

    count: int
    precision: float
    recall: float
    f1: float
    precision_interval: tuple[float, float]
    recall_interval: tuple[float, float]
    f1_interval: tuple[float, float]


def hold_out(examples: Sequence[Example], settings: Settings) -> tuple[Corpus, HeldOut]:
    """Train without one author after another; return what `read_unseen` reads with."""
    corpus = Corpus(examples, matchers_from(load_cues()))
    return corpus, held_out(
        corpus, settings, [[author] for author in measured_authors(corpus.examples)]
    )


def read_unseen(corpus: Corpus, scores: HeldOut, settings: Settings) -> Unseen:
    """Read every comment with a tagger trained, calibrated and given thresholds without its author.

    The comments the library's own makers wrote are learned from and never measured on.
    """
    cues = load_cues()
    authors = measured_authors(corpus.examples)
    encoder = HeldOutOpinions() if settings.encoder else None
    found: dict[int, Considered] = {}
    for author in authors:
        others = np.flatnonzero(np.isin(corpus.authors, authors) & (corpus.authors != author))
        model = scores.models[author]
        kept = assemble(corpus, model, scores, others, cues, settings)
        tagger = Tagger("held out", *kept, encoder)
        theirs = np.flatnonzero(corpus.authors == author).tolist()
        answers = tagger.consider([corpus.examples[row].comment for row in theirs])
        found.update(zip(theirs, answers, strict=True))
    rows = sorted(found)
    tags = [{t.code for t in found[row].tags if t.strength == "tag"} for row in rows]
    return Unseen(
        examples=[corpus.examples[row] for row in rows],
        groups=[corpus.parsed[row].group for row in rows],
        lengths=corpus.lengths[rows],
        found=[found[row] for row in rows],
        wanted=corpus.tags[rows] > 0,
        suggested=np.array([[tag in one for tag in TAGS] for one in tags]),
        chances=np.array([[found[row].scores[tag] for tag in TAGS] for row in rows]),
    )


def figures(wanted: Bools, suggested: Bools, seed: int = 1) -> Figures:
    """Return precision, recall and F1 pooled over all given cells, with bootstrap intervals."""
    right = (wanted & suggested).sum(axis=1)
    given, true = suggested.sum(axis=1), wanted.sum(axis=1)
    draws = np.random.default_rng(seed).multinomial(
        len(wanted), np.full(len(wanted), 1 / len(wanted)), RESAMPLES
    )
    hits, suggestions, labels = draws @ right, draws @ given, draws @ true
    return Figures(
        count=int(true.sum()),
        precision=float(right.sum() / max(1, given.sum())),
        recall=float(right.sum() / max(1, true.sum())),
        f1=float(2 * right.sum() / max(1, given.sum() + true.sum())),
        precision_interval=_interval(hits / np.maximum(1, suggestions)),
        recall_interval=_interval(hits / np.maximum(1, labels)),
        f1_interval=_interval(2 * hits / np.maximum(1, suggestions + labels)),
    )


def _interval(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def per_tag(unseen: Unseen) -> dict[str, Figures]:
    """Return the figures of each tag."""
    return {
        tag: figures(unseen.wanted[:, [n]], unseen.suggested[:, [n]]) for n, tag in enumerate(TAGS)
    }


def agreement(examples: Sequence[Example]) -> dict[str, Figures]:
    """Return, for each tag, how the writer's own labels fit those of an independent labeller.

    Over the comments that both labelled; the labeller's count as right, and F1 is the same either
    way round.
    """
    both = [example for example in examples if example.independent]
    wanted = np.array([[tag in example.signs for tag in TAGS] for example in both])
    given = np.array([[tag in example.author_tags for tag in TAGS] for example in both])
    return {tag: figures(wanted[:, [n]], given[:, [n]]) for n, tag in enumerate(TAGS)}


def macro(unseen: Unseen) -> tuple[float, float, float]:
    """Return macro F1 over the eighteen tags with its 95 % interval."""
    count = len(unseen.wanted)
    draws = np.random.default_rng(2).multinomial(count, np.full(count, 1 / count), RESAMPLES)
    right = draws @ (unseen.wanted & unseen.suggested).astype(np.int64)
    both = draws @ (unseen.wanted.astype(np.int64) + unseen.suggested)
    low, high = _interval((2 * right / np.maximum(1, both)).mean(axis=1))
    point = np.mean([found.f1 for found in per_tag(unseen).values()])
    return float(point), low, high


def by_family(unseen: Unseen) -> dict[str, Figures]:
    """Return pooled figures of all tags and of each family."""
    result = {"all eighteen": figures(unseen.wanted, unseen.suggested)}
    for family, tags in FAMILIES.items():
        columns = [TAGS.index(tag) for tag in tags]
        result[family] = figures(unseen.wanted[:, columns], unseen.suggested[:, columns])
    return result


def by_part(unseen: Unseen, parts: Sequence[object]) -> dict[object, Figures]:
    """Return pooled figures for each value of `parts` (one per comment)."""
    result = {}
    for part in dict.fromkeys(parts):
        rows = [row for row, value in enumerate(parts) if value == part]
        result[part] = figures(unseen.wanted[rows], unseen.suggested[rows])
    return result


def length_part(length: int) -> str:
    """Return the name of the band of lengths a comment falls into."""
    low, high = next(band for band in LENGTHS if band[0] <= length <= band[1])
    return f"{low} to {high} words" if high < LENGTHS[-1][1] else f"{low} words or more"


def recall_at(unseen: Unseen, count: int = 3, *, is_capped: bool = True) -> float:
    """Return, over comments that carry a tag, the mean share of their tags among the best `count`.

    A comment with more tags than `count` can reach at most `count` of them: capped, it is asked for
    no more than that.
    """
    best = np.argsort(-unseen.chances, axis=1, kind="stable")[:, :count]
    top = np.zeros_like(unseen.wanted)
    np.put_along_axis(top, best, values=True, axis=1)
    carries = unseen.wanted.any(axis=1)
    hits = (unseen.wanted & top).sum(axis=1)[carries]
    most = unseen.wanted.sum(axis=1)[carries]
    return float(np.mean(hits / (np.minimum(most, count) if is_capped else most)))


def calibration_bins(unseen: Unseen) -> tuple[list[tuple[float, float, int]], float]:
    """Return (mean probability, share right, number) per tenth, and the ECE over all cells."""
    chances, wanted = unseen.chances.ravel(), unseen.wanted.ravel()
    places = np.minimum((chances * BINS).astype(int), BINS - 1)
    bins, error = [], 0.0
    for number in range(BINS):
        inside = places == number
        count = int(inside.sum())
        if count:
            said, was = float(chances[inside].mean()), float(wanted[inside].mean())
            bins.append((said, was, count))
            error += abs(said - was) * count / len(chances)
    return bins, error


def sign_accuracy(unseen: Unseen) -> tuple[float, int]:
    """Return how often the sign is right where the tag is, and over how many."""
    pairs = [
        (tag.sign, example.signs[tag.code])
        for example, found in zip(unseen.examples, unseen.found, strict=True)
        for tag in found.tags
        if tag.strength == "tag" and tag.code in SIGNED and tag.code in example.signs
    ]
    return sum(a == b for a, b in pairs) / max(1, len(pairs)), len(pairs)


def evidence_f1(unseen: Unseen) -> tuple[float, int]:
    """Return the mean token F1 of the characters shown, where tag and labelled evidence exist."""
    values = []
    for example, found in zip(unseen.examples, unseen.found, strict=True):
        text = example.comment.text
        starts, _ends = tokenise(text).edges()
        for tag in found.tags:
            proof = example.evidence.get(tag.code)
            if tag.strength != "tag" or tag.code not in example.signs or not proof:
                continue
            start = text.find(proof)
            shown = {at for at in starts if tag.start <= at < tag.end}
            true = {at for at in starts if start <= at < start + len(proof)}
            values.append(2 * len(shown & true) / max(1, len(shown) + len(true)))
    return float(np.mean(values)), len(values)


def share_right(
    unseen: Unseen, said: Callable[[Considered], object], labelled: Callable[[Example], object]
) -> float:
    """Return how often what is said of a comment is what its label says."""
    pairs = zip(unseen.examples, unseen.found, strict=True)
    return float(np.mean([said(found) == labelled(example) for example, found in pairs]))


def confusions(unseen: Unseen, count: int = 8) -> list[tuple[str, str, int]]:
    """Return the pairs (tag missed, tag suggested wrongly in the same comment) that cost most."""
    missed = (unseen.wanted & ~unseen.suggested).astype(np.int64)
    wrong = (unseen.suggested & ~unseen.wanted).astype(np.int64)
    table = missed.T @ wrong
    order = np.argsort(-table, axis=None, kind="stable")[:count]
    pairs = [divmod(int(place), len(TAGS)) for place in order]
    return [(TAGS[a], TAGS[b], int(table[a, b])) for a, b in pairs]


def learning_curve(
    examples: Sequence[Example], settings: Settings, shares: Sequence[float]
) -> list[tuple[int, float]]:
    """Return (comments learned from, micro F1 on unseen authors) for parts of the comments."""
    result = []
    order = np.random.default_rng(settings.seed).permutation(len(examples))
    for share in shares:
        kept = [examples[row] for row in sorted(order[: int(len(examples) * share)])]
        unseen = read_unseen(*hold_out(kept, settings), settings)
        result.append((len(kept), figures(unseen.wanted, unseen.suggested).f1))
    return result
