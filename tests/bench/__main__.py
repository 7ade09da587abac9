"""Measure the figures that we promise: `make bench`, or `python -m tests.bench --write`."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import many, measures, pages, searching
from tests.bench.measures import Figure
from tests.bench.servers import ROOT, find_model, gunicorn
from tests.bench.stage import prepare

PAGE = ROOT / "docs" / "figures.md"
INTRODUCTION = """# Figures

Written by `python -m tests.bench --write`. Web and load generator share one machine, so the
ratios say more than the numbers. Each ratio is the middle one of three rounds, ours and the bare
handler's turn by turn: gunicorn with two sync workers, 16 connections, SQLite in WAL mode with
`synchronous=FULL`, on both sides. The bare handler (`tests/bench/bare.py`) checks one field and
commits one row; it has no session, token, language or template. When other work ran on the
machine (see the load average), waiting for the disk hides part of our own cost. The last rows are
the library in nlp/ by itself, on the comments that ship.
"""


def main() -> int:
    """Run every measurement, print the table, and return 1 when an aim is missed and --strict."""
    options = _options()
    figures: list[Figure] = []
    load = os.getloadavg()[2]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        environ = {"DATA_DIR": str(folder), "BARE_DATABASE_URL": f"sqlite:///{folder}/bare.db"}
        if options.model:
            (folder / "model").symlink_to(options.model.resolve(), target_is_directory=True)
        prepare(folder)
        subprocess.run(
            [sys.executable, "-m", "tests.bench.bare"],
            cwd=ROOT,
            env=os.environ | environ,
            check=True,
        )
        bare = gunicorn("tests.bench.bare:app", environ)
        real = gunicorn("wsgi:app", environ)
        try:
            for figure in _measure(real, bare, folder, environ, options):
                figures.append(figure)
                print(_as_text(figure), flush=True)
        finally:
            real.stop()
            bare.stop()
    if options.write:
        PAGE.write_text(_as_page(figures, load), encoding="utf-8")
        print(f"\nWritten to {PAGE.relative_to(ROOT)}.")
    missed = sum(not figure.is_met for figure in figures)
    print(f"\n{len(figures) - missed} of {len(figures)} aims met.")
    return 1 if missed and options.strict else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/figures.md")
    parser.add_argument("--strict", action="store_true", help="fail when an aim is missed")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each round lasts")
    parser.add_argument("--model", type=Path, help="a trained tagger to use")
    parser.add_argument("--skip-tagging", action="store_true", help="do not run the worker")
    return parser.parse_args()


def _measure(real, bare, folder, environ, options):
    yield from measures.measure_sizes(real)
    yield from measures.measure_pages(real, bare, options.seconds)
    yield from pages.measure_server_time(folder)
    yield from measures.measure_class(real)
    if not options.skip_tagging:
        yield from measures.measure_tagging(real, folder, environ)
    yield from measures.measure_list(real, folder)
    yield from measures.measure_memory(real)
    yield from many.measure_many(folder / "many")
    yield from searching.measure_on_postgres(folder / "postgres")
    if find_model(folder):
        os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
        from tests.bench import words  # noqa: PLC0415 - numpy: only now that one thread is said

        yield from words.measure_words(folder / "model")


def _as_text(figure: Figure) -> str:
    mark = "met   " if figure.is_met else "MISSED"
    return f"{mark} {figure.name}\n         {figure.found}\n         aim: {figure.aim}"


def _as_page(figures: list[Figure], load: float) -> str:
    rows = [
        f"| {each.name} | {each.found} | {each.aim} | {'met' if each.is_met else '**missed**'} |"
        for each in figures
    ]
    version = platform.python_version()
    measured = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {version}, {os.cpu_count()} cores; "
        f"load average of the fifteen minutes before: {load:.1f}."
    )
    table = ["| What | Found | Aim | |", "|---|---|---|---|", *rows]
    return "\n".join([INTRODUCTION, measured, "", *table, ""])


if __name__ == "__main__":
    sys.exit(main())
