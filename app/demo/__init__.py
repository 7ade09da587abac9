"""Demo data: an invented area's year, marked "Demo" on every page, and how to remove it again."""

from typing import Any

from flask import Flask

from app.demo.cli import commands
from app.demo.sign import is_demo


def init_app(app: Flask) -> None:
    """Wire this room into the application; base.html shows `is_demo` and `area_name`."""
    app.cli.add_command(commands)
    app.extensions["is_demo"] = is_demo

    @app.context_processor
    def sign_and_place() -> dict[str, Any]:
        return {"is_demo": is_demo(), "area_name": app.config["AREA_NAME"]}
