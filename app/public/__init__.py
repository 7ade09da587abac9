"""What everyone can read: home, "You said – We did", the receipt page, privacy and help."""

from typing import Any

from flask import Flask

from app.public.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application.

    `app.extensions["is_demo"]`, when another room sets it, is called to learn whether the page
    must say that everything on it is invented.
    """
    # Names and numbers that only the local area can give; empty ones say "to be confirmed".
    app.config.setdefault("FRONT_DOOR_NAME", "Multi-Agency Safeguarding and Support Hub (MASSH)")
    app.config.setdefault("FRONT_DOOR_PHONE", "")
    app.config.setdefault("CONTACT_EMAIL", "")
    app.register_blueprint(blueprint)

    @app.context_processor
    def demo_banner() -> dict[str, Any]:
        is_demo = app.extensions.get("is_demo")
        return {"is_demo": is_demo() if callable(is_demo) else bool(is_demo)}
