"""The model card says beside each figure what was aimed at, and does not hide what was missed."""

import re
from pathlib import Path

import numpy as np
import pytest

from nlp import aims
from nlp.aims import Aim, section
from nlp.protection import Share

CARD = Path("nlp/MODEL_CARD.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("aim", "found", "is_met"),
    [
        (Aim("more", 0.95), 0.948, False),
        (Aim("more", 0.95), 0.9499, True),
        (Aim("less", 0.03, is_most=True), 0.0027, True),
        (Aim("less", 0.03, is_most=True), 0.0301, True),
        (Aim("less", 0.03, is_most=True), 0.031, False),
    ],
)
def test_a_figure_is_judged_as_it_is_shown(aim: Aim, found: float, is_met: bool) -> None:
    assert aim.is_met(found) is is_met


def test_the_weakest_part_counts_unless_it_is_too_small() -> None:
    parts = [Share(36, 40), Share(50, 62), Share(1, 39)]
    assert aims.newcomers((Share(4, 5), Share(9, 10)), parts) == [0.8, 0.9, 50 / 62]


def test_what_was_missed_is_said_and_so_is_why() -> None:
    masks = {name: Share(99, 100) for name in aims.MASKS}
    alone, helped = [0.69] * len(aims.TAGS), [0.71] * len(aims.TAGS)
    tags = np.array([0, 1, 2, 6])
    text = "\n".join(section(alone, helped, [0.9, 0.96, 0.8], masks, tags))
    assert "| Tags, micro F1 | at least 0.7 | 0.690 **missed** | 0.710 met |" in text
    assert "| 0.900 **missed** | – |" in text
    assert "33 of 100 comments with a tag carry more than three" in text
    assert "more\nthan 0.833;" in text


def test_the_card_that_ships_names_every_aim_with_the_figures_of_its_own_tables() -> None:
    rows = dict(re.findall(r"^\| ([^|]+) \| at (?:least|most) [^|]+ \| (\S+)", CARD, re.MULTILINE))
    assert set(rows) == {aim.name for aim in (*aims.TAGS, *aims.NEWCOMERS, *aims.MASKS.values())}
    pooled = re.search(r"^\| all eighteen \|.* (\S+) \(", CARD, re.MULTILINE)
    macro = re.search(r"Macro F1 over the eighteen tags: \*\*(\S+)\*\*", CARD)
    best = re.search(r"among the three best scores, .*: (\S+) \(", CARD)
    assert pooled
    assert macro
    assert best
    assert rows["Tags, micro F1"] == pooled.group(1)
    assert rows["Tags, macro F1"] == macro.group(1)
    assert rows["Tags among the three best scores"] == best.group(1)
    assert CARD.count("**missed**") >= 1
