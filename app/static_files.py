"""Static files: served by WhiteNoise under names that carry a hash of their content."""

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from app import picture_files
from app.security import HEADERS, IMMUTABLE, NOT_INDEXED, STRICT_TRANSPORT_SECURITY

STATIC_DIR = Path(__file__).parent / "static"
PREFIX = "/static/"
_HASH_LENGTH = 12
_SERVED = {".css", ".js", ".svg", ".png", ".ico", ".woff2", ".json", ".md", ".txt"}


def hashed_name(path: Path) -> str:
    """Return the public name of a file: `app.css` becomes `app.0123456789ab.css`."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:_HASH_LENGTH]
    name = path.relative_to(STATIC_DIR).as_posix()
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}"


def find_assets() -> dict[str, str]:
    """Return {name in app/static/: public address} of every file that may be served."""
    return {
        path.relative_to(STATIC_DIR).as_posix(): PREFIX + hashed_name(path)
        for path in sorted(STATIC_DIR.rglob("*"))
        if path.is_file() and path.suffix in _SERVED
    }


def init_app(app: Flask) -> None:
    """Serve app/static/ and give templates `asset_url`."""
    uses_https = app.config["SETTINGS"].uses_https
    urls = find_assets()

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        headers["X-Robots-Tag"] = NOT_INDEXED
        headers["Cache-Control"] = IMMUTABLE
        if uses_https:
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY

    server = WhiteNoise(app.wsgi_app, add_headers_function=add_headers, allow_all_origins=False)
    for name, url in urls.items():
        server.add_file_to_dictionary(url, str(STATIC_DIR / name))
        if name.endswith(".woff2"):  # a style sheet names its fonts by their plain names
            server.add_file_to_dictionary(PREFIX + name, str(STATIC_DIR / name))
    app.wsgi_app = server  # type: ignore[method-assign]

    _share_addresses(app, urls)


def _share_addresses(app: Flask, urls: dict[str, str]) -> None:
    """Give templates the addresses of files, as globals: macros see those, too."""

    def asset_url(name: str) -> str:
        """Return the address of a file in app/static/; KeyError names one that is not there."""
        return urls[name]

    def picture_url(name: str) -> str | None:
        """Return the address of an easy-read picture, shipped or own; None when there is none."""
        if picture_files.is_own(name):
            return picture_files.PREFIX + name
        return urls.get(f"pictures/{name}.svg")

    app.jinja_env.globals["asset_url"] = asset_url
    app.jinja_env.globals["picture_url"] = picture_url
