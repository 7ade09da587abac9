"""A data folder to copy for every test that starts real servers."""

import pytest

from tests.security.real import build_house, copy_house


@pytest.fixture(scope="session")
def built_house(tmp_path_factory):
    return build_house(tmp_path_factory.mktemp("house") / "data")


@pytest.fixture
def house(built_house, tmp_path):
    """A data folder as `flask setup` leaves it: tables, strategy and surveys, nothing said yet."""
    return copy_house(built_house, tmp_path)
