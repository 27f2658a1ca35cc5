"""The Django app, started as its README says and used by a real HTTP client: over a file, and over PostgreSQL."""

import pytest

from tests.examples import journeys
from tests.examples.serving import Served


class TestDjangoApp(journeys.Reading, journeys.Recording):
    """Over a file of SQLite's."""

    @pytest.fixture
    def served(self, django_served: Served) -> Served:
        """The app."""
        return django_served


class TestDjangoAppOnPostgres(journeys.Recording):
    """Over a database of PostgreSQL's."""

    @pytest.fixture
    def served(self, django_on_postgres: Served) -> Served:
        """The app."""
        return django_on_postgres
