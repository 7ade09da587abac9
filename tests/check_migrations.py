"""Fail when the models and the migrations differ, or when a migration cannot go up and down."""

import logging
import sys
import tempfile
from pathlib import Path

from flask_migrate import check, downgrade, upgrade

from app import create_app
from app.setup import enable_migrations
from tests.conftest import make_settings


def main() -> None:
    names = sorted(path.stem for path in Path("migrations/versions").glob("*.py"))
    for name in names:
        text = Path(f"migrations/versions/{name}.py").read_text()
        if f'revision = "{name}"' not in text or not name[:4].isdigit():
            sys.exit(f"{name}: a migration is numbered, and its id is its file name.")
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder)))
        enable_migrations(app)
        with app.app_context():
            upgrade()
            check()
            downgrade(revision="base")
            upgrade()


if __name__ == "__main__":
    main()
