"""What everyone can read: home, "You said – We did", the receipt page, privacy and help."""

from flask import Flask

from app.public.views import blueprint


def init_app(app: Flask) -> None:
    """Wire this room into the application."""
    # Names and numbers that only the local area can give; empty ones say "to be confirmed".
    app.config.setdefault("FRONT_DOOR_NAME", "Multi-Agency Safeguarding and Support Hub (MASSH)")
    app.config.setdefault("FRONT_DOOR_PHONE", "")
    app.config.setdefault("CONTACT_EMAIL", "")
    app.register_blueprint(blueprint)
