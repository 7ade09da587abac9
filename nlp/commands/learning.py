"""The commands that train, measure and change the model."""

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import nlp
from nlp.commands.lines import note
from nlp.types import NlpError

if TYPE_CHECKING:
    from nlp.examples import Example


def _examples(options: argparse.Namespace) -> list["Example"]:
    from nlp.examples import read_examples, shipped_examples  # noqa: PLC0415 - only when asked for

    return read_examples(options.data, note) if options.data else shipped_examples()


def _refuse_unwritable(path: Path) -> None:
    """Raise `NlpError` before minutes of work whose result could not be written."""
    if path.is_dir():
        raise NlpError(f"{path} is a folder, not a file to write.")
    if not path.parent.is_dir():
        raise NlpError(f"There is no folder {path.parent} to write {path.name} in.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise NlpError(f"{path} may not be written.")


def train(options: argparse.Namespace) -> int:
    """Train a model and say where it is; one that was there is kept, as after `promote`."""
    from nlp import promotion, reviewed, training  # noqa: PLC0415 - scikit-learn only when training
    from nlp.store import (  # noqa: PLC0415 - as above
        is_usable,
        model_version,
        refuse_other_folders,
    )

    examples = _examples(options)
    if all(example.is_reviewed for example in examples):
        from nlp.examples import shipped_examples  # noqa: PLC0415 - only when asked for

        examples = [*shipped_examples(), *examples]
    kept = reviewed.choose(examples)
    for sentence in kept.notes:
        note(sentence)
    folder = options.out or nlp.default_model_path()
    settings = training.Settings(seed=options.seed, encoder=options.encoder)
    refuse_other_folders(folder)  # before a minute of work
    before = model_version(folder) if is_usable(folder) else ""
    if before:
        with tempfile.TemporaryDirectory(prefix="training-") as beside:
            new = Path(beside) / "model"
            version = training.train(kept.examples, new, settings)
            promotion.install(new, folder)
    else:
        version = training.train(kept.examples, folder, settings)
    note(f"Trained model {version} on {len(kept.examples)} comments: {folder}")
    if before and before != version:
        note(f"Model {before} is kept. To go back: python -m nlp rollback --current {folder}")
    return 0


def encoder(options: argparse.Namespace) -> int:
    """Make the encoder again from the comments that ship."""
    from nlp import training  # noqa: PLC0415 - scikit-learn only when training
    from nlp.examples import shipped_examples  # noqa: PLC0415 - as above

    try:
        from nlp import encoder_training  # noqa: PLC0415 - PyTorch, which few have
    except ImportError as error:
        raise NlpError(
            "Making the encoder needs more packages. "
            "Install them with: pip install -r requirements-encoder-train.txt"
        ) from error
    examples = shipped_examples()
    groups = training.groups_of(training.measured_authors(examples))
    encoder_training.make(examples, groups, options.out, options.work)
    note(f"Made the encoder: {options.out}")
    return 0


def weigh(options: argparse.Namespace) -> int:
    """Write the screen's weighed words anew from the comments that ship."""
    from nlp import weighing  # noqa: PLC0415 - scikit-learn only when learning
    from nlp.examples import shipped_examples  # noqa: PLC0415 - as above

    _refuse_unwritable(options.out)
    options.out.write_text(weighing.write_table(shipped_examples()), "utf-8")
    note(f"Wrote the weighed words: {options.out}")
    return 0


def promote(options: argparse.Namespace) -> int:
    """Put a new model in the place of the current one if it is no worse on the locked comments."""
    from nlp import promotion  # noqa: PLC0415 - numpy only when asked for
    from nlp.examples import read_examples  # noqa: PLC0415 - as above

    verdict = promotion.promote(options.new, options.current, read_examples([options.locked]))
    for sentence in verdict.sentences:
        note(sentence)
    return 0 if verdict.is_promoted else 1


def teach(options: argparse.Namespace) -> int:
    """Learn from reviewed comments, and promote the result if it is no worse."""
    from nlp import teaching  # noqa: PLC0415 - scikit-learn only when training
    from nlp.examples import read_examples  # noqa: PLC0415 - as above

    if options.report:
        _refuse_unwritable(options.report)
    lesson = teaching.teach(read_examples([options.reviewed], note), options.current)
    for sentence in (*lesson.notes, *lesson.reasons):
        note(sentence)
    for when, scores in (("Before", lesson.before), ("After", lesson.after)):
        note(
            f"{when} learning from {lesson.learned} reviewed comments: macro F1 "
            f"{scores.macro:.4f}, harm found {scores.harm:.4f}, urgent found {scores.urgent:.4f}."
        )
    note(
        f"Model {lesson.version} is the current one now."
        if lesson.is_promoted
        else "The model stays as it was."
    )
    if options.report:
        options.report.write_text(json.dumps(asdict(lesson)), "utf-8")
    return 0 if lesson.is_promoted else 1


def rollback(options: argparse.Namespace) -> int:
    """Put the model before the current one back."""
    from nlp import promotion  # noqa: PLC0415 - as above

    note(f"Model {promotion.rollback(options.current)} is the current one again.")
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Measure on held-out authors and write the model card."""
    from nlp import model_card, training  # noqa: PLC0415 - scikit-learn only when training

    _refuse_unwritable(options.card)
    examples = _examples(options)
    summary = model_card.write_card(examples, options.card, training.Settings(seed=options.seed))
    note(summary)
    return 0


def ablate(options: argparse.Namespace) -> int:
    """Measure the tagger with one part left out at a time and write the table into the page."""
    from nlp import ablation, training  # noqa: PLC0415 - scikit-learn only when training

    _refuse_unwritable(options.page)
    ablation.write_table(_examples(options), options.page, training.Settings(seed=options.seed))
    note(f"Wrote the table in {options.page}.")
    return 0
