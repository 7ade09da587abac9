"""Keeping a trained model on disk: arrays of numbers, and JSON, with a manifest of checksums."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.types import NlpError

if TYPE_CHECKING:
    import numpy as np

MANIFEST, SETTINGS, ARRAYS = "manifest.json", "model.json", "weights.npz"
FORMAT = 2


class ModelError(NlpError):
    """A model is missing, damaged, changed since it was trained, or of another format."""


def save_model(
    folder: Path, settings: Mapping[str, Any], arrays: Mapping[str, "np.ndarray[Any, Any]"]
) -> str:
    """Write a model into `folder`, replacing what was there in one move; return its version.

    The version is the first twelve hexadecimal digits of the SHA-256 of the model's own bytes, so
    the same data, seed and code give the same version.
    """
    import numpy as np  # noqa: PLC0415 - `import nlp` must stay light

    if any(array.dtype.hasobject for array in arrays.values()):
        raise TypeError("A model holds numbers only, never Python objects.")
    refuse_other_folders(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (building / SETTINGS).write_text(
            json.dumps(settings, ensure_ascii=False, sort_keys=True, separators=(",", ":")), "utf-8"
        )
        with (building / ARRAYS).open("wb") as file:
            ordered: dict[str, Any] = dict(sorted(arrays.items()))
            np.savez(file, **ordered)
        sums = {name: _sha256(building / name) for name in (SETTINGS, ARRAYS)}
        version = hashlib.sha256("".join(sums.values()).encode()).hexdigest()[:12]
        manifest = {"format": FORMAT, "version": version, "sha256": sums}
        (building / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), "utf-8")
        building.chmod(0o755)
        _replace(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return version


def refuse_other_folders(folder: Path) -> None:
    """Raise `ModelError` when a folder is there and holds something else than a model."""
    if folder.exists() and not (folder / MANIFEST).is_file():
        if folder.is_dir() and not any(folder.iterdir()):
            return
        raise ModelError(f"{folder} is there and is no model: nothing was changed.")


def _replace(building: Path, folder: Path) -> None:
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    try:
        if folder.exists():
            os.replace(folder, old / "was")
        os.replace(building, folder)
    finally:
        shutil.rmtree(old, ignore_errors=True)


def load_model(folder: Path) -> tuple[str, dict[str, Any], dict[str, "np.ndarray[Any, Any]"]]:
    """Return version, settings and arrays of a model, after checking every file's SHA-256.

    Raises `ModelError` with one clear sentence when a file is missing or not what was trained.
    """
    import numpy as np  # noqa: PLC0415 - `import nlp` must stay light

    manifest = _read_manifest(folder)
    for name in (SETTINGS, ARRAYS):
        if not (folder / name).is_file():
            raise ModelError(
                f"The model in {folder} is incomplete: {name} is missing. Train it again."
            )
        if _sha256(folder / name) != manifest["sha256"].get(name):
            raise ModelError(
                f"The model in {folder} was changed after training: {name} does not match "
                "its checksum. Train it again."
            )
    settings = json.loads((folder / SETTINGS).read_text("utf-8"))
    # By default NumPy refuses arrays of Python objects, which could run code when they are read.
    with np.load(folder / ARRAYS) as stored:
        try:
            arrays = {name: stored[name] for name in stored.files}
        except ValueError as error:
            raise ModelError(f"The weights of the model in {folder} are not numbers.") from error
    return str(manifest["version"]), settings, arrays


def is_usable(folder: Path) -> bool:
    """Say whether a folder holds a model this version of the library can load."""
    try:
        _read_manifest(folder)
    except ModelError:
        return False
    return True


def model_version(folder: Path) -> str:
    """Return the version written in a model's manifest, without loading the model."""
    return str(_read_manifest(folder)["version"])


def model_encoder(folder: Path) -> str:
    """Return the version of the encoder that a model asks, empty when it asks none."""
    return str(_read_settings(folder).get("encoder", ""))


def model_authors(folder: Path) -> frozenset[str] | None:
    """Return whose comments a model learned from; None for one of before that was kept."""
    authors = _read_settings(folder).get("authors")
    return None if authors is None else frozenset(map(str, authors))


def _read_settings(folder: Path) -> dict[str, Any]:
    _read_manifest(folder)
    try:
        return dict(json.loads((folder / SETTINGS).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(
            f"The model in {folder} is incomplete: {SETTINGS} cannot be read. Train it again."
        ) from error


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(
            f"There is no model in {folder}. Train one with: python -m nlp train --out {folder}"
        )
    try:
        manifest = json.loads(path.read_text("utf-8"))
        known = manifest["format"] == FORMAT
        is_whole = not known or (manifest["version"] and isinstance(manifest["sha256"], dict))
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The manifest of the model in {folder} cannot be read. Train it again."
        ) from error
    if not is_whole:
        raise ModelError(f"The manifest of the model in {folder} is not whole. Train it again.")
    if not known:
        raise ModelError(f"The model in {folder} has another format. Train it again.")
    return dict(manifest)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
