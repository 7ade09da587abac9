"""The local strategy as data: priorities, values, outcomes and sub-groups."""

from flask import Flask

from app.strategy import models as models
from app.strategy.cli import commands
from app.strategy.wordings import name_of


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    app.cli.add_command(commands)
    app.add_template_global(name_of, "strategy_name")

    @app.context_processor
    def area() -> dict[str, str]:
        return {"area_name": app.config["AREA_NAME"]}
