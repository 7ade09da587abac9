"""The encoder: a small transformer's opinion of each tag, one more thing that calibration weighs.

MiniLM, its upper half fine-tuned on the labelled comments that ship, kept as ONNX with weights of
eight bits. It is an optional extra (`requirements-encoder.txt`): without it everything else works.
`python -m nlp encoder` makes it again; `nlp.encoder_training` says how.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from nlp.labels import LEVELS, TAGS
from nlp.store import ModelError
from nlp.types import MAX_CHARACTERS, CommentIn, NlpError

Floats = npt.NDArray[np.float32]

NETWORK, WORDS, HELD_OUT, MANIFEST = "network.onnx", "words.json", "held-out.npz", "manifest.json"
# The tags, then "concern or more" and "urgent".
OUTPUTS = len(TAGS) + len(LEVELS) - 1
# Of each: what the whole says, and what its strongest word says.
OPINIONS = 2
# A longer answer is read in windows of this many word pieces, its question before each.
WINDOW = 160
# The question gets no more than this, or a long one would leave no room for the answer.
QUESTION = 48


class Opinions(Protocol):
    """Whatever can say what the encoder makes of comments."""

    def score(self, comments: Sequence[CommentIn]) -> Floats:
        """Return (comments, outputs, 2): raw scores of the whole comment and its strongest word.

        The outputs are the tags, then each safeguarding level above "none".
        """
        ...


def default_encoder() -> Path:
    """Return the folder of the encoder that ships."""
    return Path(str(files("nlp") / "data" / "encoder"))


def encoder_version(folder: Path | None = None) -> str:
    """Return the first twelve hexadecimal digits of the SHA-256 of the encoder's network."""
    return str(_manifest(folder or default_encoder())[NETWORK])[:12]


def _manifest(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(f"There is no encoder in {folder}. Make one with: python -m nlp encoder")
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


def _checked(folder: Path, name: str) -> bytes:
    wanted = _manifest(folder).get(name)
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != wanted:
        raise ModelError(
            f"The encoder in {folder} was changed: {name} does not match its checksum."
        )
    return content


class Encoder:
    """The network itself; about 10 ms of one core for a comment of forty words."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load and check the files; `NlpError` when the optional packages are not installed."""
        if not (find_spec("onnxruntime") and find_spec("tokenizers")):
            raise NlpError(
                "This model needs the encoder, and its packages are not installed. "
                "Install them with: pip install -r requirements-encoder.txt"
            )
        import onnxruntime  # noqa: PLC0415 - an optional extra
        from tokenizers import Tokenizer  # noqa: PLC0415 - as above

        folder = folder or default_encoder()
        options = onnxruntime.SessionOptions()
        # Processes share the work, not threads: more than one only wait for each other.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._network = onnxruntime.InferenceSession(
            _checked(folder, NETWORK), options, providers=["CPUExecutionProvider"]
        )
        self._words = Tokenizer.from_str(_checked(folder, WORDS).decode())
        self._words.no_truncation()
        self._words.no_padding()

    def score(self, comments: Sequence[CommentIn]) -> Floats:
        """Return (comments, outputs, 2); of a long comment the strongest window counts."""
        # One window at a time: in eight bits the scale is that of everything read together, and a
        # comment must not score differently for its neighbours.
        read = [
            np.max([self._run(*window) for window in self._windows(comment)], axis=0)
            for comment in comments
        ]
        return np.array(read, np.float32).reshape(-1, OUTPUTS, OPINIONS)

    def _windows(self, comment: CommentIn) -> list[tuple[list[int], list[int]]]:
        question = self._words.encode(comment.question or "comment").ids[1:-1][:QUESTION]
        first, *answer, last = self._words.encode(comment.text[:MAX_CHARACTERS]).ids
        room = WINDOW - len(question) - 3
        before = [first, *question, last]
        return [
            (
                [*before, *answer[start : start + room], last],
                [0] * len(before) + [1] * (len(answer[start : start + room]) + 1),
            )
            for start in range(0, max(1, len(answer)), room)
        ]

    def _run(self, words: Sequence[int], side: Sequence[int]) -> Floats:
        given = {"words": words, "side": side, "is_word": [1] * len(words)}
        (scores,) = self._network.run(
            None, {name: np.array([values], np.int64) for name, values in given.items()}
        )
        opinions: Floats = scores[0]
        return opinions


class HeldOutOpinions:
    """What encoders that had not seen their authors made of the comments that ship.

    Calibration and measurement use these: the encoder that ships has seen them all.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Load the stored opinions; needs none of the optional packages."""
        folder = folder or default_encoder()
        _checked(folder, HELD_OUT)
        with np.load(folder / HELD_OUT) as stored:
            self._scores: Floats = stored["scores"].astype(np.float32)
            self._rows: dict[str, int] = {
                str(name): row for row, name in enumerate(stored["comments"].tolist())
            }

    def score(self, comments: Sequence[CommentIn]) -> Floats:
        """Return (comments, outputs, 2); `NlpError` for a comment that was never held out."""
        try:
            rows = [self._rows[fingerprint(comment)] for comment in comments]
        except KeyError as error:
            raise NlpError(
                "Some labelled comments are new to the encoder. "
                "Make it again with: python -m nlp encoder"
            ) from error
        return self._scores[rows]


def with_opinions(weighed: npt.NDArray[Any], opinions: Floats) -> npt.NDArray[Any]:
    """Return what calibration weighs, (comments, tags, 6), with the encoder's opinions: 8."""
    return np.concatenate([weighed, opinions[:, : len(TAGS)]], axis=2)


def guarded(scores: npt.NDArray[Any], opinions: Floats) -> npt.NDArray[Any]:
    """Return the model's raw scores of harm, (comments, levels), with the encoder's added."""
    total: npt.NDArray[Any] = scores + opinions[:, len(TAGS) :, 0]
    return total


def fingerprint(comment: CommentIn) -> str:
    """Return what a held-out comment is found by: its words may not have changed since."""
    parts = json.dumps([comment.question, comment.text], ensure_ascii=True)
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def opinions_of(settings: Mapping[str, Any]) -> Opinions:
    """Return the encoder that a model was calibrated with.

    Raises `ModelError` when the encoder here is another one.
    """
    if settings["encoder"] != encoder_version():
        raise ModelError("The model was trained with another encoder. Train it again.")
    return Encoder()
