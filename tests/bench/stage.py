"""What the measurements start from: a data folder with surveys, and 500 published entries."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app import create_app
from app.accounts.models import User
from app.accounts.services import add_user
from app.analysis.models import Theme
from app.config import Settings
from app.db import checkpoint, db, random_id, today
from app.strategy import services as strategy
from app.strategy.models import FrameworkItem
from app.surveys import services as surveys
from app.tracker.models import Action, ActionKind, Entry, EntryStatus

ENTRIES = 500


def prepare(folder: Path, **environ: str) -> None:
    """Make the tables and load what every installation has."""
    app = create_app(Settings.from_environment({"DATA_DIR": str(folder)} | environ))
    with app.app_context():
        db.create_all()
        strategy.load_framework(strategy.FRAMEWORKS_DIR / f"{app.config['FRAMEWORK_KEY']}.toml")
        surveys.load_library()
        db.session.commit()
        checkpoint()


def publish_many(folder: Path) -> None:
    """Publish 500 entries about 500 actions."""
    app = create_app(Settings.from_environment({"DATA_DIR": str(folder)}))
    with app.app_context():
        author = add_user("author@example.org", "An author", ["publisher"])
        signer = add_user("signer@example.org", "A parent", ["parent-rep"])
        theme = Theme(name=random_id(), easy_read_name="A theme")
        items = list(db.session.scalars(select(FrameworkItem)))
        for number in range(ENTRIES):
            _publish_one(number, author, signer, theme, items)
        db.session.commit()
        checkpoint()


def _publish_one(
    number: int, author: User, signer: User, theme: Theme, items: list[FrameworkItem]
) -> None:
    action = Action(
        kind=list(ActionKind)[number % 3],
        title=f"Action {number}",
        what="What changes, where and for whom. " * 3,
        place="Across the area",
        for_whom="Families",
        owner_code="quality",
        owner_title="Head of SEND",
        promised_on=today() + timedelta(days=number - 250),
        done_on=today() if number % 3 == 0 else None,
        themes=[theme],
        items=[items[number % len(items)], items[(number + 7) % len(items)]],
    )
    db.session.add(
        Entry(
            slug=f"entry-{number}",
            status=EntryStatus.PUBLISHED,
            action=action,
            title=f"Something that families said, number {number}",
            you_said="What families said, in a sentence or two of their own. " * 2,
            we_did="What was done about it, in plain words. " * 3,
            easy_read_title="Short",
            easy_read_you_said="You said it.",
            easy_read_we_did="We did it.",
            people=10 + number % 60,
            author=author,
            signed_off_by=signer,
            published_on=today() - timedelta(days=number),
        )
    )
