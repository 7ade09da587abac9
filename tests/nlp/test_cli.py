"""`python -m nlp` answers every line, in order, and says in one sentence what is wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nlp.__main__ import build_parser


def run(
    *arguments: str, lines: bytes = b"", **variables: str
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "nlp", *arguments],
        input=lines,
        capture_output=True,
        check=False,
        env=os.environ | variables,
    )


def tag(model: Path, lines: bytes, *arguments: str) -> list[dict[str, Any]]:
    done = run("tag", "--model", str(model), *arguments, lines=lines)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_each_answer_has_exactly_the_promised_fields(model_folder: Path) -> None:
    text = "Two years waiting for CAMHS, call me on 07700 900123"
    (answer,) = tag(model_folder, line(id="a", question="How are things?", text=text))
    assert list(answer) == [
        "id",
        "tags",
        "polarity",
        "has_suggestion",
        "safeguarding",
        "language",
        "redactions",
    ]
    assert answer["tags"]
    for found in answer["tags"]:
        assert list(found) == ["code", "sign", "score", "start", "end"]
    assert answer["safeguarding"] in ("urgent", "concern", "none")
    assert [list(found) for found in answer["redactions"]] == [["start", "end", "label"]]
    (mask,) = answer["redactions"]
    assert text[mask["start"] : mask["end"]] == "07700 900123"


def test_all_adds_every_score_and_what_is_only_maybe(model_folder: Path) -> None:
    (answer,) = tag(model_folder, line(id="a", text="nobody rings back"), "--all")
    assert len(answer["scores"]) == 18
    assert {found["code"] for found in answer["tags"]}.isdisjoint(
        found["code"] for found in answer["maybe"]
    )


def test_bad_lines_are_answered_and_the_rest_go_on(model_folder: Path) -> None:
    lines = b"".join(
        [
            line(id="1", text="still waiting"),
            b"not json\n",
            b"\n",
            b"[1, 2]\n",
            b'{"id": "5"}\n',
            b'{"text": "no id"}\n',
            b'{"id": "7", "text": "caf\xe9"}\n',
            b'{"id": "8", "text": 5}\n',
            b'{"id": "9", "text": "x", "question": []}\n',
            b"[" * 100_000 + b"\n",
            line(id=11, question=None, text="", voice=None),
            b'{"id": "\\ud800", "text": "\\ud800 lone"}\n',
            line(id="13", text="nobody listens"),
        ]
    )
    answers = tag(model_folder, lines)
    assert [answer["id"] for answer in answers] == [
        "1",
        None,
        None,
        None,
        "5",
        None,
        None,
        "8",
        "9",
        None,
        11,
        "\ud800",
        "13",
    ]
    assert ["error" in answer for answer in answers] == [
        False,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert all(answer["error"].endswith(".") for answer in answers if "error" in answer)


def test_no_comments_is_said_and_is_not_a_failure(model_folder: Path) -> None:
    done = run("tag", "--model", str(model_folder))
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"There were no comments on standard input.\n"


def test_a_model_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    done = run("tag", "--model", str(tmp_path / "none"), lines=line(id="1", text="x"))
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"python -m nlp train" in done.stderr


def test_two_workers_answer_in_the_same_order_as_one(model_folder: Path) -> None:
    lines = b"".join(line(id=number, text=f"waited {number} months") for number in range(700))
    alone = tag(model_folder, lines)
    assert alone == tag(model_folder, lines, "--workers", "2")
    assert [answer["id"] for answer in alone] == list(range(700))


@pytest.mark.parametrize("command", ["redact", "screen"])
def test_the_other_commands_answer_line_by_line(command: str) -> None:
    done = run(command, lines=line(id="1", text="Call Mrs Jones on 07700 900123") + b"nope\n")
    answers = [json.loads(found) for found in done.stdout.splitlines()]
    assert done.returncode == 0
    assert answers[0]["id"] == "1"
    assert answers[1] == {"id": None, "error": "The line is not JSON."}


@pytest.mark.parametrize("command", ["redact", "screen"])
def test_a_text_that_is_too_long_is_said_to_be_cut(command: str) -> None:
    long = "The bus was late. " * 700 + "I want to die"
    done = run(command, lines=line(id="1", text=long) + line(id="2", text="The bus was late."))
    first, second = (json.loads(found) for found in done.stdout.splitlines())
    assert first["cut"] == 10_000
    assert "cut" not in second


def test_themes_read_the_beginning_and_say_so() -> None:
    texts = [f"the taxi was late again {number}" for number in range(8)]
    texts += [f"nobody replied to my emails {number}" for number in range(7)]
    texts.append("nobody replied to my emails " + "x " * 5_000 + "the ending nobody reads")
    done = run("themes", "--groups", "2", lines=b"".join(line(id=t[:40], text=t) for t in texts))
    groups = [json.loads(found) for found in done.stdout.splitlines()]
    assert b"Only the first 10,000 characters of 1 comment were read." in done.stderr
    assert [texts[-1][:40] in one["ids"] for one in groups] == ["cut" in one for one in groups]


@pytest.mark.parametrize(
    ("command", "taught"),
    [
        ("tag", b'{"id": "1"'),
        ("redact", b'"redactions"'),
        ("screen", b'"level"'),
        ("themes", b'"representatives"'),
        ("lint", b"| python -m nlp lint"),
        ("csv", b"--text"),
        ("train", b'"reviewers"'),
        ("evaluate", b"for each author in turn"),
        ("themes", b'{"copies": '),
        ("promote", b"--locked"),
        ("rollback", b"--current"),
    ],
)
def test_help_teaches(command: str, taught: bytes) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert taught in done.stdout


def test_themes_group_what_is_said_often() -> None:
    lines = b"".join(
        line(id=number, text=text.format(number))
        for number in range(12)
        for text in ("the taxi was late again {}", "nobody replied to my emails {}")
    )
    done = run("themes", "--groups", "2", lines=lines + b"nope\n")
    groups = [json.loads(found) for found in done.stdout.splitlines()]
    assert done.returncode == 0
    assert b"1 line could not be read." in done.stderr
    assert groups
    assert all(one["label"] for one in groups)
    assert all({"label", "ids", "representatives", "stability"} == set(one) for one in groups)


def test_themes_name_a_campaign_whether_or_not_there_are_groups() -> None:
    campaign = "we the undersigned want the short breaks at the hall to stay open"
    texts = [campaign, "nobody rang", f"{campaign} please", "it was fine", campaign.upper()]
    done = run("themes", lines=b"".join(line(id=n, text=t) for n, t in enumerate(texts)))
    assert [json.loads(found) for found in done.stdout.splitlines()] == [{"copies": [0, 2, 4]}]
    assert b"1 set of (nearly) the same words, 3 comments" in done.stderr
    assert done.returncode == 0


def test_lint_names_what_is_hard_to_read() -> None:
    done = run("lint", lines=b"Please utilise the form.")
    findings = [json.loads(found) for found in done.stdout.splitlines()]
    assert done.returncode == 0
    assert any(one["start"] == 7 and one["end"] == 14 for one in findings)
    assert b"thing to look at." in done.stderr


def test_lint_has_a_plainer_style() -> None:
    text = (
        b"There are two of us and we like it here in the town because it is calm and near the park."
    )
    easy, plain = (run("lint", "--style", style, lines=text) for style in ("easy", "plain"))
    assert len(easy.stdout.splitlines()) > len(plain.stdout.splitlines())


def test_a_text_that_is_not_utf8_gets_one_sentence() -> None:
    done = run("lint", lines=b"caf\xe9")
    assert (done.returncode, done.stderr) == (1, b"The text is not UTF-8.\n")


def test_the_page_for_newcomers_names_every_everyday_command_and_no_other() -> None:
    page = Path("nlp/README.md").read_text("utf-8")
    named = set(re.findall(r"python -m nlp (\w+)", page))
    for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE):
        named |= set(re.findall(r"`(\w+)`", row))
    (kinds,) = (each for each in build_parser()._actions if isinstance(each.choices, dict))
    assert set(kinds.choices or ()) - named == {"encoder", "weigh", "ablate"}
    assert named <= set(kinds.choices or ())
