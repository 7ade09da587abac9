"""The learning loop: who may teach the model, and which model may take the place of another."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from nlp import teaching, training
from nlp.__main__ import main
from nlp.examples import Example, read_examples, shipped_examples
from nlp.promotion import Scores, compare, kept_models, measure, promote, rollback
from nlp.reviewed import choose
from nlp.store import ModelError, load_model, model_version, save_model
from nlp.tagger import Tagger
from nlp.teaching import teach
from nlp.training import train
from nlp.types import NlpError


def reviewed(number: int, *people: str, day: str = "2026-01-01", lead: bool = False) -> str:
    record = {
        "id": f"r{number:05}",
        "text": "nobody rings back and he is not safe",
        "polarity": "concern",
        "reviewers": people,
        "lead": lead,
        "reviewed_on": day,
    }
    return json.dumps(record) + "\n"


def reviewed_examples(folder: Path, lines: Sequence[str]) -> list[Example]:
    path = folder / "reviewed.jsonl"
    path.write_text("".join(lines), "utf-8")
    return read_examples([path])


def test_one_reviewer_alone_teaches_nothing(tmp_path: Path, few_examples: list[Example]) -> None:
    flipped = reviewed_examples(tmp_path, [reviewed(n, "r1", "r1") for n in range(500)])
    chosen = choose([*few_examples, *flipped])
    assert chosen.examples == few_examples
    assert chosen.notes == [
        "Left out 500 reviewed comments: not decided by two reviewers or a lead."
    ]


def test_two_reviewers_or_one_lead_do(tmp_path: Path, few_examples: list[Example]) -> None:
    lines = [reviewed(1, "r1", "r2"), reviewed(2, "r3", lead=True)]
    chosen = choose([*few_examples, *reviewed_examples(tmp_path, lines)])
    assert len(chosen.examples) == len(few_examples) + 2
    assert chosen.notes == []


def test_nobody_decides_more_than_two_hundred_comments_a_day(
    tmp_path: Path, few_examples: list[Example]
) -> None:
    lines = [reviewed(n, "r1", lead=True, day=f"2026-01-0{1 + n // 210}") for n in range(220)]
    chosen = choose([*few_examples * 3, *reviewed_examples(tmp_path, lines)])
    assert chosen.notes == [
        "Left out 10 reviewed comments: more than 200 by one person on one day."
    ]


def test_nobody_teaches_more_than_a_fifth(tmp_path: Path, few_examples: list[Example]) -> None:
    plain = few_examples[:80]
    lines = [reviewed(n, "r1", "r2", day=f"2026-01-{1 + n // 10:02}") for n in range(100)]
    lines += [reviewed(200 + n, "r3", "r4") for n in range(5)]
    chosen = choose([*plain, *reviewed_examples(tmp_path, lines)])
    for person in ("r1", "r2", "r3"):
        theirs = sum(person in example.reviewers for example in chosen.examples)
        assert 5 <= theirs <= 0.2 * len(chosen.examples)
    assert "more than a fifth" in chosen.notes[0]


def test_reviewed_comments_are_learned_from_and_the_same_ones_give_the_same_model(
    tmp_path: Path, few_examples: list[Example], model_folder: Path
) -> None:
    lines = [reviewed(n, "r1", "r2") for n in range(40)]
    both = [*few_examples, *reviewed_examples(tmp_path, lines)]
    first = train(choose(both).examples, tmp_path / "one")
    again = train(choose([*few_examples, *reversed(both[-40:])]).examples, tmp_path / "two")
    assert first == again != model_version(model_folder)


@pytest.fixture(scope="module")
def locked(few_examples: list[Example]) -> list[Example]:
    return [e for e in few_examples if e.safeguarding != "none" or e.signs][:300]


def worse(folder: Path, model: Path, *, tags: float = 1, guard: float = 0) -> Path:
    """Save a copy of a model with its thresholds changed."""
    _, settings, arrays = load_model(model)
    arrays["thresholds"] = arrays["thresholds"] * tags
    settings["guard_from"] = [limit + guard for limit in settings["guard_from"]]
    save_model(folder, settings, arrays)
    return folder


@pytest.fixture
def current(tmp_path: Path, model_folder: Path) -> Path:
    return worse(tmp_path / "model", model_folder, tags=2.5)


def test_a_better_model_takes_the_place_and_can_be_undone(
    model_folder: Path, current: Path, locked: list[Example]
) -> None:
    was = model_version(current)
    verdict = promote(model_folder, current, locked)
    assert verdict.is_promoted
    assert model_version(current) == model_version(model_folder)
    assert rollback(current) == was == model_version(current)
    assert Tagger.load(current).version == was
    with pytest.raises(NlpError, match="No earlier model"):
        rollback(current)


def test_a_model_that_reads_worse_is_refused(
    tmp_path: Path, model_folder: Path, locked: list[Example]
) -> None:
    current = Path(copytree(model_folder, tmp_path / "model"))
    verdict = promote(worse(tmp_path / "new", model_folder, tags=2.5), current, locked)
    assert not verdict.is_promoted
    assert "Macro F1 falls" in " ".join(verdict.sentences)
    assert model_version(current) == model_version(model_folder)
    assert kept_models(current) == []


def test_a_model_that_finds_less_harm_is_refused_however_well_it_tags(
    tmp_path: Path, model_folder: Path, locked: list[Example]
) -> None:
    # The screen's own finds cannot be lost; these are comments that only the model raises.
    deaf = worse(tmp_path / "deaf", model_folder, guard=1_000)
    keen = worse(tmp_path / "keen", model_folder, guard=-1_000)
    current = Path(copytree(keen, tmp_path / "model"))
    assert measure(Tagger.load(deaf), locked).harm < measure(Tagger.load(keen), locked).harm
    assert not promote(deaf, current, locked).is_promoted


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (Scores(0.6, 0.9, 0.9), False),
        (Scores(0.601, 0.9, 0.9), False),
        (Scores(0.5999, 0.9, 0.9), True),
        (Scores(0.9, 0.899, 0.9), True),
        (Scores(0.9, 0.9, 0.899), True),
    ],
)
def test_what_speaks_against_a_model(new: Scores, refused: bool) -> None:
    assert bool(compare(new, Scores(0.6, 0.9, 0.9))) == refused


def test_the_last_five_are_kept(tmp_path: Path, model_folder: Path, locked: list[Example]) -> None:
    current = Path(copytree(model_folder, tmp_path / "model"))
    versions = [model_version(current)]
    for step in range(1, 8):
        new = worse(tmp_path / f"new{step}", model_folder, tags=1 - step * 1e-6)
        assert promote(new, current, locked).is_promoted
        versions.append(model_version(current))
    kept = [model_version(folder) for folder in kept_models(current)]
    assert kept == versions[-6:-1]
    assert [rollback(current) for _ in range(5)] == kept[::-1]


def test_a_folder_that_is_no_model_is_never_replaced(
    tmp_path: Path, model_folder: Path, few_examples: list[Example], locked: list[Example]
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear")
    with pytest.raises(ModelError, match="no model"):
        promote(model_folder, tmp_path / "letters", locked)
    with pytest.raises(ModelError, match="no model"):
        save_model(tmp_path / "letters", {}, {})
    assert (tmp_path / "letters" / "a.txt").read_text() == "dear"


def test_locked_comments_without_harm_cannot_measure(
    model_folder: Path, current: Path, locked: list[Example]
) -> None:
    calm = [replace(example, safeguarding="none") for example in locked]
    with pytest.raises(NlpError, match="urgent comments to measure by"):
        promote(model_folder, current, calm)


def test_the_commands_say_what_they_did(
    tmp_path: Path, model_folder: Path, current: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = "nlp/data/guideline_examples.jsonl"
    where = ["--current", str(current)]
    assert main(["promote", str(model_folder), *where, "--locked", locked]) == 0
    assert "is the current one now." in capsys.readouterr().err
    assert main(["promote", str(model_folder), *where, "--locked", locked]) == 1
    assert "is the current one already." in capsys.readouterr().err
    assert main(["rollback", *where]) == 0
    assert "is the current one again." in capsys.readouterr().err
    assert main(["rollback", *where]) == 1


@pytest.mark.parametrize("is_named", [True, False])
def test_training_in_the_place_of_a_model_keeps_it(
    tmp_path: Path,
    model_folder: Path,
    current: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    is_named: bool,
) -> None:
    def quickly(_: object, folder: Path, __: object) -> str:
        copytree(model_folder, folder, dirs_exist_ok=True)
        return model_version(folder)

    monkeypatch.setattr(training, "train", quickly)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    was = model_version(current)
    for _ in range(2):  # the same model again keeps nothing more
        assert main(["train", *(["--out", str(current)] if is_named else [])]) == 0
        assert model_version(current) == model_version(model_folder)
        assert [model_version(folder) for folder in kept_models(current)] == [was]
    assert f"Model {was} is kept." in capsys.readouterr().err
    assert rollback(current) == was == Tagger.load(current).version


def test_a_lesson_is_kept_when_it_reads_no_worse_and_says_what_it_measured(
    tmp_path: Path, few_examples: list[Example], model_folder: Path
) -> None:
    shipped = [*few_examples, *(e for e in shipped_examples() if e.author == "D")]
    current = tmp_path / "model"
    copytree(model_folder, current)
    lines = [reviewed(n, "r1", "r2", day=f"2026-01-{1 + n % 28:02}") for n in range(30)]
    lesson = teach(reviewed_examples(tmp_path, lines), current, shipped=shipped)
    assert lesson.learned == 30
    assert lesson.is_promoted is (compare(lesson.after, lesson.before) == [])
    assert lesson.is_promoted is (lesson.reasons == [])
    assert (model_version(current) != model_version(model_folder)) is lesson.is_promoted
    assert len(kept_models(current)) == int(lesson.is_promoted)


def test_what_takes_over_is_what_was_measured_and_the_next_lesson_is_held_against_it(
    tmp_path: Path,
    few_examples: list[Example],
    model_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped = [*few_examples, *(e for e in shipped_examples() if e.author == "D")]
    locked = [e for e in shipped if e.author in teaching.LOCKED_WRITERS]
    current = Path(copytree(model_folder, tmp_path / "model"))
    monkeypatch.setattr(teaching, "compare", lambda *_: [])  # whatever the figures are
    lines = [reviewed(n, "r1", "r2", day=f"2026-01-{1 + n % 28:02}") for n in range(30)]
    taught = reviewed_examples(tmp_path, lines)
    assert not teaching.has_not_seen_locked(current)

    first = teach(taught, current, shipped=shipped)

    assert first.is_promoted
    assert first.version == model_version(current) != model_version(model_folder)
    assert measure(Tagger.load(current), locked) == first.after
    assert teaching.has_not_seen_locked(current)
    trained = []
    really = teaching.train
    monkeypatch.setattr(teaching, "train", lambda *a: (trained.append(a), really(*a))[1])
    again = teach(taught, current, shipped=shipped)
    assert again.before == again.after == first.after, "the same model, held against itself"
    assert len(trained) == 1
    assert len(kept_models(current)) == 1


def test_a_model_of_before_writers_were_kept_may_have_seen_the_locked_comments(
    tmp_path: Path, model_folder: Path
) -> None:
    _, settings, arrays = load_model(model_folder)
    settings["authors"] = ["A", "B"]
    save_model(tmp_path / "told", settings, arrays)
    del settings["authors"]
    save_model(tmp_path / "untold", settings, arrays)
    assert teaching.has_not_seen_locked(tmp_path / "told")
    assert not teaching.has_not_seen_locked(tmp_path / "untold")
    assert not teaching.has_not_seen_locked(tmp_path / "none")


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> list[Scores]:
    """Lessons that train nothing, and measure what a test puts into this list."""
    figures: list[Scores] = []
    monkeypatch.setattr(teaching, "train", lambda *_: (_[1].mkdir(), "")[1])
    monkeypatch.setattr(teaching, "Tagger", type("T", (), {"load": staticmethod(lambda *_: None)}))
    monkeypatch.setattr(teaching, "measure", lambda *_: figures.pop(0))
    return figures


def test_nobody_has_more_than_a_fifth_of_what_is_learned_from_without_the_locked_comments(
    tmp_path: Path, model_folder: Path, untrained: list[Scores]
) -> None:
    current = Path(copytree(model_folder, tmp_path / "model"))
    of_two = [[e for e in shipped_examples() if e.author == author][:100] for author in "AC"]
    lines = [reviewed(n, "r1", lead=True) for n in range(100)]
    untrained += [Scores(0.6, 0.9, 0.9), Scores(0.5, 0.9, 0.9)]
    lesson = teach(reviewed_examples(tmp_path, lines), current, shipped=[*of_two[0], *of_two[1]])
    assert lesson.learned == 25


def test_a_lesson_that_finds_less_harm_changes_nothing(
    tmp_path: Path, model_folder: Path, untrained: list[Scores]
) -> None:
    current = tmp_path / "model"
    copytree(model_folder, current)
    untrained += [Scores(0.6, 0.9, 0.9), Scores(0.9, 0.89, 0.9)]
    lesson = teach(reviewed_examples(tmp_path, [reviewed(1, "r1", "r2")]), current)
    assert not lesson.is_promoted
    assert lesson.reasons == ["Of harm it finds 0.8900; it was 0.9000."]
    assert lesson.version == model_version(current) == model_version(model_folder)


def test_nothing_to_learn_is_said(
    tmp_path: Path, few_examples: list[Example], model_folder: Path
) -> None:
    alone = reviewed_examples(tmp_path, [reviewed(1, "r1")])
    with pytest.raises(NlpError, match="may be learned from yet"):
        teach(alone, model_folder, shipped=few_examples)
