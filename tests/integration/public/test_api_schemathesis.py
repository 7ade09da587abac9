"""Schemathesis asks the open data whatever its document allows, and what it forbids."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from app.public.openapi import OPERATIONS
from app.public.views.api import PREFIX
from tests.integration.public.test_api import make_everything

SETTINGS = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MODES = schemathesis.GenerationMode


@pytest.fixture
def document(app):
    """The document of a site on which something of each kind is published."""
    make_everything()
    return schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", app)


@pytest.mark.parametrize("path", [each.path for each in OPERATIONS])
def test_every_answer_is_one_that_the_document_names(document, path):
    assert ask(document[path]["GET"], MODES.POSITIVE) <= {200, 400, 404}


@pytest.mark.parametrize("path", [each.path for each in OPERATIONS if each.asks])
def test_what_the_document_forbids_is_refused_as_it_says(document, path):
    assert ask(document[path]["GET"], MODES.NEGATIVE) <= {400, 404}


def ask(operation, mode):
    """Ask a dozen generated questions, each answer held against the document; return statuses."""
    statuses = set()

    @SETTINGS
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case):
        statuses.add(case.call_and_validate().status_code)

    one()
    assert statuses
    return statuses
