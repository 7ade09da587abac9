"""Papers on a desk, and the people who type them in."""

import re

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.db import db
from app.responses.models import Comment, SecondTyping, Submission
from tests.integration.sign_in import sign_in

PAPERS = "/staff/paper"
FIRST = {"colour": "blue", "pets": ["cat"], "story": "We waited a year and nobody rang."}
HARM = "my uncle hits me"


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


class Desk:
    """Somebody with papers in front of them."""

    def __init__(self, app, *roles):
        self.client, self.user = sign_in(app, *(roles or (RoleName.FACILITATOR,)))

    def enter(self, survey="small", **answers):
        page = self.client.get(f"{PAPERS}/{survey}")
        names = ("csrf_token", "form_key", "style")
        self.sent = {name: hidden(page, name) for name in names} | answers
        return self.client.post(f"{PAPERS}/{survey}", data=self.sent)

    def post(self, url, **answers):
        return self.client.post(url, data={"csrf_token": self.token(url), **answers})

    def token(self, url):
        return hidden(self.client.get(url), "csrf_token")

    def again(self, submission, **answers):
        return self.post(again_url(submission), **answers)

    def settle(self, submission, **answers):
        return self.post(f"{again_url(submission)}/differences", **answers)


def again_url(submission):
    return f"/staff/second-typing/{submission.id}"


def only_submission():
    db.session.rollback()
    return db.session.scalars(sa.select(Submission)).one()


def typing_of(submission):
    db.session.rollback()
    return db.session.scalars(
        sa.select(SecondTyping).where(SecondTyping.submission_id == submission.id)
    ).one_or_none()


def comments():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Comment).order_by(Comment.position)))


def differ(second, paper, **changes):
    second.again(paper, **FIRST | changes)
    return typing_of(paper)
