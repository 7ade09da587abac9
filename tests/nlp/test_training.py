"""A model is the same for the same data and seed, and refuses to load when it was changed."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from nlp import model_card
from nlp.__main__ import main
from nlp.corpus import Corpus
from nlp.cues import load_cues, matchers_from
from nlp.examples import Example, read_examples, shipped_examples
from nlp.store import ARRAYS, MANIFEST, SETTINGS, ModelError, load_model, model_version, save_model
from nlp.tagger import Tagger
from nlp.training import Settings, find_thresholds, train
from nlp.types import NlpError


def test_the_same_data_gives_the_same_bytes(
    model_folder: Path, few_examples: list[Example], tmp_path: Path
) -> None:
    train(few_examples, tmp_path / "again")
    for name in (SETTINGS, ARRAYS, MANIFEST):
        assert (tmp_path / "again" / name).read_bytes() == (model_folder / name).read_bytes()


def swap_a_byte(folder: Path) -> None:
    data = bytearray((folder / ARRAYS).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / ARRAYS).write_bytes(data)


def change_a_setting(folder: Path) -> None:
    text = (folder / SETTINGS).read_text("utf-8").replace("timeliness", "timelyness", 1)
    (folder / SETTINGS).write_text(text, "utf-8")


def lose_the_weights(folder: Path) -> None:
    (folder / ARRAYS).unlink()


def break_the_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{", "utf-8")


def claim_another_format(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8")) | {"format": 99}
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    "harm",
    [swap_a_byte, change_a_setting, lose_the_weights, break_the_manifest, claim_another_format],
)
def test_a_model_that_was_changed_is_refused_with_a_sentence(
    model_folder: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    folder = Path(copytree(model_folder, tmp_path / "model"))
    harm(folder)
    with pytest.raises(ModelError, match=r"model"):
        Tagger.load(folder)


def test_a_missing_model_says_how_to_train_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="python -m nlp train"):
        load_model(tmp_path / "nowhere")


def test_the_vocabulary_holds_no_word_that_fewer_than_five_comments_contain(
    few_examples: list[Example],
) -> None:
    def names(times: int) -> str:
        planted = [
            replace(e, comment=replace(e.comment, text=e.comment.text + " zxqcanaryvw"))
            for e in few_examples[:times]
        ]
        corpus = Corpus([*planted, *few_examples[times:]], matchers_from(load_cues()))
        features = corpus.features(np.arange(len(few_examples)), Settings().minimum, 1.0)
        return "\n".join(name for block in features.vocabularies for name in block.names)

    assert "canary" not in names(4)
    assert "canary" in names(5)


def test_a_model_with_python_objects_is_never_saved(model_folder: Path, tmp_path: Path) -> None:
    assert sorted(path.name for path in model_folder.iterdir()) == [MANIFEST, SETTINGS, ARRAYS]
    harmful = np.array([{"a": 1}], dtype=object)
    with pytest.raises(TypeError, match="numbers only"):
        save_model(tmp_path / "bad", {}, {"weights": harmful})
    assert not (tmp_path / "bad").exists()


def test_a_model_with_python_objects_is_never_loaded(model_folder: Path, tmp_path: Path) -> None:
    folder = Path(copytree(model_folder, tmp_path / "model"))
    np.savez(folder / ARRAYS, weights=np.array([{"a": 1}], dtype=object))
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest["sha256"][ARRAYS] = hashlib.sha256((folder / ARRAYS).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ModelError, match="not numbers"):
        load_model(folder)


def test_evidence_in_the_shipped_comments_is_verbatim() -> None:
    examples = shipped_examples()
    assert len(examples) > 3000
    for example in examples:
        for words in example.evidence.values():
            assert words in example.comment.text


def labelled(**changes: object) -> bytes:
    record = {"id": "1", "text": "x", "polarity": "praise"} | changes
    return json.dumps(record).encode() + b"\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no labelled comments"),
        (b"{}\n", "Line 1 of"),
        (b"[1]\n", "Line 1 of"),
        (b'{"id": 1, "text": "x", "priorities": ["bins"], "polarity": "praise"}\n', "Line 1 of"),
        (b"\xff\xfe", "not UTF-8"),
        (labelled(text=5), 'Line 1 of .*: "text" must be text'),
        (labelled(safeguarding="bad"), '"safeguarding" must be one of none, concern, urgent'),
        (labelled(polarity="cross"), '"polarity" must be one of praise'),
        (labelled(outcomes={"safe": "?"}), 'The sign of "safe" must be one of'),
        (labelled(outcomes=["safe"]), '"outcomes" must give a text for each tag'),
        (labelled(values={"safe": "-"}), '"safe" is not one of the values'),
        (labelled(priorities=["listen"]), '"listen" is not one of the priorities'),
        (labelled(priorities="semh"), '"priorities" must be a list'),
        (labelled(reviewers="ab"), '"reviewers" must be a list'),
        (labelled(author_tags="safe"), '"author_tags" must be a list'),
        (labelled(evidence={"safe": 1}), '"evidence" must give'),
        (labelled(has_suggestion="no"), '"has_suggestion" must be true or false'),
        (labelled(pii=["Ann"]), '"pii" must be a list'),
        (b"[" * 100_000, "The line is not JSON"),
    ],
)
def test_a_bad_file_of_labels_gets_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_bytes(content)
    with pytest.raises(NlpError, match=sentence):
        read_examples([path])


def test_a_mark_at_the_beginning_of_a_file_is_no_part_of_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + labelled())
    assert [example.comment.id for example in read_examples([path])] == ["1"]


def test_a_bad_line_is_left_out_and_the_rest_go_on(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_bytes(labelled() + labelled(polarity="cross") + labelled(id="3"))
    said: list[str] = []
    assert [example.comment.id for example in read_examples([path], said.append)] == ["1", "3"]
    assert said[0].startswith(f"Line 2 of {path} is not a labelled comment: ")
    assert said[1:] == ["Left out 1 of 3 lines."]
    with pytest.raises(NlpError, match="Line 2"):
        read_examples([path])


@pytest.mark.parametrize("card", ["none/card.md", "."])
def test_a_card_that_cannot_be_written_is_refused_before_measuring(
    tmp_path: Path, card: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_card, "write_card", lambda *_: pytest.fail("was measured"))
    assert main(["evaluate", "--card", str(tmp_path / card)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('wait = ["wait*"]\nwait = ["queue"]\n', "answer.toml cannot be read: .*line 2"),
        ('wait = ["wait*"\nlist = 1', "answer.toml cannot be read: .*line 2"),
        ("wait = 5\n", "wait is not a list of phrases"),
    ],
)
def test_a_slip_in_the_cue_lists_is_said_with_file_and_line(
    tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "answer.toml").write_text(content, "utf-8")
    with pytest.raises(NlpError, match=sentence):
        load_cues(tmp_path)


def test_a_manifest_without_a_version_is_said(tmp_path: Path, model_folder: Path) -> None:
    folder = Path(copytree(model_folder, tmp_path / "model"))
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["version"]
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="manifest of the model"):
        load_model(folder)
    with pytest.raises(ModelError, match="manifest of the model"):
        model_version(folder)


def test_one_author_is_not_enough_to_measure_by(
    few_examples: list[Example], tmp_path: Path
) -> None:
    alone = [example for example in few_examples if example.author == "B"]
    with pytest.raises(NlpError, match="two authors"):
        train(alone, tmp_path / "model")


def test_a_tag_is_suggested_from_half_of_the_f1_that_its_probabilities_promise():
    # Sure of every answer: F1 1 can be reached, so half is enough.
    sure = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    assert find_thresholds(sure) == pytest.approx([0.5, 0.5])
    # One tag is a guess throughout: it is suggested from less than the sure one.
    guessed = np.array([[1.0, 0.2], [1.0, 0.2], [0.0, 0.2], [0.0, 0.2]])
    own, unsure = find_thresholds(guessed)
    # Suggesting all four finds 0.8 right ones: 2 * 0.8 / (4 + 0.8); together 2 of 2 are sure.
    assert unsure == pytest.approx((1.6 / 4.8 + 4 / (2 + 2.8)) / 4)
    assert own == pytest.approx((1 + 4 / (2 + 2.8)) / 4)
