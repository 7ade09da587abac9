"""The command line: python -m nlp tag, train, evaluate, ablate, redact, screen, themes, lint."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from nlp import commands
from nlp.types import NlpError

_FORMAT = """\
Every command that reads comments takes one JSON object a line on standard input:

  {"id": "1", "question": "What is not going well?", "text": "Still waiting", "voice": "parent"}

"question" and "voice" may be left out. A line that cannot be read gets {"id": ..., "error": "..."}
and the others go on. Everything runs on this machine; nothing is sent anywhere.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m nlp",
        description="Understand what families and young people say about SEND services.",
        epilog=_FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_tag(kinds)
    _add_training(kinds)
    for name, command, about in (
        ("redact", commands.redact, "mark names, schools, numbers and other things to be masked"),
        ("screen", commands.screen, "say how soon a person should read each comment"),
        ("themes", commands.themes, "group comments that say the same thing"),
    ):
        found = kinds.add_parser(name, help=about, description=f"Read comments and {about}.")
        found.set_defaults(run=command)
        if name == "themes":
            found.add_argument("--groups", type=int, help="how many (default: as many as fit)")
    lint = kinds.add_parser(
        "lint",
        help="check a text for easy read and plain English",
        description="Read a plain text on standard input and list what makes it hard to read.",
    )
    lint.add_argument("--style", choices=("easy", "plain"), default="easy")
    lint.set_defaults(run=commands.lint)
    return parser


def _add_tag(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    tag = kinds.add_parser(
        "tag",
        help="suggest tags for comments",
        description="Read comments and suggest tags, each with the characters it rests on.",
        epilog=_FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tag.add_argument("--model", type=Path, help="the model folder (default: model in DATA_DIR)")
    tag.add_argument("--all", action="store_true", help='add "maybe" and the score of every tag')
    tag.add_argument("--workers", type=int, default=1, help="processes to use (default 1)")
    tag.set_defaults(run=commands.tag)


def _add_training(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    train = kinds.add_parser(
        "train",
        help="train a model from labelled comments",
        description="Train a model; the same data and seed give the same bytes.",
    )
    train.add_argument(
        "--data", type=Path, action="append", help="labelled comments (default: those that ship)"
    )
    train.add_argument("--out", type=Path, help="the model folder (default: model in DATA_DIR)")
    train.add_argument("--seed", type=int, default=2026)
    train.set_defaults(run=commands.train)
    evaluate = kinds.add_parser(
        "evaluate",
        help="measure the tagger on held-out authors and write the model card",
        description="Measure by leaving out one author at a time; write a card and a drawing.",
    )
    evaluate.add_argument(
        "--data", type=Path, action="append", help="labelled comments (default: those that ship)"
    )
    evaluate.add_argument("--card", type=Path, default=Path("nlp/MODEL_CARD.md"))
    evaluate.add_argument("--seed", type=int, default=2026)
    evaluate.set_defaults(run=commands.evaluate)
    ablate = kinds.add_parser(
        "ablate",
        help="measure what each part of the tagger is worth (minutes)",
        description="Measure with one part left out at a time; write the table into a page.",
    )
    ablate.add_argument(
        "--data", type=Path, action="append", help="labelled comments (default: those that ship)"
    )
    ablate.add_argument("--page", type=Path, default=Path("docs/ablation.md"))
    ablate.add_argument("--seed", type=int, default=2026)
    ablate.set_defaults(run=commands.ablate)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except NlpError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
