"""`python -m nlp csv`: the table a survey tool exports becomes lines that the others read."""

import json
import subprocess
import sys
from typing import Any

import pytest

from nlp.commands.lines import decode
from nlp.types import CommentIn


def run(table: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "nlp", "csv", *arguments],
        input=table,
        capture_output=True,
        check=False,
    )


def made(table: bytes, *arguments: str) -> list[dict[str, Any]]:
    done = run(table, *arguments)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all(isinstance(decode(line).found, CommentIn) for line in lines)
    return [json.loads(line) for line in lines]


def test_usual_columns_are_found_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    table = b'Comment,Role\r\n"Still waiting,\r\nnobody rings",parent\r\n,staff\r\n\r\nFine,\r\n'
    assert made(table) == [
        {"id": "2", "question": "", "text": "Still waiting,\r\nnobody rings", "voice": "parent"},
        {"id": "5", "question": "", "text": "Fine", "voice": ""},
    ]
    assert b"Rows: 3. Comments: 2. Empty cells: 1." in run(table).stderr


def test_each_named_column_is_a_question_of_its_own() -> None:
    table = "Ref;What was good?;What should change?;Who\n7;Ania;Nothing;mum\n8;;Café;\n".encode()
    options = ["--id", "ref", "--text", "what was good?", "--text", "What should change?"]
    assert [list(one.values()) for one in made(table, *options, "--voice", "Who")] == [
        ["7.1", "What was good?", "Ania", "mum"],
        ["7.2", "What should change?", "Nothing", "mum"],
        ["8.2", "What should change?", "Café", ""],
    ]


@pytest.mark.parametrize(
    ("table", "options"),
    [
        ("text\tid\ncafé\t1\n".encode("utf-8-sig"), []),
        ("text\tid\ncafé\t1\n".encode("utf-16"), []),
        ("text|id\ncafé|1".encode("cp1252"), ["--encoding", "cp1252"]),
        ("id,question,text\n1,,café,too,many\n2\n".encode(), []),
    ],
)
def test_what_spreadsheets_save_is_read(table: bytes, options: list[str]) -> None:
    assert made(table, *options) == [{"id": "1", "question": "", "text": "café", "voice": ""}]


@pytest.mark.parametrize(
    ("table", "options", "sentence"),
    [
        (
            b"Ref,Views\n1,x\n",
            [],
            "--text NAME (again for each further one). The columns are: “Ref",
        ),
        (b"Ref,Views\n1,x\n", ["--text", "View"], "There is no column “View”. The columns are:"),
        ("text\ncafé\n".encode("cp1252"), [], "--encoding cp1252"),
        (b'text\n"' + b"a" * 5_000_000, [], "longer than 4,000,000"),
    ],
)
def test_a_table_that_cannot_be_read_gets_one_sentence(
    table: bytes, options: list[str], sentence: str
) -> None:
    done = run(table, *options)
    assert (done.returncode, done.stdout) == (1, b"")
    assert sentence in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_no_table_is_said_and_is_not_a_failure() -> None:
    done = run(b"")
    assert (done.returncode, done.stderr) == (0, b"There was no table on standard input.\n")


def test_an_encoding_nobody_knows_is_refused() -> None:
    assert run(b"", "--encoding", "klingon").returncode == 2
