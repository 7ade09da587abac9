"""Pages for staff: actions and their promises, entries and their way to the public page."""

from flask import Blueprint

blueprint = Blueprint("tracker", __name__, url_prefix="/staff", template_folder="../templates")

from app.tracker.views import actions as actions  # noqa: E402  # they hang on the blueprint
from app.tracker.views import entries as entries  # noqa: E402
from app.tracker.views import meetings as meetings  # noqa: E402
from app.tracker.views import promises as promises  # noqa: E402
from app.tracker.views import publishing as publishing  # noqa: E402
from app.tracker.views import recalls as recalls  # noqa: E402
from app.tracker.views import taking_part as taking_part  # noqa: E402
from app.tracker.views import translations as translations  # noqa: E402
