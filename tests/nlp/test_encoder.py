"""The encoder: an optional opinion that calibration weighs, the same whatever stands beside it."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from nlp import encoder, training
from nlp.commands import learning
from nlp.encoder import OPINIONS, OUTPUTS, Encoder, HeldOutOpinions, default_encoder
from nlp.examples import Example, shipped_examples
from nlp.labels import TAGS
from nlp.store import ModelError, load_model, model_encoder
from nlp.tagger import Tagger
from nlp.training import OWN, Settings, train
from nlp.types import CommentIn, NlpError


@pytest.fixture(scope="module")
def network() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def helped_folder(tmp_path_factory: pytest.TempPathFactory, few_examples: list[Example]) -> Path:
    """A small model that was calibrated with what the encoder says."""
    folder = tmp_path_factory.mktemp("helped") / "model"
    train(few_examples, folder, Settings(encoder=True))
    return folder


def said(text: str, question: str = "How was it?") -> CommentIn:
    return CommentIn("1", question, text)


def test_a_comment_scores_the_same_alone_and_among_others(network: Encoder) -> None:
    comments = [said("Nobody rings us back."), said("x" * 300), said("Good."), said("")]
    together = network.score(comments)
    assert together.shape == (4, OUTPUTS, OPINIONS)
    assert np.isfinite(together).all()
    for number, comment in enumerate(comments):
        assert np.array_equal(network.score([comment])[0], together[number])
    assert network.score([]).shape == (0, OUTPUTS, OPINIONS)


def test_it_knows_the_subject_of_plain_words(network: Encoder) -> None:
    waits = said("We have been on the waiting list for an autism assessment for two years.")
    heard = said("They listened to what we said about our son and took it seriously.")
    neuro, listen = TAGS.index("autism-neurodiversity"), TAGS.index("listen")
    first, second = network.score([waits, heard])[:, :, 0]
    assert first[neuro] > second[neuro]
    assert second[listen] > first[listen]


def test_the_end_of_a_long_comment_counts(network: Encoder) -> None:
    filler = "The hall was painted green and the chairs were put in rows. " * 60
    neuro = TAGS.index("autism-neurodiversity")
    plain, told = network.score(
        [said(filler), said(filler + "We wait two years for an autism assessment.")]
    )
    assert told[neuro, 0] > plain[neuro, 0] + 1


def test_every_measured_comment_was_held_out() -> None:
    measured = [each.comment for each in shipped_examples() if each.author not in OWN]
    held = HeldOutOpinions().score(measured)
    assert held.shape == (len(measured), OUTPUTS, OPINIONS)
    with pytest.raises(NlpError, match="new to the encoder"):
        HeldOutOpinions().score([said("Never labelled by anybody.")])


def test_held_out_opinions_are_not_those_of_the_encoder_that_saw_them(network: Encoder) -> None:
    """A calibration on what the shipped encoder says of its own lessons would trust it too much."""
    measured = [each for each in shipped_examples() if each.author not in OWN][::40]
    comments = [each.comment for each in measured]
    wanted = np.array([[tag in each.signs for tag in TAGS] for each in measured])
    seen, held = (
        opinions.score(comments)[:, : len(TAGS), 0] for opinions in (network, HeldOutOpinions())
    )
    assert ((seen > 0) == wanted).mean() > ((held > 0) == wanted).mean()


def test_a_model_made_with_it_asks_it(helped_folder: Path, few_examples: list[Example]) -> None:
    assert model_encoder(helped_folder) == encoder.encoder_version()
    comments = [each.comment for each in few_examples[:40]]
    tagger = Tagger.load(helped_folder)
    with_network = [reading.scores for reading in tagger.read(comments)]
    with_stored = [
        reading.scores for reading in Tagger.load(helped_folder, HeldOutOpinions()).read(comments)
    ]
    assert with_network != with_stored
    assert with_network == [reading.scores for reading in tagger.read(comments)]


def test_a_model_made_without_it_needs_none_of_its_packages(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "find_spec", lambda _name: None)
    assert model_encoder(model_folder) == ""
    assert list(Tagger.load(model_folder).read([said("Nobody rings us back.")]))


def test_missing_packages_are_said_with_what_to_do(
    helped_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "find_spec", lambda _name: None)
    with pytest.raises(NlpError, match=r"pip install -r requirements-encoder\.txt"):
        Tagger.load(helped_folder)


def test_another_encoder_than_the_model_was_made_with_is_refused(
    helped_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "encoder_version", lambda: "0" * 12)
    with pytest.raises(ModelError, match="another encoder"):
        Tagger.load(helped_folder)


@pytest.mark.parametrize("name", [encoder.NETWORK, encoder.WORDS])
def test_a_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(default_encoder(), folder)
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match="was changed"):
        Encoder(folder)


def test_an_empty_folder_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="python -m nlp encoder"):
        HeldOutOpinions(tmp_path)


def test_settings_say_which_encoder(helped_folder: Path) -> None:
    _, settings, arrays = load_model(helped_folder)
    assert (
        settings["encoder"]
        == json.loads((default_encoder() / encoder.MANIFEST).read_text("utf-8"))[encoder.NETWORK][
            :12
        ]
    )
    assert arrays["calibration"].shape == (len(TAGS), 6 + OPINIONS + 1)


def test_groups_hold_every_author_once() -> None:
    authors = training.measured_authors(shipped_examples())
    assert sorted(author for group in training.groups_of(authors) for author in group) == authors


def test_making_it_without_its_packages_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "nlp.encoder_training", raising=False)
    options = type("O", (), {"out": tmp_path, "work": tmp_path})()
    with pytest.raises(NlpError, match=r"requirements-encoder-train\.txt"):
        learning.encoder(options)
