"""The web application, as a server finds it: `gunicorn wsgi:app`."""

from app import create_app

app = create_app()
