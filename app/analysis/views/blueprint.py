"""The blueprint that the pages of this room hang on."""

from flask import Blueprint

blueprint = Blueprint("analysis", __name__, url_prefix="/staff", template_folder="../templates")
