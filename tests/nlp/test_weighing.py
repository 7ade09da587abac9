"""The weighed words: what they add to the rules, and how their table is written."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nlp import weighing
from nlp.__main__ import main
from nlp.examples import Example, shipped_examples
from nlp.screen import rules_alone, screen
from nlp.screen.weighed import (
    NAME,
    SHOWN,
    STEP,
    STRETCH,
    Scales,
    families_of,
    heaviest,
    shipped_table,
    stretches,
    word_features,
)

TRAIN = Path("nlp/data/train.jsonl")
# Four features: two of the answer, one of the question, one of length.
TABLE = """\
9\t-1.000\t-2.000\t0.000\t0.000
w dark\t4\t300\t400
w cake\t4\t-300\t0
q night\t9\t50\t0
"""


def nobody(_word: str) -> list[str]:
    return []


def test_they_find_harm_on_authors_they_never_learned_from_that_no_rule_finds() -> None:
    found = missed = alarms = 0
    for line in TRAIN.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if rules_alone(row["text"], row["question"]) != "none":
            continue
        is_flagged = screen(row["text"], row["question"]).level != "none"
        is_harm = row["safeguarding"] != "none"
        found += is_harm and is_flagged
        missed += is_harm and not is_flagged
        alarms += is_flagged and not is_harm
    assert found / (found + missed) >= 0.6
    assert found / (found + alarms) >= 0.05


def test_they_say_which_words_weigh_most() -> None:
    padding = "We had a lovely picnic by the lake and everybody brought cake and squash. "
    text = padding * 3 + "He keeps her in the dark with the door tied and she begs to come out."
    matches = [match for match in screen(text).matches if match.rule == NAME]
    assert len(matches) == 1
    assert matches[0].start >= len(padding) * 2
    assert len(text[matches[0].start : matches[0].end].split()) == SHOWN


@pytest.mark.parametrize("answer", ["Yes", "no", "Yes always", "n/a", "Nope."])
def test_yes_and_no_are_left_to_the_rules_that_know_the_question(answer: str) -> None:
    for question in ("Do you feel safe at home?", "Has anyone hurt you?", ""):
        assert screen(answer, question).level == rules_alone(answer, question)


@pytest.mark.parametrize(
    "text",
    [
        "ہم ہر خاندان کو پیغام بھیجتے ہیں۔",
        "مرحبا بكم في المدرسة",
        "Czekaliśmy dziesięć tygodni na odpowiedź z urzędu",
    ],
)
def test_they_do_not_speak_for_a_language_they_do_not_know(text: str) -> None:
    assert screen(text).level == "none"


def test_a_sum_can_be_checked_by_hand() -> None:
    scales = Scales(TABLE, nobody)
    assert scales.limits == (0.0, 0.0)
    found = scales.weigh(["dark"], [])
    # One known word: its weight, divided by its own length, and the bias.
    assert found.harm == pytest.approx(3.0 - 1.0)
    assert found.urgent == pytest.approx(4.0 - 2.0)
    assert scales.weigh(["dark", "dark"], []).harm == pytest.approx(found.harm)
    assert scales.weigh(["cake"], []).harm == pytest.approx(-3.0 - 1.0)
    assert scales.weigh(["unknown"], []).harm == pytest.approx(-1.0)
    assert -1.0 < scales.weigh(["unknown"], ["night"]).harm < found.harm


def test_a_few_dark_words_do_not_drown_in_a_long_comment() -> None:
    scales = Scales(TABLE, nobody)
    around = [*["cake"] * 400, *["plain"] * 200]
    long = scales.weigh([*around, "dark", *reversed(around)], [])
    assert long.harm == pytest.approx(2.0)
    assert long.first <= len(around) <= long.last


@pytest.mark.parametrize("count", [1, STEP, STRETCH, STRETCH + 1, 1_000])
def test_every_word_is_in_a_stretch_and_none_is_longer_than_allowed(count: int) -> None:
    found = list(stretches(count))
    assert {at for start, end in found for at in range(start, end)} == set(range(count))
    assert max(end - start for start, end in found) <= STRETCH


@pytest.mark.parametrize(
    ("each", "place"), [([], 0), ([1.0], 0), ([0.0] * 9 + [5.0], 4), ([5.0] + [0.0] * 9, 0)]
)
def test_the_heaviest_words_in_a_row(each: list[float], place: int) -> None:
    assert heaviest(each) == place


def test_a_word_counts_as_itself_its_beginnings_and_its_families() -> None:
    families = families_of({"hits": ["slap*", "hit"], "common": ["hit"]})
    assert word_features("slapped", families) == [
        "w slapped",
        "p slap",
        "p slapp",
        "p slappe",
        "f hits",
    ]
    assert word_features("hit", families) == ["w hit", "f hits"]


def test_a_limit_is_as_low_as_precision_allows() -> None:
    sums = np.array([2.0, 1.0, 0.0, -1.0])
    found = np.zeros(4, bool)
    wanted = np.array([True, False, True, False])
    lowest: Callable[..., float] = weighing._lowest
    assert lowest(sums, found, wanted, 0.6) == pytest.approx(-0.99, abs=0.02)
    assert lowest(sums, found, wanted, 0.9) == pytest.approx(1.01, abs=0.02)
    assert lowest(sums, found, np.zeros(4, bool), 0.5) == 99.0


def test_the_command_writes_the_table_that_ships(tmp_path: Path) -> None:
    out = tmp_path / "weighed.tsv"
    assert main(["weigh", "--out", str(out)]) == 0
    made, kept = out.read_text("utf-8").splitlines(), shipped_table().splitlines()
    assert [line.split("\t")[:2] for line in made[1:]] == [
        line.split("\t")[:2] for line in kept[1:]
    ]
    for new, old in zip(made, kept, strict=True):
        for one, other in zip(new.split("\t")[-2:], old.split("\t")[-2:], strict=True):
            # Another processor may round another way.
            assert float(one) == pytest.approx(float(other), abs=3)


def test_it_learns_from_the_makers_alone(few_examples: list[Example]) -> None:
    makers = [each for each in shipped_examples() if each.author == "N"]
    measured = [each for each in few_examples if each.author in "ABCDEFG"]
    total = weighing.write_table([*makers, *measured]).split("\t", 1)[0]
    assert int(total) == len(makers) == 154
