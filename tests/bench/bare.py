"""What we compare ourselves with: the least that Flask can do with one field and one row.

It commits the way that we do (SQLite, WAL, synchronous=FULL, the same engine settings), and has
no session, no token, no translation, no template.
"""

import os

from flask import Flask, request
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import Form, StringField
from wtforms.validators import DataRequired, Length

from app.db import Base, begin_write, db

PAGE = "<!doctype html><title>Bare</title><h1>Bare</h1><form method=post><input name=text>"


class Line(Base):
    __tablename__ = "bench_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class LineForm(Form):
    text = StringField(validators=[DataRequired(), Length(max=6000)])


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BARE_DATABASE_URL"]
db.init_app(app)


@app.get("/")
def show():
    return PAGE


@app.post("/")
def keep():
    form = LineForm(request.form)
    if not form.validate():
        return "No.", 400
    begin_write()
    db.session.add(Line(text=form.text.data))
    db.session.commit()
    return "Kept.", 303, {"Location": "/"}


if __name__ == "__main__":
    with app.app_context():
        Line.__table__.create(db.engine)
