"""What tests of review share: a comment with suggestions, and pressing the page's buttons."""

import re

import sqlalchemy as sa

from app.analysis.models import Tag
from app.db import db
from tests.conftest import token_in

TEXT = "We waited ten months and nobody rang us. Mrs Jones was kind."
TAGS = [
    ("timeliness", None, "ten months"),
    ("open-honest", "-", "nobody rang us"),
    ("respect", "+", "kind", "maybe"),
]


def seen_in(page):
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def open_page(client, comment):
    return client.get(f"/staff/comments/{comment.id}").text


def press(client, comment, do, *, page=None, path="steps", **extra):
    """Press a button of the page as a browser without JavaScript would."""
    page = page or open_page(client, comment)
    data = {"csrf_token": token_in(page), "seen": seen_in(page), "do": do, **extra}
    return client.post(f"/staff/comments/{comment.id}/{path}", data=data)


def tags(comment):
    """What holds now: {code: (origin, status, sign)}, for every tag that is stored."""
    return {
        (tag.code, tag.origin.value): (tag.status.value, tag.sign)
        for tag in db.session.scalars(sa.select(Tag).where(Tag.comment_id == comment.id))
    }
