"""`python -m nlp` with what really arrives: encodings, lines without end, readers who leave."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nlp.commands.lines import MAX_LINE, decode


def run(model: Path, lines: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "nlp", "tag", "--model", str(model), *arguments],
        input=lines,
        capture_output=True,
        check=False,
    )


def answers(done: "subprocess.CompletedProcess[bytes]") -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    "lines",
    ['{"id": 1, "text": "x"}\n'.encode("utf-16"), b"\x00\x00\n", b"hello\n\n", b"\xff" * 99],
)
def test_when_no_line_can_be_read_the_status_says_so(
    model_folder: Path, lines: bytes, workers: str
) -> None:
    done = run(model_folder, lines, "--workers", workers)
    assert done.returncode == 1
    assert done.stderr.startswith(b"None of the lines could be read as a comment: ")
    assert b"python -m nlp csv" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert all("error" in answer for answer in answers(done))


def test_a_byte_order_mark_windows_line_ends_and_no_last_line_end_are_fine(
    model_folder: Path,
) -> None:
    done = run(model_folder, b'\xef\xbb\xbf{"id": 1, "text": "a"}\r\n{"id": 2, "text": "b"}')
    assert [answer["id"] for answer in answers(done)] == [1, 2]
    assert done.stderr == b""


def test_a_null_character_is_a_character(model_folder: Path) -> None:
    (answer,) = answers(run(model_folder, b'{"id": 1, "text": "still\\u0000 waiting"}\n'))
    assert "error" not in answer


@pytest.mark.parametrize(
    ("line", "identifier", "sentence"),
    [
        (b'{"id": 1.5, "text": "x"}', 1.5, '"id" must be text or a whole number.'),
        (b'{"id": NaN, "text": "x"}', None, '"id" must be text or a whole number.'),
        (b'{"id": true, "text": "x"}', True, '"id" must be text or a whole number.'),
        (b'{"id": ["a"], "text": "x"}', None, '"id" must be text or a whole number.'),
        (b'{"id": null, "text": "x"}', None, 'The comment has no "id".'),
        (b'{"id": 1, "text": "x", "text": "y"}', None, 'The line gives "text" twice.'),
        (b'{"id": 1, "text": "x"} {"id": 2}', None, "The line is not JSON."),
        (b'{"id": ' + b"9" * 5000 + b', "text": "x"}', None, "The line is not JSON."),
        (b"x" * (MAX_LINE + 1), None, "The line is longer than 4,000,000 bytes."),
    ],
)
def test_each_fault_has_its_sentence(line: bytes, identifier: Any, sentence: str) -> None:
    assert decode(line) == (identifier, sentence)


def test_a_line_without_end_is_one_answer_and_the_next_is_read(model_folder: Path) -> None:
    long = b'{"id": 1, "text": "' + b"a" * (2 * MAX_LINE) + b'"}\n'
    first, second = answers(run(model_folder, long + b'{"id": 2, "text": "x"}\n'))
    assert "longer" in first["error"]
    assert second["id"] == 2


def test_a_very_long_comment_is_cut_and_says_so(model_folder: Path) -> None:
    (answer,) = answers(run(model_folder, json.dumps({"id": 1, "text": "wait " * 99_999}).encode()))
    assert answer["cut"] == 10_000


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reader_who_leaves_stops_it_quietly(model_folder: Path, workers: str) -> None:
    lines = b'{"id": 1, "text": "nobody rings back"}\n' * 4000
    command = [sys.executable, "-m", "nlp", "tag", "--model", str(model_folder)]
    with subprocess.Popen(
        [*command, "--workers", workers],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdout.close()
        try:
            child.stdin.write(lines)
            child.stdin.close()
        except BrokenPipeError:
            pass
        assert child.stderr.read() == b""
        assert child.wait(60) == 0


def test_closed_standard_input_is_like_an_empty_one(model_folder: Path) -> None:
    command = f'"{sys.executable}" -m nlp tag --model "{model_folder}" <&-'
    done = subprocess.run(command, shell=True, capture_output=True, check=False, env=os.environ)
    assert done.returncode == 0
    assert done.stderr == b"There were no comments on standard input.\n"


@pytest.mark.parametrize("number", ["0", "-1", "many", "1000"])
def test_a_number_of_workers_that_makes_no_sense_is_refused(
    model_folder: Path, number: str
) -> None:
    done = run(model_folder, b"", f"--workers={number}")
    assert done.returncode == 2
    assert b"is not a number from 1 to 64" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("arguments", [["screen"], ["redact"], ["lint"], ["csv"]])
def test_a_full_disk_gets_one_sentence(arguments: list[str]) -> None:
    line = b'{"id": 1, "text": "Please utilise it"}\n'
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "nlp", *arguments],
            input=b"text\nx\n" if arguments == ["csv"] else line,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"No space left on device.\n")
