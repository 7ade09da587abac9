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


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ("idiom", "It was raining cats and dogs."),
        ("idiom", "We are all in the same boat."),
        ("idiom", "They passed the buck."),
        ("idiom", "It is a postcode lottery."),
        ("idiom", "They turned a blind eye."),
        ("idiom", "We are in the dark about it."),
        ("", "The lights went off in the dark."),
        ("", "You can eat a piece of cake."),
        ("", "The ball is up in the air."),
        ("", "You get food on board the train."),
        ("double negative", "Do not come unless we ring you."),
        ("double negative", "You cannot come unless you have a ticket."),
        ("", "You can come unless it rains."),
        ("double negative", "Nobody said nothing."),
        ("", "We will never stop and never rest."),
        ("", "You do not need to pay, no one does."),
        ("", "COVID made us stay at home."),
        ("", "Use your PIN and your PC."),
        ("", "The BBC came to film us."),
        ("", "You have a plan, or EHCP, for school."),
        ("capitals", "Do NOT cross here."),
        ("acronym", "You can ask SENDIASS."),
        ("number style", "We are open 9-5."),
        ("number style", "We are open 9am-5pm."),
        ("number style", "The plan is for 2024-25."),
        ("number style", "The trip is on 2026-03-12."),
        ("", "Ring 0161 496-0123 now."),
        ("", "The red bus and the blue bus are both here now."),
        ("", "You can get help from the library and the family hub."),
        ("two ideas", "The club is open on Mondays and the park is open every day."),
        ("", "The door is locked."),
        ("", "My coat is gone."),
        ("passive", "The door is locked by the staff."),
    ],
)
def test_what_is_hard_to_read_is_found_and_nothing_else(rules: str, text: str) -> None:
    assert ",".join(sorted({finding.rule for finding in lint(text)})) == rules


def test_a_blank_line_stays_before_a_bullet() -> None:
    text = "We met in May with the whole group to talk\n\n- the plan is for you and your friends"
    assert lint(text) == []


def test_years_are_spread_whole() -> None:
    assert [found.suggestion for found in lint("The plan is for 2024-25.")] == ["2024 to 2025"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Come at 14:00.", ["2pm"]),
        ("Come at 19:45 for tea.", ["7:45pm"]),
        ("Come at 10:30.", []),
        ("The score was 21:15:09.", []),
    ],
)
def test_a_time_after_noon_is_said_as_people_say_it(text: str, said: list[str]) -> None:
    assert [found.suggestion for found in lint(text)] == said
    assert not lint(text, style="plain")


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
