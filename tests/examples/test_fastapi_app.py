"""The FastAPI app, started as its README says and used by a real HTTP client: over a file, and over PostgreSQL."""

import pytest

from tests.examples import journeys
from tests.examples.serving import Served


class TestFastApiApp(journeys.Reading, journeys.Recording):
    """Over a file of SQLite's."""

    @pytest.fixture
    def served(self, fastapi_served: Served) -> Served:
        """The app."""
        return fastapi_served


class TestFastApiAppOnPostgres(journeys.Recording):
    """Over a database of PostgreSQL's."""

    @pytest.fixture
    def served(self, fastapi_on_postgres: Served) -> Served:
        """The app."""
        return fastapi_on_postgres
