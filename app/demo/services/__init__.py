"""Put the invented year into the database, and take exactly it out again."""

from app.demo.services.clearing import Cleared, clear_demo
from app.demo.services.loading import (
    DemoError,
    Loaded,
    has_demo,
    has_demo_rows,
    load_demo,
    receipt_to_show,
)

__all__ = [
    "Cleared",
    "DemoError",
    "Loaded",
    "clear_demo",
    "has_demo",
    "has_demo_rows",
    "load_demo",
    "receipt_to_show",
]
