"""What a browser's cookie holds of the public survey: the secret of each unfinished form."""

from flask import session


def secret_of(slug: str) -> str | None:
    """Return the secret of this browser's unfinished form at `slug`, if there is one."""
    secret = session.get("drafts", {}).get(slug)
    return secret if isinstance(secret, str) else None


def remember(slug: str, secret: str | None) -> None:
    """Keep a form's secret in the cookie, or forget it."""
    drafts = {key: value for key, value in session.get("drafts", {}).items() if key != slug}
    session["drafts"] = drafts | ({slug: secret} if secret else {})
    if not session["drafts"]:
        session.pop("lang", None)
