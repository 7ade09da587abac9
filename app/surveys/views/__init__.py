"""Pages for those who make surveys, and for the second person who looks at them."""

from flask import Blueprint

blueprint = Blueprint(
    "surveys", __name__, url_prefix="/staff/surveys", template_folder="../templates"
)

from app.surveys.views import around as around  # noqa: E402  # they hang on the blueprint
from app.surveys.views import going_live as going_live  # noqa: E402
from app.surveys.views import making as making  # noqa: E402
from app.surveys.views import questions as questions  # noqa: E402
from app.surveys.views import sounds as sounds  # noqa: E402
