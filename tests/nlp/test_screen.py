"""The safeguarding screen: it must not miss, must not hang, and must say what it saw."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from nlp import screen as screening
from nlp.fold import fold
from nlp.screen import RANK, rules_alone, screen, version
from nlp.screen.rules import data_files
from tests.clock import seconds_of

CORPUS = Path("nlp/data/train.jsonl")
DATA = Path(__file__).with_name("data")


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


CASES = rows("disclosures.tsv")
HARM = [(question, text) for level, _, question, text in CASES if level != "none"]


def flagged(question: str, text: str) -> bool:
    return screen(text, question).level != "none"


def test_hardly_any_invented_disclosure_is_missed() -> None:
    assert len(HARM) > 250
    missed = [text for question, text in HARM if not flagged(question, text)]
    assert len(missed) <= len(HARM) * 0.02, missed


def test_urgent_cases_are_urgent() -> None:
    urgent = [(question, text) for level, _, question, text in CASES if level == "urgent"]
    low = [text for question, text in urgent if screen(text, question).level != "urgent"]
    assert len(low) <= len(urgent) * 0.04, low


def test_recall_on_the_corpus_does_not_fall() -> None:
    """A guard, not a claim: these comments were read while the rules were written."""
    tally: Counter[tuple[str, str]] = Counter()
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        tally[row["safeguarding"], screen(row["text"], row["question"]).level] += 1
    harm = sum(n for (truth, _), n in tally.items() if truth != "none")
    found = sum(n for (truth, seen), n in tally.items() if "none" not in (truth, seen))
    alarms = sum(n for (_, seen), n in tally.items() if seen != "none")
    assert tally["urgent", "none"] == 0
    assert tally["urgent", "urgent"] >= 109
    assert found / harm >= 0.95
    assert found / alarms >= 0.4
    called_urgent = sum(n for (_, seen), n in tally.items() if seen == "urgent")
    assert tally["urgent", "urgent"] / called_urgent >= 0.4


NEAR_MISSES = rows("near_misses.tsv")


@pytest.mark.parametrize(("truth", "question", "text"), NEAR_MISSES)
def test_harm_is_found_beside_harmless_words_and_no_rule_calls_harmless_words_urgent(
    truth: str, question: str, text: str
) -> None:
    if truth == "none":
        assert rules_alone(text, question) != "urgent"
    else:
        assert RANK[screen(text, question).level] >= RANK[truth]


def test_weighed_words_call_few_harmless_near_misses_urgent() -> None:
    harmless = [row for row in NEAR_MISSES if row[0] == "none"]
    alarms = [text for _, question, text in harmless if screen(text, question).level == "urgent"]
    assert len(harmless) == 40
    assert len(alarms) <= 6, alarms


@pytest.mark.parametrize(
    "text",
    [
        "i want to k1ll myself",
        "I want to KILL myself!!!",
        "i want to kіll myѕelf",
        "i want to k\u200bi\u200bl\u200bl myself",
        "i want to k i l l myself",
        "i want to k.i.l.l myself",
        "i want to k-i-l-l myself",
        "i want to killlll myself",
        "i want to k!ll myself",
        "i want to ｋｉｌｌ myself",
        "i want to k\u0336i\u0336l\u0336l\u0336 myself",
        "i want to commit su*cide",
        "sucide is all i think of",
        "s e l f h a r m",
        "s3lf h4rm",
        "\u202ekill\u202c myself",
        "k.i.l.l m.y.s.e.l.f",
        "i want to kiII myself",
        "i want to kIlL mYsElF",
        "I WANT TO KlLL MYSELF",
        "wanttodie",
        "iwanttokillmyself",
        "killingmyself",
        "i wnt 2 b dead",
        "kys",
        "i od'd last night",
        "OD on pills",
        "took an OD",
        "he rped me",
        "$uicide",
        "su1c1de",
        "unalive myself",
        "sewer slide",
        "hang my self",
        "k m s",
        "s elf harm",
        "wunt to dye",
    ],
)
def test_a_disguise_does_not_hide_it(text: str) -> None:
    assert screen(text).level == "urgent"


@pytest.mark.parametrize(
    "text",
    [
        "This is killing me, the paperwork.",
        "The waiting list is killing us.",
        "This council makes me sick.",
        "I'm dying for a night's sleep, any night at all.",
        "We're drowning in forms.",
        "Shoot me now, another review on Teams.",
        "i killed 30 zombies with my best mate on saturday it was epic",
        "They cut his hours and then cut them again.",
        "Families feel neglected by the board.",
        "It's an abuse of process, pure and simple.",
        "I hit the roof when I read the draft.",
        "I'm at breaking point with it all.",
        "exams are murder lol",
        "All our staff did the safeguarding refresher in September.",
    ],
)
def test_an_idiom_is_never_urgent(text: str) -> None:
    assert screen(text).level != "urgent"


@pytest.mark.parametrize(
    "text",
    [
        "The wait is killing me and last night he said he wants to die.",
        "We're drowning in forms. Also the escort hits him.",
        "Game was epic, killed 30 zombies. then dad hit me with the belt",
    ],
)
def test_real_words_beside_an_idiom_win(text: str) -> None:
    assert screen(text).level == "urgent"


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("Do you feel safe at school?", "No", "concern"),
        ("Do you feel safe at home?", "No", "urgent"),
        ("Do you feel safe at home?", "Yes", "none"),
        ("Is anyone hurting you?", "Yes. At night.", "urgent"),
        ("Is anyone hurting you?", "No", "none"),
        ("Where do you not feel safe?", "the toilets", "concern"),
        ("What was good?", "No", "none"),
        ("", "No", "none"),
    ],
)
def test_a_short_answer_borrows_its_question(question: str, answer: str, level: str) -> None:
    assert screen(answer, question).level == level


@pytest.mark.parametrize(
    ("question", "answers", "levels"),
    [
        ("Do you ever feel unsafe?", ["Yes", "y", "sometimes", "a bit", "yess!!"], "concern"),
        ("Do you ever feel unsafe?", ["No", "no never", "n", "N0"], "none"),
        ("Are you ever scared at home?", ["yes", "Yeah I am", "sometimes"], "urgent"),
        ("Are you ever scared at home?", ["no", "not really"], "none"),
        ("Has anyone ever hurt you?", ["Yes", "sometimes", "they have yes"], "urgent"),
        ("Has anyone ever hurt you?", ["no", "never", "nobody has hurt me"], "none"),
        ("Has anyone ever hurt you?", ["dont know", "rather not say"], "concern"),
        ("Is anyone unkind to you?", ["yes", "a little", "sometimes"], "concern"),
        ("Is anyone unkind to you?", ["no", "nooo"], "none"),
        ("Have you been bullied?", ["Yes", "a lot"], "concern"),
        ("Have you ever thought about hurting yourself?", ["yes", "sometimes"], "urgent"),
        ("Do you ever feel like you don't want to be here?", ["yes", "a bit"], "urgent"),
        ("Is your child ever restrained?", ["Yes"], "urgent"),
        ("Do you feel safe?", ["no", "n", "N0", "nooo", "not really no", "nah not really"], "up"),
        ("Do you feel safe?", ["yes", "y", "yess", "yes I do", "I think so"], "none"),
        ("Do you feel safe at home?", ["not always", "nah not really"], "urgent"),
        ("Does school keep you safe?", ["no", "not really"], "concern"),
        ("Do you know who to tell if someone hurts you?", ["yes"], "none"),
        ("Can you tell someone if you feel unsafe?", ["no"], "concern"),
        ("Do staff stop bullying?", ["no", "sometimes"], "concern"),
    ],
)
def test_what_a_question_asks_about_decides_what_yes_and_no_mean(
    question: str, answers: list[str], levels: str
) -> None:
    found = {answer: screen(answer, question).level for answer in answers}
    wanted = {"up": {"concern", "urgent"}, "concern": {"concern", "urgent"}}.get(levels, {levels})
    assert set(found.values()) <= wanted, found


@pytest.mark.parametrize(
    "question",
    [
        "Is there anything else you want to tell us about your assessment?",
        "Anything else?",
        "Do you have any other comments about your meeting?",
        "Is there anything you want to say about keeping your child safe on transport?",
        "Would you like to tell us more?",
    ],
)
def test_an_open_prompt_lends_nothing_to_an_answer_that_closes(question: str) -> None:
    answers = [
        "I don't think so",
        "No thank you",
        "not really no",
        "nothing else",
        "no, that's everything thanks",
        "I have nothing else to say",
        "dont know",
    ]
    assert {a: screen(a, question).level for a in answers} == dict.fromkeys(answers, "none")
    for harm in ("I can't say", "no one feeds me", "my dad hits me", "I dont want to be here"):
        assert screen(harm, question).level != "none", harm


@pytest.mark.parametrize(
    ("level", "text"),
    [
        ("none", "school and health dont talk to each other"),
        ("none", "nobody at school has hurt me"),
        ("none", "no one has ever hit me"),
        ("none", "my dad has never hit me"),
        ("none", "I have never been hit"),
        ("none", "She has no friends"),
        ("none", "He has come on so much"),
        ("none", "They said no, but that was a lie: the report was never sent."),
        ("none", "she said yes but was lying down"),
        ("none", "Mum says I am doing well"),
        ("none", "I want to be a vet when I grow up"),
        ("none", "I have a dog called Rex and he sleeps on my bed"),
        ("concern", "not suicidal any more thanks to CAMHS"),
        ("concern", "he used to be suicidal but is fine now"),
        ("concern", "She isn't self harming any more"),
        ("concern", "i stopped hurting myself in march"),
    ],
)
def test_harm_that_is_denied_is_none_and_harm_that_is_over_is_a_concern(
    level: str, text: str
) -> None:
    assert screen(text).level == level


@pytest.mark.parametrize(
    "text",
    [
        "nobody hurts me but my dad",
        "no one has ever hit me like he does",
        "nobody stops him when he hits me",
        "nobody knows he hurts me",
        "he doesnt hit me anymore",
        "nobody at school has hurt me. my uncle touches me",
        "not suicidal any more but still wants to die",
        "she is not suicidal any more. he hit her with a belt",
        "not suicidal any more he says, he took tablets last night",
        "doing well mum says but dad hits me",
        "Mum says I am doing well. I want to die",
        "the nurse asked has anyone hurt you and I said no but that was a lie",
    ],
)
def test_a_denial_takes_back_nothing_but_itself(text: str) -> None:
    assert screen(text).level == "urgent"


def test_words_written_without_spaces_keep_their_places() -> None:
    text = "He said: iwanttodie, today."
    found = screen(text)
    assert found.level == "urgent"
    assert any(text[m.start : m.end] == "wanttodie" for m in found.matches)


@pytest.mark.parametrize("word", ["therapist", "hitherto", "stabilised", "dietitian", "secretion"])
def test_a_word_is_not_taken_apart_by_chance(word: str) -> None:
    assert screen(f"The {word} wrote the report.").level == "none"


def test_a_disclosure_buried_in_a_long_comment_is_found() -> None:
    padding = "The taxi was late again and nobody rang us back about the plan. " * 60
    text = padding + "my uncle touches me. " + padding
    found = screen(text)
    assert found.level == "urgent"
    assert any("touches me" in text[m.start : m.end] for m in found.matches)


def test_the_matches_are_characters_of_the_original() -> None:
    text = "Ｈｅ says 👍 k\u200bi\u200bll myѕelf, and the st\u0336aff hurt my arm."
    found = screen(text)
    pieces = [text[m.start : m.end] for m in found.matches]
    assert any(piece.startswith("k\u200bi") and piece.endswith("elf") for piece in pieces)
    assert all(0 <= m.start < m.end <= len(text) and m.rule for m in found.matches)
    assert [m.start for m in found.matches] == sorted(m.start for m in found.matches)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "👍", "???", "\x00", "\ud800", "ß", "12345"])
def test_nothing_is_nothing(text: str) -> None:
    assert screen(text).level == "none"


def test_only_the_first_ten_thousand_characters_are_read() -> None:
    assert screen("a " * 5_000 + "kill myself").level == "none"
    assert screen("a " * 4_900 + "kill myself").level == "urgent"


def test_the_screen_imports_the_standard_library_only() -> None:
    code = (
        "import sys, nlp.screen; nlp.screen.screen('x'); "
        "sys.exit(bool({'spacy', 'numpy', 'sklearn', 'regex'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_typical_comment_takes_less_than_five_milliseconds() -> None:
    texts = [
        json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()[:300]
    ]

    def screen_all() -> None:
        for text in texts:
            screen(text)

    assert seconds_of(screen_all) / len(texts) < 0.005


def test_folding_keeps_track_of_every_character() -> None:
    text = "Aﬁ\u200bé𝓴ß"
    folded = fold(text)
    assert folded.text == "afiekss" or folded.text == "afieks"
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert 0 <= start < end <= len(text)


def test_the_version_changes_with_every_file_that_the_screen_goes_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [file.name for file in data_files()]
    assert {"2-urgent.toml", "weighed.tsv"} <= set(names)
    copies = [tmp_path / name for name in names]
    for file, copy in zip(data_files(), copies, strict=True):
        copy.write_bytes(file.read_bytes())
    monkeypatch.setattr(screening, "data_files", lambda: copies)
    found = {version.__wrapped__()}
    assert found == {version()}
    for copy in copies:
        copy.write_bytes(copy.read_bytes() + b"\n")
        found.add(version.__wrapped__())
    assert len(found) == len(names) + 1
