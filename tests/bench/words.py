"""What reading people's words costs: the library by itself, on the comments that ship.

Speed is comments a second of CPU time, one thread; memory is the highest the process had.
"""

import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

import spacy

import nlp
from nlp import language, redact, screen
from nlp.examples import shipped_examples
from nlp.tagger import BATCH, Tagger
from nlp.training import train
from nlp.types import CommentIn
from tests.bench.measures import Figure
from tests.bench.servers import ROOT

TRAINED_ON = 5_000
STREAMED, STREAMED_MORE = 20_000, 40_000
#: Allocators keep a little: growth with the number of comments would be hundreds of megabytes.
SAME_MEMORY_MB = 15


def measure_words(model: Path) -> Iterator[Figure]:
    """Yield every figure of the library; `model` is a trained one."""
    examples = shipped_examples()
    comments = [example.comment for example in examples]
    tagger = nlp.load_tagger(model)
    tokenise = spacy.blank("en")
    base = _speed(lambda: [tokenise.make_doc(one.text) for one in comments], len(comments))

    def look_only() -> None:
        for one in comments:
            language.detect(one.text)
            screen.screen(one.text, one.question)
            redact.redact(one.text)

    def consider() -> None:
        for start in range(0, len(comments), BATCH):
            tagger.consider(comments[start : start + BATCH])

    for name, work, aim in (
        ("Scores of tags alone", lambda: tagger.scores(comments), 25_000),
        ("Tags with the words they rest on, in batches", consider, 5_000),
        ("Redaction, screen and language", look_only, 2_500),
        ("All of it together", lambda: list(tagger.read(comments)), 1_500),
    ):
        speed = _speed(work, len(comments))
        yield Figure(
            name,
            f"{speed:,.0f} comments a CPU second ({speed / base:.2f} × `spacy.blank` tokenising)",
            f"at least {aim:,}",
            speed >= aim,
        )
    yield _one_comment(tagger, comments)
    yield _training(examples, model.with_name("bench-model"))
    yield from _command_line(model, comments)


def _speed(work: Callable[[], object], count: int) -> float:
    """Return how many a CPU second: the best of three, because the machine has neighbours."""
    work()
    times = []
    for _ in range(3):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return count / min(times)


def _one_comment(tagger: Tagger, comments: list[CommentIn]) -> Figure:
    times = []
    for one in comments:
        begun = time.process_time()
        list(tagger.read([one]))
        times.append(time.process_time() - begun)
    p99 = statistics.quantiles(times, n=100)[-1]
    found = f"p99 {p99 * 1000:.1f} ms of CPU, half below {statistics.median(times) * 1000:.1f} ms"
    return Figure("One comment in a warm process", found, "p99 at most 20 ms", p99 <= 0.02)


def _training(examples: list, folder: Path) -> Figure:
    os.environ["LOKY_MAX_CPU_COUNT"] = "1"  # in this process, whose time is taken
    begun = time.process_time()
    train(list(itertools.islice(itertools.cycle(examples), TRAINED_ON)), folder)
    seconds = time.process_time() - begun
    found = f"{seconds:.0f} s of CPU"
    return Figure(f"Training on {TRAINED_ON:,} comments", found, "at most 60 s", seconds <= 60)


def _stream(comments: Sequence[CommentIn], count: int) -> Iterator[CommentIn]:
    """Yield that many comments, each with two words that nobody wrote before, as people's have.

    Without them the words that are remembered would be as many as the corpus has, whatever comes.
    """
    letters = random.Random(1)
    for comment in itertools.islice(itertools.cycle(comments), count):
        new = ("".join(letters.choices(ascii_lowercase, k=9)) for _ in range(2))
        yield replace(comment, text=f"{comment.text} {' '.join(new)}")


def _as_lines(comments: Iterable[CommentIn]) -> bytes:
    records = (
        {"id": one.id, "question": one.question, "text": one.text, "voice": one.voice}
        for one in comments
    )
    return "".join(json.dumps(record) + "\n" for record in records).encode()


#: Started from a small process: a child of this one would begin with this one's memory.
_WATCH = """
import json, resource, subprocess, sys, time
begun = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
highest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([time.perf_counter() - begun, highest / 1024]))
"""


def _run(model: Path, lines: bytes, *options: str) -> tuple[float, float]:
    """Return the seconds by the clock and the megabytes of one `python -m nlp tag`."""
    python = sys.executable
    command = [python, "-c", _WATCH, python, "-m", "nlp", "tag", "--model", str(model), *options]
    watched = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, check=True)
    seconds, memory = json.loads(watched.stdout)
    return seconds, memory


def _command_line(model: Path, comments: list[CommentIn]) -> Iterator[Figure]:
    seconds, memory = _run(model, _as_lines(comments[:1]))
    yield Figure(
        "`python -m nlp tag` of one comment, from a cold start",
        f"{seconds:.2f} s, {memory:.0f} MB",
        "at most 2 s and 300 MB",
        seconds <= 2 and memory <= 300,
    )
    few, many = (_as_lines(_stream(comments, count)) for count in (STREAMED, STREAMED_MORE))
    _, little = _run(model, few)
    alone, much = _run(model, many)
    yield Figure(
        f"Memory of a stream of {STREAMED:,} and of {STREAMED_MORE:,} comments, new words in each",
        f"{little:.0f} and {much:.0f} MB",
        "the same",
        much < little + SAME_MEMORY_MB,
    )
    both, _ = _run(model, many, "--workers", "2")
    yield Figure(
        f"`--workers 2` on {STREAMED_MORE:,} comments",
        f"{alone / both:.2f} × as fast ({STREAMED_MORE / both:,.0f} a second by the clock)",
        "at least 1.8 ×",
        alone / both >= 1.8,
    )
