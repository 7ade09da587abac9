"""Which model of the machine's reader is in the data folder, as far as its folders say."""

import json
from pathlib import Path


def model_version(model_dir: Path) -> str:
    """Return the version of the model in `model_dir`, or "" when there is none."""
    manifest = model_dir / "manifest.json"
    if not manifest.exists():
        return ""
    return str(json.loads(manifest.read_text("utf-8")).get("version", ""))


def earlier_versions(model_dir: Path) -> list[str]:
    """Return the versions that were current before and are kept, the latest first."""
    shelf = model_dir.with_name(f"{model_dir.name}.kept")
    kept = (path for path in shelf.glob("[0-9]*-*") if model_version(path))
    return [model_version(path) for path in sorted(kept, reverse=True)]
