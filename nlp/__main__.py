"""The command line: `python -m nlp --help` lists the learning."""

import argparse
import codecs
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from nlp.commands import learning, reading, table, tagging
from nlp.types import NlpError

_FORMAT = """\
Every command that reads comments takes one JSON object a line on standard input:

  {"id": "1", "question": "What is not going well?", "text": "Still waiting", "voice": "parent"}

"question" and "voice" may be left out. The voice is who speaks, in your own words: parent, carer,
young person, sibling, staff, "easy read" … A table (CSV) becomes such lines with

  python -m nlp csv --text "Your comment" < survey.csv > comments.jsonl

Answers come one a line, in the order of the lines. A line that cannot be read gets
{"id": ..., "error": "..."} and the others go on. Of a text only the first 10,000 characters are
read: the answer to a longer one has "cut": 10000, and a person must read the rest.
Everything runs on this machine; nothing is sent anywhere.
The exit status is 1 when nothing could be done, otherwise 0.
"""
_ANSWERS = {
    "redact": 'Each answer has "redactions": start, end (excluded), label and reason.',
    "screen": 'Each answer has "level" (urgent, concern, none) and "matches": the words that fired.'
    "\nIt sorts what people read first; it never decides that nobody has to read.",
    "themes": 'Each answer is one group: "label", "ids", "representatives", "stability" (0 to'
    "\n1: from .75 steady, below .5 shaky)."
    "\nGroups are suggestions: comments that fit nowhere are in none. A set of comments in (nearly)"
    "\nthe same words, a campaign or a double click, counts once in a group. After the groups such"
    '\nsets are named, one a line: {"copies": ["7", "12"]}.',
}
_CSV = """\
The first row holds the names of the columns. Each cell of a --text column becomes one comment. Its
heading is its question when it has three words or more, so an export with a column for each
question needs no more than the names of those columns:

  python -m nlp csv --id "Response ID" --voice "I am" \\
      --text "What is going well?" --text "What should change?" < survey.csv > comments.jsonl
  python -m nlp tag < comments.jsonl > tags.jsonl

A column called text or comment, id, question, voice or role is found without being named. Without
identifiers the number of the row is one (the first below the heading is 2). Empty cells are left
out. Commas, semicolons, tabs and bars between cells are told apart by the first row.
Spreadsheets (XLSX) are not read: save them as "CSV UTF-8" first.
"""
_LINT = """\
Each finding is one JSON object a line: start and end (excluded) in characters, rule, message and,
where one is safe, a suggestion. Whether a text is easy is for its readers to say.

  echo "Please utilise the form." | python -m nlp lint
"""
_REVIEWED = """\
A labelled comment is one JSON object a line, as in nlp/data/train.jsonl. One that people reviewed
also has "reviewers": ["r1", "r2"] (any names that are not people's), "lead": true when a lead
decided alone, and "reviewed_on": "2026-02-14". Reviewed comments come on top of the others; when
there are no others, on top of those that ship. Left out: what neither two people nor a lead
decided, more than 200 a day and more than a fifth of all comments by one person.

  python -m nlp train --data reviewed.jsonl --out new-model
  python -m nlp promote new-model --current instance/model --locked locked.jsonl
"""
_EVALUATE = """\
It measures how the tagger is trained, not one model: for each author in turn a model learns from
all the others, and reads what that author wrote. Calibration and thresholds come from the others
too. So the figures are those to expect of somebody new, if they write like these. What the
library's makers wrote and what people reviewed is learned from and never measured on; at least two
other authors are needed. The model in use is neither read nor changed.

The card says, per tag, how often it occurs (n), precision, recall and F1, each with its 95 %
interval, and how far two people agree on the tag; by family, voice and length; signs, evidence
and calibration; with the encoder; the screen and redaction; the mix-ups that cost most; and what
the model must not be used for. Two figures whose intervals overlap much are not different.

It takes some seven minutes and needs no network. On a machine with other work:

  OMP_NUM_THREADS=1 python -m nlp evaluate
  python -m nlp evaluate --data mine.jsonl --card mine.md

Labelled comments are one JSON object a line, as in nlp/data/train.jsonl (nlp/data/README.md).
"""
MOST = 64


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m nlp",
        description="Understand what families and young people say about SEND services.",
        epilog=_FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_table(kinds)
    _add_tag(kinds)
    _add_reading(kinds)
    _add_training(kinds)
    _add_promotion(kinds)
    return parser


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 0 < number <= MOST:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {MOST}")
    return number


def _add_reading(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, command, about in (
        ("redact", reading.redact, "mark names, schools, numbers and other things to be masked"),
        ("screen", reading.screen, "say how soon a person should read each one"),
        ("themes", reading.themes, "group those that say the same thing"),
    ):
        found = kinds.add_parser(
            name,
            help=f"read comments and {about}",
            description=f"Read comments and {about}.\n{_ANSWERS[name]}",
            epilog=_FORMAT,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        found.set_defaults(run=command)
        if name == "themes":
            found.add_argument("--groups", type=_count, help="how many (default: as many as fit)")
    lint = kinds.add_parser(
        "lint",
        help="check a text for easy read and plain English",
        description="Read a plain text on standard input and list what makes it hard to read.",
        epilog=_LINT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    lint.add_argument(
        "--style",
        choices=("easy", "plain"),
        default="easy",
        help="easy read (15 words a sentence, one idea each; the default) or plain English (25)",
    )
    lint.set_defaults(run=reading.lint)


def _add_table(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    found = kinds.add_parser(
        "csv",
        help="turn a table (CSV) into the lines the other commands read",
        description="Read a table (CSV) and write its comments, one JSON object a line.",
        epilog=_CSV,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("--text", action="append", metavar="NAME", help="a column of comments")
    found.add_argument("--id", metavar="NAME", help="the column that tells rows apart")
    found.add_argument("--question", metavar="NAME", help="the column with the question asked")
    found.add_argument("--voice", metavar="NAME", help="the column that says who speaks")
    found.add_argument(
        "--encoding", type=_encoding, default="utf-8", help="how the table was saved (utf-8)"
    )
    found.set_defaults(run=table.csv_to_lines)


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise argparse.ArgumentTypeError(f"{name} is no encoding that Python knows") from error


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
    tag.add_argument("--workers", type=_count, default=1, help="processes to use (default 1)")
    tag.set_defaults(run=tagging.tag)


def _add_training(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    train = kinds.add_parser(
        "train",
        help="train a model from labelled comments",
        description="Train a model; the same data and seed give the same bytes. A model that is "
        "there already is kept beside the new one: rollback puts it back.",
        epilog=_REVIEWED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    train.add_argument(
        "--data", type=Path, action="append", help="labelled comments (default: those that ship)"
    )
    train.add_argument("--out", type=Path, help="the model folder (default: model in DATA_DIR)")
    train.add_argument("--seed", type=int, default=2026)
    train.add_argument(
        "--encoder",
        action="store_true",
        help="weigh what the encoder says too (needs requirements-encoder.txt to read with)",
    )
    train.set_defaults(run=learning.train)
    encoder = kinds.add_parser(
        "encoder",
        help="make the encoder again (an hour)",
        description="Fine-tune MiniLM on the comments that ship, once for each group of held-out "
        "authors and once for all. Needs requirements-encoder-train.txt.",
    )
    encoder.add_argument("--out", type=Path, default=Path("nlp/data/encoder"))
    encoder.add_argument(
        "--work",
        type=Path,
        default=Path("instance/encoder"),
        help="where parts that are done wait, so that a stopped run goes on",
    )
    encoder.set_defaults(run=learning.encoder)
    weigh = kinds.add_parser(
        "weigh",
        help="write the screen's weighed words anew (seconds)",
        description="Learn from the comments this library's makers wrote how much each word speaks "
        "for harm, and choose from the others how much is enough. Run it when the screen's rules, "
        "its families of words or the makers' comments have changed.",
    )
    weigh.add_argument("--out", type=Path, default=Path("nlp/data/screen/weighed.tsv"))
    weigh.set_defaults(run=learning.weigh)
    evaluate = kinds.add_parser(
        "evaluate",
        help="measure the tagger on held-out authors and write the model card",
        description="Measure by leaving out one author at a time; write a card and a drawing.",
        epilog=_EVALUATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    evaluate.add_argument(
        "--data", type=Path, action="append", help="labelled comments (default: those that ship)"
    )
    evaluate.add_argument(
        "--card",
        type=Path,
        default=Path("nlp/MODEL_CARD.md"),
        help="where to write the card; calibration.svg goes beside it (default: nlp/MODEL_CARD.md)",
    )
    evaluate.add_argument(
        "--seed", type=int, default=2026, help="another one trains a little otherwise (2026)"
    )
    evaluate.set_defaults(run=learning.evaluate)
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
    ablate.set_defaults(run=learning.ablate)


def _add_promotion(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    promote = kinds.add_parser(
        "promote",
        help="make a new model the current one if it is no worse",
        description="Measure a new and the current model on locked comments. The new one takes its "
        "place unless macro F1 falls, or less harm is found. The last five are kept.",
    )
    promote.add_argument("new", type=Path, help="the folder of the new model")
    promote.add_argument("--locked", type=Path, required=True, help="comments nobody trains on")
    teach = kinds.add_parser(
        "teach",
        help="learn from reviewed comments; keep the result if it is no worse",
        description="Train with the reviewed comments and without those of two writers that ship, "
        "measure on these, and make that very model the current one unless macro F1 falls, or less "
        "harm is found, than with the current one (or, where that has seen these writers, with one "
        "that has not).",
        epilog=_REVIEWED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    teach.add_argument("reviewed", type=Path, help="the reviewed comments")
    teach.add_argument("--report", type=Path, help="write what came of it here, as JSON")
    rollback = kinds.add_parser(
        "rollback",
        help="put the model before the current one back",
        description="Undo the last promotion; again undoes the one before, up to five.",
    )
    for command, run in (
        (promote, learning.promote),
        (teach, learning.teach),
        (rollback, learning.rollback),
    ):
        command.add_argument("--current", type=Path, required=True, help="the model in use")
        command.set_defaults(run=run)


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
        # Whoever read the answers has had enough ("| head").
        _forget_output()
        return 0
    except OSError as error:
        # A full disk, or a file or folder that may not be written: no fault of the program.
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{where}{error.strerror or error}.\n")
        _forget_output()
        return 1
    except KeyboardInterrupt:
        return 130


def _forget_output() -> None:
    """Let what is still buffered go nowhere: Python would try again to write it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
