"""Groups of comments: the same each time, said in their own words, and not made by a campaign."""

import json
from pathlib import Path

import pytest

from nlp.themes import assign, group, marks, name_groups, near_duplicates, version

TAXI = [
    f"The taxi driver changed again {when} and the escort was new"
    for when in ["today", "Monday", "twice", "in-March", "on-Friday"]
]
SPEECH = [
    f"No speech therapy {when} and the speech therapist left"
    for when in ["since-May", "all-year", "again", "this-term", "at-all"]
]
SWIM = [
    f"Swimming club on {when} is lovely, she loves swimming"
    for when in ["Saturday", "Sundays", "Tuesday-nights", "holidays", "Fridays"]
]
MIXED = [text for three in zip(TAXI, SPEECH, SWIM, strict=True) for text in three]
CAMPAIGN = (
    "Please keep the Alder base open because our children have nowhere else to go and the "
    "council promised"
)


def test_comments_that_say_the_same_thing_come_together() -> None:
    found = group(MIXED, groups=3)
    homes = {at: n for n, theme in enumerate(found) for at in theme.members}
    for start in range(3):
        assert len({homes.get(at) for at in range(start, len(MIXED), 3)}) == 1
    assert len(set(homes.values())) == 3


def test_a_label_is_made_of_the_comments_own_words() -> None:
    for theme in group(MIXED, groups=3):
        words = " ".join(MIXED[at] for at in theme.members).lower()
        assert theme.label
        assert all(phrase in words for phrase in theme.label.split(", "))


def test_every_group_has_a_label_even_among_comments_with_little_in_common() -> None:
    lines = Path("nlp/data/train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [row["text"] for row in map(json.loads, lines) if "respect" in row["values"]]
    found = [theme for size in (8, 30, len(texts)) for theme in group(texts[:size])]
    assert found
    assert all(theme.label for theme in found)


def test_representatives_are_members_and_stability_is_a_share() -> None:
    for theme in group(MIXED, groups=3):
        assert 1 <= len(theme.representatives) <= 3
        assert set(theme.representatives) <= set(theme.members)
        assert 0 <= theme.stability <= 1


def test_the_same_comments_and_seed_give_the_same_groups() -> None:
    assert group(MIXED, seed=3) == group(MIXED, seed=3)


def test_clear_groups_survive_losing_a_comment() -> None:
    full = {frozenset(MIXED[at] for at in theme.members) for theme in group(MIXED, groups=3)}
    fewer = [text for text in MIXED if text != TAXI[0]]
    after = {frozenset(fewer[at] for at in theme.members) for theme in group(fewer, groups=3)}
    assert after == {members - {TAXI[0]} for members in full}


@pytest.mark.parametrize(
    "texts",
    [[], ["one"], [""] * 20, ["the and of"] * 20, ["?"] * 9, ["different", "words"]],
)
def test_nothing_in_common_makes_no_group(texts: list[str]) -> None:
    assert group(texts) == []


def test_a_campaign_is_found_and_counts_once() -> None:
    campaign = [CAMPAIGN, CAMPAIGN + "!", CAMPAIGN.upper(), "Hello. " + CAMPAIGN]
    texts = [*MIXED, *campaign]
    assert near_duplicates(texts) == [tuple(range(len(MIXED), len(texts)))]
    sent = set(range(len(MIXED), len(texts)))
    assert not any(set(theme.members) <= sent for theme in group(texts, groups=4))


def test_different_comments_are_not_duplicates() -> None:
    lines = Path("nlp/data/train.jsonl").read_text(encoding="utf-8").splitlines()[:600]
    texts = [json.loads(line)["text"] for line in lines]
    assert sum(len(same) - 1 for same in near_duplicates(texts)) <= 6


def test_assign_gives_every_text_a_number() -> None:
    assert len(assign(MIXED, groups=3)) == len(MIXED)
    assert assign(["the", "and"], groups=2) == [-1, -1]


def test_texts_that_are_nearly_the_same_share_a_mark() -> None:
    changed = CAMPAIGN.replace("Alder", "Alder Road")
    assert set(marks(CAMPAIGN)) & set(marks(changed))
    assert near_duplicates([CAMPAIGN, changed]) == [(0, 1)]
    assert not set(marks(CAMPAIGN)) & set(marks(SWIM[0]))
    assert len(marks(CAMPAIGN)) == 8
    assert marks("nothing") == marks("") == ()


def test_a_group_that_people_changed_gets_words_of_what_is_left() -> None:
    taxis, speech = range(5), range(5, 10)
    both = name_groups([*TAXI, *SPEECH], [list(taxis), list(speech)])
    assert "taxi" in both[0]
    assert "speech" in both[1]
    assert name_groups(["one two", "three four"], [[0, 1]]) == [""]


def test_the_version_says_what_the_groups_depend_on() -> None:
    assert version().startswith("groups-1 (scikit-learn ")
    assert len(version()) <= 60
