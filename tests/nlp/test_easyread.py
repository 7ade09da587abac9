"""The easy-read linter, held to sentences a person labelled."""

from pathlib import Path

import pytest

from nlp.easyread import RULES, lint, reading_age
from nlp.easyread.lists import read_lists
from nlp.types import NlpError

LABELLED = [
    line.split("\t")
    for line in Path(__file__)
    .with_name("data")
    .joinpath("easyread.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if line and not line.startswith("#")
]


def test_findings_agree_with_a_careful_editor() -> None:
    right = found = wanted = 0
    for rules, sentence in LABELLED:
        truth = set(filter(None, rules.split(",")))
        seen = {finding.rule for finding in lint(sentence, style="easy")}
        right += len(truth & seen)
        found += len(seen)
        wanted += len(truth)
    assert len(LABELLED) >= 150
    assert right / found >= 0.85
    assert right / wanted >= 0.85


def test_every_rule_is_in_the_labelled_set() -> None:
    used = {rule for rules, _ in LABELLED for rule in rules.split(",") if rule}
    assert used == set(RULES)


@pytest.mark.parametrize(
    ("text", "piece", "suggestion"),
    [
        ("We will utilise it.", "utilise", "use"),
        ("Prior to the trip, ring us.", "Prior to", "Before"),
        ("We can't come.", "can't", "cannot"),
        ("It is for ages 5-10.", "5-10", "5 to 10"),
        ("There are three clubs.", "three", "3"),
        ("40% said yes.", "40%", "4 out of 10"),
    ],
)
def test_a_safe_suggestion_is_offered(text: str, piece: str, suggestion: str) -> None:
    found = {text[f.start : f.end]: f.suggestion for f in lint(text)}
    assert found[piece] == suggestion


def test_plain_english_allows_what_easy_read_does_not() -> None:
    text = (
        "We can't promise three new places by May, but we will tell you the date of the next "
        "meeting when we know it."
    )
    assert lint(text, style="easy")
    assert lint(text, style="plain") == []


def test_bullets_are_sentences_of_their_own() -> None:
    text = "You can:\n- " + "\n- ".join(["ask for a break", "bring a friend", "say no to us"] * 3)
    assert lint(text) == []


def test_reading_age_rises_with_hard_words() -> None:
    easy = reading_age("We read it. We will help you. You can say no.")
    hard = reading_age(
        "Multidisciplinary recommendations necessitate comprehensive organisational change."
    )
    assert easy < 8 < 14 < hard
    assert reading_age("") == 0.0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('[hard]\nutilise = "use"\nutilise = "use"\n', "easyread.toml cannot be read: .*line 3"),
        ("[hard]\nutilise = use\n", "easyread.toml cannot be read: .*line 2"),
        ("[hard]\nutilise = 5\n", "utilise in .hard. is not text"),
        ('[hard]\nutilise = "use"\n', "no part .wordy."),
    ],
)
def test_a_slip_in_the_list_of_words_is_said_with_file_and_line(
    tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "easyread.toml").write_text(content, encoding="utf-8")
    with pytest.raises(NlpError, match=sentence):
        read_lists(tmp_path / "easyread.toml")
