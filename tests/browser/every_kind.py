"""A survey with every kind of question, put live on the running site."""

from app import create_app
from app.db import begin_write
from app.surveys.definition import SCALES
from tests.integration.responses.conftest import PETS, option, page, store_survey

YES_NO = [option("yes"), option("no")]
IDEAS = [{"words": "You can ring somebody today.", "picture": "telephone"}]


def _points(scale: str) -> list[dict[str, str]]:
    return [option(code) for code in [*SCALES[scale], "do-not-know"]]


DEFINITION = {
    "title": "Every kind of question",
    "summary": "One of each.",
    "for_whom": "Testers.",
    "scales": {scale: _points(scale) for scale in SCALES},
    "pages": [
        page("story", "text", "What happened?"),
        page("colour", "one", "Which colour?", options=[option("red"), option("blue")]),
        page("pets", "many", "Which pets?", options=PETS, alone="none"),
        page("when", "date", "When was it?"),
        page("three", "face3", "Do people listen?"),
        page("five", "face5", "How was it?"),
        page("agree", "agree5", "I was told in time."),
        page("read-this", "info", "Who you can talk to", ideas=IDEAS),
        page("receipt", "one", "Do you want a code?", options=YES_NO),
    ],
}


if __name__ == "__main__":
    with create_app().app_context():
        begin_write()
        store_survey("every-kind", DEFINITION)
